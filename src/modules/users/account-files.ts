/** A user with all its numbers known. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly description: string;
  readonly home: string;
  readonly shell: string;
  /** A hash as crypt(3) takes it; null locks the account. */
  readonly hashedPassword: string | null;
  /** YYYY-MM-DD */
  readonly expires: string | null;
  readonly subUids: readonly IdSpan[];
  readonly subGids: readonly IdSpan[];
}

/** Ids from `start` on. */
export interface IdSpan {
  readonly start: number;
  readonly count: number;
}

export interface AccountGroup {
  readonly name: string;
  readonly gid: number;
  readonly members: readonly string[];
}

/**
 * The files of passwd(5), group(5), shadow(5), gshadow(5), subuid(5) and subgid(5), with the lines in the order of ids, as
 * NixOS writes them (nixpkgs: nixos/modules/config/update-users-groups.pl). NixOS has no gshadow; the tools of shadow want one.
 */
export function accountFiles(users: readonly Account[], groups: readonly AccountGroup[]): Record<string, string> {
  const accounts = users.toSorted((a, b) => a.uid - b.uid);
  const byGid = groups.toSorted((a, b) => a.gid - b.gid);
  const membersOf = (group: AccountGroup) => [...new Set(group.members)].sort().join(",");
  return {
    passwd: lines(
      accounts.map((user) => [user.name, "x", user.uid, user.gid, user.description, user.home, user.shell]),
    ),
    group: lines(byGid.map((group) => [group.name, "x", group.gid, membersOf(group)])),
    shadow: lines(
      accounts.map(({ name, hashedPassword, expires }) => {
        const expiry = expires === null ? "" : daysSince1970(expires);
        return [name, hashedPassword ?? "!", 1, "", "", "", "", expiry, ""];
      }),
    ),
    gshadow: lines(byGid.map((group) => [group.name, "!", "", membersOf(group)])),
    subuid: lines(accounts.flatMap(({ name, subUids }) => subUids.map(({ start, count }) => [name, start, count]))),
    subgid: lines(accounts.flatMap(({ name, subGids }) => subGids.map(({ start, count }) => [name, start, count]))),
  };
}

const lines = (entries: readonly (readonly (string | number)[])[]): string =>
  entries.map((fields) => `${fields.join(":")}\n`).join("");

const daysSince1970 = (date: string): number => Math.floor(Date.parse(`${date}T00:00:00Z`) / 86_400_000);
