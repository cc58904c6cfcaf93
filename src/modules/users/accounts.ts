import type { Config } from "../../lib/options.gen.d.ts";
import type { HostArguments } from "../../options/host-module.ts";
import { SYSTEM_PATH, shellPath } from "../environment/shell-programs.ts";
import type { Account, IdSpan } from "./account-files.ts";
import type { Ids } from "./allocate-ids.ts";
import { STATIC_GIDS } from "./static-ids.ts";

type User = Config["users"]["users"][string];

const FIRST_SUBORDINATE_ID = 100_000;
const SUBORDINATE_IDS = 65_536;

/** No program is at this path, unless the package shadow is in the image; NixOS has it there. */
const NO_LOGIN = `${SYSTEM_PATH}/bin/nologin`;

/** Users with their numbers. Of those with automatic subordinate ids the first gets 100000 to 165535, the next what follows. */
export function accountsOf(args: Pick<HostArguments, "lib" | "config">, users: readonly User[], ids: Ids): Account[] {
  let next = FIRST_SUBORDINATE_ID;
  return users.map((user): Account => {
    const automatic: IdSpan[] = [];
    if (user.autoSubUidGidRange) {
      automatic.push({ start: next, count: SUBORDINATE_IDS });
      next += SUBORDINATE_IDS;
    }
    return {
      name: user.name,
      uid: ids.uids[user.name] ?? 0,
      gid: ids.gids[user.group] ?? STATIC_GIDS.nogroup,
      description: user.description,
      home: user.home,
      shell: shellPath(args, user.shell ?? NO_LOGIN),
      // In an image every user is new, so that what is only initial counts too.
      hashedPassword: user.hashedPassword ?? user.initialHashedPassword,
      expires: user.expires,
      subUids: [...user.subUidRanges.map(({ startUid, count }) => ({ start: startUid, count })), ...automatic],
      subGids: [...user.subGidRanges.map(({ startGid, count }) => ({ start: startGid, count })), ...automatic],
    };
  });
}
