import type { GeneratedFile } from "../../value/generated-file.ts";
import { plainText, type TmpfilesRule } from "./rule.ts";
import { RULE_KINDS } from "./rule-kinds.ts";

/** Places that are made anew with each container, or are not the image's. */
const BOOT_PLACES = ["/run", "/tmp", "/var/run", "/dev", "/proc", "/sys"];

/** The rules that the image answers itself, and those for the container's start. */
export interface Divided {
  readonly files: readonly GeneratedFile[];
  readonly atBoot: readonly TmpfilesRule[];
}

/**
 * Makes files of the rules that create something in a place of the image. At boot are left: places that a container makes
 * anew, declared volumes, what is below a line of type D (its contents are removed at boot), what is known only then, pipes
 * and copies, and lines about what is there already, unless that is such a file.
 */
export function divideRules(rules: readonly TmpfilesRule[], volumes: readonly string[]): Divided {
  const emptied = rules.filter(({ type }) => type === "D").flatMap(({ path }) => plainText(path) ?? []);
  const bootPlaces = [...BOOT_PLACES, ...volumes, ...emptied];
  const files = new Map<string, GeneratedFile>();
  const atBoot: TmpfilesRule[] = [];
  for (const rule of rules) {
    const path = plainText(rule.path);
    const inImage = path !== undefined && path !== "/" && !bootPlaces.some((place) => isWithin(path, place));
    const file = inImage
      ? (RULE_KINDS[rule.type].imageFile?.(rule, path) ?? adjustedFile(rule, files.get(path)))
      : undefined;
    if (file === undefined) atBoot.push(rule);
    else files.set(file.path, file);
  }
  return { files: [...files.values()], atBoot };
}

function isWithin(path: string, place: string): boolean {
  return path === place || path.startsWith(`${place.replace(/\/$/, "")}/`);
}

/** The file of the image that a line is about, as it then is; undefined if the line may be about anything else. */
function adjustedFile(rule: TmpfilesRule, file: GeneratedFile | undefined): GeneratedFile | undefined {
  if (file === undefined || /[*?[\\]/.test(file.path) || rule.mode?.masked) return undefined;
  return RULE_KINDS[rule.type].adjusted?.(rule, file);
}
