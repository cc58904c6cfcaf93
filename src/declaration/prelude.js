/**
 * The module "decl" as a declaration sees it, and the other side of sandbox.ts. This file runs inside the sandbox: it
 * knows no host object, and what leaves it is text. Types for editors are in decl.d.ts.
 */
import * as lib from "decl:lib";
import { packageAt, packageOf, storePath } from "decl:package-reference";

export { lib, storePath };

const IMAGES = Symbol("images");

const { freeze, defineProperty, getPrototypeOf } = Object;
const { stringify, parse } = JSON;
const { isArray } = Array;

export const image = (module) => module;

export function images(byName) {
  if (typeof byName !== "object" || byName === null || isArray(byName)) {
    throw new TypeError("images() takes an object of images by name");
  }
  return freeze({ [IMAGES]: byName });
}

/** Where literals stand: an object or array to [file index, literal index]. */
const marks = new WeakMap();

defineProperty(globalThis, "__decl_at", {
  value: (file, literal, value) => {
    marks.set(value, [file, literal]);
    return value;
  },
});

class Unusable extends Error {
  constructor(message, path, mark) {
    super(message);
    this.path = path;
    this.mark = mark;
  }
}

/**
 * A value as JSON: scalars as they are, `{l, m}` a list, `{o, m}` an attribute set, `{p}` a package by attribute path or
 * store path, `{w, c, n, v}` a property of definitions, `{d}` a declared option, `{t}` an option type; `m` is the mark of
 * the literal.
 */
function encode(value, path, around) {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  const mark = around.length === 0 ? undefined : marks.get(around[around.length - 1]);
  const unusable = (what) => new Unusable(what, path, mark);
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw unusable(`${value} is not a number that a configuration can hold`);
    return value;
  }
  if (typeof value !== "object") throw unusable(`a ${typeof value} is not a configuration value`);
  const packageName = packageOf(value);
  if (packageName === "") throw unusable("pkgs itself is not a package");
  if (packageName !== undefined) return { p: packageName };
  if (value[IMAGES] !== undefined) throw unusable("images() is only for the default export");
  if (around.includes(value)) throw unusable("this value contains itself");
  const inside = [...around, value];
  if (lib.propertyOf(value) !== undefined) return encodeProperty(value, path, inside);
  if (lib.isOption(value)) return { d: encodeFields(value, path, inside) };
  if (lib.isType(value)) return { t: encodeType(value, path, inside) };
  if (isArray(value)) {
    const known = value.some(lib.isPending) ? value.filter((item) => !lib.isPending(item)) : value;
    const items = Array.from(known, (item, index) => {
      if (item === undefined) throw new Unusable("undefined is not a list element", [...path, index], marks.get(value));
      return encode(item, [...path, index], inside);
    });
    return { l: items, m: marks.get(value) };
  }
  const prototype = getPrototypeOf(value);
  if (prototype !== null && getPrototypeOf(prototype) !== null) {
    throw unusable(`a ${prototype.constructor?.name ?? "class instance"} is not a configuration value`);
  }
  return { o: encodeEntries(value, path, inside), m: marks.get(value) };
}

function encodeEntries(value, path, inside) {
  const entries = [];
  for (const name of Object.keys(value)) {
    const member = value[name];
    if (member !== undefined && !lib.isPending(member)) entries.push([name, encode(member, [...path, name], inside)]);
  }
  return entries;
}

/** The content of mkIf and the like stands where the property stands. What a false condition guards may be anything. */
function encodeProperty(value, path, inside) {
  const { condition, priority, order, content, contents } = value;
  const holds = condition === undefined || condition === true;
  const kept = (contents ?? [content]).filter((one) => one !== undefined && !lib.isPending(one));
  return {
    w: lib.propertyOf(value),
    c: holds,
    n: priority ?? order ?? 0,
    v: holds ? kept.map((one) => encode(one, path, inside)) : [],
  };
}

const encodeFields = (value, path, inside) => Object.fromEntries(encodeEntries(value, path, inside));

function encodeType(type, path, inside) {
  const { of, module, ...fields } = type;
  const inner = (one) => {
    if (!lib.isType(one)) throw new Unusable("an option type is needed here, one of lib.types", path, undefined);
    return encodeType(one, path, inside);
  };
  return {
    ...encodeFields(fields, path, inside),
    of: of === undefined ? undefined : isArray(of) ? of.map(inner) : inner(of),
    module: module === undefined ? undefined : register(module),
  };
}

// Modules -----------------------------------------------------------------------------------------------------------

const modules = [];

/** The number of a module, the same for the same value, and whether it takes arguments. */
function register(module) {
  let id = modules.indexOf(module);
  if (id < 0) id = modules.push(module) - 1;
  return { id, f: typeof module === "function" };
}

let inputs;
let config;

/** Takes a configuration apart as the host wrote it; an option without a value throws when it is touched. */
function revive(encoded) {
  if (encoded === null || typeof encoded !== "object") return encoded;
  if (encoded.p !== undefined) return packageAt(encoded.p);
  if (encoded.l !== undefined) return freeze(encoded.l.map(revive));
  const object = {};
  for (const [name, member] of encoded.o) {
    if (member?.u === undefined) object[name] = revive(member);
    else defineProperty(object, name, { get: () => throwMissing(member.u) });
  }
  return freeze(object);
}

function throwMissing(option) {
  throw new Error(`the option ${option} is used but has no value`);
}

function chooseImage(declaration, target) {
  const byName = declaration?.[IMAGES];
  if (byName === undefined) return { module: declaration };
  const names = Object.keys(byName);
  const name = target !== "" ? target : names.length === 1 ? names[0] : "default";
  return Object.hasOwn(byName, name) ? { module: byName[name], names, name } : { names };
}

/** The build arguments, and in `read` the stack of the first time that each was asked for. */
function watched(args, read) {
  const note = (name) => {
    if (typeof name === "string" && name !== "toJSON" && !(name in Object.prototype)) read[name] ??= new Error().stack;
  };
  return new Proxy(freeze(args), {
    get(_, name) {
      note(name);
      return args[name];
    },
    has(_, name) {
      note(name);
      return name in args;
    },
    getOwnPropertyDescriptor(_, name) {
      note(name);
      return Object.getOwnPropertyDescriptor(args, name);
    },
  });
}

/** The names of the images that the default export declares, as JSON; left out where it is one image without a name. */
export function __decl_targets(declaration) {
  const { names, name } = chooseImage(declaration, "");
  return stringify({ names, default: name, mark: marks.get(declaration?.[IMAGES]) });
}

/** Chooses the image and answers with its module, as JSON; see evaluate.ts for the shapes of what goes in and out. */
export function __decl_start(declaration, text) {
  inputs = parse(text);
  inputs.read = {};
  if (declaration === undefined)
    return stringify({ unusable: { message: "the default export is undefined", path: [] } });
  const { module, names } = chooseImage(declaration, inputs.target);
  return stringify(module === undefined ? { images: names } : { module: register(module) });
}

/** Sets what modules read as `config` from now on. */
export function __decl_config(_, text) {
  const encoded = parse(text);
  config = encoded === "pending" ? lib.pending : revive(encoded);
  return "null";
}

/** Runs a module; `text` is its number and, for a submodule, its own name and configuration. */
export function __decl_module(_, text) {
  const { id, name, config: own } = parse(text);
  const { args, platform, target, read } = inputs;
  const module = modules[id];
  try {
    const value =
      typeof module === "function"
        ? module(
            freeze({
              args: watched(args, read),
              platform: freeze(platform),
              target,
              pkgs: packageAt(""),
              lib,
              name,
              config: own === undefined ? config : own === "pending" ? lib.pending : revive(own),
            }),
          )
        : module;
    return stringify({ ...moduleParts(value), read });
  } catch (error) {
    if (!(error instanceof Unusable)) throw error;
    return stringify({ unusable: { message: error.message, path: error.path, mark: error.mark } });
  }
}

const PARTS = ["imports", "options", "config", "freeformType"];

/** A module is its configuration, or, with one of these names, its parts; `imports` may stand in both. */
function moduleParts(value) {
  if (lib.isPending(value)) return { imports: [], config: { o: [] } };
  if (typeof value?.then === "function" && packageOf(value) === undefined) {
    throw new Unusable("a declaration cannot be asynchronous", []);
  }
  if (lib.propertyOf(value) !== undefined) return { config: encode(value, [], []), imports: [] };
  if (typeof value !== "object" || value === null || isArray(value) || packageOf(value) !== undefined) {
    throw new Unusable(`an image must be an object of options, not ${describe(value)}`, []);
  }
  const { imports = [], options, config: own, freeformType, ...others } = value;
  const isLong = options !== undefined || own !== undefined || freeformType !== undefined;
  const [odd] = Object.keys(others);
  if (isLong && odd !== undefined) {
    const message = `a module with ${PARTS.filter((part) => value[part] !== undefined).join(" and ")} cannot have "${odd}" beside: put it into config`;
    throw new Unusable(message, [odd], marks.get(value));
  }
  if (!isArray(imports) && !lib.isPending(imports))
    throw new Unusable("imports must be a list of modules", ["imports"], marks.get(value));
  // The literal itself keeps its places when `imports` is taken out of it.
  if (!isLong) marks.set(others, marks.get(value));
  return {
    imports: [...imports]
      .filter((one) => !lib.isPending(one))
      .map((one, index) => {
        if (typeof one === "function" || (typeof one === "object" && one !== null && packageOf(one) === undefined)) {
          return register(one);
        }
        const message = `an import must be a module, not ${describe(one)}: import files with \`import users from "./users.ts"\``;
        throw new Unusable(message, ["imports", index], marks.get(imports));
      }),
    options: options === undefined ? undefined : encode(options, ["options"], []),
    config: encode(lib.isPending(own) ? {} : isLong ? (own ?? {}) : others, [], []),
    freeform: freeformType === undefined ? undefined : encode(freeformType, ["freeformType"], []),
    m: marks.get(value),
  };
}

function describe(value) {
  if (value === undefined) return "undefined (is a `return` missing?)";
  if (value === null) return "null";
  if (isArray(value)) return "a list";
  return packageOf(value) === undefined ? `a ${typeof value}` : "a package";
}

const nothingLikeIt = (what, instead) => () => {
  throw new Error(`a declaration has no ${what}, so that it means the same every time: ${instead}`);
};
const noClock = nothingLikeIt("clock", "pass the time with --build-arg");
const SandboxDate = Date;
function TimelessDate(...parts) {
  return new.target === undefined || parts.length === 0 ? noClock() : new SandboxDate(...parts);
}
Object.assign(TimelessDate, { parse: SandboxDate.parse, UTC: SandboxDate.UTC, now: noClock });
TimelessDate.prototype = SandboxDate.prototype;
SandboxDate.prototype.constructor = TimelessDate;
defineProperty(globalThis, "Date", { value: TimelessDate });
defineProperty(Math, "random", { value: nothingLikeIt("randomness", "pass a seed with --build-arg") });
for (const name of ["performance", "WeakRef", "FinalizationRegistry", "SharedArrayBuffer", "Atomics"]) {
  delete globalThis[name];
}
