import { isAlike } from "../lib/alike.ts";
import { lib } from "../lib/all.ts";
import { contextOf } from "../lib/context-reference.ts";
import type { Config } from "../lib/options.gen.d.ts";
import { packageAt, packageOf } from "../lib/package-reference.ts";
import type { ModuleArguments, ModuleContent, ModuleSource } from "../value/module-source.ts";
import type { OptionDeclaration } from "../value/option-declaration.ts";
import type { TypeDescriptor } from "../value/type-descriptor.ts";
import type { Entry, Value } from "../value/value.ts";
import { isReadable, noted, RunMemory } from "./run-memory.ts";

/**
 * A module of decl's own. It is written as a user would write it, in terms of `lib`, `pkgs` and `config` alone, and runs
 * outside of the sandbox only because it can be trusted and is faster there.
 */
export function hostModule(name: string, module: HostModule): ModuleSource {
  return sourceOf(module, `decl: ${name}`, `decl/${name}`);
}

/** Modules of tests and submodules name the part of the configuration that they read themselves. */
export type HostModule = object | ((args: never) => object);

export interface HostArguments {
  readonly lib: typeof lib;
  readonly pkgs: ReturnType<typeof packageAt>;
  /** The merged configuration so far. */
  readonly config: Config;
  readonly name: string;
}

const pkgs = packageAt("");
/** One source for each module value: what is imported or used twice is the same module. */
const sources = new WeakMap<object, ModuleSource>();

function sourceOf(module: unknown, name: string, key: string): ModuleSource {
  const known = typeof module === "object" || typeof module === "function" ? sources.get(module as object) : undefined;
  if (known !== undefined) return known;
  const memory = new RunMemory();
  const said: SaidParts = new Map();
  const source: ModuleSource = {
    key,
    name,
    isFunction: typeof module === "function",
    run: (args) => {
      const run = () => {
        const reads = new Set<string>();
        const value = runModule(module, args, reads);
        // A trial says less, and is not what modules are compared with.
        const parts = args.isTrial === true ? new Map() : said;
        return { content: contentOf(value, { name, key, instance: args.name ?? "", said: parts }), reads };
      };
      return args.isTrial === true ? lib.trial(run).content : memory.recall(args.name ?? "", args.config, run);
    },
  };
  sources.set(module as object, source);
  return source;
}

function runModule(
  module: unknown,
  { config, name }: ModuleArguments,
  reads: Set<string>,
): Readonly<Record<string, unknown>> {
  const readable = isReadable(config) ? noted(config, reads) : config;
  const value = typeof module === "function" ? module({ lib, pkgs, config: readable, name: name ?? "" }) : module;
  return value as Readonly<Record<string, unknown>>; // trusted: its types are checked where it is written
}

interface Speaker {
  readonly name: string;
  readonly key: string;
  /** Of a submodule. */
  readonly instance: string;
  readonly said: SaidParts;
}

function contentOf(module: Readonly<Record<string, unknown>>, { name, key, instance, said }: Speaker): ModuleContent {
  const { imports, options, config, freeformType } = module;
  const isLong = options !== undefined || config !== undefined || freeformType !== undefined;
  const { imports: _, ...short } = module;
  const imported = [...((imports ?? []) as readonly unknown[])].filter((one) => !lib.isPending(one));
  const own = lib.isPending(config) ? {} : isLong ? (config ?? {}) : short;
  return {
    imports: imported.map((one, index) => ({ source: sourceOf(one, `${name} imports`, `${key}/${index}`) })),
    config: partValue(said, `config ${instance}`, own, `${key}/config`),
    // Instances mostly declare the same.
    ...(options === undefined ? {} : { options: partValue(said, "options", options, key) }),
    ...(freeformType === undefined ? {} : { freeform: partValue(said, "freeform", freeformType, key) }),
  };
}

/** A part of a module as it said it, and as a value. */
interface Said {
  readonly raw: unknown;
  readonly value: Value;
}

/** What a module said last. What is alike when it runs again is the same value, so merging it again is one comparison. */
type SaidParts = Map<string, Said>;

function partValue(said: SaidParts, part: string, raw: unknown, key: string): Value {
  const value = toValue(raw, key, said.get(part));
  said.set(part, { raw, value });
  return value;
}

/**
 * A JavaScript value of a module as the option system takes it, with what is alike `before`. It has no places: it is not the
 * user's text.
 */
function toValue(value: unknown, key: string, before?: Said): Value {
  const name = packageOf(value);
  if (name !== undefined) {
    return name.startsWith("/") ? { kind: "storePath", path: name } : { kind: "package", attributePath: name };
  }
  const files = contextOf(value);
  if (files !== undefined) return { kind: "context", ...files };
  if (typeof value === "function") return { kind: "module", source: sourceOf(value, `${key}`, key) };
  if (lib.isOption(value)) return optionValue(value as Fields, key, before);
  const property = lib.propertyOf(value);
  const isAttrs = property === undefined && typeof value === "object" && value !== null && !lib.isType(value);
  if (isAttrs && !Array.isArray(value)) return attrsValue(value, key, before);
  if (before !== undefined && isAlike(before.raw, value)) return before.value;
  if (property !== undefined) return propertyValue(property, value as Fields, key);
  if (lib.isType(value)) return { kind: "type", type: typeOf(value as Fields, key) };
  if (Array.isArray(value)) {
    return { kind: "list", items: value.filter((item) => !lib.isPending(item)).map((item) => toValue(item, key)) };
  }
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean" || value === null) {
    return { kind: "scalar", value };
  }
  throw new TypeError(`${key}: a ${typeof value} is not a configuration value`);
}

function attrsValue(value: object, key: string, before: Said | undefined): Value {
  const known = before?.value.kind === "attrs" ? before.value.entries : new Map<string, Entry>();
  const fields = (before?.raw ?? {}) as Fields;
  const entries = new Map<string, Entry>();
  let isSame = true;
  for (const [name, member] of Object.entries(value)) {
    if (member === undefined || lib.isPending(member) || lib.isPending(name)) continue;
    const entry = known.get(name);
    const said = entry && { raw: fields[name], value: entry.value };
    const own = toValue(member, `${key}/${name}`, said);
    isSame &&= own === entry?.value;
    entries.set(name, { value: own });
  }
  return before !== undefined && isSame && entries.size === known.size ? before.value : { kind: "attrs", entries };
}

type Fields = Readonly<Record<string, unknown>>;

function propertyValue(property: "if" | "merge" | "override" | "order", fields: Fields, key: string): Value {
  const contents = property === "merge" ? (fields.contents as readonly unknown[]) : [fields.content];
  return {
    kind: "property",
    property,
    condition: property !== "if" || fields.condition === true,
    number: Number(fields.priority ?? fields.order ?? 0),
    // What a false condition guards may not even be a value.
    contents:
      property === "if" && fields.condition !== true
        ? []
        : contents.filter((content) => !lib.isPending(content)).map((content) => toValue(content, key)),
  };
}

/** Options whose other parts differ keep their type, and their default, where that is alike. */
function optionValue(fields: Fields, key: string, before: Said | undefined): Value {
  if (before !== undefined && isAlike(before.raw, fields)) return before.value;
  const known = before?.value.kind === "option" ? before.value.option : undefined;
  const fieldsBefore = (before?.raw ?? {}) as Fields;
  const { type, default: fallback, example, ...texts } = fields;
  const saidDefault = known?.default && { raw: fieldsBefore.default, value: known.default };
  const knownType = known !== undefined && isAlike(fieldsBefore.type, type) ? known.type : undefined;
  const option: Omit<OptionDeclaration, "module"> = {
    ...(texts as Omit<OptionDeclaration, "module" | "type">),
    type: knownType ?? (type === undefined ? { kind: "anything" } : typeOf(type as Fields, key)),
    ...(fallback === undefined || lib.isPending(fallback) ? {} : { default: toValue(fallback, key, saidDefault) }),
    ...(example === undefined ? {} : { example: toValue(example, key) }),
  };
  return { kind: "option", option };
}

function typeOf(fields: Fields, key: string): TypeDescriptor {
  const { of, module, ...rest } = fields;
  const inner = Array.isArray(of)
    ? of.map((one) => typeOf(one, key))
    : of === undefined
      ? undefined
      : typeOf(of as Fields, key);
  return {
    ...rest,
    ...(inner === undefined ? {} : { of: inner }),
    ...(module === undefined ? {} : { module: sourceOf(module, `${key}.*`, `${key}/submodule`) }),
  } as TypeDescriptor; // lib.types makes no others
}
