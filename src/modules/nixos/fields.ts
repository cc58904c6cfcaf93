import type { Path } from "../../options/merge-context.ts";
import { IDLE_OPTIONS } from "../../value/idle-options.ts";
import type { NixosFields } from "../../value/nixos-answer.ts";

/** Of what NixOS has by name, the fields that become definitions as they are. */
export const FIELDS: NixosFields = {
  unit: [
    ...["description", "documentation", "aliases", "requires", "wants", "requisite", "bindsTo", "partOf", "upholds"],
    ...["conflicts", "after", "before", "onFailure", "onSuccess", "wantedBy", "requiredBy", "upheldBy", "unitConfig"],
    ...["startLimitBurst", "startLimitIntervalSec"],
  ],
  service: [
    ...["serviceConfig", "script", "scriptArgs", "preStart", "postStart", "reload", "preStop", "postStop"],
    "jobScripts",
  ],
  timer: ["timerConfig"],
  socket: ["listenStreams", "listenDatagrams", "socketConfig"],
  user: [
    ...["enable", "name", "description", "uid", "isSystemUser", "isNormalUser", "group", "extraGroups"],
    ...["home", "homeMode", "createHome", "shell", "packages", "expires"],
    ...["subUidRanges", "subGidRanges", "autoSubUidGidRange", "hashedPassword", "initialHashedPassword"],
    // What decl's own option refuses or warns of.
    ...["password", "initialPassword", "hashedPasswordFile", "passwordFile", "linger", "cryptHomeLuks", "pamMount"],
  ],
  group: ["name", "gid", "members"],
  etc: ["target", "mode", "uid", "gid", "user", "group"],
};

interface Held {
  /** Options that hold such things by name. */
  readonly options: readonly string[];
  /** Fields that something comes of: those of the answer, and those that NixOS makes others of. */
  readonly made: readonly string[];
  /** Why others come to nothing. */
  readonly nothing?: Readonly<Record<string, string>>;
}

const HELD: readonly Held[] = [
  {
    options: ["systemd.services"],
    made: [
      ...[...FIELDS.unit, ...FIELDS.service, "name", "enable", "path", "environment"],
      // A timer, what is in `path`, and a warning of its own.
      ...["startAt", "enableDefaultPath", "confinement"],
    ],
    nothing: {
      ...IDLE_OPTIONS,
      enableStrictShellChecks: "NixOS makes no programs of scripts here, which it would check",
      runner: "it is about tests of NixOS's own",
    },
  },
  { options: ["systemd.targets"], made: ["name", "enable", ...FIELDS.unit], nothing: IDLE_OPTIONS },
  { options: ["systemd.timers"], made: ["name", "enable", ...FIELDS.unit, ...FIELDS.timer], nothing: IDLE_OPTIONS },
  { options: ["systemd.sockets"], made: ["name", "enable", ...FIELDS.unit, ...FIELDS.socket], nothing: IDLE_OPTIONS },
  {
    options: ["users.users", "users.extraUsers"],
    // A shell, keys, and a check of NixOS's.
    made: [...FIELDS.user, "useDefaultShell", "openssh", "ignoreShellProgramCheck"],
  },
  { options: ["users.groups", "users.extraGroups"], made: FIELDS.group },
  { options: ["environment.etc"], made: ["enable", "text", "source", ...FIELDS.etc] },
];

/** The options that hold what has fields. */
export const NAMED: readonly string[] = HELD.flatMap(({ options }) => options);

/** For the table in docs/nixos-modules.md: fields that come to nothing, and why. Those of services are those of all units. */
export const IDLE_FIELDS: Readonly<Record<string, string>> = Object.fromEntries(
  HELD.filter(({ options }) => options.includes("systemd.services")).flatMap(({ nothing = {} }) =>
    Object.entries(nothing).map(([field, why]) => [`systemd.services.*.${field}`, why]),
  ),
);

/** Why a field comes to nothing; undefined where `path` is none, and null where something is made of it. */
export function whyFieldNothing(path: Path): string | null | undefined {
  const [group, option, , field] = path;
  const held = HELD.find(({ options }) => options.includes(`${group}.${option}`));
  if (held === undefined || field === undefined) return undefined;
  return held.made.includes(field) ? null : (held.nothing?.[field] ?? "decl makes nothing of it");
}
