import { LineError } from "./line.ts";
import type { AtBoot, Text } from "./rule.ts";

/** tmpfiles.d(5), SPECIFIERS, for the system's instance. */
const FIXED: Readonly<Record<string, string>> = {
  "%": "%",
  t: "/run",
  S: "/var/lib",
  C: "/var/cache",
  L: "/var/log",
  T: "/tmp",
  V: "/var/tmp",
  h: "/root",
  u: "root",
  U: "0",
  g: "root",
  G: "0",
};

const AT_BOOT = ["H", "l", "v", "b"];

const NOT_HERE: Readonly<Record<string, string>> = {
  m: "a container has no machine id",
  a: "the architecture is not known here",
  A: "an image has no os-release",
  B: "an image has no os-release",
  M: "an image has no os-release",
  o: "an image has no os-release",
  w: "an image has no os-release",
  W: "an image has no os-release",
};

/**
 * Expands `%t` and its like. `more` has specifiers by letter that the caller knows, e.g. `{ a: "x86-64" }`.
 *
 *     expandSpecifiers("%t/%H.pid") → ["/run/", { specifier: "H" }, ".pid"]
 *
 * @throws LineError
 */
export function expandSpecifiers(text: string, more: Readonly<Record<string, string>> = {}): Text {
  const parts: (string | AtBoot)[] = [];
  const add = (part: string | AtBoot) => {
    const last = parts.at(-1);
    if (typeof part === "string" && typeof last === "string") parts[parts.length - 1] = last + part;
    else parts.push(part);
  };
  for (const [piece] of text.matchAll(/%[\s\S]?|[^%]+/g)) {
    if (!piece.startsWith("%")) {
      add(piece);
      continue;
    }
    const letter = piece.charAt(1);
    const value =
      own(more, letter) ?? own(FIXED, letter) ?? (AT_BOOT.includes(letter) ? { specifier: letter } : undefined);
    if (value === undefined) {
      const reason = own(NOT_HERE, letter);
      throw new LineError(
        reason === undefined ? `there is no specifier "${piece}"` : `"${piece}" is not known: ${reason}`,
        "a percent sign is written %%",
      );
    }
    add(value);
  }
  return parts;
}

function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
