import { file, mkfile } from "../../llb/file.ts";
import { type Mount, outputMount, readonlyMount, tmpfsMount } from "../../llb/mount.ts";
import { type Output, type State, scratch } from "../../llb/vertex.ts";
import type { Closure } from "../../nix/closure.ts";
import type { StorePath } from "../../nix/store-path.ts";
import { sizeText } from "../../text/size-text.ts";
import { type PackedFiles, packedInput, UNPACKED } from "../archive/mounts.ts";
import type { GraphStep } from "../graph-step.ts";
import { type HelperPlace, helperStep } from "../helper-step.ts";
import { fetchGroup, labelled } from "../unpack/fetch-group.ts";
import type { NarSources } from "../unpack/nar-source.ts";
import { locateArchive, unpackStep } from "../unpack/step.ts";
import evaluateNix from "./evaluate.nix?raw";
import nixosNix from "./nixos.nix?raw";
import { type EvaluationRequest, evaluateSpec } from "./spec.ts";

export interface EvaluationInput extends HelperPlace {
  readonly request: EvaluationRequest;
  /** The Nix expressions of the declaration, by the file that the request names. */
  readonly expressions: ReadonlyMap<string, string>;
  readonly packageSet: PackageSetFiles;
  /** The file of the package set that will do instead of Nix, where it has one. */
  readonly nameTable?: string | undefined;
  /** Whether the derivations of the names are wanted, and not what they mean. */
  readonly derivations?: boolean;
  /** The folder with the overlays, where there are any. */
  readonly overlays?: State;
  /** What NixOS's modules may read, by the absolute folder where they find it. */
  readonly contexts?: ReadonlyMap<string, State>;
  /** The Nix that evaluates, with all that it needs. */
  readonly nix: StorePath;
  readonly closure: Closure;
  readonly nars: NarSources;
}

/** The whole of a package set. `folder` is the one in it that has the default.nix. */
export type PackageSetFiles =
  | { readonly kind: "tree"; readonly state: State; readonly folder?: string | undefined }
  | ({ readonly kind: "archive"; readonly folder?: string | undefined } & PackedFiles);

/** Where the step has its parts. */
export const EVALUATION_PLACES = { overlays: "/overlays", request: "/request" } as const;

const TREE = "/nixpkgs";

/** Where the step has the package set. */
export function packageSetPlace({ kind, folder }: PackageSetFiles): string {
  const suffix = kind === "archive" && folder !== undefined ? `/${folder}` : "";
  return `${kind === "archive" ? UNPACKED : TREE}${suffix}`;
}

/** Two steps: unpack Nix, and have it look at all names of a declaration. The state has the result. */
export function evaluationGraph(input: EvaluationInput): {
  readonly state: Output;
  readonly steps: readonly GraphStep[];
  /** Nix with all that it needs. */
  readonly store: Output;
} {
  const { closure, nars } = input;
  const steps: GraphStep[] = [];
  const group = labelled(fetchGroup(closure.ordered, `of ${input.nix.name} to look packages up with`));
  const located = closure.ordered.map((entry) => {
    const name = `[nix] ${entry.path.name} (${sizeText(entry.fileSize ?? entry.narSize)})`;
    const { archive, step } = locateArchive(entry, nars, { name, ...group });
    steps.push(step);
    return archive;
  });
  const name = `[nix] unpack ${input.nix.name} to look packages up with`;
  // `--no-cache` looks the names up again; Nix is not unpacked again for it.
  const store = unpackStep(located, { ...input, ignoreCache: false }, { name, ...group });
  const [first] = closure.ordered;
  steps.push({
    output: store,
    kind: "unpack",
    subject: input.nix.name,
    entries: closure.ordered,
    cache: first?.cache,
  });

  const state = evaluateStep(input, store);
  steps.push({ output: state, kind: "evaluate", subject: "the names of the declaration" });
  return { state, steps, store };
}

function evaluateStep(input: EvaluationInput, store: Output): Output {
  const { request, expressions, packageSet, overlays, derivations = false } = input;
  const packed = packageSet.kind === "archive" ? packedInput(packageSet) : undefined;
  const written = file(
    scratch,
    [
      mkfile("/evaluate.nix", evaluateNix),
      ...(request.nixos === undefined ? [] : [mkfile("/nixos.nix", nixosNix)]),
      mkfile("/request.json", JSON.stringify(request)),
      ...[...expressions].map(([name, text]) => mkfile(`/${name}`, text)),
    ],
    { name: "[nix] write down the names to look up" },
  );
  return helperStep(input, {
    name: stepName(request, derivations),
    spec: evaluateSpec,
    value: {
      nix: `${input.nix.path}/bin/nix-instantiate`,
      expression: `${EVALUATION_PLACES.request}/evaluate.nix`,
      request: `${EVALUATION_PLACES.request}/request.json`,
      output: "/out",
      ...(derivations ? { derivations } : {}),
      packed: packed && {
        tree: packed.value,
        nameTable: input.nameTable && `${packageSetPlace(packageSet)}/${input.nameTable}`,
      },
    },
    mounts: [
      // Unpacking gives the same bytes for the same specification: its key is enough.
      readonlyMount("/nix/store", store, { selector: "/nix/store", contentCache: "off" }),
      tmpfsMount("/tmp"),
      ...(packed?.mounts ?? treeMounts(packageSet)),
      ...(overlays === undefined ? [] : [readonlyMount(EVALUATION_PLACES.overlays, overlays)]),
      ...Array.from(input.contexts ?? [], ([folder, state]) => readonlyMount(folder, state)),
      readonlyMount(EVALUATION_PLACES.request, written),
      outputMount("/out"),
    ],
  }).at("/out");
}

function stepName({ systems, nixos }: EvaluationRequest, derivations: boolean): string {
  const count = Object.values(systems).reduce((sum, names) => sum + Object.keys(names).length, 0);
  if (derivations) {
    const packages = `${count} ${count === 1 ? "package" : "packages"}`;
    const wanted = [...(count === 0 ? [] : [packages]), ...(nixos === undefined ? [] : ["what NixOS refers to"])];
    return `[nix] find out how to build ${wanted.join(" and ")}`;
  }
  const names = `look up ${count} ${count === 1 ? "name" : "names"} in the package set`;
  return nixos === undefined ? `[nix] ${names}` : `[nix] evaluate NixOS, and ${names}`;
}

function treeMounts({ state, folder }: { readonly state: State; readonly folder?: string | undefined }): Mount[] {
  return [readonlyMount(TREE, state, { selector: folder })];
}
