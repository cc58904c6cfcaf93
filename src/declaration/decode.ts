import { mapInner } from "../lib/types.ts";
import { at, DeclError, type Place } from "../text/diagnostic.ts";
import type { ModuleSource } from "../value/module-source.ts";
import type { OptionDeclaration } from "../value/option-declaration.ts";
import type { TypeDescriptor } from "../value/type-descriptor.ts";
import type { Entry, Value } from "../value/value.ts";
import type { LiteralPlaces } from "./instrument.ts";
import type { Encoded, EncodedModule, EncodedOption, EncodedType, Mark } from "./protocol.ts";

/** The literals of every file, by file index. */
export type LiteralTable = readonly (readonly LiteralPlaces[])[];

export function literalOf(table: LiteralTable, mark: Mark | undefined): LiteralPlaces | undefined {
  return mark === undefined ? undefined : table[mark[0]]?.[mark[1]];
}

/** Gives what the guest writes its places back, and a handle to the modules that stay there. */
export class Decoder {
  readonly #literals: LiteralTable;
  readonly #moduleOf: (module: EncodedModule, place?: Place) => ModuleSource;
  readonly #applyOf: (id: number) => (value: unknown) => unknown;

  constructor(
    literals: LiteralTable,
    moduleOf: (module: EncodedModule, place?: Place) => ModuleSource,
    applyOf: (id: number) => (value: unknown) => unknown,
  ) {
    this.#literals = literals;
    this.#moduleOf = moduleOf;
    this.#applyOf = applyOf;
  }

  /**
   * A value with its places: a literal's own, and for what has no identity of its own (a string, a number) the place where
   * the surrounding literal names it.
   */
  value(encoded: Encoded, named?: Place): Value {
    if (encoded === null || typeof encoded !== "object") return { kind: "scalar", value: encoded, ...at(named) };
    if ("p" in encoded) {
      const { p } = encoded;
      if (p.startsWith("/")) return { kind: "storePath", path: p, ...at(named) };
      return { kind: "package", attributePath: p, ...at(named) };
    }
    if ("x" in encoded) return { kind: "context", ...encoded.x, ...at(named) };
    if ("f" in encoded) return { kind: "module", source: this.#moduleOf(encoded.f, named), ...at(named) };
    if ("w" in encoded) {
      const { w: property, c: condition, n: number, v } = encoded;
      return {
        kind: "property",
        property,
        condition,
        number,
        contents: v.map((one) => this.value(one, named)),
        ...at(named),
      };
    }
    if ("d" in encoded) return { kind: "option", option: this.#option(encoded.d, named), ...at(named) };
    if ("t" in encoded) return { kind: "type", type: this.#type(encoded.t), ...at(named) };
    const literal = literalOf(this.#literals, encoded.m);
    const place = at(literal?.place ?? named);
    if ("l" in encoded) {
      const items = encoded.l.map((item, index) => this.value(item, literal?.keys.get(String(index))?.value));
      return { kind: "list", items, ...place };
    }
    const entries = new Map<string, Entry>();
    for (const [name, member] of encoded.o) {
      const places = literal?.keys.get(name);
      const value = this.value(member, places?.value);
      entries.set(name, places === undefined ? { value } : { key: places.key, value });
    }
    return { kind: "attrs", entries, ...place };
  }

  #option(encoded: EncodedOption, named: Place | undefined): Omit<OptionDeclaration, "module"> {
    const { type, default: fallback, example, apply, ...texts } = encoded;
    return {
      ...texts,
      ...(apply === undefined ? {} : { apply: this.#applyOf(apply) }),
      type: type === undefined ? { kind: "anything" } : this.#optionType(type, named),
      ...(fallback === undefined ? {} : { default: this.value(fallback, named) }),
      ...(example === undefined ? {} : { example: this.value(example, named) }),
    };
  }

  #optionType(encoded: Encoded, named: Place | undefined): TypeDescriptor {
    if (typeof encoded === "object" && encoded !== null && "t" in encoded) return this.#type(encoded.t);
    throw new DeclError({ code: "wrong-options", message: "an option's type must be one of lib.types", ...at(named) });
  }

  #type(encoded: EncodedType): TypeDescriptor {
    const { of, module, ...fields } = encoded;
    const inner = mapInner(of, (one) => this.#type(one));
    const hasPattern = fields.pattern !== undefined || fields.names !== undefined;
    return {
      ...fields,
      ...(hasPattern ? { guarded: true } : {}),
      ...(inner === undefined ? {} : { of: inner }),
      ...(module === undefined ? {} : { module: this.#moduleOf(module) }),
    } as TypeDescriptor; // lib.types makes no others, and nothing else is taken for a type
  }
}
