import type { Place } from "../../text/diagnostic.ts";

/** The types of lines that do something here; `F` is read as `f+`, and `v`, `q`, `Q` as `d`. */
export type RuleType = "d" | "D" | "e" | "f" | "w" | "p" | "L" | "C" | "r" | "R" | "z" | "Z";

/** Something that is known when the container starts: the letter of a specifier, e.g. "H" for the host's name. */
export interface AtBoot {
  readonly specifier: string;
}

/** A text, in pieces where some of it is known only at boot. */
export type Text = readonly (string | AtBoot)[];

export interface Mode {
  readonly bits: number;
  /** `~`: only as far as what is there may be read, written or run by someone. */
  readonly masked: boolean;
  /** `:` */
  readonly onlyNew: boolean;
}

export interface Owner {
  readonly id: number;
  /** `:` */
  readonly onlyNew: boolean;
}

/** A line of tmpfiles.d(5), checked. */
export interface TmpfilesRule {
  /** The line as written, for messages and comments. */
  readonly line: string;
  readonly place: Place | undefined;
  readonly type: RuleType;
  /** `+` */
  readonly force: boolean;
  /** `-` */
  readonly mayFail: boolean;
  /** `=` */
  readonly makeWay: boolean;
  /** `?`, of links: only when what the link points to is there. */
  readonly ifTargetExists: boolean;
  /** Absolute and normalised; a pattern for the types that take one. */
  readonly path: Text;
  readonly mode: Mode | undefined;
  readonly user: Owner | undefined;
  readonly group: Owner | undefined;
  /** For f and w bytes as latin1, else a path; undefined where the line has none. */
  readonly argument: Text | undefined;
}

/** The text, if all of it is known now. */
export function plainText(text: Text): string | undefined {
  const parts = text.filter((part): part is string => typeof part === "string");
  return parts.length === text.length ? parts.join("") : undefined;
}
