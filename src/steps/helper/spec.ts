import { readFileSync } from "node:fs";
import { UsageError } from "./failure.ts";

/** An object of a specification while it is being read. The readers say where in it something is wrong. */
export class SpecReader {
  readonly #value: Readonly<Record<string, unknown>>;
  readonly #where: string;

  constructor(value: unknown, where: string) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw new UsageError(`${where} is not an object`);
    }
    this.#value = { ...value };
    this.#where = where;
  }

  text(name: string): string {
    const value = this.#value[name];
    if (typeof value !== "string" || value === "") this.#fail(name, "a text");
    return value;
  }

  /** A text that may be empty. */
  anyText(name: string): string {
    const value = this.#value[name];
    return typeof value === "string" ? value : this.#fail(name, "a text");
  }

  optionalText(name: string): string | undefined {
    return this.#value[name] === undefined ? undefined : this.text(name);
  }

  /** An absolute path without `.`, `..` or empty components, so that what is appended to it stays below it. */
  path(name: string): string {
    const value = this.text(name);
    if (!/^(?:\/|(?:\/(?!\.{1,2}(?:\/|$))[^/\0]+)+)$/.test(value)) this.#fail(name, "an absolute path");
    return value;
  }

  number(name: string): number {
    const value = this.#value[name];
    if (typeof value !== "number" || !Number.isSafeInteger(value)) this.#fail(name, "a whole number");
    return value;
  }

  optionalFlag(name: string): boolean {
    const value = this.#value[name] ?? false;
    if (typeof value !== "boolean") this.#fail(name, "true or false");
    return value;
  }

  texts(name: string): readonly string[] {
    return this.#list(name).map((value) => (typeof value === "string" ? value : this.#fail(name, "a list of texts")));
  }

  optionalTexts(name: string): readonly string[] | undefined {
    return this.#value[name] === undefined ? undefined : this.texts(name);
  }

  optionalObjects(name: string): readonly SpecReader[] {
    return this.#value[name] === undefined ? [] : this.objects(name);
  }

  objects(name: string): readonly SpecReader[] {
    return this.#list(name).map((value, i) => new SpecReader(value, `${this.#where}.${name}[${i}]`));
  }

  #list(name: string): readonly unknown[] {
    const value = this.#value[name];
    return Array.isArray(value) ? value : this.#fail(name, "a list");
  }

  #fail(name: string, wanted: string): never {
    throw new UsageError(`${this.#where}.${name} is not ${wanted}`);
  }
}

/** A specification from the command line: JSON, or `@` and the path of a file with it where it is too long for one. */
export function readSpec(argument: string | undefined): SpecReader {
  if (argument === undefined) throw new UsageError("the specification is missing");
  try {
    return new SpecReader(
      JSON.parse(argument.startsWith("@") ? readFileSync(argument.slice(1), "utf8") : argument),
      "spec",
    );
  } catch (error) {
    if (error instanceof SyntaxError) throw new UsageError(`the specification is not JSON: ${error.message}`);
    throw error;
  }
}
