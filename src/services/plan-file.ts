/**
 * The file `plan.json` in an image: all that the init's program knows of the units. It is written with an indentation of two spaces,
 * so that a service's `run` finds the block of its own unit without reading the others; `init/src/plan` reads the same. What is at
 * its default is left out.
 */
export interface PlanFile {
  readonly version: 1;
  /** What changes while services run; the container's first process is told it too. */
  readonly stateFolder: string;
  /** The folder of s6's programs. */
  readonly s6: string;
  /** Seconds from the request to stop until everything is killed. */
  readonly graceSeconds: number;
  /** How many supervisors `s6-svscan -C` may have. */
  readonly processes: number;
  /** PATH of the container's command where the container has none. */
  readonly commandPath: string;
  /** By name with suffix, those that are started first coming first. */
  readonly units: Readonly<Record<string, PlanUnit>>;
  /** What is made at boot, in order. */
  readonly tmpfiles?: readonly PlanTmpfile[] | undefined;
}

/**
 * A text in which `%` and a letter is a specifier that is known only in the running container (man systemd.unit); a percent sign is
 * `%%`. The letters: H l q m b v a o w W M A B.
 */
export type PlanText = string;

/** Time in seconds; null is "infinity". */
export type PlanSeconds = number | null;

export interface PlanUnit {
  readonly description?: string | undefined;
  /** Which option declares it, "systemd.services.web". In which file and line that stands is no part of an image. */
  readonly from?: string | undefined;
  readonly aliases?: readonly string[] | undefined;
  readonly after?: readonly string[] | undefined;
  readonly requires?: readonly string[] | undefined;
  readonly wants?: readonly string[] | undefined;
  readonly requisite?: readonly string[] | undefined;
  readonly bindsTo?: readonly string[] | undefined;
  readonly partOf?: readonly string[] | undefined;
  readonly conflicts?: readonly string[] | undefined;
  readonly upholds?: readonly string[] | undefined;
  readonly onFailure?: readonly string[] | undefined;
  readonly onSuccess?: readonly string[] | undefined;
  /** Not there: starts are not limited. */
  readonly startLimit?: { readonly burst: number; readonly seconds: number } | undefined;
  readonly conditions?: readonly PlanCheck[] | undefined;
  readonly assertions?: readonly PlanCheck[] | undefined;
  /** A service has one, a timer has a `timer`, a target and a socket neither. */
  readonly service?: PlanService | undefined;
  readonly timer?: PlanTimer | undefined;
}

/** Condition…= or Assert…=: all values must hold. Of those with `trigger` one check is enough. */
export interface PlanCheck {
  /** The name without "Condition" or "Assert": "PathExists". */
  readonly kind: string;
  /** Texts; a capability is its number, a memory size is bytes with its operator: ">= 1048576". */
  readonly values: readonly PlanText[];
  readonly negated?: true | undefined;
  readonly trigger?: true | undefined;
}

export interface PlanCommand {
  /**
   * The program and its arguments. `${NAME}` is a variable of the service's environment, `$NAME` alone as many words as its value
   * has, `$$` a dollar; specifiers as in PlanText.
   */
  readonly run: readonly string[];
  /** What the program is told that it is called (the prefix `@`). */
  readonly calledAs?: string | undefined;
  /** The prefix `-`. */
  readonly ignoreFailure?: true | undefined;
  /** The prefixes `+` and `!`. */
  readonly asRoot?: true | undefined;
}

export interface PlanUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly groups: readonly number[];
  /** For USER, LOGNAME, HOME and SHELL; not there for a user that is only a number. */
  readonly home?: string | undefined;
  readonly shell?: string | undefined;
}

export interface PlanService {
  /** Default "simple". */
  readonly type?: "exec" | "oneshot" | "notify" | "notify-reload" | "forking" | "idle" | undefined;
  readonly remainAfterExit?: true | undefined;
  readonly pidFile?: PlanText | undefined;
  readonly condition?: readonly PlanCommand[] | undefined;
  readonly startPre?: readonly PlanCommand[] | undefined;
  /** One, but for oneshot (any number). */
  readonly start: readonly PlanCommand[];
  readonly startPost?: readonly PlanCommand[] | undefined;
  readonly reload?: readonly PlanCommand[] | undefined;
  readonly stop?: readonly PlanCommand[] | undefined;
  readonly stopPost?: readonly PlanCommand[] | undefined;
  /** Not there: as the container's own user. */
  readonly user?: PlanUser | undefined;
  readonly rootDirectory?: PlanText | undefined;
  /** Below rootDirectory; default "/"; with a dash before it the folder may be missing. */
  readonly workingDirectory?: PlanText | undefined;
  /** Octal; default "0022". */
  readonly umask?: string | undefined;
  readonly nice?: number | undefined;
  readonly oomScoreAdjust?: number | undefined;
  /** By the name behind "Limit": { "NOFILE": [1024, 4096] }; in the units of setrlimit(2), null is "infinity". */
  readonly limits?: Readonly<Record<string, readonly [soft: number | null, hard: number | null]>> | undefined;
  /** Folders, or a whole search path, before the container's PATH. */
  readonly path?: readonly PlanText[] | undefined;
  /** In order; PATH is not among them. */
  readonly environment?: Readonly<Record<string, PlanText>> | undefined;
  /** With a dash before it a file may be missing; patterns are expanded. */
  readonly environmentFiles?: readonly PlanText[] | undefined;
  /** NAME or NAME=VALUE. */
  readonly unsetEnvironment?: readonly string[] | undefined;
  readonly input?: PlanText | undefined;
  /** "null", "file:/path", "append:/path", "truncate:/path"; default the container's, or the log. */
  readonly output?: PlanText | undefined;
  /** As `output`, or "output": where that goes, when that is not the container's or the log. */
  readonly error?: PlanText | undefined;
  /** Each line begins with this in brackets. */
  readonly logPrefix?: PlanText | undefined;
  /** A command of the declaration that reads the output instead. */
  readonly logger?: PlanCommand | undefined;
  /** Names without CAP_, e.g. "NET_BIND_SERVICE". */
  readonly ambientCapabilities?: readonly string[] | undefined;
  readonly boundingCapabilities?:
    | { readonly keep: readonly string[] }
    | { readonly drop: readonly string[] }
    | undefined;
  readonly noNewPrivileges?: true | undefined;
  readonly directories?: readonly PlanDirectory[] | undefined;
  /** RuntimeDirectoryPreserve=; default "no". */
  readonly preserveRuntimeDirectory?: "yes" | "restart" | undefined;
  readonly credentials?: readonly PlanCredential[] | undefined;
  /** What it gets from process 1, which opens all sockets when the container starts; `index` rises. */
  readonly sockets?: readonly PlanSocket[] | undefined;
  /** Whether it does not wait at them (NonBlocking=). */
  readonly nonBlocking?: true | undefined;
  /** Default "no". */
  readonly restart?: "always" | "on-success" | "on-failure" | "on-abnormal" | "on-abort" | "on-watchdog" | undefined;
  /** Default 0.1. */
  readonly restartSeconds?: number | undefined;
  /** Exit codes as a shell shows them: a signal is 128 and its number. */
  readonly successStatuses?: readonly number[] | undefined;
  readonly restartPrevent?: readonly number[] | undefined;
  readonly restartForce?: readonly number[] | undefined;
  /** Default 90. */
  readonly startSeconds?: PlanSeconds | undefined;
  readonly stopSeconds?: PlanSeconds | undefined;
  /** Default "control-group". */
  readonly killMode?: "mixed" | "process" | "none" | undefined;
  /** A name without SIG; default "TERM". */
  readonly killSignal?: string | undefined;
  /** Default "KILL"; null: none (SendSIGKILL=no). */
  readonly finalSignal?: string | null | undefined;
  readonly watchdogSeconds?: number | undefined;
  /** Of notify-reload; default "HUP". */
  readonly reloadSignal?: string | undefined;
  /** Default of a notify service "main". */
  readonly notifyAccess?: "none" | "main" | "exec" | "all" | undefined;
}

/** RuntimeDirectory= and its like. */
export interface PlanDirectory {
  /** Names the folders, e.g. "RUNTIME_DIRECTORY". */
  readonly variable: string;
  /** Octal. */
  readonly mode: string;
  readonly paths: readonly PlanText[];
}

/** A file below /run/credentials/UNIT: read from a path, or with this text where there is none. */
export interface PlanCredential {
  readonly name: string;
  readonly load?: PlanText | undefined;
  /** Bytes as latin1. */
  readonly set?: string | undefined;
}

/** A socket of a socket unit: with `path`, with `address` and `port`, or with `port` for all addresses. */
export interface PlanSocket {
  /** "web.socket" */
  readonly unit: string;
  /** In LISTEN_FDNAMES. */
  readonly name: string;
  /** Its place among all sockets of the plan; two services may have the same. */
  readonly index: number;
  /** Default "stream". */
  readonly kind?: "datagram" | "packets" | undefined;
  /** With `@` before it a name that no folder has. */
  readonly path?: PlanText | undefined;
  /** IPv4 or IPv6. */
  readonly address?: string | undefined;
  readonly port?: number | undefined;
  /** Octal, of the path; default "0666". */
  readonly mode?: string | undefined;
  /** Octal, of the folder that is made for it; default "0755". */
  readonly folderMode?: string | undefined;
  readonly owner?: { readonly uid: number; readonly gid: number } | undefined;
  /** Default: as many as the kernel lets wait. */
  readonly backlog?: number | undefined;
  readonly onlyV6?: boolean | undefined;
  /** Settings of systemd.socket(5) that are on: Broadcast, FreeBind, KeepAlive, NoDelay, PassCredentials, ReusePort. */
  readonly options?: readonly string[] | undefined;
}

export interface PlanTimer {
  readonly unit: string;
  readonly calendars?: readonly PlanCalendar[] | undefined;
  readonly monotonic?:
    | readonly {
        readonly base: "OnActiveSec" | "OnBootSec" | "OnStartupSec" | "OnUnitActiveSec" | "OnUnitInactiveSec";
        readonly seconds: number;
      }[]
    | undefined;
  /** Seconds; default 0. */
  readonly randomizedDelay?: number | undefined;
  readonly fixedRandomDelay?: true | undefined;
  readonly persistent?: true | undefined;
  readonly deferReactivation?: true | undefined;
}

/** A calendar event expression, worked out: each field is the list of its values, or not there for any. */
export interface PlanCalendar {
  /** The expression, for people. */
  readonly text: string;
  /** A file of time zone data, or "UTC"; not there: the container's own zone. */
  readonly zone?: string | undefined;
  /** 1 is Monday. */
  readonly weekdays?: readonly number[] | undefined;
  readonly years?: readonly number[] | undefined;
  readonly months?: readonly number[] | undefined;
  readonly days?: readonly number[] | undefined;
  /** 1 is the month's last day. */
  readonly daysFromEnd?: readonly number[] | undefined;
  readonly hours?: readonly number[] | undefined;
  readonly minutes?: readonly number[] | undefined;
  /** With fractions of at most six digits. */
  readonly seconds?: readonly number[] | undefined;
}

/** A line of systemd.tmpfiles for a place that is made with the container. */
export interface PlanTmpfile {
  /** The line as written, for messages. */
  readonly line: string;
  /** One letter: d D e f w p L C r R z Z. */
  readonly type: string;
  /** `+` */
  readonly force?: true | undefined;
  /** `-` */
  readonly mayFail?: true | undefined;
  /** `=` */
  readonly makeWay?: true | undefined;
  /** `?` */
  readonly ifTargetExists?: true | undefined;
  /** Whether this is the pass that removes (types r R D at boot) or the one that makes. */
  readonly pass: "remove" | "make";
  /** A pattern for the types that take one. */
  readonly path: PlanText;
  readonly mode?:
    | { readonly bits: string; readonly masked?: true | undefined; readonly onlyNew?: true | undefined }
    | undefined;
  readonly user?: { readonly id: number; readonly onlyNew?: true | undefined } | undefined;
  readonly group?: { readonly id: number; readonly onlyNew?: true | undefined } | undefined;
  /** For f and w bytes as latin1, else a path. */
  readonly argument?: PlanText | undefined;
}
