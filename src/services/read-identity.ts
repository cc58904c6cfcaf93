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

  const noGroup = (option: "Group" | "SupplementaryGroups", group: string): undefined =>
    section.fail(option, `there is no group "${group}" in the image`, didYouMean(group, accounts.groups.keys()));
  const name = userName ?? "root";
  const known = findUser(accounts, name);
  const number = /^\d+$/.test(name) ? Number(name) : undefined;
  const uid = known?.uid ?? number ?? (dynamic ? dynamicId(unit) : undefined) ?? (name === "root" ? 0 : undefined);
  if (uid === undefined) {
    return section.fail("User", `there is no user "${name}" in the image`, didYouMean(name, accounts.users.keys()));
  }
  const gid = groupName === undefined ? (known?.gid ?? uid) : findGroup(accounts, groupName);
  if (gid === undefined) return noGroup("Group", groupName ?? "");
  const groups = extra.flatMap((group) => {
    const id = findGroup(accounts, group);
    return id ?? noGroup("SupplementaryGroups", group) ?? [];
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

function findUser(accounts: Accounts, name: string): UserEntry | undefined {
  return accounts.users.get(name) ?? [...accounts.users.values()].find(({ uid }) => String(uid) === name);
}

function findGroup(accounts: Accounts, name: string): number | undefined {
  return accounts.groups.get(name) ?? (/^\d+$/.test(name) ? Number(name) : name === "root" ? 0 : undefined);
}

/** A number of systemd's own range for dynamic users, always the same for a unit's name. */
function dynamicId(unit: string): number {
  return 61_184 + (createHash("sha256").update(unit).digest().readUInt32BE(0) % (65_519 - 61_184 + 1));
}
