import { DeclError } from "../text/diagnostic.ts";
import type { UnitContext } from "./read-units.ts";
import type { ServiceInput } from "./service-plan.ts";
import { readTimer, startAtTimer } from "./timers/read-timer.ts";
import { checkRunnable } from "./timers/runnable.ts";
import type { Timer } from "./timers/timer.ts";
import type { CommonOptions, TimerOptions } from "./unit.ts";

export interface TimerUnit {
  readonly timer: Timer;
  readonly options: CommonOptions;
  readonly path: readonly string[];
  /** What says which unit it starts. */
  readonly unitPath: readonly string[];
}

/** The declared timers and those that `startAt` makes; a service without a timer of its own name gets one. */
export function timerUnits(input: ServiceInput, { reporter }: UnitContext): TimerUnit[] {
  const declared = Object.entries(input.timers).map(([name, options]) => {
    return { name, options, path: ["systemd", "timers", name] };
  });
  const fromServices = Object.entries(input.services).flatMap(([name, { startAt = [], enable }]) => {
    if (startAt.length === 0 || enable === false) return [];
    return [{ name, options: startAtTimer(startAt), path: ["systemd", "services", name, "startAt"] }];
  });
  return [...declared, ...fromServices].flatMap(({ name, options, path }): TimerUnit[] => {
    if (options.enable === false) return [];
    const places = { path, placeOf: (of: readonly string[]) => reporter.place(of) };
    try {
      const { timer: read, warnings } = readTimer(name, options, places);
      const timer = inZone(read, input.timeZone);
      checkRunnable(timer, places, input.zoneinfo);
      reporter.add(warnings);
      const { timerConfig, ...common }: TimerOptions = options;
      // As systemd has it for each timer.
      const before = [...(common.before ?? []), timer.unit];
      const wantedBy = common.wantedBy ?? ["timers.target"];
      const unitPath = timerConfig?.Unit === undefined ? path : [...path, "timerConfig", "Unit"];
      return [{ timer, options: { ...common, before, wantedBy }, path, unitPath }];
    } catch (error) {
      if (!(error instanceof DeclError)) throw error;
      for (const diagnostic of error.diagnostics) reporter.error(diagnostic);
      return [];
    }
  });
}

/**
 * The zone of expressions that name none, e.g. `time.timeZone`. Without it they follow the running container: TZ, else
 * /etc/localtime, else UTC.
 */
function inZone(timer: Timer, localZone: string | undefined): Timer {
  const calendars = timer.calendars.map((calendar) => ({ ...calendar, zone: calendar.zone ?? localZone }));
  return { ...timer, calendars };
}
