/** The files that list users and groups, one a line. */
export const ACCOUNT_FILES = [
  "/etc/passwd",
  "/etc/group",
  "/etc/shadow",
  "/etc/gshadow",
  "/etc/subuid",
  "/etc/subgid",
] as const;

/** Lines that every image of ours has by itself: those of a base know better. */
const EVERYWHERE = new Set(["root", "nobody", "nogroup"]);

/**
 * The accounts of a base and ours in one file. A user of ours takes the place of the base's of that name; a group keeps the
 * number it has in the base, whose files belong to it, and gets our members.
 */
export function mergeAccounts(file: string, base: string, ours: string): string {
  const lines = new Map(linesOf(base));
  for (const [name, line] of linesOf(ours)) {
    const old = lines.get(name);
    if (old === undefined) lines.set(name, line);
    else if (file === "/etc/group" || file === "/etc/gshadow") lines.set(name, withMembers(old, line));
    else if (!EVERYWHERE.has(name)) lines.set(name, line);
  }
  return [...lines.values()].map((line) => `${line}\n`).join("");
}

function linesOf(text: string): [string, string][] {
  const lines = text.split("\n").filter((line) => line !== "");
  return lines.map((line) => [line.slice(0, Math.max(0, line.indexOf(":"))), line]);
}

function withMembers(old: string, line: string): string {
  const [members, more] = [old, line].map((one) => (one.split(":")[3] ?? "").split(",").filter((name) => name !== ""));
  const fields = old.split(":");
  fields[3] = [...new Set([...(members ?? []), ...(more ?? [])])].join(",");
  return fields.join(":");
}

/** The group that an account file belongs to on a base, where shadow may have another number than ours. */
export function accountFileGroup(file: string, baseGroups: string | undefined, ours: number): number {
  return file.endsWith("shadow") ? (accountId(baseGroups, "shadow") ?? ours) : ours;
}

/** The number in the third field of a name's line. */
export function accountId(text: string | undefined, name: string): number | undefined {
  const line = linesOf(text ?? "").find(([own]) => own === name)?.[1];
  const id = line?.split(":")[2];
  return id !== undefined && /^\d+$/.test(id) ? Number(id) : undefined;
}

/** The primary group of a user, from /etc/passwd. */
export function primaryGroup(passwd: string | undefined, name: string): number | undefined {
  const line = linesOf(passwd ?? "").find(([own]) => own === name)?.[1];
  const id = line?.split(":")[3];
  return id !== undefined && /^\d+$/.test(id) ? Number(id) : undefined;
}
