import { didYouMean } from "../text/did-you-mean.ts";
import { ExpressionError } from "./calendar/expression-error.ts";
import { parseTimeSpan } from "./calendar/time-span.ts";
import type { Reporter } from "./reporter.ts";
import { expandSpecifiers, type SpecifierValues } from "./specifiers.ts";
import type { UnitSection, UnitValue } from "./unit.ts";
import { splitWords, UnitSyntaxError } from "./word-syntax.ts";

/**
 * Reads the options of one section of a unit, whose names are `Name`. A value that cannot be understood is an error with its
 * place, collected by the reporter, and the option is then as if it were not there.
 */
export class Section<Name extends string> {
  readonly #values: UnitSection;
  readonly #specifiers: SpecifierValues;
  readonly #reporter: Reporter;
  readonly #pathOf: (name: string) => readonly string[];

  /** `pathOf` says where an option of the section is in the configuration. */
  constructor(
    values: UnitSection,
    specifiers: SpecifierValues,
    reporter: Reporter,
    pathOf: (name: string) => readonly string[],
  ) {
    this.#values = values;
    this.#specifiers = specifiers;
    this.#reporter = reporter;
    this.#pathOf = pathOf;
  }

  has(name: Name): boolean {
    return this.lines(name).length > 0;
  }

  /** The option's lines, as the unit file would have them; an empty one takes back those before it. */
  lines(name: Name): string[] {
    const lines = this.allLines(name);
    return lines.slice(lines.lastIndexOf("") + 1);
  }

  /** Its lines, where an empty one means something by itself. */
  allLines(name: Name): string[] {
    const value = this.#values[name];
    return value === undefined ? [] : linesOf(value);
  }

  /** The last line, with its specifiers. */
  text(name: Name): string | undefined {
    const line = this.lines(name).at(-1);
    return line === undefined ? undefined : this.attempt(name, () => expandSpecifiers(line, this.#specifiers));
  }

  /** All its lines, with their specifiers. */
  texts(name: Name): string[] {
    return this.lines(name).flatMap((line) => this.attempt(name, () => expandSpecifiers(line, this.#specifiers)) ?? []);
  }

  /** All words of all lines, with their specifiers. */
  words(name: Name): string[] {
    const words = this.lines(name).map((line) => this.attempt(name, () => splitWords(line)) ?? []);
    return words.flat().flatMap(({ text }) => {
      const expanded = this.attempt(name, () => expandSpecifiers(text, this.#specifiers));
      return expanded === undefined ? [] : [expanded];
    });
  }

  flag(name: Name): boolean | undefined {
    const text = this.text(name)?.toLowerCase();
    if (text === undefined) return undefined;
    if (["1", "yes", "y", "true", "t", "on"].includes(text)) return true;
    if (["0", "no", "n", "false", "f", "off"].includes(text)) return false;
    return this.fail(name, `must be true or false, not "${text}"`);
  }

  integer(name: Name, least: number, most: number): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const number = Number(text);
    if (/^[+-]?\d+$/.test(text) && number >= least && number <= most) return number;
    return this.fail(name, `must be a whole number from ${least} to ${most}, not "${text}"`);
  }

  /** Seconds; "infinity" and, where systemd has it so, 0 are Infinity. */
  seconds(name: Name, zero: "zero" | "infinity" = "zero"): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const milliseconds = this.attempt(name, () => parseTimeSpan(text));
    if (milliseconds === undefined) return undefined;
    return milliseconds === 0 && zero === "infinity" ? Number.POSITIVE_INFINITY : milliseconds / 1000;
  }

  choice<Choice extends string>(name: Name, choices: readonly Choice[]): Choice | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const found = choices.find((choice) => choice === text);
    return found ?? this.fail(name, `must be one of ${choices.join(", ")}, not "${text}"`, didYouMean(text, choices));
  }

  /** An octal mode. */
  mode(name: Name): string | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    return /^[0-7]{1,4}$/.test(text) ? text.padStart(4, "0") : this.fail(name, `must be an octal mode, not "${text}"`);
  }

  /** The value of `read`; a syntax error in it is a diagnostic of the option. */
  attempt<T>(name: Name, read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof UnitSyntaxError || error instanceof ExpressionError)) throw error;
      return this.fail(name, error.message);
    }
  }

  fail(name: Name, message: string, hint?: string): undefined {
    this.#reporter.error({ code: "wrong-unit-option", message, path: this.#pathOf(name), hint });
  }

  /** The error for a setting that has to be there and is not, at the one that was probably meant to be it. */
  missing(name: Name, message: string, known: Readonly<Record<Name, unknown>>): void {
    const misspelt = this.unknown(known).find((other) => didYouMean(other, [name]) !== undefined);
    if (misspelt === undefined) this.fail(name, message);
    // A name that is none of the section's, for it is misspelt.
    else this.fail(misspelt as Name, `${misspelt} is not known, and ${message}`, didYouMean(misspelt, [name]));
  }

  warn(name: Name, message: string, hint?: string): void {
    this.#reporter.warning({ code: "unit-option-differs", message, path: this.#pathOf(name), hint });
  }

  /** Where an option is in the configuration. */
  pathOf(name: Name): readonly string[] {
    return this.#pathOf(name);
  }

  /** The options that nothing reads, but for those that only take something back. */
  unknown(known: Readonly<Record<Name, unknown>>): string[] {
    return Object.entries(this.#values).flatMap(([name, value]) =>
      Object.hasOwn(known, name) || linesOf(value).every((line) => line === "") ? [] : [name],
    );
  }
}

/** The lines that a unit file has for a value; null is an empty one. */
export function linesOf(value: UnitValue): string[] {
  return (typeof value === "object" && value !== null ? value : [value]).map((line) => String(line ?? ""));
}
