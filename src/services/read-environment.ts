import { isAbsolute } from "../lib/placeholder.ts";
import type { ServiceOption } from "./option-table.ts";
import type { Section } from "./section.ts";
import type { Service } from "./service.ts";
import { expandSpecifiers, type SpecifierValues } from "./specifiers.ts";
import type { ServiceOptions } from "./unit.ts";

/** `environment` and Environment=, which NixOS writes to the same lines: `environment` first. */
export function readEnvironment(
  options: ServiceOptions,
  { section, specifiers }: { section: Section<ServiceOption>; specifiers: SpecifierValues },
): Service["environment"] {
  const own = Object.entries(options.environment ?? {}).flatMap(([name, value]): [string, string][] => {
    if (value === null) return [];
    const expanded = section.attempt("Environment", () => expandSpecifiers(value, specifiers));
    return expanded === undefined ? [] : [[name, expanded]];
  });
  const assigned = section.words("Environment").flatMap((word): [string, string][] => {
    const equals = word.indexOf("=");
    if (equals > 0) return [[word.slice(0, equals), word.slice(equals + 1)]];
    section.fail(
      "Environment",
      `"${word}" is not an assignment such as NAME=value; a value with spaces is quoted: "NAME=a b"`,
    );
    return [];
  });
  return [...own, ...assigned].filter(([name]) => {
    const fine = /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);
    if (!fine) section.fail("Environment", `"${name}" is not a variable's name`);
    return fine;
  });
}

export function readEnvironmentFiles({
  section,
  specifiers,
}: {
  section: Section<ServiceOption>;
  specifiers: SpecifierValues;
}): Service["environmentFiles"] {
  section.words("PassEnvironment");
  return section.lines("EnvironmentFile").flatMap((line) => {
    const optional = line.startsWith("-");
    const path = section.attempt("EnvironmentFile", () => expandSpecifiers(line.slice(optional ? 1 : 0), specifiers));
    if (path === undefined) return [];
    if (isAbsolute(path)) return [{ path, optional }];
    section.fail("EnvironmentFile", `must be an absolute path, not "${path}"`);
    return [];
  });
}
