import type { Diagnostic, Place } from "./diagnostic.ts";

/** How many places a hint names. */
const SHOWN = 5;

type Message = Omit<Diagnostic, "severity"> & Partial<Pick<Diagnostic, "severity">>;

/** What is missing is the cause wherever it is missed; a wrong value is a mistake of each option that has it. */
const MISSING = /^there (?:is|are) no /;

/**
 * One cause is told once, at the first place that it is about, with the others in the hint. Warnings have one cause where they say
 * the same, or name it; errors where something is missing.
 */
export function oneOfEach<T extends Message>(all: readonly T[]): T[] {
  const alike = new Map<string, T[]>();
  for (const one of all) {
    const isCause = one.severity === "warning" || MISSING.test(one.message);
    const said = one.cause === undefined ? [one.message, one.hint] : [one.cause];
    const key = JSON.stringify([one.code, ...said, isCause ? "" : one]);
    alike.set(key, [...(alike.get(key) ?? []), one]);
  }
  return [...alike.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const { cause, ...told } = first;
    const own = whereText(first);
    const places = [...new Set(others.map(whereText))].filter((text) => text !== own);
    const hint = withPlaces(first.hint, places);
    // Without its cause it is what it was.
    return [(hint === undefined ? told : { ...told, hint }) as T];
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
