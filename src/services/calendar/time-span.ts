import { didYouMean } from "../../text/did-you-mean.ts";
import { Scanner } from "./scanner.ts";

const SECOND = 1_000_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;
const MONTH = 30.4375 * DAY;
const YEAR = 365.25 * DAY;

/** Units in microseconds, as parse_time in systemd's src/basic/time-util.c has them. */
const UNITS: Readonly<Record<string, number>> = {
  ...unit(YEAR, "years", "year", "y"),
  ...unit(MONTH, "months", "month", "M"),
  ...unit(WEEK, "weeks", "week", "w"),
  ...unit(DAY, "days", "day", "d"),
  ...unit(HOUR, "hours", "hour", "hr", "h"),
  ...unit(MINUTE, "minutes", "minute", "min", "m"),
  ...unit(SECOND, "seconds", "second", "sec", "s"),
  ...unit(1000, "msec", "ms"),
  ...unit(1, "usec", "us", "\u03bcs", "\u00b5s"),
};

function unit(microseconds: number, ...names: readonly string[]): Record<string, number> {
  return Object.fromEntries(names.map((name) => [name, microseconds]));
}

/**
 * A time span of systemd.time(7) in milliseconds: `5min 20s`, `1h`, `2 weeks`, `55s500ms`, `infinity` (Infinity). A number
 * without a unit is seconds, and so is a number of the declaration. Microseconds make fractions of a millisecond.
 *
 * @throws ExpressionError
 */
export function parseTimeSpan(span: string | number): number {
  const text = String(span);
  const scanner = new Scanner(text);
  scanner.match(/\s+/y);
  if (scanner.take("infinity")) {
    scanner.match(/\s+/y);
    if (!scanner.atEnd) scanner.fail('nothing may follow "infinity"');
    return Number.POSITIVE_INFINITY;
  }
  if (scanner.atEnd) scanner.fail("the time span is empty", 'for example "5min 20s"', 0);
  let microseconds = 0;
  while (!scanner.atEnd) {
    microseconds += readPart(scanner);
    scanner.match(/\s+/y);
  }
  // Times are 64-bit microseconds in systemd; beyond 2^53 they are not exact here.
  if (microseconds >= 2 ** 63) scanner.fail("the time span is too long", 'write "infinity"', 0);
  return microseconds / 1000;
}

function readPart(scanner: Scanner): number {
  const start = scanner.index;
  if (scanner.peek() === "-") scanner.fail("a time span is not negative");
  const number = scanner.match(/\+?\d+(?:\.\d+)?|\.\d+/y);
  if (number === "") scanner.fail("expected a number", undefined, start);
  const afterNumber = scanner.index;
  scanner.match(/\s+/y);
  const wordStart = scanner.index;
  const word = scanner.match(/[a-z\u00b5\u03bc]+/iy);
  const name = Object.hasOwn(UNITS, word) ? word : undefined;
  if (name === undefined && word !== "") {
    const near = word.length > 1 ? didYouMean(word, Object.keys(UNITS)) : undefined;
    const hint = near ?? "units are s, min, h, d, w and ms";
    scanner.fail(`there is no unit of time "${word}"`, hint, wordStart);
  }
  // "12.34.56" is refused, "12.34 .56" is two numbers.
  if (scanner.index === afterNumber && !scanner.atEnd) scanner.fail(`unexpected "${scanner.peek()}"`);
  const [whole = "0", fraction = ""] = number.split(".");
  const unit = UNITS[name ?? "s"] ?? SECOND;
  return Number(whole || "0") * unit + fractionOf(fraction, unit);
}

/** Digit by digit, each rounded down to a microsecond, as systemd does it. */
function fractionOf(digits: string, unit: number): number {
  let sum = 0;
  let worth = unit;
  for (const digit of digits) {
    worth = Math.floor(worth / 10);
    sum += Number(digit) * worth;
  }
  return sum;
}

const SHOWN: readonly (readonly [string, number])[] = [
  ["y", YEAR],
  ["month", MONTH],
  ["w", WEEK],
  ["d", DAY],
  ["h", HOUR],
  ["min", MINUTE],
  ["s", SECOND],
  ["ms", 1000],
  ["us", 1],
];

/** Milliseconds as systemd shows them: `timeSpanText(320_000)` → "5min 20s". */
export function timeSpanText(milliseconds: number): string {
  if (milliseconds === Number.POSITIVE_INFINITY) return "infinity";
  let rest = Math.round(milliseconds * 1000);
  if (rest === 0) return "0";
  const parts: string[] = [];
  for (const [name, worth] of SHOWN) {
    const count = Math.floor(rest / worth);
    if (count === 0) continue;
    const fraction = rest % worth;
    if (rest < MINUTE && fraction > 0) {
      const digits = String(worth).length - 1;
      parts.push(`${count}.${String(fraction).padStart(digits, "0")}${name}`);
      break;
    }
    parts.push(`${count}${name}`);
    rest -= count * worth;
  }
  return parts.join(" ");
}
