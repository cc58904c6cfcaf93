import type { RuleKind } from "./rule-kinds.ts";

/** The store, the folder that it is in, and what the init knows of its services. */
const KEPT = [["nix"], ["nix", "store"], ["run", "decl"]] as const;

/**
 * Which of the places that no line may change is among those that a path means: as a pattern, or, where the line is for all that is
 * below its path, as a folder above it. Undefined where none is.
 */
export function keptPlaceIn(
  path: string,
  { takesPattern, isForAllBelow }: Pick<RuleKind, "takesPattern" | "isForAllBelow">,
): string | undefined {
  const means = takesPattern === true ? matches : (name: string, other: string) => name === other;
  const names = path.split("/").filter((name) => name !== "" && name !== ".");
  const kept = KEPT.find((place) => {
    const both = Math.min(names.length, place.length);
    if (!place.slice(0, both).every((name, index) => means(names[index] ?? "", name))) return false;
    if (names.length < place.length) return isForAllBelow === true;
    // Of /nix itself alone: there may be other things in it.
    return place.length > 1 || names.length === 1;
  });
  return kept === undefined ? undefined : `/${kept.join("/")}`;
}

/** Whether a name may match a pattern of glob(7): a set of characters is taken for any. */
function matches(pattern: string, name: string): boolean {
  const source = pattern.replaceAll(/\[[!^]?\]?[^\]]*\]|\\.|\*+|[^\w]/gsu, (part) => {
    if (part.startsWith("*")) return ".*";
    if (part === "?" || (part.startsWith("[") && part.length > 1)) return ".";
    return `\\u{${(part.replace(/^\\(?=.)/su, "").codePointAt(0) ?? 0).toString(16)}}`;
  });
  return new RegExp(`^${source}$`, "su").test(name);
}
