import type { Entry, Value } from "../declaration/value.ts";
import { contextOf } from "../lib/context-reference.js";
import * as lib from "../lib/lib.js";
import { packageAt, packageOf } from "../lib/package-reference.js";
import type { Config } from "../modules/options.gen.d.ts";
import type { ModuleArguments, ModuleContent, ModuleSource } from "./module-source.ts";
import type { OptionDeclaration } from "./option-tree.ts";
import { isReadable, noted, RunMemory } from "./run-memory.ts";
import type { TypeDescriptor } from "./type-descriptor.ts";

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
  const source: ModuleSource = {
    key,
    name,
    isFunction: typeof module === "function",
    run: (args) => {
      const run = () => {
        const reads = new Set<string>();
        return { content: contentOf(runModule(module, args, reads), name, key), reads };
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

function contentOf(module: Readonly<Record<string, unknown>>, name: string, key: string): ModuleContent {
  const { imports, options, config, freeformType } = module;
  const isLong = options !== undefined || config !== undefined || freeformType !== undefined;
  const { imports: _, ...short } = module;
  const imported = [...((imports ?? []) as readonly unknown[])].filter((one) => !lib.isPending(one));
  return {
    imports: imported.map((one, index) => ({ source: sourceOf(one, `${name} imports`, `${key}/${index}`) })),
    config: toValue(lib.isPending(config) ? {} : isLong ? (config ?? {}) : short, `${key}/config`),
    ...(options === undefined ? {} : { options: toValue(options, key) }),
    ...(freeformType === undefined ? {} : { freeform: toValue(freeformType, key) }),
  };
}

/** A JavaScript value of a module as the option system takes it. It has no places: it is not the user's text. */
function toValue(value: unknown, key: string): Value {
  const name = packageOf(value);
  if (name !== undefined) {
    return name.startsWith("/") ? { kind: "storePath", path: name } : { kind: "package", attributePath: name };
  }
  const files = contextOf(value);
  if (files !== undefined) return { kind: "context", ...files };
  if (typeof value === "function") return { kind: "module", source: sourceOf(value, `${key}`, key) };
  if (lib.isOption(value)) return { kind: "option", option: optionOf(value as Fields, key) };
  if (lib.isType(value)) return { kind: "type", type: typeOf(value as Fields, key) };
  const property = lib.propertyOf(value);
  if (property !== undefined) return propertyValue(property, value as Fields, key);
  if (Array.isArray(value)) {
    return { kind: "list", items: value.filter((item) => !lib.isPending(item)).map((item) => toValue(item, key)) };
  }
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).filter(
      ([member, own]) => own !== undefined && !lib.isPending(own) && !lib.isPending(member),
    );
    return {
      kind: "attrs",
      entries: new Map(
        members.map(([member, own]): [string, Entry] => [member, { value: toValue(own, `${key}/${member}`) }]),
      ),
    };
  }
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean" || value === null) {
    return { kind: "scalar", value };
  }
  throw new TypeError(`${key}: a ${typeof value} is not a configuration value`);
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

function optionOf(fields: Fields, key: string): Omit<OptionDeclaration, "module"> {
  const { type, default: fallback, example, ...texts } = fields;
  return {
    ...(texts as Omit<OptionDeclaration, "module" | "type">),
    type: type === undefined ? { kind: "anything" } : typeOf(type as Fields, key),
    ...(fallback === undefined || lib.isPending(fallback) ? {} : { default: toValue(fallback, key) }),
    ...(example === undefined ? {} : { example: toValue(example, key) }),
  };
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
