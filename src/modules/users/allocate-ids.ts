/** What the allocation has to know of a user. */
interface UserId {
  readonly name: string;
  readonly uid: number | null;
  readonly isSystemUser: boolean;
}

interface GroupId {
  readonly name: string;
  readonly gid: number | null;
}

/** Numbers by name. */
export interface Ids {
  readonly uids: Readonly<Record<string, number>>;
  readonly gids: Readonly<Record<string, number>>;
}

interface IdRange {
  readonly first: number;
  readonly last: number;
}

/** Downwards, so that they meet the fixed ones late. */
const SYSTEM_IDS: IdRange = { first: 999, last: 400 };
const NORMAL_UIDS: IdRange = { first: 1000, last: 29999 };

/**
 * Gives those that have no number one, as NixOS does on a new system (nixpkgs: nixos/modules/config/update-users-groups.pl):
 * in the order of names, system users and groups from 999 down to 400, normal users from 1000 up. With groups b and a
 * and the users zoe and amy, both normal, a is 999, b is 998, amy is 1000 and zoe is 1001. Who comes when a range is
 * used up gets none.
 *
 * @param users in the order of their attributes, as are the groups
 */
export function allocateIds(users: readonly UserId[], groups: readonly GroupId[]): Ids {
  const usedGids = new Set(groups.flatMap(({ gid }) => gid ?? []));
  const usedUids = new Set(users.flatMap(({ uid }) => uid ?? []));
  const gidOf = ({ gid }: GroupId) => gid ?? nextFree(SYSTEM_IDS, usedGids);
  const uidOf = ({ uid, isSystemUser }: UserId) => uid ?? nextFree(isSystemUser ? SYSTEM_IDS : NORMAL_UIDS, usedUids);
  return {
    gids: numbered(groups.map((group) => [group.name, gidOf(group)])),
    uids: numbered(users.map((user) => [user.name, uidOf(user)])),
  };
}

function numbered(entries: readonly (readonly [string, number | undefined])[]): Record<string, number> {
  return Object.fromEntries(entries.flatMap(([name, id]) => (id === undefined ? [] : [[name, id]])));
}

function nextFree({ first, last }: IdRange, used: Set<number>): number | undefined {
  const step = first < last ? 1 : -1;
  for (let id = first; id !== last + step; id += step) {
    if (used.has(id)) continue;
    used.add(id);
    return id;
  }
  return undefined;
}
