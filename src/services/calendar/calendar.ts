/** Values of one field: `start`, then every `repeat` up to `stop`; without `stop` up to the field's end. */
export interface Component {
  readonly start: number;
  /** Inclusive; the last value itself, as normalised by `repeat`. */
  readonly stop?: number | undefined;
  readonly repeat?: number | undefined;
}

/** Sorted and without repetitions, never empty; undefined is `*`. */
export type Chain = readonly Component[] | undefined;

/** 0 is Monday. */
export type Weekday = 0 | 1 | 2 | 3 | 4 | 5 | 6;

export const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;

/** A calendar event expression of systemd.time(7), normalised. */
export interface Calendar {
  /** Sorted; undefined is any day of the week. */
  readonly weekdays: readonly Weekday[] | undefined;
  readonly years: Chain;
  readonly months: Chain;
  /** Days of the month from 1; with `fromEnd` 1 is its last day, 2 the one before. */
  readonly days: Chain;
  readonly fromEnd: boolean;
  readonly hours: Chain;
  readonly minutes: Chain;
  /** Seconds in microseconds. `*` is `{ start: 0, repeat: SECOND }`. */
  readonly microseconds: readonly Component[];
  /** "UTC", a name of the IANA time zone database, or undefined: the local zone. */
  readonly zone: string | undefined;
}

/** A second in microseconds. */
export const SECOND = 1_000_000;

export interface Field {
  readonly name: string;
  readonly first: number;
  readonly last: number;
}

/** What each field may hold (calendarspec.c: MIN_YEAR, MAX_YEAR, calendar_spec_valid). */
export const FIELDS = {
  years: { name: "year", first: 1970, last: 2199 },
  months: { name: "month", first: 1, last: 12 },
  days: { name: "day", first: 1, last: 31 },
  daysFromEnd: { name: "day counted from the end", first: 1, last: 28 },
  hours: { name: "hour", first: 0, last: 23 },
  minutes: { name: "minute", first: 0, last: 59 },
  microseconds: { name: "second", first: 0, last: 60 * SECOND - 1 },
} as const satisfies Record<string, Field>;

/**
 * Every value of a chain, sorted. Days from the end count down: `~03/1` is the last three days, so 1, 2, 3.
 *
 *     expand([{ start: 2, repeat: 5 }], FIELDS.hours) → 2, 7, 12, 17, 22
 */
export function expand(chain: readonly Component[], field: Field): number[] {
  const values = new Set<number>();
  for (const { start, stop, repeat } of chain) {
    if (field === FIELDS.daysFromEnd) {
      const [from, to] = stop === undefined ? [start, field.first] : [stop, start];
      for (let value = from; value >= to; value -= repeat ?? from) values.add(value);
    } else if (repeat === undefined) values.add(start);
    else for (let value = start; value <= (stop ?? field.last); value += repeat) values.add(value);
  }
  return [...values].sort((a, b) => a - b);
}
