import type { lib } from "../lib/all.ts";
import { contextOf } from "../lib/context-reference.ts";
import { isDeepEqual } from "../lib/deep-equal.ts";
import { moduleParts } from "../lib/module-parts.ts";
import { isOption, type MadeOption } from "../lib/option.ts";
import type { Config } from "../lib/options.gen.d.ts";
import { type packageAt, packageOf } from "../lib/package-reference.ts";
import { isPending, known } from "../lib/pending.ts";
import { type PropertyParts, propertyOf, propertyParts } from "../lib/property.ts";
import { runModule } from "../lib/run-module.ts";
import { isType, type MadeType, mapInner } from "../lib/types.ts";
import { defined } from "../text/defined.ts";
import type { ModuleContent, ModuleSource } from "../value/module-source.ts";
import type { OptionDeclaration } from "../value/option-declaration.ts";
import type { TypeDescriptor } from "../value/type-descriptor.ts";
import type { Entry, Value } from "../value/value.ts";
import { RunMemory } from "./run-memory.ts";

/**
 * A module of decl's own. It is written as a user would write it, in terms of `lib`, `pkgs` and `config` alone, and runs
 * outside of the sandbox only because it can be trusted and is faster there.
 */
export function hostModule(name: string, module: HostModule): ModuleSource {
  return sourceOf(module, `decl: ${name}`, `decl/${name}`);
}

/** The argument is `never` since modules of tests and submodules declare the type of `config` that they read. */
export type HostModule = object | ((args: never) => object);

export interface HostArguments {
  readonly lib: typeof lib;
  readonly pkgs: ReturnType<typeof packageAt>;
  /** The merged configuration so far. */
  readonly config: Config;
  readonly name: string;
}

/** One source for each module value: what is imported or used twice is the same module. */
const sources = new WeakMap<object, ModuleSource>();

function sourceOf(module: unknown, name: string, key: string): ModuleSource {
  const known = typeof module === "object" || typeof module === "function" ? sources.get(module as object) : undefined;
  if (known !== undefined) return known;
  const memory = new RunMemory();
  const converted: ConvertedParts = new Map();
  const source: ModuleSource = {
    key,
    name,
    isFunction: typeof module === "function",
    run: ({ config, name: instance = "", isTrial }) => {
      // A trial run gives only a part of the module, so nothing is compared with it.
      const own = { name, key, instance, converted: isTrial === true ? new Map() : converted };
      const run = () =>
        runModule(module, { config, name: instance, isTrial }, {}, (value, reads) => ({
          content: contentOf(value as Fields, own), // trusted: its types are checked where it is written
          reads,
        }));
      return isTrial === true ? run().content : memory.recall(instance, config, run);
    },
  };
  sources.set(module as object, source);
  return source;
}

interface ModuleRun {
  readonly name: string;
  readonly key: string;
  /** Of a submodule. */
  readonly instance: string;
  readonly converted: ConvertedParts;
}

function contentOf(module: Fields, { name, key, instance, converted }: ModuleRun): ModuleContent {
  const { imports, options, config, freeformType } = moduleParts(module);
  const imported = known(imports as readonly unknown[]);
  return {
    imports: imported.map((one, index) => ({ source: sourceOf(one, `${name} imports`, `${key}/${index}`) })),
    config: partValue(converted, `config ${instance}`, config, `${key}/config`),
    // Instances mostly declare the same.
    ...(options === undefined ? {} : { options: partValue(converted, "options", options, key) }),
    ...(freeformType === undefined ? {} : { freeform: partValue(converted, "freeform", freeformType, key) }),
  };
}

/** A part of a module: the JavaScript value that the module returned, and what it was converted to. */
interface Converted {
  readonly raw: unknown;
  readonly value: Value;
}

/**
 * The parts that the last run of a module returned. Parts that the next run returns unchanged keep their converted values, so the
 * merge can compare identities.
 */
type ConvertedParts = Map<string, Converted>;

function partValue(converted: ConvertedParts, part: string, raw: unknown, key: string): Value {
  const value = toValue(raw, key, converted.get(part));
  converted.set(part, { raw, value });
  return value;
}

/**
 * A JavaScript value of a module as the option system takes it. Parts that equal `before` are its values again. It has no places,
 * since it does not stand in the user's text.
 */
function toValue(value: unknown, key: string, before?: Converted): Value {
  const name = packageOf(value);
  if (name !== undefined) {
    return name.startsWith("/") ? { kind: "storePath", path: name } : { kind: "package", attributePath: name };
  }
  const files = contextOf(value);
  if (files !== undefined) return { kind: "context", ...files };
  if (typeof value === "function") return { kind: "module", source: sourceOf(value, `${key}`, key) };
  if (isOption(value)) return optionValue(value, key, before);
  const isAttrs = propertyOf(value) === undefined && typeof value === "object" && value !== null && !isType(value);
  if (isAttrs && !Array.isArray(value)) return attrsValue(value, key, before);
  if (before !== undefined && isDeepEqual(before.raw, value)) return before.value;
  const property = propertyParts(value);
  if (property !== undefined) return propertyValue(property, key);
  if (isType(value)) return { kind: "type", type: typeOf(value, key) };
  if (Array.isArray(value)) return { kind: "list", items: known(value).map((item) => toValue(item, key)) };
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean" || value === null) {
    return { kind: "scalar", value };
  }
  throw new TypeError(`${key}: a ${typeof value} is not a configuration value`);
}

function attrsValue(value: object, key: string, before: Converted | undefined): Value {
  const known = before?.value.kind === "attrs" ? before.value.entries : new Map<string, Entry>();
  const fields = (before?.raw ?? {}) as Fields;
  const entries = new Map<string, Entry>();
  let isSame = true;
  for (const [name, member] of Object.entries(value)) {
    if (member === undefined || isPending(member) || isPending(name)) continue;
    const entry = known.get(name);
    const memberBefore = entry && { raw: fields[name], value: entry.value };
    const own = toValue(member, `${key}/${name}`, memberBefore);
    isSame &&= own === entry?.value;
    entries.set(name, { value: own });
  }
  return before !== undefined && isSame && entries.size === known.size ? before.value : { kind: "attrs", entries };
}

type Fields = Readonly<Record<string, unknown>>;

function propertyValue({ name, holds, number, contents }: PropertyParts, key: string): Value {
  return {
    kind: "property",
    property: name,
    condition: holds,
    number,
    contents: contents.map((content) => toValue(content, key)),
  };
}

/** An option that has changed keeps the values of its type and its default where these have not. */
function optionValue(fields: MadeOption, key: string, before: Converted | undefined): Value {
  if (before !== undefined && isDeepEqual(before.raw, fields)) return before.value;
  const known = before?.value.kind === "option" ? before.value.option : undefined;
  const fieldsBefore = (before?.raw ?? {}) as Fields;
  const { type, default: fallback, example, ...texts } = fields;
  const defaultBefore = known?.default && { raw: fieldsBefore.default, value: known.default };
  const knownType = known !== undefined && isDeepEqual(fieldsBefore.type, type) ? known.type : undefined;
  const option: Omit<OptionDeclaration, "module"> = {
    ...texts,
    type: knownType ?? (type === undefined ? { kind: "anything" } : typeOf(type, key)),
    ...(fallback === undefined || isPending(fallback) ? {} : { default: toValue(fallback, key, defaultBefore) }),
    ...(example === undefined ? {} : { example: toValue(example, key) }),
  };
  return { kind: "option", option };
}

function typeOf({ of, module, ...fields }: MadeType, key: string): TypeDescriptor {
  const inner = mapInner(of, (one) => typeOf(one, key));
  return {
    ...fields,
    ...defined({ of: inner }),
    ...(module === undefined ? {} : { module: sourceOf(module, `${key}.*`, `${key}/submodule`) }),
  } as TypeDescriptor; // lib.types makes no others
}
