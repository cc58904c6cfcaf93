/**
 * What the manager of services knows, hears and does. Times are microseconds on a clock that nobody can set, whole numbers. Each start
 * of a service has a number: the id of the process that runs it first.
 */

export type ActiveState = "inactive" | "starting" | "active" | "exited" | "restarting" | "stopping" | "failed";

/** What a unit is to do, and perhaps waits for others to do: a `restart` is a stop that a start follows. */
export type Job = "start" | "stop" | "restart";

export type Environment = Readonly<Record<string, string>>;

export type DeadlineKind = "start" | "stop" | "restart" | "watchdog" | "lost-end";

export interface UnitState {
  readonly state: ActiveState;
  readonly job: Job | null;
  /** Of the start that goes on. */
  readonly number: number | null;
  /** What signals go to: the process group of the start. */
  readonly pid: number | null;
  /** A process that is signalled beside it: MAINPID= or PIDFile=. */
  readonly mainPid: number | null;
  /** Its main process has ended, and what is left is cleaned up. */
  readonly finishing: boolean;
  /** The conditions of a target or timer are looked at. */
  readonly checking: boolean;
  /** How the last start ended; while it runs: why it is to end, if it is. */
  readonly result: string | null;
  readonly code: number | null;
  /** Its exit code whatever its process says: its logger's, which could not be started. */
  readonly codeOfLogger: number | null;
  /** Its start has failed and is tried again. */
  readonly retrying: boolean;
  readonly deadline: { readonly at: number; readonly what: DeadlineKind } | null;
  readonly reloadDeadline: number | null;
  /** When it was started, as far as StartLimitIntervalSec= reaches. */
  readonly starts: readonly number[];
  /** What it is told of the reason why it was started. */
  readonly environment: Environment;
}

export interface Ask {
  readonly id: number;
  readonly what: "start" | "stop" | "restart" | "reload" | "wait";
  readonly unit: string;
}

export interface MachineState {
  /** In the plan's order. */
  readonly units: ReadonlyMap<string, UnitState>;
  /** Not answered yet, the oldest first. */
  readonly asks: readonly Ask[];
  /** Services that wait until no unit has a job. */
  readonly idle: readonly string[];
  /** Everything that starts with the container has been started. */
  readonly ready: boolean;
  /** `waits` until the container is ready; `told` to run. */
  readonly command: "none" | "waits" | "told" | "over";
  readonly commandPid: number | null;
  /** The container's exit code, when it ends. */
  readonly ending: number | null;
  /** When everything that is left is killed, and when nobody waits any more. */
  readonly killAt: number | null;
  readonly hardEnd: number | null;
  /** The container ends with this code as soon as these units, which OnFailure= names, have been started. */
  readonly failing: { readonly code: number; readonly units: readonly string[] } | null;
  readonly finished: boolean;
}

export type Event =
  | { readonly kind: "boot" }
  | Recovery
  | { readonly kind: "time" }
  /** `supervisor` says nothing to the machine. */
  | {
      readonly kind: "running" | "active" | "exited" | "postFailed" | "stopDone";
      readonly unit: string;
      readonly number: number;
    }
  | { readonly kind: "finishing" | "main"; readonly unit: string; readonly number: number; readonly pid: number }
  | {
      readonly kind: "ended";
      readonly unit: string;
      readonly number: number;
      readonly result: string;
      readonly code: number;
    }
  | { readonly kind: "reloaded"; readonly unit: string; readonly number: number; readonly code: number }
  | { readonly kind: "loggerFailed"; readonly unit: string; readonly code: number }
  | { readonly kind: "idle"; readonly unit: string; readonly number: number }
  | Notified
  | { readonly kind: "ask"; readonly id: number; readonly what: Ask["what"]; readonly unit: string }
  | { readonly kind: "checked"; readonly unit: string; readonly result: "met" | "condition" | "assert" }
  /** Its supervisor does not answer. */
  | { readonly kind: "unsupervised"; readonly unit: string }
  /** It is to stop, and its supervisor has not been told to start it. */
  | { readonly kind: "cancelled"; readonly unit: string }
  | { readonly kind: "timerElapsed"; readonly unit: string }
  | { readonly kind: "shutdown"; readonly code: number }
  | { readonly kind: "commandRunning"; readonly pid: number }
  | { readonly kind: "commandEnded"; readonly code: number };

/** A message of sd_notify; MAINPID and EXTEND_TIMEOUT_USEC have a value. */
export interface Notified {
  readonly kind: "notified";
  readonly unit: string;
  readonly number: number;
  readonly key:
    | "READY"
    | "STOPPING"
    | "RELOADING"
    | "MAINPID"
    | "WATCHDOG"
    | "WATCHDOG_TRIGGER"
    | "EXTEND_TIMEOUT_USEC";
  readonly value?: number | undefined;
}

/** What a manager finds whose predecessor was killed. Units that are not there have never been spoken of. */
export interface Recovery {
  readonly kind: "recover";
  readonly units: Readonly<Record<string, RecoveredUnit>>;
  readonly ready: boolean;
  readonly ending: number | null;
  /** What the file `exit-code` says. */
  readonly exitCode: number;
  /** Whether the container's command has said that it runs, and whether it does. */
  readonly command: { readonly pid: number; readonly alive: boolean } | null;
}

export interface RecoveredUnit {
  readonly state: ActiveState;
  readonly job: Job | null;
  readonly number: number | null;
  /** Whether the process of that number is there. */
  readonly alive: boolean;
  /** How the start of that number ended: `unknown` if only that it did. */
  readonly ended: { readonly result: string; readonly code: number } | "unknown" | null;
  readonly environment: Environment;
}

export type Command =
  /** Until its supervisor has done it, or is given up with the event `unsupervised`. */
  | { readonly kind: "bringUp"; readonly unit: string; readonly environment: Environment }
  | { readonly kind: "check"; readonly unit: string }
  | {
      readonly kind: "signal";
      readonly unit: string;
      readonly signal: string;
      /** The process group `pid`, or that process alone, or neither; and `mainPid`. */
      readonly target: "group" | "process";
      readonly pid: number;
      readonly mainPid: number | null;
    }
  /** A start that nobody asked for: kill its process group, and say so if it was there. */
  | { readonly kind: "killUnasked"; readonly unit: string; readonly pid: number }
  | {
      readonly kind: "runBeside";
      readonly unit: string;
      readonly what: "stop" | "reload";
      readonly number: number | null;
      readonly was: "active" | "exited";
      readonly pid: number | null;
    }
  | { readonly kind: "markStopping" | "markReady" | "removeDirectories" | "releaseIdle"; readonly unit: string }
  | { readonly kind: "writeResult"; readonly unit: string; readonly result: string }
  /** `entered`: it has just come into this state. */
  | {
      readonly kind: "record";
      readonly unit: string;
      readonly state: ActiveState;
      readonly number: number | null;
      readonly job: Job | null;
      readonly entered: boolean;
    }
  | { readonly kind: "answer"; readonly id: number; readonly code: number; readonly error: string | null }
  | { readonly kind: "commandGo" | "commandNo" | "ready" | "killEverything" | "finish" }
  | { readonly kind: "signalCommand"; readonly signal: "TERM" | "KILL"; readonly pid: number }
  /** The container ends; the code is to be written first. */
  | { readonly kind: "ending"; readonly code: number }
  | { readonly kind: "exitCode"; readonly code: number }
  | { readonly kind: "say"; readonly text: string };
