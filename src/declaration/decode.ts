import { type ContextPath, contextPathText, parseContext } from "../lib/context-reference.ts";
import { isPlain } from "../lib/placeholder.ts";
import { defined } from "../text/defined.ts";
import { at, DeclError, type Place } from "../text/diagnostic.ts";
import type { ModuleSource } from "../value/module-source.ts";
import type { OptionDeclaration } from "../value/option-declaration.ts";
import type { TypeDescriptor } from "../value/type-descriptor.ts";
import type { Entry, Value } from "../value/value.ts";
import { readModule } from "./answers.ts";
import { forged, parse } from "./forged-answer.ts";
import type { LiteralPlaces } from "./instrument.ts";
import type { EncodedModule, Unread } from "./protocol.ts";
import { readType } from "./read-type.ts";

/** The literals of every file, by file index. */
export type LiteralTable = readonly (readonly LiteralPlaces[])[];

/** The literal that a mark names; undefined if the guest's value is no mark. */
export function literalOf(table: LiteralTable, mark: Unread): LiteralPlaces | undefined {
  if (!Array.isArray(mark)) return undefined;
  const [file, literal] = mark as readonly unknown[];
  return typeof file === "number" && typeof literal === "number" ? table[file]?.[literal] : undefined;
}

/** Above the limit of checked-value.ts, which reports the place: this one only keeps the decoder from running out of memory. */
const MAX_VALUES = 1_000_000;

/** Decodes the guest's values: gives them their places, and turns the numbers of modules into sources that can be run. */
export class Decoder {
  readonly #literals: LiteralTable;
  readonly #moduleOf: (module: EncodedModule, place?: Place) => ModuleSource;
  readonly #applyOf: (id: number) => (value: unknown) => unknown;
  #values = 0;

  constructor(
    literals: LiteralTable,
    moduleOf: (module: EncodedModule, place?: Place) => ModuleSource,
    applyOf: (id: number) => (value: unknown) => unknown,
  ) {
    this.#literals = literals;
    this.#moduleOf = moduleOf;
    this.#applyOf = applyOf;
  }

  /** A whole value, read as `#value` does. Throws a DeclError, or a ForgedAnswer. */
  value(encoded: Unread, named?: Place): Value {
    this.#values = 0;
    return this.#value(encoded, named);
  }

  /**
   * A value with its places: a literal's own, and for what has no identity of its own (a string, a number) the place where
   * the surrounding literal names it.
   */
  #value(encoded: Unread, named?: Place): Value {
    if (++this.#values > MAX_VALUES) throw tooManyValues(named);
    if (
      encoded === null ||
      typeof encoded === "string" ||
      typeof encoded === "number" ||
      typeof encoded === "boolean"
    ) {
      return { kind: "scalar", value: encoded, ...at(named) };
    }
    const { m, l, o, p, x, f, w, c, n, v, d, t } = parse.fields(encoded);
    if (p !== undefined) {
      const name = parse.text(p);
      if (name.startsWith("/")) return { kind: "storePath", path: name, ...at(named) };
      return { kind: "package", attributePath: name, ...at(named) };
    }
    if (x !== undefined) return { kind: "context", ...contextPath(x), ...at(named) };
    if (f !== undefined) return { kind: "module", source: this.#moduleOf(readModule(f), named), ...at(named) };
    if (w !== undefined) {
      return {
        kind: "property",
        property: PROPERTIES.find((name) => name === w) ?? forged(),
        condition: parse.flag(c),
        number: parse.number(n),
        contents: parse.list(v, (one) => this.#value(one, named)),
        ...at(named),
      };
    }
    if (d !== undefined) return { kind: "option", option: this.#option(parse.fields(d), named), ...at(named) };
    if (t !== undefined) return { kind: "type", type: this.#type(t), ...at(named) };
    const literal = literalOf(this.#literals, m);
    const place = at(literal?.place ?? named);
    if (l !== undefined) {
      let index = 0;
      const items = parse.list(l, (item) => this.#value(item, literal?.keys.get(String(index++))?.value));
      return { kind: "list", items, ...place };
    }
    const entries = new Map<string, Entry>();
    for (const [name, member] of parse.list(o, readMember)) {
      const places = literal?.keys.get(name);
      const value = this.#value(member, places?.value);
      entries.set(name, places === undefined ? { value } : { key: places.key, value });
    }
    return { kind: "attrs", entries, ...place };
  }

  #option(fields: Readonly<Record<string, unknown>>, named: Place | undefined): Omit<OptionDeclaration, "module"> {
    const { type, default: fallback, example, apply } = fields;
    return {
      ...optionTexts(fields, named),
      ...defined({ apply: parse.optional(apply, (id) => this.#applyOf(parse.number(id))) }),
      type: type === undefined ? { kind: "anything" } : this.#optionType(type, named),
      ...defined({
        default: parse.optional(fallback, (value) => this.#value(value, named)),
        example: parse.optional(example, (value) => this.#value(value, named)),
      }),
    };
  }

  #optionType(encoded: unknown, named: Place | undefined): TypeDescriptor {
    if (typeof encoded === "object" && encoded !== null && "t" in encoded) return this.#type(encoded.t);
    throw new DeclError({ code: "wrong-options", message: "an option's type must be one of lib.types", ...at(named) });
  }

  #type(encoded: unknown): TypeDescriptor {
    return readType(parse.fields(encoded), {
      type: (inner) => this.#type(inner),
      module: (module) => this.#moduleOf(readModule(module)),
    });
  }
}

const PROPERTIES = ["if", "merge", "override", "order"] as const;

function readMember(member: unknown): readonly [string, unknown] {
  const [name, value] = parse.list(member, (one) => one);
  return [parse.text(name), value];
}

/** A path as context() makes it, which cannot lead out of its context. */
function contextPath(encoded: unknown): ContextPath {
  const { context, path, name } = parse.fields(encoded);
  const files = { context: parse.text(context), path: parse.text(path) };
  const parsed = parseContext(contextPathText(files));
  if (parsed?.context !== files.context || parsed.path !== files.path) forged();
  if (name === undefined) return files;
  return isPlain(parse.text(name)) ? { ...files, name: parse.text(name) } : forged();
}

const TEXTS = ["defaultText", "description", "deprecated", "renamedTo"] as const;
const FLAGS = ["internal", "readOnly"] as const;

type OptionTexts = Pick<OptionDeclaration, (typeof TEXTS)[number] | (typeof FLAGS)[number]>;

/** The texts and flags of an option. Throws a DeclError. */
function optionTexts(fields: Readonly<Record<string, unknown>>, named: Place | undefined): OptionTexts {
  const checked = (names: readonly string[], type: "string" | "boolean", words: string) =>
    names.flatMap((name) => {
      const value = fields[name];
      if (value === undefined) return [];
      const message = `the ${name} of an option must be ${words}`;
      if (typeof value !== type) throw new DeclError({ code: "wrong-options", message, ...at(named) });
      return [[name, value] as const];
    });
  const all = [...checked(TEXTS, "string", "a text"), ...checked(FLAGS, "boolean", "true or false")];
  return Object.fromEntries(all) as OptionTexts; // the types are those that were asked for
}

function tooManyValues(place: Place | undefined): DeclError {
  const message = `a module cannot say more than ${MAX_VALUES} values`;
  const hint = "files and folders of any size come by image.contents";
  return new DeclError({ code: "unusable-value", message, ...at(place), hint });
}
