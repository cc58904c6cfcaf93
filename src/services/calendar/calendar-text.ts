import { type Calendar, type Chain, type Component, SECOND, WEEKDAYS, type Weekday } from "./calendar.ts";

/**
 * The one canonical form, as `systemd-analyze calendar` prints it: `Mon..Fri *-*-* 09:00:00`.
 * Source: format_weekdays and format_chain in systemd's src/shared/calendarspec.c.
 */
export function calendarText(calendar: Calendar): string {
  const weekdays = calendar.weekdays === undefined ? "" : `${weekdaysText(calendar.weekdays)} `;
  const separator = calendar.fromEnd ? "~" : "-";
  const date = `${chainText(calendar.years, 4)}-${chainText(calendar.months, 2)}${separator}${chainText(calendar.days, 2)}`;
  const time = `${chainText(calendar.hours, 2)}:${chainText(calendar.minutes, 2)}:${secondsText(calendar.microseconds)}`;
  return `${weekdays}${date} ${time}${calendar.zone === undefined ? "" : ` ${calendar.zone}`}`;
}

/** Three days in a row and more are a range: `Mon,Tue`, `Mon..Wed`. */
function weekdaysText(weekdays: readonly Weekday[]): string {
  const runs: Weekday[][] = [];
  for (const day of weekdays) {
    const run = runs.at(-1);
    if (run?.at(-1) === day - 1) run.push(day);
    else runs.push([day]);
  }
  const nameOf = (day: Weekday | undefined) => (day === undefined ? "" : WEEKDAYS[day]);
  return runs
    .map((run) => (run.length > 2 ? `${nameOf(run[0])}..${nameOf(run.at(-1))}` : run.map(nameOf).join(",")))
    .join(",");
}

function chainText(chain: Chain, width: number): string {
  if (chain === undefined) return "*";
  return chain.map((component) => componentText(component, 1, (value) => padded(value, width))).join(",");
}

function secondsText(chain: readonly Component[]): string {
  const [first] = chain;
  if (chain.length === 1 && first?.start === 0 && first.stop === undefined && first.repeat === SECOND) return "*";
  return chain.map((component) => componentText(component, SECOND, (value) => fraction(value, 2))).join(",");
}

/** `one` is the step that a range has by itself. */
function componentText({ start, stop, repeat }: Component, one: number, text: (value: number) => string): string {
  const range = stop === undefined ? "" : `..${text(stop)}`;
  const isPlain = repeat === undefined || (stop !== undefined && repeat === one);
  return `${text(start)}${range}${isPlain ? "" : `/${one === SECOND ? fraction(repeat, 1) : repeat}`}`;
}

function fraction(microseconds: number, width: number): string {
  const rest = microseconds % SECOND;
  const whole = padded(Math.floor(microseconds / SECOND), width);
  return rest === 0 ? whole : `${whole}.${padded(rest, 6)}`;
}

function padded(value: number, width: number): string {
  return String(value).padStart(width, "0");
}
