import type { Diagnostic, Place } from "./diagnostic.ts";

/** How many places a hint names. */
const SHOWN = 5;

type Message = Omit<Diagnostic, "severity">;

/** What is missing is the cause wherever it is missed; a wrong value is a mistake of each option that has it. */
const MISSING = /^there (?:is|are) no /;

/** What is missing is said once, at the first place that names it, with the others in its hint: one cause, one message. */
export function oneOfEach<T extends Message>(all: readonly T[]): T[] {
  const byText = new Map<string, T[]>();
  for (const one of all) {
    const own = MISSING.test(one.message) ? "" : one;
    const key = JSON.stringify([one.code, one.message, one.hint, own]);
    byText.set(key, [...(byText.get(key) ?? []), one]);
  }
  return [...byText.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const own = first.place && placeText(first.place);
    const texts = others.flatMap(({ place }) => (place === undefined ? [] : [placeText(place)]));
    const places = [...new Set(texts)].filter((text) => text !== own);
    if (places.length === 0) return [first];
    const more = places.length > SHOWN ? ` and ${places.length - SHOWN} more places` : "";
    const also = `the same at ${places.slice(0, SHOWN).join(", ")}${more}`;
    return [{ ...first, hint: first.hint === undefined ? also : `${first.hint} (${also})` }];
  });
}

const placeText = ({ file, start }: Place): string => `${file}:${start.line}:${start.column}`;
