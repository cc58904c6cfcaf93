import type { Definition } from "../../options/definition.ts";
import { NIXOS_FILES, nixosText } from "../../reasons/nixos.ts";
import { at, type Diagnostic, type Place } from "../../text/diagnostic.ts";
import type { WhyNothing } from "../../value/left-out.ts";
import type { NixosAnswer, NixosDefinition } from "../../value/nixos-answer.ts";
import type { NixosQuestion } from "./nixos-question.ts";
import { definedAt } from "./option-places.ts";

/**
 * Warnings of options of NixOS that have no effect in an image. What the configuration itself defines is one warning for each file and
 * reason; all that NixOS's own modules define is one warning.
 */
export function leftOutWarnings(
  answer: NixosAnswer,
  why: WhyNothing,
  definitions: readonly Definition[],
  { place }: NixosQuestion,
  hasSetId: boolean,
): Diagnostic[] {
  const groups = new Map<string, { readonly reason: string; readonly defined: NixosDefinition[] }>();
  const byModules = new Set<string>();
  for (const definition of answer.defined) {
    const reason = why(definition.path, definition.isMade);
    if (reason === undefined) continue;
    if (isOfModules(definition.file)) byModules.add(definition.path.join("."));
    else {
      const key = `${definition.file}\n${reason}`;
      const group = groups.get(key) ?? { reason, defined: [] };
      groups.set(key, group);
      group.defined.push(definition);
    }
  }
  const warnings = Array.from(groups.values(), ({ reason, defined }) => nothingWarning(defined, reason));
  for (const { path, files } of answer.ignored) if (files.every(isOfModules)) byModules.add(path.join("."));
  if (byModules.size > 0) {
    const message = `modules of NixOS set what does nothing here: ${[...byModules].sort().join(", ")}`;
    warnings.push({ ...WARNING, message, ...at(place) });
  }
  const programs = Object.entries(answer.wrappers).flatMap(([name, { capabilities }]) => {
    return hasSetId && (capabilities ?? "") === "" ? [] : name;
  });
  if (programs.length > 0) {
    const message = `security.wrappers of NixOS come to nothing: ${programs.sort().join(", ")}`;
    const hint = hasSetId
      ? "a service has AmbientCapabilities"
      : "nixosSetIdPrograms: true has them as files that run as their owner";
    warnings.push({ ...WARNING, message, ...at(place), hint });
  }
  return warnings;

  function nothingWarning(defined: readonly NixosDefinition[], reason: string): Diagnostic {
    const options = [...new Set(defined.map(({ path }) => path.join(".")))];
    const does = options.length === 1 ? "does" : "do";
    const [first] = defined;
    const file = first?.file.startsWith(`${NIXOS_FILES}/`) === true ? first.file : undefined;
    const own = file === undefined ? undefined : placeInFile(first?.place);
    const where = file === undefined || own !== undefined ? "" : `, in ${nixosText(file)}`;
    const message = `NixOS's ${listed(options)} ${does} nothing here${where}: ${reason}`;
    const found = file === undefined ? definedAt(definitions, first?.path ?? [])?.place : own;
    return { ...WARNING, message, ...at(found ?? place) };
  }
}

const WARNING = { code: "nixos-left-out", severity: "warning" } as const;

/** How many names a message lists. */
const MAX_NAMES = 12;

function listed(names: readonly string[]): string {
  const left = names.length - MAX_NAMES;
  return left > 0 ? `${names.slice(0, MAX_NAMES).join(", ")} and ${left} more` : names.join(", ");
}

/** Whether a file is one of NixOS's modules: the declaration's name is relative, and build contexts have a folder of their own. */
const isOfModules = (file: string): boolean => file.startsWith("/") && !file.startsWith(`${NIXOS_FILES}/`);

/** The place of a definition in a file of a build context. */
function placeInFile(place: NixosDefinition["place"] | undefined): Place | undefined {
  if (place == null || !place.file.startsWith(`${NIXOS_FILES}/`)) return undefined;
  const start = { line: place.line, column: place.column };
  return { file: nixosText(place.file), start, end: start };
}
