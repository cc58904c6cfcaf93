import type { GeneratedFile } from "../../value/generated-file.ts";
import { plainText, type TmpfilesRule } from "./rule.ts";

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
    const file = inImage ? imageFile(rule, path) : undefined;
    if (file !== undefined) files.set(file.path, file);
    else if (!inImage || !adjustFiles(rule, path, files)) atBoot.push(rule);
  }
  return { files: [...files.values()], atBoot };
}

function isWithin(path: string, place: string): boolean {
  return path === place || path.startsWith(`${place.replace(/\/$/, "")}/`);
}

function imageFile(rule: TmpfilesRule, path: string): GeneratedFile | undefined {
  const common = { path, uid: rule.user?.id ?? 0, gid: rule.group?.id ?? 0 };
  if (rule.type === "d") return { ...common, type: "directory", mode: rule.mode?.bits ?? 0o755 };
  const argument = plainText(rule.argument ?? []);
  if (argument === undefined) return undefined;
  if (rule.type === "L" && !rule.ifTargetExists) return { ...common, type: "symlink", target: argument };
  if (rule.type !== "f") return undefined;
  const text = textOf(argument);
  return text === undefined ? undefined : { ...common, type: "file", mode: rule.mode?.bits ?? 0o644, text };
}

/** Bytes as text, if they are UTF-8. */
function textOf(bytes: string): string | undefined {
  const raw = Buffer.from(bytes, "latin1");
  const text = raw.toString("utf8");
  return Buffer.from(text, "utf8").equals(raw) ? text : undefined;
}

/** Applies a line about something existing to a file of the image; false if it may be about anything else. */
function adjustFiles(rule: TmpfilesRule, path: string, files: Map<string, GeneratedFile>): boolean {
  const file = files.get(path);
  if (file === undefined || /[*?[\\]/.test(path) || rule.mode?.masked) return false;
  if (rule.type === "w") {
    const argument = plainText(rule.argument ?? []);
    if (file.type !== "file" || argument === undefined) return false;
    const old = Buffer.from(file.text, "utf8").toString("latin1");
    const text = textOf(rule.force ? old + argument : argument + old.slice(argument.length));
    if (text === undefined) return false;
    files.set(path, { ...file, text });
    return true;
  }
  if (rule.type === "e" ? file.type !== "directory" : rule.type !== "z") return false;
  const owned = { ...file, ...owner(rule) };
  files.set(path, owned.type === "symlink" ? owned : { ...owned, ...mode(rule) });
  return true;
}

function owner({ user, group }: TmpfilesRule): { uid?: number; gid?: number } {
  return {
    ...(user === undefined || user.onlyNew ? {} : { uid: user.id }),
    ...(group === undefined || group.onlyNew ? {} : { gid: group.id }),
  };
}

function mode({ mode }: TmpfilesRule): { mode?: number } {
  return mode === undefined || mode.onlyNew ? {} : { mode: mode.bits };
}
