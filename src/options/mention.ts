import { mentionedPackages } from "../declaration/reference.ts";
import type { Place } from "../diagnostic.ts";
import { packageOf } from "../lib/package-reference.js";
import type { EvaluatedModules } from "./evaluate-modules.ts";

/** Where a configuration mentions a package: the first option, in the order of merging, whose own value is or holds it. */
export function placeOfMention(evaluated: EvaluatedModules, name: string): Place | undefined {
  for (const { value, winners } of evaluated.records.values()) {
    const isMention =
      packageOf(value) === name || (typeof value === "string" && mentionedPackages(value).includes(name));
    const place = isMention ? winners.find((winner) => winner.place !== undefined)?.place : undefined;
    if (place !== undefined) return place;
  }
  return undefined;
}
