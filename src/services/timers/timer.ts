import type { Calendar } from "../calendar/calendar.ts";

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
  /** Milliseconds. */
  readonly randomizedDelay: number;
  readonly fixedRandomDelay: boolean;
  readonly persistent: boolean;
  /** After a long run the next time is looked for from its end, not from its start. */
  readonly deferReactivation: boolean;
}
