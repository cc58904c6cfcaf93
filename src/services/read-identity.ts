import { createHash } from "node:crypto";
import { didYouMean } from "../text/did-you-mean.ts";
import type { ServiceOption } from "./option-table.ts";
import type { Section } from "./section.ts";
import type { Identity } from "./service.ts";
import type { Accounts, UserEntry } from "./unit.ts";

/** Who a service runs as: User=, Group=, SupplementaryGroups=, DynamicUser=. Not there: as the container's own user. */
export function readIdentity(section: Section<ServiceOption>, accounts: Accounts, unit: string): Identity | undefined {
  const dynamic = section.flag("DynamicUser") === true;
  const userName = section.text("User") ?? (dynamic ? unit.replace(/[@.].*$/s, "") : undefined);
  const groupName = section.text("Group");
  const extra = section.words("SupplementaryGroups");
  if (userName === undefined && groupName === undefined && extra.length === 0) return undefined;

  const name = userName ?? "root";
  const known = findUser(accounts, name);
  const number = /^\d+$/.test(name) ? Number(name) : undefined;
  const uid = known?.uid ?? number ?? (dynamic ? dynamicId(name) : undefined) ?? (name === "root" ? 0 : undefined);
  if (uid === undefined) {
    return noUser(section, "User", name, accounts);
  }
  const gid =
    groupName === undefined
      ? (known?.gid ?? uid)
      : (findGroup(accounts, groupName) ?? (dynamic ? dynamicId(groupName) : undefined));
  if (gid === undefined) return noGroup(section, "Group", groupName ?? "", accounts);
  const groups = extra.flatMap((group) => {
    const id = findGroup(accounts, group);
    return id ?? noGroup(section, "SupplementaryGroups", group, accounts) ?? [];
  });
  return {
    name,
    uid,
    gid,
    groups: [...new Set([...(known?.extraGroups ?? []), ...groups])],
    ...(userName === undefined || (known === undefined && !dynamic)
      ? {}
      : { login: { home: known?.home ?? "/", shell: known?.shell ?? "/bin/sh" } }),
  };
}

export function findUser(accounts: Accounts, name: string): UserEntry | undefined {
  return accounts.users.get(name) ?? [...accounts.users.values()].find(({ uid }) => String(uid) === name);
}

export function findGroup(accounts: Accounts, name: string): number | undefined {
  return accounts.groups.get(name) ?? (/^\d+$/.test(name) ? Number(name) : name === "root" ? 0 : undefined);
}

export function noUser<Name extends string>(
  section: Section<Name>,
  option: Name,
  user: string,
  accounts: Accounts,
): undefined {
  return section.fail(option, `there is no user "${user}" in the image`, didYouMean(user, accounts.users.keys()));
}

export function noGroup<Name extends string>(
  section: Section<Name>,
  option: Name,
  group: string,
  accounts: Accounts,
): undefined {
  return section.fail(option, `there is no group "${group}" in the image`, didYouMean(group, accounts.groups.keys()));
}

/** A number of systemd's own range for dynamic users, always the same for a name: units that share a name share the user. */
function dynamicId(name: string): number {
  const hash = createHash("sha256").update(`${name}.service`).digest();
  return 61_184 + (hash.readUInt32BE(0) % (65_519 - 61_184 + 1));
}
