import { DeclError } from "../text/diagnostic.ts";
import type { UnitContext } from "./read-units.ts";
import type { ServiceInput } from "./service-plan.ts";
import { planTimer } from "./timers/plan-timer.ts";
import { startAtTimer } from "./timers/read-timer.ts";
import type { OwnUnit, TimerOptions } from "./unit.ts";

export interface TimerUnit {
  readonly own: OwnUnit;
  readonly options: TimerOptions;
  readonly path: readonly string[];
  /** The unit it starts. */
  readonly starts: string;
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
    try {
      const planned = planTimer(name, options, {
        path,
        placeOf: (path) => reporter.place(path),
        snooze: input.tools.snooze !== undefined,
        localZone: input.timeZone,
        zoneinfo: input.zoneinfo,
      });
      reporter.warnings.push(...planned.warnings);
      return [{ own: planned.unit, options: planned.unit, path, starts: planned.timer.unit }];
    } catch (error) {
      if (!(error instanceof DeclError)) throw error;
      for (const diagnostic of error.diagnostics) reporter.error(diagnostic);
      return [];
    }
  });
}
