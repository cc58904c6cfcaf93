import type { PlanFile, PlanService, PlanUnit } from "../plan-file.ts";

/** The plan as the machine needs it: relations from both sides, times in microseconds. */
export interface MachinePlan {
  /** In the plan's order. */
  readonly units: ReadonlyMap<string, MachineUnit>;
  /** Units by their names and aliases. */
  readonly called: ReadonlyMap<string, string>;
  readonly settings: MachineSettings;
}

export interface MachineSettings {
  readonly graceMicros: number;
  /** A failure does not end the container. */
  readonly keepUp: boolean;
  readonly hasCommand: boolean;
}

export interface MachineUnit {
  readonly kind: "service" | "timer" | "target";
  readonly after: readonly string[];
  /** Requires= and BindsTo=. */
  readonly requires: readonly string[];
  readonly requisite: readonly string[];
  /** All that starts with it: Requires=, BindsTo=, Wants=, Upholds=. */
  readonly pulls: readonly string[];
  readonly onFailure: readonly string[];
  readonly onSuccess: readonly string[];
  /** Conflicts= from both sides. */
  readonly conflicts: readonly string[];
  /** What comes after it. */
  readonly successors: readonly string[];
  /** What has it in Requires=, Requisite= or BindsTo=. */
  readonly requiredBy: readonly string[];
  /** What stops and restarts with it: `requiredBy` and PartOf=. */
  readonly stopsWith: readonly string[];
  readonly boundBy: readonly string[];
  readonly upheldBy: readonly string[];
  readonly hasChecks: boolean;
  /** What a timer starts. */
  readonly triggers: string | null;
  readonly service: MachineService | null;
}

export interface MachineService {
  readonly type: NonNullable<PlanService["type"]> | "simple";
  readonly hasPost: boolean;
  readonly hasStop: boolean;
  readonly hasReload: boolean;
  /** Its RuntimeDirectory= is kept until it has ended for good. */
  readonly preserves: boolean;
  readonly restart: NonNullable<PlanService["restart"]> | "no";
  readonly restartMicros: number;
  readonly restartPrevent: readonly number[];
  readonly restartForce: readonly number[];
  readonly startLimit: { readonly burst: number; readonly micros: number } | null;
  /** null: without end. */
  readonly startMicros: number | null;
  readonly stopMicros: number | null;
  readonly killMode: "control-group" | "mixed" | "process" | "none";
  readonly killSignal: string;
  readonly finalSignal: string | null;
  readonly watchdogMicros: number | null;
}

export function machinePlan(file: Pick<PlanFile, "units">, settings: MachineSettings): MachinePlan {
  const names = Object.keys(file.units);
  const called = new Map<string, string>();
  for (const name of names) for (const alias of file.units[name]?.aliases ?? []) called.set(alias, name);
  for (const name of names) called.set(name, name);
  const units = new Map<string, MachineUnit>();
  for (const name of names) {
    const unit = file.units[name];
    if (unit !== undefined) units.set(name, machineUnit(unit, known(file.units), reverse(name, file.units)));
  }
  return { units, called, settings };
}

type Units = PlanFile["units"];
type Relation = "after" | "requires" | "requisite" | "bindsTo" | "partOf" | "conflicts" | "upholds";

/** Of a list of names those that there are. */
const known =
  (units: Units) =>
  (names: readonly string[] | undefined): readonly string[] =>
    (names ?? []).filter((name) => Object.hasOwn(units, name));

/** The units that name this one in one of these relations, each once. */
const reverse =
  (name: string, units: Units) =>
  (...relations: Relation[]): string[] =>
    Object.keys(units).filter((other) => relations.some((relation) => units[other]?.[relation]?.includes(name)));

function machineUnit(unit: PlanUnit, list: ReturnType<typeof known>, namedIn: ReturnType<typeof reverse>): MachineUnit {
  const requires = unique([...list(unit.requires), ...list(unit.bindsTo)]);
  const requiredBy = namedIn("requires", "requisite", "bindsTo");
  return {
    kind: unit.service !== undefined ? "service" : unit.timer !== undefined ? "timer" : "target",
    after: list(unit.after),
    requires,
    requisite: list(unit.requisite),
    pulls: unique([...requires, ...list(unit.wants), ...list(unit.upholds)]),
    onFailure: list(unit.onFailure),
    onSuccess: list(unit.onSuccess),
    conflicts: unique([...list(unit.conflicts), ...namedIn("conflicts")]),
    successors: namedIn("after"),
    requiredBy,
    stopsWith: unique([...requiredBy, ...namedIn("partOf")]),
    boundBy: namedIn("bindsTo"),
    upheldBy: namedIn("upholds"),
    hasChecks: (unit.conditions ?? []).length + (unit.assertions ?? []).length > 0,
    triggers: unit.timer?.unit ?? null,
    service: unit.service === undefined ? null : machineService(unit.service, unit.startLimit),
  };
}

function machineService(service: PlanService, limit: PlanUnit["startLimit"]): MachineService {
  const some = (list: readonly unknown[] | undefined): boolean => list !== undefined && list.length > 0;
  const type = service.type ?? "simple";
  return {
    type,
    hasPost: some(service.startPost),
    hasStop: some(service.stop),
    hasReload: some(service.reload) || type === "notify-reload",
    preserves:
      service.preserveRuntimeDirectory === "restart" &&
      (service.directories ?? []).some(({ variable }) => variable === "RUNTIME_DIRECTORY"),
    restart: service.restart ?? "no",
    restartMicros: micros(service.restartSeconds ?? 0.1),
    restartPrevent: service.restartPrevent ?? [],
    restartForce: service.restartForce ?? [],
    startLimit: limit === undefined ? null : { burst: limit.burst, micros: micros(limit.seconds) },
    startMicros: microsOrNever(service.startSeconds),
    stopMicros: microsOrNever(service.stopSeconds),
    killMode: service.killMode ?? "control-group",
    killSignal: service.killSignal ?? "TERM",
    finalSignal: service.finalSignal === undefined ? "KILL" : service.finalSignal,
    watchdogMicros: service.watchdogSeconds === undefined ? null : micros(service.watchdogSeconds),
  };
}

const unique = (names: readonly string[]): string[] => [...new Set(names)];

/** No time is longer than 30 years, so that sums stay whole numbers. */
export const LONGEST = 1_000_000_000_000_000;

const micros = (seconds: number): number => Math.min(Math.floor(seconds * 1e6 + 0.5), LONGEST);
const microsOrNever = (seconds: number | null | undefined): number | null =>
  seconds === null ? null : micros(seconds ?? 90);
