import { shortened, visibleText } from "./visible-text.ts";

/** A point in a text file; line and column are 1-based, columns count UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A range of a file that the user wrote; `end` is exclusive. `file` is relative to the build file's folder. */
export interface Place {
  readonly file: string;
  readonly start: Position;
  readonly end: Position;
}

/** An error or warning for the user: data that is printed in one place (`printDiagnostic`, or the daemon's typed errors). */
export interface Diagnostic {
  /** Stable, kebab-case, for tests and for `--call=check`. */
  readonly code: string;
  readonly severity: "error" | "warning";
  /** One sentence without a final period. */
  readonly message: string;
  /** Where in the configuration, e.g. ["environment", "systemPackages"]. */
  readonly path?: readonly string[] | undefined;
  /** Where in the declaration. */
  readonly place?: Place | undefined;
  /** What to do about it, one sentence. */
  readonly hint?: string | undefined;
  /** Equal in warnings with different messages that are to be printed as one. */
  readonly cause?: string | undefined;
}

/** How many diagnostics are printed at once. */
const MAX_DIAGNOSTICS = 100;

/** An error that the user has caused or can mend. Every other error is a bug of decl. */
export class DeclError extends Error {
  readonly diagnostics: readonly Diagnostic[];

  constructor(first: Omit<Diagnostic, "severity">, others: readonly Omit<Diagnostic, "severity">[] = []) {
    const shown = [first, ...others.slice(0, MAX_DIAGNOSTICS - 1)];
    const left = 1 + others.length - shown.length;
    if (left > 0) shown.push({ code: "more-mistakes", message: `${left} more mistakes are not shown` });
    const diagnostics = shown.map((d): Diagnostic => ({ ...d, severity: "error" }));
    super(diagnostics.map(printDiagnostic).join("\n"));
    this.name = "DeclError";
    this.diagnostics = diagnostics;
  }
}

/** For object literals: `...at(place)` sets `place` where there is one. */
export function at(place: Place | undefined): { readonly place?: Place } {
  return place === undefined ? {} : { place };
}

/** The longest message and name: errors are sent in HTTP/2 headers, whose size is limited. */
const MAX_MESSAGE = 8_000;
const MAX_NAME = 80;

/** `web.ts:12:3: message (environment.systemPackages)` and, on the next line, the hint. */
export function printDiagnostic(d: Diagnostic): string {
  const where = d.place === undefined ? "" : `${d.place.file}:${d.place.start.line}:${d.place.start.column}: `;
  const hint = d.hint === undefined ? "" : `\n  hint: ${shortened(d.hint, MAX_MESSAGE)}`;
  return visibleText(`${where}${shortened(d.message, MAX_MESSAGE)}${pathInBrackets(d.path)}${hint}`);
}

/** ` (environment.systemPackages)`, on one line whatever the names are; "" for no path. */
export function pathInBrackets(path: readonly string[] | undefined): string {
  if (path === undefined || path.length === 0) return "";
  return ` (${path.map((name) => shortened(name, MAX_NAME).replaceAll("\n", "\\n")).join(".")})`;
}
