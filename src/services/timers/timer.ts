import type { Calendar } from "../calendar/calendar.ts";
import { calendarText } from "../calendar/calendar-text.ts";
import { timeSpanText } from "../calendar/time-span.ts";

/** What a span is counted from (systemd.timer(5), table 1). */
export type MonotonicBase = "OnActiveSec" | "OnBootSec" | "OnStartupSec" | "OnUnitActiveSec" | "OnUnitInactiveSec";

export interface Monotonic {
  readonly base: MonotonicBase;
  /** Milliseconds. */
  readonly span: number;
}

/** A timer unit, checked: `systemd.timers.<name>.timerConfig`, or a service's `startAt`. */
export interface Timer {
  /** With suffix: "backup.timer". */
  readonly name: string;
  /** The unit it starts, with suffix. */
  readonly unit: string;
  readonly calendars: readonly Calendar[];
  readonly monotonic: readonly Monotonic[];
  /** How late it may be, in milliseconds. */
  readonly accuracy: number;
  /** Milliseconds. */
  readonly randomizedDelay: number;
  readonly fixedRandomDelay: boolean;
  readonly persistent: boolean;
  /** After a long run the next time is looked for from its end, not from its start. */
  readonly deferReactivation: boolean;
}

/** Whether it depends on when its unit was last started or stopped. */
export function watchesUnit(timer: Timer): boolean {
  return timer.monotonic.some(({ base }) => base === "OnUnitActiveSec" || base === "OnUnitInactiveSec");
}

/** The settings as a unit file has them, one per line: for comments and plans. */
export function timerSettings(timer: Timer): string[] {
  return [
    ...timer.calendars.map((calendar) => `OnCalendar=${calendarText(calendar)}`),
    ...timer.monotonic.map(({ base, span }) => `${base}=${timeSpanText(span)}`),
    ...(timer.randomizedDelay > 0 ? [`RandomizedDelaySec=${timeSpanText(timer.randomizedDelay)}`] : []),
    ...(timer.fixedRandomDelay ? ["FixedRandomDelay=true"] : []),
    ...(timer.persistent ? ["Persistent=true"] : []),
    ...(timer.deferReactivation ? ["DeferReactivation=true"] : []),
  ];
}
