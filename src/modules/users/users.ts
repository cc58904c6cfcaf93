import type { HostArguments } from "../../options/host-module.ts";
import { isPackageReference, loginShellAmong } from "../environment/shell-programs.ts";
import { accountChecks, accountWarnings } from "./account-checks.ts";
import { accountFiles } from "./account-files.ts";
import { accountsOf } from "./accounts.ts";
import { allocateIds } from "./allocate-ids.ts";
import { authorizedKeys } from "./authorized-keys.ts";
import { homesOf } from "./homes.ts";
import { imageUserChecks, pathOfImageUser, profileOf } from "./image-user.ts";
import { EVERY_SYSTEMS_GROUPS, STATIC_GIDS, STATIC_UIDS } from "./static-ids.ts";
import { groupModule, userModule } from "./user-options.ts";

type Lib = HostArguments["lib"];

/** `users.*` (nixpkgs: nixos/modules/config/users-groups.nix): accounts, their files in /etc and their homes. */
export const users = (args: HostArguments) => {
  const { lib, config } = args;
  const { mkOption, types } = lib;
  const cfg = config.users;
  const present = Object.values(cfg.users).filter(({ enable }) => enable);
  const homes = homesOf(present, cfg.ids, config.environment.etc);
  const accounts = accountsOf(args, present, cfg.ids);
  const groups = Object.values(cfg.groups).map(({ name, members }) => ({
    name,
    members,
    gid: cfg.ids.gids[name] ?? 0,
  }));
  const files = Object.entries(accountFiles(accounts, groups)).filter(([, text]) => text !== "");

  const fixed = (ids: Readonly<Record<string, number>>, what: string) =>
    mkOption({
      type: types.attrsOf(types.int),
      default: ids,
      internal: true,
      description: `The numbers of ${what} that NixOS has fixed: \`config.ids.uids.postgres\` is 71.`,
    });

  return {
    options: {
      ids: { uids: fixed(STATIC_UIDS, "users"), gids: fixed(STATIC_GIDS, "groups") },
      users: {
        users: mkOption({
          type: types.attrsOf(types.submodule(userModule(lib, cfg.defaultUserHome, cfg.defaultUserShell ?? "/bin/sh"))),
          default: {},
          example: { alice: { isNormalUser: true, extraGroups: ["wheel"] } },
          description: "The users of the image, by name.",
        }),
        groups: mkOption({
          type: types.attrsOf(types.submodule(groupModule(lib, Object.values(cfg.users)))),
          default: {},
          example: { students: { gid: 1001 } },
          description: "The groups of the image, by name. Those that every NixOS system has are there.",
        }),
        extraUsers: mkOption({ renamedTo: "users.users" }),
        extraGroups: mkOption({ renamedTo: "users.groups" }),
        mutableUsers: mkOption({
          type: types.bool,
          default: true,
          description:
            "Whether users may be changed in a container. An image is made anew each time, so it makes no difference.",
        }),
        enforceIdUniqueness: mkOption({
          type: types.bool,
          default: true,
          description: "Whether it is an error when two users, or two groups, have the same number.",
        }),
        defaultUserHome: mkOption({
          type: types.path,
          default: "/home",
          description: "Where normal users have their homes.",
        }),
        defaultUserShell: mkOption({
          type: types.nullOr(types.either(types.path, types.shellPackage)),
          default: loginShellAmong(lib, config.environment.systemPackages),
          defaultText: "bash, or the first shell, of environment.systemPackages; else /bin/sh",
          example: "/bin/bash",
          description: "The shell of root and of normal users.",
        }),
        allowNoPasswordLogin: mkOption({
          type: types.bool,
          default: false,
          description: "Has no meaning: containers are entered without a login.",
        }),
        manageLingering: mkOption({
          type: types.bool,
          default: true,
          description: "Has no meaning: there is no logind in a container.",
        }),
        ids: {
          uids: mkOption({
            type: types.attrsOf(types.int),
            default: {},
            internal: true,
            description: "Every user's number.",
          }),
          gids: mkOption({
            type: types.attrsOf(types.int),
            default: {},
            internal: true,
            description: "Every group's number.",
          }),
        },
      },
    },
    config: {
      users: {
        users: {
          root: {
            uid: STATIC_UIDS.root,
            description: "System administrator",
            home: "/root",
            shell: lib.mkDefault(cfg.defaultUserShell ?? "/bin/sh"),
            group: "root",
          },
          nobody: {
            uid: STATIC_UIDS.nobody,
            isSystemUser: true,
            description: "Unprivileged account (don't use!)",
            group: "nogroup",
          },
        },
        groups: Object.fromEntries(EVERY_SYSTEMS_GROUPS.map((name) => [name, { gid: STATIC_GIDS[name] }])),
        ids: allocateIds(present, Object.values(cfg.groups)),
      },
      environment: {
        systemPackages: lib.mkAfter(
          present.flatMap(({ shell }) => (shell !== null && isPackageReference(shell) ? [shell] : [])),
        ),
      },
      image: {
        files: {
          ...authorizedKeys(present),
          ...Object.fromEntries(files.map((file) => accountFile(lib, file))),
          ...lib.mapAttrs((_, file) => lib.mapAttrs((_, value) => lib.mkDefault(value), file), homes.files),
        },
        contents: homes.contents,
        profiles: Object.fromEntries(
          present.flatMap(({ name, packages }) => (packages.length > 0 ? [[profileOf(name), { packages }]] : [])),
        ),
        env: pathOfImageUser(lib, config),
      },
      assertions: [...accountChecks(cfg), ...imageUserChecks(config)],
      warnings: accountWarnings(cfg),
    },
  };
};

/** Passwords are for root and for the programs of the group shadow. */
function accountFile(lib: Lib, [name, text]: readonly [string, string]) {
  const isSecret = name.endsWith("shadow");
  const file = { text, mode: isSecret ? "0640" : "0644", gid: isSecret ? STATIC_GIDS.shadow : 0 };
  return [`/etc/${name}`, lib.mapAttrs<string | number, unknown>((_, value) => lib.mkDefault(value), file)] as const;
}
