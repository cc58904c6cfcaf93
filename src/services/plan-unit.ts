import type { PlanCheck, PlanUnit } from "./plan-file.ts";
import { planService } from "./plan-service.ts";
import { list, planText } from "./plan-text.ts";
import type { Check, Unit } from "./service.ts";
import { planSocket } from "./sockets/plan-socket.ts";
import { planTimer } from "./timers/plan-timer.ts";

/** What concerns all units of a plan. */
export interface UnitFacts {
  /** Whether lines of services begin with their names. */
  readonly prefix: boolean;
  /** The folder of time zone data. */
  readonly zoneinfo: string | undefined;
}

/** A unit of the model as the plan has it. */
export function planUnit(unit: Unit, { prefix, zoneinfo }: UnitFacts): PlanUnit {
  const { dependencies, service, startLimit, timer, sockets = [] } = unit;
  const isLimited = service !== undefined && startLimit.burst > 0 && startLimit.intervalSeconds > 0;
  return {
    description: unit.description.replaceAll(/(?<!\s)\s*\n\s*/g, " ") || undefined,
    from: unit.isBuiltIn ? undefined : unit.path.join("."),
    aliases: list(unit.aliases),
    after: list(dependencies.after),
    requires: list(dependencies.requires),
    wants: list(dependencies.wants),
    requisite: list(dependencies.requisite),
    bindsTo: list(dependencies.bindsTo),
    partOf: list(dependencies.partOf),
    conflicts: list(dependencies.conflicts),
    upholds: list(dependencies.upholds),
    onFailure: list(dependencies.onFailure),
    onSuccess: list(dependencies.onSuccess),
    startLimit: isLimited ? { burst: startLimit.burst, seconds: startLimit.intervalSeconds } : undefined,
    conditions: list(unit.conditions.map(planCheck)),
    assertions: list(unit.assertions.map(planCheck)),
    service: service && planService(service, prefix, sockets.map(planSocket)),
    timer: timer && planTimer(timer, zoneinfo),
  };
}

function planCheck({ kind, values, negated, trigger }: Check): PlanCheck {
  return { kind, values: values.map(planText), negated: negated || undefined, trigger: trigger || undefined };
}
