import { UnitSyntaxError } from "./word-syntax.ts";

/** What a unit's specifiers stand for, by letter (man systemd.unit, "Specifiers"). */
export type SpecifierValues = Readonly<Record<string, string>>;

/** Stands in a text for what is known only in the running container; `plan-text.ts` makes a percent sign of it. */
export const RUNTIME_MARK = "\u0001";

const RUNTIME = ["H", "l", "q", "m", "b", "v", "a", "o", "w", "W", "M", "A", "B"];

/** Those of systemd that have no meaning in a container. */
const MEANINGLESS: Readonly<Record<string, string>> = {
  c: "a service has no control group of its own",
  r: "a service has no control group of its own",
  R: "a service has no control group of its own",
  y: "a unit has no file",
  Y: "a unit has no file",
};

/**
 * The values for a unit. `%h`, `%u` and `%U` are about the manager, not about User=, as in systemd's system manager.
 *
 * @param name with suffix: "web@a.service"
 */
export function specifiersOf(name: string): SpecifierValues {
  const stem = name.replace(/\.[a-z]+$/, "");
  const at = stem.indexOf("@");
  const prefix = at < 0 ? stem : stem.slice(0, at);
  const instance = at < 0 ? "" : stem.slice(at + 1);
  const last = prefix.slice(prefix.lastIndexOf("-") + 1);
  const path = unescapeName(instance === "" ? prefix : instance);
  return {
    "%": "%",
    n: name,
    N: stem,
    p: prefix,
    P: unescapeName(prefix),
    i: instance,
    I: unescapeName(instance),
    j: last,
    J: unescapeName(last),
    f: path.startsWith("/") ? path : `/${path}`,
    t: "/run",
    S: "/var/lib",
    C: "/var/cache",
    L: "/var/log",
    E: "/etc",
    T: "/tmp",
    V: "/var/tmp",
    d: credentialsFolder(name),
    D: "/usr/share",
    u: "root",
    U: "0",
    g: "root",
    G: "0",
    h: "/root",
    s: "/bin/sh",
    ...Object.fromEntries(RUNTIME.map((letter) => [letter, `${RUNTIME_MARK}${letter}`])),
  };
}

/** Where a unit's credentials are: `%d` and $CREDENTIALS_DIRECTORY. */
function credentialsFolder(name: string): string {
  return `/run/credentials/${name}`;
}

/** @throws UnitSyntaxError for a specifier that there is not */
export function expandSpecifiers(text: string, values: SpecifierValues): string {
  return text.replaceAll(/%(.?)/gsu, (all, letter: string) => {
    // A percent sign at the end, or before anything but a letter, is itself.
    if (!/^[A-Za-z%]$/.test(letter)) return all;
    const value = values[letter];
    if (value === undefined) {
      const why = MEANINGLESS[letter] === undefined ? "is no specifier" : `means nothing here: ${MEANINGLESS[letter]}`;
      throw new UnitSyntaxError(`%${letter} ${why}; write %% for a percent sign`);
    }
    return value;
  });
}

/** `a-b\x2dc` ▶ `a/b-c` */
function unescapeName(name: string): string {
  return name
    .replaceAll("-", "/")
    .replaceAll(/\\x([0-9a-f]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
