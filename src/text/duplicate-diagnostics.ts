import type { Diagnostic, Place } from "./diagnostic.ts";

/** How many places a hint names. */
const SHOWN = 5;

type Message = Omit<Diagnostic, "severity"> & Partial<Pick<Diagnostic, "severity">>;

/** A missing thing is one cause wherever it is needed. A wrong value is a mistake of its own in each option that has it. */
const MISSING = /^there (?:is|are) no /;

/**
 * Keeps the first diagnostic of each cause, with the places of the others in its hint. Two warnings have one cause if their texts
 * are the same or their `cause` is; two errors, if they say that the same thing is missing. Other errors are kept unless they are equal
 * in everything.
 */
export function withoutDuplicates<T extends Message>(all: readonly T[]): T[] {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const isCause = one.severity === "warning" || MISSING.test(one.message);
    const cause = one.cause === undefined ? [one.message, one.hint] : [one.cause];
    const key = JSON.stringify([one.code, ...cause, isCause ? "" : one]);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const { cause, ...kept } = first;
    const own = whereText(first);
    const places = [...new Set(others.map(whereText))].filter((text) => text !== own);
    const hint = withPlaces(first.hint, places);
    // Only `cause` is gone, so it is still a T.
    return [(hint === undefined ? kept : { ...kept, hint }) as T];
  });
}

/** The hint with other places that it is for. */
export function withPlaces(hint: string | undefined, places: readonly string[]): string | undefined {
  if (places.length === 0) return hint;
  const more = places.length > SHOWN ? ` and ${places.length - SHOWN} more places` : "";
  const also = `the same at ${places.slice(0, SHOWN).join(", ")}${more}`;
  return hint === undefined ? also : `${hint} (${also})`;
}

/** Where in the file, else where in the configuration. */
export const whereText = ({
  place,
  path,
}: {
  readonly place?: Place | undefined;
  readonly path?: readonly string[] | undefined;
}) => (place === undefined ? (path ?? []).join(".") : `${place.file}:${place.start.line}:${place.start.column}`);
