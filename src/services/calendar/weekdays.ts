import { didYouMean } from "../../text/did-you-mean.ts";
import type { Weekday } from "./calendar.ts";
import type { Scanner } from "./scanner.ts";

const DAY_NAMES = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/** `Mon..Wed,Sat `; undefined when no day is named, or all are. */
export function readWeekdays(scanner: Scanner): readonly Weekday[] | undefined {
  const days = new Set<Weekday>();
  let from: Weekday | undefined;
  while (!scanner.atEnd) {
    const start = scanner.index;
    const day = readWeekday(scanner);
    if (day === undefined) {
      if (days.size === 0) return undefined;
      scanner.fail("expected a day of the week", undefined, start);
    }
    if (from !== undefined && from > day) {
      scanner.fail("a range of weekdays goes forward from Monday to Sunday", "split it in two: Sat..Sun,Mon", start);
    }
    for (let d = from ?? day; d <= day; d++) days.add(d as Weekday); // between two weekdays
    const inRange = from !== undefined;
    from = undefined;
    if (scanner.take("..") || scanner.take("-")) {
      if (inRange) scanner.fail("a range of weekdays has two ends", "separate ranges by a comma", start);
      from = day;
      if (scanner.atEnd || scanner.peek() === " ") scanner.fail("expected the day that the range ends with");
    } else if (!scanner.take(",") && scanner.peek() === ".") scanner.fail('expected ".." or ","');
    if (scanner.peek() === " ") {
      scanner.skipSpaces();
      break;
    }
  }
  return days.size === 0 || days.size === 7 ? undefined : [...days].sort();
}

function readWeekday(scanner: Scanner): Weekday | undefined {
  const start = scanner.index;
  const day = weekdayAt(scanner);
  if (day !== undefined) return day;
  const word = scanner.match(/[a-z]+/iy);
  if (word === "") return undefined;
  const named = ["daily", "hourly", "minutely", "weekly", "monthly", "yearly", "quarterly", "semiannually"];
  return scanner.fail(`"${word}" is no day of the week`, didYouMean(word, [...DAY_NAMES, ...named]), start);
}

/** The day whose name stands here, and the scanner behind it. */
export function weekdayAt(scanner: Scanner): Weekday | undefined {
  const start = scanner.index;
  const word = scanner.match(/[a-z]+/iy).toLowerCase();
  const day = DAY_NAMES.findIndex((name) => word === name || word === name.slice(0, 3));
  if (day >= 0 && ["", "-", ".", ",", " "].includes(scanner.peek())) return day as Weekday; // an index of seven names
  scanner.index = start;
  return undefined;
}
