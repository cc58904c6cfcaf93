import type { BuildRequest } from "../context/request.ts";
import type { Declaration } from "../declaration/evaluate.ts";
import { evaluateConfiguration } from "../modules/configuration.ts";
import { asksNixos } from "../modules/nixos/nixos.ts";
import type { Configuration } from "../options/configuration.ts";
import type { NixosQuestion } from "../packages/nixos/nixos-question.ts";
import { type ImageContent, imageContent } from "../plan/image-content.ts";
import { type WantedProgram, wantedPrograms } from "../plan/programs.ts";
import { planImageServices } from "../plan/services.ts";
import type { ServiceOrder } from "../services/service-plan.ts";
import { at, DeclError, type Diagnostic, type Place } from "../text/diagnostic.ts";
import { withoutDuplicates } from "../text/duplicate-diagnostics.ts";
import type { ModuleSource } from "../value/module-source.ts";
import type { TargetPlatform } from "../value/platform.ts";

/** What the declaration says of the image for one platform. */
export interface EvaluatedImage {
  readonly platform: TargetPlatform;
  readonly configuration: Configuration;
  readonly content: ImageContent;
  /** What starts after what; undefined where the image has no services. */
  readonly order?: ServiceOrder | undefined;
  /** What a container runs by itself. */
  readonly programs: readonly WantedProgram[];
  readonly warnings: readonly Diagnostic[];
  readonly within: Declaration["within"];
  /** What NixOS was asked for it. */
  readonly nixos?: NixosQuestion | undefined;
}

/** The same as far as the declaration alone says it: where it asks for NixOS, the configuration is open. */
export interface DraftImage {
  readonly platform: TargetPlatform;
  readonly root: ModuleSource;
  readonly configuration: Configuration;
  /** Of the file itself. */
  readonly warnings: readonly Diagnostic[];
  readonly within: Declaration["within"];
  /** Whether it reads what NixOS makes of it, and the groups of options that it reads in any case. */
  readonly readsNixos: boolean;
  readonly nixosReads: readonly (readonly string[])[];
}

type Request = Pick<BuildRequest, "args" | "target" | "platforms">;

/** Evaluates the declaration for every platform that was asked for. Throws a DeclError. */
export function draftImages({ args, target, platforms }: Request, declaration: Declaration) {
  /** Build arguments that the declaration asks for, and where it first does. */
  const readArguments = new Map<string, Place | undefined>();
  const drafts = platforms.map((platform): DraftImage => {
    const started = declaration.start({ args, target, platform });
    const configuration = declaration.within(() => evaluateConfiguration(started.root));
    for (const [name, place] of started.readArguments()) readArguments.set(name, place);
    started.refuseUnreadTarget();
    if (!configuration.isOpen && started.reads("nixos")) throw asksNothing(configuration);
    const { warnings, within } = declaration;
    return {
      platform,
      root: started.root,
      configuration,
      warnings,
      within,
      readsNixos: started.reads("nixos"),
      nixosReads: started.readsOf("nixos"),
    };
  });
  return { drafts, readArguments };
}

/** What is read would never be known. */
const asksNothing = ({ placeOf }: Configuration): DeclError =>
  new DeclError({
    code: "nixos-unasked",
    message: "config.nixos is read, and nothing of nixos is defined",
    ...at(placeOf(["nixos"])),
    hint: "it has what NixOS makes of nixos and nixosConfiguration: define one of them",
  });

/**
 * Evaluates the declaration for every platform that was asked for, and checks its options, where nobody can evaluate NixOS.
 * Throws a DeclError.
 */
export function evaluateImages(request: Request, declaration: Declaration) {
  const { drafts, readArguments } = draftImages(request, declaration);
  const images = drafts.map((draft): EvaluatedImage => {
    if (draft.configuration.isOpen) throw needsBuild(draft.configuration);
    return finishImage(draft);
  });
  return { images, readArguments };
}

function needsBuild({ placeOf, records }: Configuration): DeclError {
  const name = asksNixos(records) && placeOf(["nixos"]) !== undefined ? "nixos" : "nixosConfiguration";
  return new DeclError({
    code: "nixos-needs-build",
    message: `${name} is evaluated by Nix in a build, and this is none`,
    ...at(placeOf([name])),
    hint: "docker buildx build --call=check says what is wrong with it",
  });
}

/** What the configuration asks for, its services included. Throws a DeclError. */
export const finishImage = (draft: FinishedDraft): EvaluatedImage => draft.within(() => finished(draft));

type FinishedDraft = Pick<DraftImage, "platform" | "configuration" | "warnings" | "within">;

function finished({ platform, configuration, warnings: ofFile, within }: FinishedDraft): EvaluatedImage {
  const content = imageContent(configuration.config);
  const { files, entrypoint, order, warnings } = planImageServices(configuration, content, platform);
  return {
    platform,
    configuration,
    within,
    content: {
      ...content,
      files: [...content.files, ...files].sort((a, b) => (a.path < b.path ? -1 : 1)),
      container: { ...content.container, entrypoint: entrypoint ?? content.container.entrypoint },
    },
    order,
    programs: wantedPrograms(configuration, order?.plan.units),
    warnings: withoutDuplicates([...ofFile, ...configuration.warnings, ...warnings]),
  };
}
