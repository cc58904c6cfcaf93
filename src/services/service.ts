import type { Command } from "./command.ts";
import type { Socket } from "./sockets/socket.ts";
import type { Timer } from "./timers/timer.ts";

/** The lists of other units that a unit has; each name has its suffix, and all of them are there. */
export interface Dependencies {
  requires: string[];
  wants: string[];
  requisite: string[];
  bindsTo: string[];
  partOf: string[];
  conflicts: string[];
  upholds: string[];
  after: string[];
  onFailure: string[];
  onSuccess: string[];
}

/** A unit as the manager knows it: one of the plan's. */
export interface Unit {
  /** With suffix. */
  readonly name: string;
  readonly description: string;
  /** Other names, with suffix. */
  readonly aliases: readonly string[];
  /** Where in the configuration, for what is said of it. */
  readonly path: readonly string[];
  readonly dependencies: Dependencies;
  /** For each unit of `after`, the option that says so, which may be the other unit's. */
  readonly afterBecause: Map<string, readonly string[]>;
  readonly conditions: readonly Check[];
  readonly assertions: readonly Check[];
  readonly startLimit: { readonly burst: number; readonly intervalSeconds: number };
  /** A service has one, a timer has a `timer`, a target and a socket neither. */
  readonly service?: Service | undefined;
  readonly timer?: Timer | undefined;
  /** What a service gets of socket units. */
  readonly sockets?: readonly Socket[];
  /** Whether it is there without being declared. */
  readonly isBuiltIn: boolean;
}

/** Condition…= or Assert…=, by the name without that word. */
export interface Check {
  readonly kind: string;
  /** All of them are asked for. */
  readonly values: readonly string[];
  /** The prefix `!`. */
  readonly negated: boolean;
  /** The prefix `|`: of all such, one is enough. */
  readonly trigger: boolean;
}

export type ServiceType = "simple" | "exec" | "oneshot" | "notify" | "notify-reload" | "forking" | "idle";

export type Restart = "no" | "always" | "on-success" | "on-failure" | "on-abnormal" | "on-abort" | "on-watchdog";

export type NotifyAccess = "none" | "main" | "exec" | "all";

export type KillMode = "control-group" | "mixed" | "process" | "none";

/** RuntimeDirectory= and its like. */
export interface ServiceDirectory {
  /** The variable that names the folders, e.g. "RUNTIME_DIRECTORY". */
  readonly variable: string;
  readonly mode: string;
  readonly paths: readonly string[];
}

/** Where a service's output goes. */
export type Output =
  | { readonly kind: "container" }
  | { readonly kind: "null" }
  /** Only for standard error. */
  | { readonly kind: "output" }
  | { readonly kind: "file"; readonly path: string; readonly how: "file" | "append" | "truncate" };

export interface Identity {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly groups: readonly number[];
  /** What USER, HOME and SHELL say; not there for a user that is only a number. */
  readonly login?: { readonly home: string; readonly shell: string };
}

/** A limit, in the units of setrlimit(2); null is "infinity". */
export interface Limit {
  /** Behind "Limit": "NOFILE". */
  readonly name: string;
  readonly soft: number | null;
  readonly hard: number | null;
}

/** A secret of a service: a file below `%d`, read from a path, or with a text of its own where there is none. */
export interface Credential {
  readonly name: string;
  readonly load?: string | undefined;
  /** Bytes as latin1. */
  readonly set?: string | undefined;
}

export interface Service {
  readonly type: ServiceType;
  readonly remainAfterExit: boolean;
  readonly pidFile?: string;
  readonly commands: {
    readonly condition: readonly Command[];
    readonly startPre: readonly Command[];
    readonly start: readonly Command[];
    readonly startPost: readonly Command[];
    readonly reload: readonly Command[];
    readonly stop: readonly Command[];
    readonly stopPost: readonly Command[];
  };
  /** `script`, `preStart` and so on: the text by the file's name. */
  readonly scripts: ReadonlyMap<string, string>;
  readonly identity?: Identity | undefined;
  readonly rootDirectory?: string | undefined;
  readonly workingDirectory: { readonly path: string; readonly optional: boolean };
  readonly umask?: string | undefined;
  readonly nice?: number | undefined;
  readonly oomScoreAdjust?: number | undefined;
  readonly limits: readonly Limit[];
  readonly path: readonly string[];
  /** In order; the last of a name counts. Values may have run-time specifiers. */
  readonly environment: readonly (readonly [name: string, value: string])[];
  readonly environmentFiles: readonly { readonly path: string; readonly optional: boolean }[];
  readonly unsetEnvironment: readonly string[];
  readonly input?: string | undefined;
  readonly output: Output;
  readonly error: Output;
  readonly logName: string;
  readonly execLogger?: Command;
  /** Names without CAP_. */
  readonly ambientCapabilities: readonly string[];
  readonly boundingCapabilities?: { readonly how: "bounding" | "drop"; readonly names: readonly string[] } | undefined;
  readonly noNewPrivileges: boolean;
  readonly directories: readonly ServiceDirectory[];
  readonly preserveRuntimeDirectory: "no" | "yes" | "restart";
  readonly credentials: readonly Credential[];
  /** Sockets=: socket units whose sockets it gets besides those of units that start it. */
  readonly sockets: readonly string[];
  readonly nonBlocking: boolean;
  readonly restart: Restart;
  readonly restartSeconds: number;
  readonly successStatuses: readonly number[];
  readonly restartPrevent: readonly number[];
  readonly restartForce: readonly number[];
  readonly startSeconds: number;
  readonly stopSeconds: number;
  readonly killMode: KillMode;
  readonly killSignal: string;
  /** Not there: SendSIGKILL=no. */
  readonly finalSignal?: string | undefined;
  readonly watchdogSeconds?: number;
  readonly reloadSignal: string;
  readonly notifyAccess: NotifyAccess;
}
