import type { Config } from "../../lib/options.gen.d.ts";
import { defined } from "../../text/defined.ts";
import { namesText } from "../../text/names-text.ts";
import { forbiddenPath } from "../../value/forbidden-path.ts";
import { readablePlaceholders } from "../../value/reference.ts";
import { declareIt } from "./declare-it.ts";

type Users = Config["users"];
type User = Users["users"][string];

/** Something that `assertions` takes. */
interface Check {
  readonly assertion: boolean;
  readonly message: string;
  readonly hint?: string;
  readonly about: readonly (readonly string[])[];
}

/** Something that `warnings` takes. */
type Warning = Omit<Check, "assertion">;

/** What has to hold of users and groups: NixOS's assertions, and what cannot work in an image. */
export function accountChecks({ users, groups, ids, enforceIdUniqueness }: Users): Check[] {
  const groupNames = new Set(Object.values(groups).map(({ name }) => name));
  const present = Object.entries(users).filter(([, { enable }]) => enable);
  return [
    ...present.flatMap(([key, user]) => userChecks(key, user, groupNames)),
    ...numbered("users", present, ids.uids),
    ...numbered("groups", Object.entries(groups), ids.gids),
    ...unique("users", "name", present),
    ...unique("groups", "name", Object.entries(groups)),
    ...(enforceIdUniqueness
      ? [...unique("users", "uid", present), ...unique("groups", "gid", Object.entries(groups))]
      : []),
  ];
}

function homeChecks({ createHome, home }: User, path: readonly string[]): Check[] {
  const forbidden = createHome ? forbiddenPath(home) : undefined;
  if (forbidden === undefined) return [];
  return [{ assertion: false, ...forbidden, message: readablePlaceholders(forbidden.message), about: [path] }];
}

function userChecks(key: string, user: User, groupNames: ReadonlySet<string>): Check[] {
  const path = ["users", "users", key];
  const name = `users.users.${key}`;
  const { uid, isNormalUser, group } = user;
  const isSystemUser = user.isSystemUser || (uid !== null && uid < 1000 && !isNormalUser);
  return [
    {
      assertion: isSystemUser !== isNormalUser,
      message: `exactly one of ${name}.isNormalUser and ${name}.isSystemUser must be true`,
      hint: "isNormalUser is for people, isSystemUser for programs",
      about: [path],
    },
    {
      assertion: !isNormalUser || uid === null || uid >= 1000,
      message: `${name} is a normal user, whose uid cannot be below 1000`,
      hint: "isSystemUser instead of isNormalUser allows it",
      about: [[...path, "uid"]],
    },
    ...homeChecks(user, [...path, "home"]),
    {
      assertion: group !== "",
      message: `${name}.group must be set`,
      hint: `group: "${key}" together with users.groups.${key}: {} makes a group for it`,
      about: [path],
    },
    {
      assertion: group === "" || groupNames.has(group),
      message: `${name}.group is "${group}", which is not declared`,
      hint: declareIt("group", group, groupNames),
      about: [[...path, "group"]],
    },
    ...(["password", "initialPassword"] as const).map((option) => ({
      assertion: user[option] === null,
      message: `${name}.${option} would be readable by all who have the image`,
      hint: "use hashedPassword, with the hash that `mkpasswd` or `openssl passwd -6` prints",
      about: [[...path, option]],
    })),
  ];
}

function numbered(
  kind: "users" | "groups",
  entries: readonly (readonly [string, { readonly name: string }])[],
  ids: Readonly<Record<string, number>>,
): Check[] {
  return entries.map(([key, { name }]) => ({
    assertion: ids[name] !== undefined,
    message: `there is no number left for users.${kind}.${key}`,
    hint: `system users and groups have 400 to 999, normal users 1000 to 29999: give it a ${kind === "users" ? "uid" : "gid"}`,
    about: [["users", kind, key]],
  }));
}

function unique<Field extends string, T extends Readonly<Record<Field, string | number | null>>>(
  kind: "users" | "groups",
  field: Field,
  entries: readonly (readonly [string, T])[],
): Check[] {
  const first = new Map<string | number, string>();
  return entries.flatMap(([key, entry]): Check[] => {
    const value = entry[field];
    if (value === null) return [];
    const other = first.get(value);
    if (other === undefined) {
      first.set(value, key);
      return [];
    }
    return [
      {
        assertion: false,
        message: `users.${kind}.${other} and users.${kind}.${key} have the same ${field}: ${value}`,
        hint:
          field === "name"
            ? "the name of the attribute is the name, unless it has another"
            : "users.enforceIdUniqueness = false allows it",
        about: [other, key].map((each) => ["users", kind, each, field]),
      },
    ];
  });
}

/** What crypt(5) takes: nothing, no password at all (perhaps in front of a hash), or a hash with its method or of DES. */
const HASH = /^(?:|[!*]+|!*(?:\$[^:\n$]+\$[^:\n]+|_?[./0-9A-Za-z]{13,20}))$/;

/** What is declared and has no effect. */
export function accountWarnings({ users, groups }: Users): Warning[] {
  const present = Object.entries(users).filter(([, { enable }]) => enable);
  return [...unknownGroups(present, groups), ...userWarnings(present)];
}

/** One for each group, whoever is to be in it. */
function unknownGroups(present: readonly (readonly [string, User])[], groups: Users["groups"]): Warning[] {
  const known = new Set(Object.values(groups).map(({ name }) => name));
  const unknown = new Set(present.flatMap(([, { extraGroups }]) => extraGroups).filter((group) => !known.has(group)));
  return Array.from(unknown, (group) => {
    const members = present.filter(([, { extraGroups }]) => extraGroups.includes(group)).map(([key]) => key);
    const names = members.map((key) => `users.users.${key}`);
    return {
      message: `${namesText(names)} ${names.length === 1 ? "is" : "are"} in the group "${group}", which is not declared`,
      hint: declareIt("group", group, known),
      about: members.map((key) => ["users", "users", key, "extraGroups"]),
    };
  });
}

/** What a container has no logind for. */
const OF_LOGIND = {
  linger: ({ linger }: User) => linger !== null,
  cryptHomeLuks: ({ cryptHomeLuks }: User) => cryptHomeLuks !== null,
  pamMount: ({ pamMount }: User) => Object.keys(pamMount).length > 0,
} as const;

/** One for each option, whoever has it. */
function userWarnings(present: readonly (readonly [string, User])[]): Warning[] {
  const those = (is: (user: User) => boolean) => present.filter(([, user]) => is(user));
  return [
    ...(["hashedPassword", "initialHashedPassword"] as const).flatMap((option) =>
      warningOf(
        those(({ [option]: hash }) => hash !== null && !HASH.test(hash)).map(([key]) => [key, option]),
        (one) => (one ? "is not a hash, so no password will be right" : "are no hashes, so no password will be right"),
        "`mkpasswd` or `openssl passwd -6` makes one",
      ),
    ),
    ...Object.entries(OF_LOGIND).flatMap(([option, isSet]) =>
      warningOf(
        those(isSet).map(([key]) => [key, option]),
        (one) =>
          `${one ? "has" : "have"} no effect: there is no logind in a container, and nothing is mounted at a login`,
      ),
    ),
    ...warningOf(
      those(({ hashedPasswordFile }) => hashedPasswordFile !== null).map(([key, user]) => [key, fileOption(user)]),
      (one) => `${one ? "is" : "are"} not read: files with passwords are not there while the image is built`,
      "use hashedPassword, from a build argument if it must not be in the declaration",
    ),
  ];
}

/** The old name passes its value on, where the new one says nothing itself. */
const fileOption = ({ passwordFile, hashedPasswordFile }: User): string =>
  passwordFile === hashedPasswordFile ? "passwordFile" : "hashedPasswordFile";

/** Nothing for no options; each is that of a user. `say` is told whether there is one alone. */
function warningOf(
  options: readonly (readonly [user: string, option: string])[],
  say: (alone: boolean) => string,
  hint?: string,
): Warning[] {
  if (options.length === 0) return [];
  const names = options.map(([user, option]) => `users.users.${user}.${option}`);
  const about = options.map(([user, option]) => ["users", "users", user, option]);
  return [{ message: `${namesText(names)} ${say(names.length === 1)}`, ...defined({ hint }), about }];
}
