import type { Config } from "../../lib/options.gen.d.ts";
import type { HostArguments } from "../../options/host-module.ts";
import { ABSOLUTE_PATH, ABSOLUTE_PATH_IN_WORDS, MAX_ID } from "../value-kinds.ts";

type User = Config["users"]["users"][string];
type Group = Config["users"]["groups"][string];
type Lib = HostArguments["lib"];

/** A text that /etc/passwd and its like can hold. */
const passwdEntry = ({ types }: Lib) => types.strMatching("[^:\\n]*", 'a text without ":" and line breaks');

/** A path in such a text. */
const PASSWD_PATH = ABSOLUTE_PATH.replace("[^/", "[^/:\\n");

/** A package's path at the start of a text. */
const PACKAGE = "(?:\uE0D0[^\uE0D1]*\uE0D1)";

const accountName = ({ types }: Lib) =>
  types.strMatching("[A-Za-z0-9_.][A-Za-z0-9_.-]{0,30}", "a name of up to 31 letters, digits and _ . -");

/** The options of one user (nixpkgs: nixos/modules/config/users-groups.nix). */
export function userModule(lib: Lib, defaultUserHome: string, defaultUserShell: unknown) {
  const { mkOption, mkDefault, types } = lib;
  const flag = (description: string) => mkOption({ type: types.bool, default: false, description });
  const inWords = `${ABSOLUTE_PATH_IN_WORDS}, and without ":"`;
  const shellPath = types.strMatching(`${PACKAGE}?${PASSWD_PATH}`, inWords);
  const shellType = types.nullOr(types.either(shellPath, types.shellPackage));
  const hash = (description: string) => mkOption({ type: types.nullOr(passwdEntry(lib)), default: null, description });
  const plain = (description: string) => mkOption({ type: types.nullOr(types.str), default: null, description });

  return ({ name, config }: { name: string; config: User }) => ({
    options: {
      enable: mkOption({ type: types.bool, default: true, description: "Whether the user exists." }),
      name: mkOption({
        type: accountName(lib),
        default: name,
        defaultText: "the name of the attribute",
        description: "The user's name.",
      }),
      description: mkOption({
        type: passwdEntry(lib),
        default: "",
        example: "Alice Q. User",
        description: "Who it is: the GECOS field of `/etc/passwd`.",
      }),
      uid: mkOption({
        type: types.nullOr(types.ints.between(0, MAX_ID)),
        default: null,
        description: "The user's number; null takes the next free one.",
      }),
      isSystemUser: flag("Whether it is a user for a program: its number is below 1000."),
      isNormalUser: flag(
        "Whether it is a user for a person: in the group `users`, with a home below /home, a shell and a number from 1000.",
      ),
      group: mkOption({ type: types.str, default: "", description: "The user's own group." }),
      extraGroups: mkOption({
        type: types.listOf(types.str),
        default: [],
        example: ["wheel"],
        description: "Other groups that it is a member of.",
      }),
      home: mkOption({
        type: types.strMatching(`/|${PACKAGE}|${PACKAGE}?${PASSWD_PATH}`, inWords),
        default: "/var/empty",
        description: "The user's home.",
      }),
      homeMode: mkOption({
        type: types.strMatching("[0-7]{1,5}", "an octal mode"),
        default: "700",
        description: "Permissions of a home that is made by `createHome`.",
      }),
      createHome: flag("Whether the home is made, with the files of `/etc/skel` in it, all owned by the user."),
      shell: mkOption({
        type: shellType,
        default: "/run/current-system/sw/bin/nologin",
        example: "/bin/sh",
        description: "The user's shell, as a path or a package, which is then installed.",
      }),
      useDefaultShell: flag("Whether the shell is users.defaultUserShell."),
      ignoreShellProgramCheck: flag("Has no meaning: the check that it turns off is not made."),
      subUidRanges: subordinateIds(lib, "startUid", "users"),
      subGidRanges: subordinateIds(lib, "startGid", "groups"),
      autoSubUidGidRange: flag("Whether it gets a range of 65536 subordinate users and groups, for user namespaces."),
      hashedPassword: hash(
        "The password, hashed: `mkpasswd` or `openssl passwd -6` makes it. Without one no password is right; with an empty one none is asked for.",
      ),
      initialHashedPassword: hash("The same, where there is no hashedPassword."),
      hashedPasswordFile: plain(
        "A file with the hash. It is not there while an image is built, so this is only warned of.",
      ),
      passwordFile: plain("NixOS's old name of hashedPasswordFile."),
      password: plain("Refused: all who have an image can read it. Use hashedPassword."),
      initialPassword: plain("Refused: all who have an image can read it. Use hashedPassword."),
      packages: mkOption({
        type: types.listOf(types.package),
        default: [],
        description: "Packages for this user alone, linked at `/etc/profiles/per-user/<name>`.",
      }),
      expires: mkOption({
        type: types.nullOr(
          types.strMatching("\\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])", "a date such as 2030-12-31"),
        ),
        default: null,
        description: "The day from which the account is locked.",
      }),
      linger: mkOption({
        type: types.nullOr(types.bool),
        default: null,
        description: "Has no meaning: there is no logind in a container.",
      }),
      cryptHomeLuks: plain("Has no meaning: nothing is mounted at a login in a container."),
      pamMount: mkOption({
        type: types.attrsOf(types.str),
        default: {},
        description: "Has no meaning: nothing is mounted at a login in a container.",
      }),
      openssh: {
        authorizedKeys: {
          keys: mkOption({
            type: types.listOf(types.singleLineStr),
            default: [],
            example: ["ssh-ed25519 AAAA… alice"],
            description: "Public keys that may log in as the user, in `/etc/ssh/authorized_keys.d/<name>`.",
          }),
          keyFiles: mkOption({
            type: types.listOf(types.path),
            default: [],
            description: "Files of packages with such keys.",
          }),
        },
      },
    },
    config: lib.mkMerge([
      lib.mkIf(config.useDefaultShell, { shell: mkDefault(defaultUserShell) }),
      lib.mkIf(config.isNormalUser, {
        group: mkDefault("users"),
        createHome: mkDefault(true),
        home: mkDefault(`${defaultUserHome}/${config.name}`),
        useDefaultShell: mkDefault(true),
      }),
      lib.mkIf(config.isNormalUser && config.subUidRanges.length === 0 && config.subGidRanges.length === 0, {
        autoSubUidGidRange: mkDefault(true),
      }),
      { hashedPasswordFile: lib.mkIf(config.passwordFile !== null, lib.mkDefault(config.passwordFile)) },
    ]),
  });
}

/** The options of one group. */
export function groupModule(lib: Lib, users: readonly User[]) {
  const { mkOption, types } = lib;
  return ({ name, config }: { name: string; config: Group }) => ({
    options: {
      name: mkOption({
        type: accountName(lib),
        default: name,
        defaultText: "the name of the attribute",
        description: "The group's name.",
      }),
      gid: mkOption({
        type: types.nullOr(types.ints.between(0, MAX_ID)),
        default: null,
        description: "The group's number; null takes the next free one.",
      }),
      members: mkOption({
        type: types.listOf(passwdEntry(lib)),
        default: [],
        description: "Its members; users that have it among their extraGroups are added.",
      }),
    },
    config: {
      members: users.filter((user) => user.enable && user.extraGroups.includes(config.name)).map((user) => user.name),
    },
  });
}

function subordinateIds({ mkOption, types }: Lib, start: "startUid" | "startGid", what: string) {
  return mkOption({
    type: types.listOf(
      types.submodule({
        options: {
          [start]: mkOption({ type: types.ints.between(0, MAX_ID), description: "The first of them." }),
          count: mkOption({ type: types.ints.positive, default: 1, description: "How many they are." }),
        },
      }),
    ),
    default: [],
    description: `Subordinate ${what} that it may use in user namespaces.`,
  });
}
