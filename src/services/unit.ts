import type { IdleOption } from "../value/idle-options.ts";

/**
 * A value in `serviceConfig`, `unitConfig` and `timerConfig`: what NixOS calls a unit option. A list is one line per element, null
 * an empty assignment, which takes back what was said before.
 */
export type UnitValue = string | number | boolean | null | readonly (string | number | boolean | null)[];

export type UnitSection = Readonly<Record<string, UnitValue>>;

/**
 * What every kind of unit has, under NixOS's names and with NixOS's defaults where an option is not there
 * (nixos/lib/systemd-unit-options.nix). Unit names in lists have their suffix: "web.service".
 */
export interface CommonOptions {
  readonly enable?: boolean;
  readonly description?: string;
  readonly documentation?: readonly string[];
  readonly aliases?: readonly string[];
  readonly requires?: readonly string[];
  readonly wants?: readonly string[];
  readonly requisite?: readonly string[];
  readonly bindsTo?: readonly string[];
  readonly partOf?: readonly string[];
  readonly upholds?: readonly string[];
  readonly conflicts?: readonly string[];
  readonly after?: readonly string[];
  readonly before?: readonly string[];
  readonly onFailure?: readonly string[];
  readonly onSuccess?: readonly string[];
  /** Not there: a service starts with the container. `[]`: it starts only when something pulls it in. */
  readonly wantedBy?: readonly string[];
  readonly requiredBy?: readonly string[];
  readonly upheldBy?: readonly string[];
  readonly unitConfig?: UnitSection;
  /** A number of starts. */
  readonly startLimitBurst?: number;
  /** Seconds. */
  readonly startLimitIntervalSec?: number;
}

/** `systemd.services.<name>`; store paths are resolved, so every string is final. */
export interface ServiceOptions extends CommonOptions, Readonly<Partial<Record<IdleOption, unknown>>> {
  /** null takes a variable of `globalEnvironment` away. */
  readonly environment?: Readonly<Record<string, string | null>> | undefined;
  /** Folders that have `bin` and `sbin`. */
  readonly path?: readonly string[];
  /** Whether coreutils, findutils, gnugrep and gnused follow in PATH; default: where the service has a script. */
  readonly enableDefaultPath?: boolean;
  readonly serviceConfig?: UnitSection;
  readonly script?: string | undefined;
  readonly scriptArgs?: string;
  readonly preStart?: string;
  readonly postStart?: string;
  readonly reload?: string;
  readonly preStop?: string;
  readonly postStop?: string;
  /** OnCalendar expressions: a timer of the same name that starts this service. */
  readonly startAt?: string | readonly string[];
}

/** `systemd.targets.<name>` */
export type TargetOptions = CommonOptions;

/** `systemd.timers.<name>` */
export interface TimerOptions extends CommonOptions {
  readonly timerConfig?: UnitSection;
}

/** `systemd.sockets.<name>` */
export interface SocketOptions extends CommonOptions {
  readonly listenStreams?: readonly string[];
  readonly listenDatagrams?: readonly string[];
  readonly socketConfig?: UnitSection;
}

/** `s6.services.<name>`, the predecessor's own option set. */
export interface S6ServiceOptions {
  readonly enable?: boolean;
  readonly type?: "long-run" | "oneshot-pre" | "oneshot-post";
  /** A command line in systemd's syntax. Either this or `script`. */
  readonly execStart?: string;
  readonly script?: string;
  /** Names of other `s6.services`, without a suffix. */
  readonly after?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly user?: string;
  readonly workingDirectory?: string;
  readonly restartOnFailure?: boolean;
  /** A command line that reads the service's output on standard input. */
  readonly execLogger?: string;
}

/** Store paths, without /bin. */
export interface Tools {
  readonly s6: string;
  readonly bash: string;
  readonly coreutils: string;
  readonly findutils: string;
  readonly gnugrep: string;
  readonly gnused: string;
}

/** An entry of the image's user table. */
export interface UserEntry {
  readonly uid: number;
  /** The primary group's number. */
  readonly gid: number;
  readonly home: string;
  readonly shell: string;
  /** Numbers of the other groups the user is in. */
  readonly extraGroups: readonly number[];
}

/** Who there is in the image; by name. */
export interface Accounts {
  readonly users: ReadonlyMap<string, UserEntry>;
  readonly groups: ReadonlyMap<string, number>;
}
