import { isDeepStrictEqual } from "node:util";
import type { PackageEntry } from "../../nix/package-entry.ts";
import type { LockedPath, LockFile, PackageSetPin } from "./lock-file.ts";

/** The differences between two locks, as lines for people; empty if there are none. */
export function lockChanges(before: LockFile, after: LockFile): string[] {
  const lines: string[] = [];
  const [oldSet, newSet] = [setText(before.packageSet), setText(after.packageSet)];
  if (oldSet !== newSet) lines.push(`package set: ${oldSet} → ${newSet}`);
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
  const [unbuilt, built] = [countMissing(before, after, "builds"), countMissing(after, before, "builds")];
  if (unbuilt + built > 0) lines.push(`builds: ${built} new, ${unbuilt} gone`);
  const served = countOtherwise(before, after);
  if (served > 0) lines.push(`archives: ${served} served otherwise`);
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

/** A package set in a message: source, commit or hash, and version. */
function setText(pin: PackageSetPin | undefined): string {
  if (pin === undefined) return "none";
  const { source, rev, sha256, narHash, version } = pin;
  const which =
    rev?.slice(0, 12) ?? (version === undefined || version === "" ? (sha256 ?? narHash)?.slice(0, 19) : undefined);
  return [source, which, version].filter((part) => part !== undefined && part !== "").join(" ");
}

/** How many store paths of both locks have an archive with another address or other bytes. */
function countOtherwise(before: LockFile, after: LockFile): number {
  const both = Object.entries(before.storePaths).filter(([base]) => after.storePaths[base] !== undefined);
  return both.filter(([base, path]) => !isDeepStrictEqual(asRead(path), asRead(after.storePaths[base]))).length;
}

/** A path as it would be read from the file, without fields that are undefined. */
const asRead = (path: LockedPath | undefined): unknown => JSON.parse(JSON.stringify(path ?? null));

/** How many store paths, or builds, of one lock the other does not have. */
function countMissing(lock: LockFile, other: LockFile, of: "storePaths" | "builds" = "storePaths"): number {
  return Object.keys(lock[of] ?? {}).filter((base) => other[of]?.[base] === undefined).length;
}

function namesOf(a: object, b: object): string[] {
  return Object.keys({ ...a, ...b }).sort();
}
