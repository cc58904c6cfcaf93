import type { Definition } from "../../options/definition.ts";
import { NIXOS_FILES } from "../../reasons/nixos.ts";
import { at, type Diagnostic } from "../../text/diagnostic.ts";
import type { NixosAnswer } from "../../value/nixos-answer.ts";
import type { NixosQuestion } from "./nixos-question.ts";
import { definedAt, placeOfOption } from "./option-places.ts";

/** What an image has not of what NixOS was asked, and why: options by their names. */
export type LeftOut = readonly (readonly [options: readonly string[], why: string])[];

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
  for (const [options, why] of leftOut) {
    for (const option of options) {
      const said = definedAt(definitions, option.split("."));
      if (said !== undefined) warnings.push(warning(`NixOS's ${option} does nothing here: ${why}`, said.place));
      const files = answer.ignored.find(({ path }) => path.join(".") === option)?.files ?? [];
      const own = files.flatMap((file) => new RegExp(`^${NIXOS_FILES}/(?:context/)?(.*)`).exec(file)?.[1] ?? []);
      if (own.length > 0) warnings.push(warning(`NixOS's ${option} does nothing here, in ${own.join(", ")}: ${why}`));
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
  for (const name of Object.keys(answer.sockets)) {
    const where =
      placeOfOption(definitions, ["systemd", "sockets", name]) ?? placeOfOption(definitions, ["services", name]);
    warnings.push(
      warning(`${name}.socket is left out: there are no socket units, so the program has to listen itself`, where),
    );
  }
  return warnings;
}
