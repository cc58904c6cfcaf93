import { type Component, FIELDS, type Field, SECOND } from "./calendar.ts";
import type { Scanner } from "./scanner.ts";

/** systemd's CALENDARSPEC_COMPONENTS_MAX. */
const MOST_COMPONENTS = 240;

/** A component as written, before its field is known. */
export interface Written extends Component {
  readonly at: number;
}

/** undefined is `*`. */
export type WrittenChain = readonly Written[] | undefined;

/** `*`, or components separated by commas; `one` is the unit: 1, or a second in microseconds. */
export function readChain(scanner: Scanner, one: number): WrittenChain {
  if (scanner.take("*")) return undefined;
  const chain: Written[] = [];
  do {
    if (chain.length > MOST_COMPONENTS) scanner.fail(`a list has at most ${MOST_COMPONENTS} values`);
    chain.push(readComponent(scanner, one));
  } while (scanner.take(","));
  return chain;
}

function readComponent(scanner: Scanner, one: number): Written {
  const at = scanner.index;
  const start = readValue(scanner, one);
  const stop = scanner.take("..") ? readValue(scanner, one) : undefined;
  let repeat = stop === undefined ? undefined : one;
  if (scanner.peek() === "/") {
    scanner.index++;
    const place = scanner.index;
    repeat = readValue(scanner, one);
    if (repeat === 0) scanner.fail("a repetition of 0 is none", undefined, place);
  } else if (one === SECOND && stop !== undefined && stop >= start && start + one > stop) {
    scanner.fail("a range of seconds is longer than a second", 'or has its steps behind it: "0..0.5/0.1"', at);
  }
  if (!["", " ", ",", "-", "~", ":"].includes(scanner.peek())) scanner.fail(`unexpected "${scanner.peek()}"`);
  return { at, start, stop, repeat };
}

/** A number; seconds may have a fraction, rounded to six digits. */
function readValue(scanner: Scanner, one: number): number {
  const start = scanner.index;
  if (scanner.peek() === "*") scanner.fail('"*" stands alone', 'for every second value write "0/2"');
  const whole = scanner.number("a number");
  if (one === 1 || scanner.peek() !== "." || scanner.peek(1) === ".") return whole * one;
  scanner.index++;
  const digits = scanner.match(/\d+/y);
  if (digits === "") scanner.fail('expected digits behind the "."');
  const value = whole * one + Number(digits.slice(0, 6).padEnd(6, "0")) + (Number(digits.charAt(6)) >= 5 ? 1 : 0);
  if (value > 2 ** 31 - 1) scanner.fail("the number is too large for seconds", undefined, start);
  return value;
}

/** The chain of a field: in its range, `stop` a value that is reached, sorted, without repetitions. */
export function checkedChain(scanner: Scanner, chain: WrittenChain, field: Field): readonly Component[] | undefined {
  if (chain === undefined) return undefined;
  const reached = chain.map(reachable);
  for (const component of reached) check(scanner, component, field);
  reached.sort((a, b) => a.start - b.start || (a.stop ?? -1) - (b.stop ?? -1) || (a.repeat ?? 0) - (b.repeat ?? 0));
  const texts = new Set<string>();
  return reached
    .map(({ at: _, ...component }): Component => component)
    .filter((component) => {
      const text = `${component.start} ${component.stop} ${component.repeat}`;
      return !texts.has(text) && texts.add(text);
    });
}

/** Ends a range at a value that is reached; a range of one value is that value. */
function reachable(written: Written): Written {
  const { at, start, stop, repeat } = written;
  if (stop === undefined || repeat === undefined || stop < start) return written;
  const last = stop - ((stop - start) % repeat);
  return last === start ? { at, start } : { at, start, stop: last, repeat };
}

/** systemd's chain_valid. */
function check(scanner: Scanner, { at, start, stop, repeat = 0 }: Written, field: Field): void {
  const fail = (problem: string, hint?: string) => scanner.fail(problem, hint, at);
  const unit = field === FIELDS.microseconds ? SECOND : 1;
  const inRange = (value: number) => value >= field.first && value <= field.last;
  const range = `${field.first} to ${field === FIELDS.microseconds ? "59.999999" : field.last}`;
  for (const value of [start, stop ?? start]) {
    if (!inRange(value)) fail(`${field.name} ${value / unit} is not in ${range}`, hintFor(field));
  }
  if (stop !== undefined && stop < start)
    fail(`the range ${start / unit}..${stop / unit} runs backwards`, "give two ranges");
  const reach = stop ?? field.last;
  const tooFar =
    stop === undefined && field === FIELDS.daysFromEnd ? start - repeat < field.first : start + repeat > reach;
  if (repeat > field.last - field.first || tooFar) {
    fail(`a repetition every ${repeat / unit} never happens`, `a ${field.name} is in ${range}`);
  }
}

function hintFor(field: Field): string | undefined {
  return field === FIELDS.daysFromEnd
    ? '"~01" is the last day of the month, "~28" the furthest from its end'
    : undefined;
}
