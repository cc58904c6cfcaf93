import type { Definition } from "../../options/definition.ts";
import { NIXOS_FILES, nixosText } from "../../reasons/nixos.ts";
import { at, type Diagnostic } from "../../text/diagnostic.ts";
import type { LeftOut } from "../../value/left-out.ts";
import type { NixosAnswer } from "../../value/nixos-answer.ts";
import type { NixosQuestion } from "./nixos-question.ts";
import { definedAt } from "./option-places.ts";

/** Warnings of what comes to nothing: where the declaration itself asks for it there, and what NixOS's own modules want in one. */
export function leftOutWarnings(
  answer: NixosAnswer,
  leftOut: LeftOut,
  definitions: readonly Definition[],
  { place }: NixosQuestion,
  hasSetId: boolean,
): Diagnostic[] {
  const warning = (message: string, where = place): Diagnostic => {
    return { code: "nixos-left-out", severity: "warning", message, ...at(where) };
  };
  const warnings: Diagnostic[] = [];
  const byModules = new Set<string>();
  const filesOf = (option: string) => {
    const files = answer.ignored.find(({ path }) => path.join(".") === option)?.files ?? [];
    return {
      files,
      own: files.filter((file) => file.startsWith(`${NIXOS_FILES}/`)).map(nixosText),
    };
  };
  for (const { options, within = [], why } of leftOut) {
    for (const option of [...options, ...within]) {
      const { own } = filesOf(option);
      if (own.length > 0) warnings.push(warning(`NixOS's ${option} does nothing here, in ${own.join(", ")}: ${why}`));
    }
    for (const option of options) {
      const said = definedAt(definitions, option.split("."));
      if (said !== undefined) warnings.push(warning(`NixOS's ${option} does nothing here: ${why}`, said.place));
      const { files, own } = filesOf(option);
      if (said === undefined && own.length === 0 && files.length > 0) byModules.add(option);
    }
  }
  if (byModules.size > 0) {
    warnings.push(warning(`modules of NixOS set what does nothing here: ${[...byModules].sort().join(", ")}`));
  }
  const programs = Object.entries(answer.wrappers).flatMap(([name, { capabilities }]) => {
    return hasSetId && (capabilities ?? "") === "" ? [] : name;
  });
  if (programs.length > 0) {
    const hint = hasSetId
      ? "a service has AmbientCapabilities"
      : "nixosSetIdPrograms: true has them as files that run as their owner";
    warnings.push({ ...warning(`security.wrappers of NixOS come to nothing: ${programs.sort().join(", ")}`), hint });
  }
  return warnings;
}
