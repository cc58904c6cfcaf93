import { statSync } from "node:fs";
import { join } from "node:path";
import { at, DeclError, type Diagnostic, type Place } from "../text/diagnostic.ts";
import { mentionedPackages, packageText, replacePrograms } from "../value/reference.ts";

/** A program of each package that the init and scripts are given: what shows that it is installed. */
const INIT_PROGRAMS: Readonly<Record<string, string>> = {
  s6: "s6-svscan",
  bash: "bash",
  coreutils: "env",
  findutils: "find",
  gnugrep: "grep",
  gnused: "sed",
};

/**
 * Replaces packages in texts by a folder that has the programs of all of them, such as /usr: `${pkgs.nginx}/bin/nginx` is
 * /usr/bin/nginx, or /usr/sbin/nginx where that is, and any other `${pkgs.x}` is /usr.
 *
 * @throws DeclError with every program that is missing
 */
export function onHostPrograms(
  texts: readonly string[],
  prefix: string,
  placeOf: (name: string) => Place | undefined,
): (text: string) => string {
  const problems = new Map<string, Omit<Diagnostic, "severity">>();
  const find = (program: string) => ["bin", "sbin"].map((folder) => join(prefix, folder, program)).find(isProgram);
  const require = (name: string, wanted: string): string => {
    const found = find(wanted);
    if (found !== undefined) return found;
    const own = INIT_PROGRAMS[name];
    // A package that is not there at all is one problem, however many of its programs are named.
    const program = own !== undefined && find(own) === undefined ? own : wanted;
    problems.set(`${name}/${program}`, {
      code: "no-host-program",
      message: `there is no ${program} in ${prefix}/bin or ${prefix}/sbin`,
      ...at(program === own ? undefined : placeOf(name)),
      hint: program === own ? `the init needs it: install ${name}` : `it is the program of \${${packageText(name)}}`,
    });
    return wanted;
  };
  const resolve = (text: string) =>
    replacePrograms(text, (name, program) => (program === undefined ? prefix : require(name, program)));

  for (const name of new Set(texts.flatMap(mentionedPackages))) {
    const program = INIT_PROGRAMS[name];
    if (program !== undefined) require(name, program);
  }
  texts.forEach(resolve);
  const [first, ...others] = problems.values();
  if (first !== undefined) throw new DeclError(first, others);
  return resolve;
}

function isProgram(path: string): boolean {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat?.isFile() === true && (stat.mode & 0o111) !== 0;
}
