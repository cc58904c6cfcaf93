import type { PackageEntry } from "../package-entry.ts";
import type { LockFile } from "./lock-file.ts";

/** What is different between two locks, in lines for people; empty where nothing is. */
export function lockChanges(before: LockFile, after: LockFile): string[] {
  const lines: string[] = [];
  for (const system of namesOf(before.packages, after.packages)) {
    const old = before.packages[system] ?? {};
    const now = after.packages[system] ?? {};
    const several = Object.keys({ ...before.packages, ...after.packages }).length > 1;
    for (const name of namesOf(old, now)) {
      const change = changeOf(old[name], now[name]);
      if (change !== undefined) lines.push(`${name}${several ? ` (${system})` : ""}: ${change}`);
    }
  }
  const [gone, added] = [countMissing(before, after), countMissing(after, before)];
  if (gone + added > 0) lines.push(`store paths: ${added} new, ${gone} gone`);
  return lines;
}

function changeOf(old: PackageEntry | undefined, now: PackageEntry | undefined): string | undefined {
  if (old === undefined) return `${now?.name} (new)`;
  if (now === undefined) return `${old.name} (gone)`;
  if (old.name !== now.name) return `${old.version ?? old.name} → ${now.version ?? now.name}`;
  const same =
    JSON.stringify(Object.entries(old.outputs).sort()) === JSON.stringify(Object.entries(now.outputs).sort());
  return same ? undefined : `${now.version ?? now.name}, built anew`;
}

/** How many store paths of one lock the other does not have. */
function countMissing(lock: LockFile, other: LockFile): number {
  return Object.keys(lock.storePaths).filter((base) => other.storePaths[base] === undefined).length;
}

function namesOf(a: object, b: object): string[] {
  return Object.keys({ ...a, ...b }).sort();
}
