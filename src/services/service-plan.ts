import type { Diagnostic, Place } from "../text/diagnostic.ts";
import type { GeneratedFile } from "../value/generated-file.ts";
import type { OwnProgram } from "../value/own-program.ts";
import type { PlanFile, PlanTmpfile } from "./plan-file.ts";
import type {
  Accounts,
  S6ServiceOptions,
  ServiceOptions,
  SocketOptions,
  TargetOptions,
  TimerOptions,
  Tools,
} from "./unit.ts";

/** Everything a plan of services is made from: options after merging, and what is known of the image. */
export interface ServiceInput {
  /** By name without suffix, as `systemd.services.<name>`. */
  readonly services: Readonly<Record<string, ServiceOptions>>;
  readonly targets: Readonly<Record<string, TargetOptions>>;
  readonly timers: Readonly<Record<string, TimerOptions>>;
  readonly sockets?: Readonly<Record<string, SocketOptions>>;
  readonly s6Services: Readonly<Record<string, S6ServiceOptions>>;
  /** `systemd.globalEnvironment` */
  readonly globalEnvironment?: Readonly<Record<string, string>>;
  readonly accounts: Accounts;
  readonly tools: Tools;
  /** The init for the machines that the image is for. */
  readonly program: OwnProgram;
  /** What is made when a container starts, before any service. */
  readonly tmpfiles?: readonly PlanTmpfile[] | undefined;
  /** Where something of the configuration stands in the declaration. */
  readonly locate: (path: readonly string[]) => Place | undefined;
  /** The image's entrypoint, if it has one: the init runs it, followed by the image's cmd or the arguments of `docker run`. */
  readonly imageEntrypoint?: readonly string[];
  /** Where the init lies in the image; default "/etc/decl". */
  readonly folder?: string | undefined;
  /** What changes while the services run; default "/run/decl". */
  readonly stateFolder?: string;
  /** Whether a service's lines begin with its name: default when there is more than one service. */
  readonly logPrefix?: boolean;
  /** Seconds between `docker stop` and the end of all processes; default 10, as Docker has it. */
  readonly stopGraceSeconds?: number;
  /** The image's own user where that is not root: a name or a number. */
  readonly containerUser?: string | undefined;
  /** Whether options that a container cannot give are not worth a warning. */
  readonly quietAboutSandbox?: boolean;
  /** `time.timeZone`, and the folder of zone data, for timers. */
  readonly timeZone?: string;
  readonly zoneinfo?: string;
}

export interface ServicePlan {
  /** What the image gets, parents before what is in them. */
  readonly files: readonly GeneratedFile[];
  readonly warnings: readonly Diagnostic[];
  /** What the image's entrypoint becomes; cmd stays what it is. */
  readonly entrypoint: readonly string[];
  readonly order: ServiceOrder;
}

/** What starts after what; plain data. */
export interface ServiceOrder {
  /** All units that may run, those that are started first coming first. */
  readonly units: readonly OrderedUnit[];
  /** For people: what starts with the container, step by step, and what does not. */
  readonly text: string;
  /** For Graphviz. */
  readonly dot: string;
  /** What the init follows. */
  readonly plan: Pick<PlanFile, "units" | "graceSeconds">;
}

export interface OrderedUnit {
  readonly name: string;
  readonly kind: string;
  /** How many steps of waiting are before it; units of the same level start at the same time. */
  readonly level: number;
  readonly startsWithContainer: boolean;
  readonly after: readonly string[];
  readonly requires: readonly string[];
  readonly wants: readonly string[];
  /** What else starts it: a timer, or another unit's end. */
  readonly startedBy: readonly Trigger[];
}

export interface Trigger {
  readonly unit: string;
  readonly when: "timer" | "failure" | "success";
}
