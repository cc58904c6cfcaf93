import type { Calendar, Chain } from "./calendar.ts";

const NAMES: Readonly<Record<string, Partial<Calendar>>> = {
  minutely: { hours: undefined, minutes: undefined },
  hourly: { hours: undefined },
  daily: {},
  weekly: { weekdays: [0] },
  monthly: { days: only(1) },
  quarterly: { months: [1, 4, 7, 10].map((start) => ({ start })), days: only(1) },
  semiannually: { months: [1, 7].map((start) => ({ start })), days: only(1) },
  yearly: { months: only(1), days: only(1) },
};

/** Other spellings; "anually" is systemd's own, for compatibility. */
const ALIASES: Readonly<Record<string, string>> = {
  annually: "yearly",
  anually: "yearly",
  biannually: "semiannually",
  "bi-annually": "semiannually",
  "semi-annually": "semiannually",
};

/** What `daily` and its like stand for, in any case, or undefined. */
export function shorthand(text: string): Calendar | undefined {
  const lower = text.toLowerCase();
  const name = ALIASES[lower] ?? lower;
  const fields = Object.hasOwn(NAMES, name) ? NAMES[name] : undefined;
  return fields === undefined ? undefined : { ...MIDNIGHT, ...fields };
}

const MIDNIGHT: Calendar = {
  weekdays: undefined,
  years: undefined,
  months: undefined,
  days: undefined,
  fromEnd: false,
  hours: only(0),
  minutes: only(0),
  microseconds: [{ start: 0 }],
  zone: undefined,
};

function only(start: number): Chain {
  return [{ start }];
}
