import { DeclError, type Diagnostic } from "../../text/diagnostic.ts";
import { calendarText } from "../calendar/calendar-text.ts";
import type { CommonOptions, OwnUnit, TimerOptions, ToolName } from "../unit.ts";
import { MOST_SECONDS, timesInMinute } from "./calendar-call.ts";
import { optionPlace, readTimer, type TimerPlaces } from "./read-timer.ts";
import { snoozeCall } from "./snooze.ts";
import type { Timer } from "./timer.ts";
import { loopScript, snoozeScript } from "./timer-script.ts";

export interface TimerContext extends TimerPlaces {
  /**
   * The zone of expressions that name none, e.g. `time.timeZone`. Without it they follow the running container: TZ, else
   * /etc/localtime, else UTC.
   */
  readonly localZone?: string | undefined;
  /** The folder of time zone data in the image, `${tzdata}/share/zoneinfo`. */
  readonly zoneinfo?: string | undefined;
  /** Whether snooze is among the tools; without it every timer runs in bash alone. */
  readonly snooze: boolean;
}

export interface PlannedTimer {
  readonly timer: Timer;
  readonly unit: OwnUnit;
  readonly warnings: readonly Diagnostic[];
}

/**
 * A timer unit as a unit of decl's own: a script that waits and starts the other unit. The script is snooze in a loop where
 * snooze elapses at exactly the same times, else bash that works them out as systemd does.
 *
 * @throws DeclError
 */
export function planTimer(name: string, options: TimerOptions, context: TimerContext): PlannedTimer {
  const { timer: read, warnings } = readTimer(name, options, context);
  const { localZone } = context;
  const timer = {
    ...read,
    calendars: read.calendars.map((calendar) => ({ ...calendar, zone: calendar.zone ?? localZone })),
  };
  checkRunnable(timer, context);
  const call = context.snooze ? snoozeCall(timer, localZone) : undefined;
  const script = call === undefined ? loopScript(timer, context.zoneinfo) : snoozeScript(timer, call);
  const tools: readonly ToolName[] = call === undefined ? [] : ["snooze"];
  const { timerConfig: _, ...common }: CommonOptions & TimerOptions = options;
  const before = [...(options.before ?? []), timer.unit];
  return { timer, warnings, unit: { ...common, before, name: timer.name, path: context.path, script, tools } };
}

function checkRunnable(timer: Timer, context: TimerContext): void {
  const about = optionPlace(context, "OnCalendar");
  const errors = timer.calendars.flatMap((calendar): Omit<Diagnostic, "severity">[] => {
    if (timesInMinute(calendar) > MOST_SECONDS) {
      const message = `"${calendarText(calendar)}" comes ${timesInMinute(calendar)} times in a minute`;
      return [
        { code: "timer-too-often", message, ...about, hint: `at most ${MOST_SECONDS} times: every tenth of a second` },
      ];
    }
    if (calendar.zone !== undefined && calendar.zone !== "UTC" && context.zoneinfo === undefined) {
      const message = `the time zone ${calendar.zone} needs time zone data in the image`;
      return [{ code: "no-zone-data", message, ...about, hint: "add pkgs.tzdata to environment.systemPackages" }];
    }
    return [];
  });
  const [first, ...others] = errors;
  if (first !== undefined) throw new DeclError(first, ...others);
}
