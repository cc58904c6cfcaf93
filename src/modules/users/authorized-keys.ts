import type { Config } from "../../lib/options.gen.d.ts";

type User = Config["users"]["users"][string];

/** The keys of each user as entries of `image.files`, where NixOS has sshd look for them. */
export function authorizedKeys(users: readonly User[]): Record<string, object> {
  return Object.fromEntries(
    users.flatMap(({ name, openssh: { authorizedKeys } }) => {
      const { keys, keyFiles } = authorizedKeys;
      if (keys.length + keyFiles.length === 0) return [];
      const text = keys.map((key) => `${key}\n`).join("");
      return [[`/etc/ssh/authorized_keys.d/${name}`, { mode: "0444", sources: keyFiles, text }]];
    }),
  );
}
