import type { Session } from "../context/session.ts";
import { NIXOS_OPTIONS } from "../modules/nixos/areas.ts";
import { nixosDefinitions, nixosFile } from "../modules/nixos/nixos.ts";
import { whyNothing } from "../modules/nixos/nothing.ts";
import { STAND_IN_PACKAGES } from "../modules/nixos/stand-ins.ts";
import type { PackageSets } from "../packages/name-lookup.ts";
import { nixosAnswer } from "../packages/nixos/failures.ts";
import { leftOutWarnings } from "../packages/nixos/left-out.ts";
import { type NixosQuestion, nixosQuestion } from "../packages/nixos/nixos-question.ts";
import { wantedGroups } from "../packages/nixos/option-places.ts";
import { openPackageSets } from "../packages/package-sets.ts";
import { mentionedNames, namesForTls } from "../plan/packages.ts";
import { SERVICE_PACKAGES } from "../plan/services.ts";
import { DeclError } from "../text/diagnostic.ts";
import { type DraftImage, type EvaluatedImage, finishImage } from "./evaluate-images.ts";
import { packageSetKey } from "./resolve-names.ts";
import { settledImage } from "./settle-nixos.ts";

/** What was looked up while NixOS was evaluated, by `packageSetKey`. */
export type LookedUp = ReadonlyMap<
  string,
  { readonly names: ReadonlyMap<string, ReadonlySet<string>>; readonly sets: PackageSets }
>;

/** What the answer may bring into an image by itself: looked up with the rest, so that it need not be looked up afterwards. */
const OF_SERVICES: readonly string[] = [...new Set([...SERVICE_PACKAGES, ...STAND_IN_PACKAGES])];

/**
 * Completes images: for those that ask for NixOS, it is evaluated in one step, with all names that are known by then.
 * Throws a DeclError.
 */
export async function askNixos(
  session: Session,
  drafts: readonly DraftImage[],
): Promise<{ readonly images: readonly EvaluatedImage[]; readonly lookedUp: LookedUp }> {
  const groups = new Map<string, Asking[]>();
  for (const draft of drafts.filter(({ configuration }) => configuration.isOpen)) {
    const key = packageSetKey(draft.configuration);
    groups.set(key, [...(groups.get(key) ?? []), { draft, question: questionOf(draft) }]);
  }
  const done = new Map<DraftImage, EvaluatedImage>();
  const lookedUp = new Map<string, { names: Map<string, Set<string>>; sets: PackageSets }>();
  for (const [key, group] of groups) {
    const names = new Map<string, Set<string>>();
    const questions = new Map<string, NixosQuestion[]>();
    for (const { draft, question } of group) {
      const { system } = draft.platform;
      names.set(system, new Set([...(names.get(system) ?? []), ...OF_SERVICES, ...namesKnown(draft)]));
      const asked = questions.get(system) ?? [];
      if (!asked.some((one) => one.key === question.key)) questions.set(system, [...asked, question]);
    }
    const [first] = group;
    if (first === undefined) continue;
    const sets = await openPackageSets(session, first.draft.configuration, names, new Set(), questions);
    lookedUp.set(key, { names, sets });
    for (const { draft, question } of group) done.set(draft, completed(draft, question, sets));
  }
  return { images: drafts.map((draft) => done.get(draft) ?? finishImage(draft)), lookedUp };
}

interface Asking {
  readonly draft: DraftImage;
  readonly question: NixosQuestion;
}

function questionOf({ platform, configuration: { records }, readsNixos, nixosReads }: DraftImage): NixosQuestion {
  const definitions = nixosDefinitions(records);
  return nixosQuestion({
    definitions,
    values: readsNixos ? wantedGroups(definitions, nixosReads) : [],
    file: nixosFile(records),
    platform,
    ...NIXOS_OPTIONS,
  });
}

/** The names that the declaration mentions without NixOS: where that is no image yet, none. */
function namesKnown(draft: DraftImage): string[] {
  try {
    const { content } = finishImage(draft);
    return [...mentionedNames(content), ...namesForTls(content)];
  } catch (error) {
    if (error instanceof DeclError) return [];
    throw error;
  }
}

function completed(draft: DraftImage, question: NixosQuestion, sets: PackageSets): EvaluatedImage {
  const { platform, configuration } = draft;
  const outcome = sets.nixos?.[platform.system]?.[question.key];
  if (outcome === undefined) throw new Error(`NixOS was not evaluated for ${platform.system}`);
  const definitions = nixosDefinitions(configuration.records);
  const { answer, warnings } = nixosAnswer(outcome, definitions, question);
  const leftOut = leftOutWarnings(answer, whyNothing, definitions, question, configuration.config.nixosSetIdPrograms);
  const image = settledImage(draft, answer);
  return { ...image, warnings: [...image.warnings, ...warnings, ...leftOut], nixos: question };
}
