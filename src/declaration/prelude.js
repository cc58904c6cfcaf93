/**
 * The module "decl" as a declaration sees it, and the other side of sandbox.ts. This file runs inside the sandbox: it
 * knows no host object, and what leaves it is text. Types for editors are in decl.d.ts.
 */
import { isAlike } from "../lib/alike.ts";
import { lib } from "../lib/all.ts";
import { context, contextAt, contextOf } from "../lib/context-reference.ts";
import { nix, packageAt, packageOf, storePath } from "../lib/package-reference.ts";

export { context, lib, nix, storePath };

const IMAGES = Symbol("images");

const { freeze, defineProperty, getPrototypeOf } = Object;
const { stringify, parse } = JSON;
const { isArray } = Array;

export const image = (module) => module;
export const module = image;

/** What can be said on a command line, as `--target NAME`. */
const IMAGE_NAME = /^\w[\w./-]*$/;

export function images(byName) {
  if (typeof byName !== "object" || byName === null || isArray(byName)) {
    throw new TypeError("images() takes an object of images by name");
  }
  for (const name of Object.keys(byName)) {
    if (!IMAGE_NAME.test(name))
      throw new TypeError(`images() takes letters, digits and _ . - / for a name, not ${stringify(name)}`);
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

/** What was thrown last that knows no place itself, and where. */
let thrown = {};

defineProperty(globalThis, "__decl_thrown", {
  value: (value) => {
    if (!(value instanceof Error)) thrown = { value, stack: new Error().stack };
    return value;
  },
});

/** Name, message and stack of what reached the end of a declaration, as JSON. Runs what the declaration made of them. */
export function __decl_describe(value) {
  const text = (name) => (typeof value[name] === "string" ? value[name] : "");
  if (value instanceof Error) return stringify({ name: text("name"), message: text("message"), stack: text("stack") });
  const stack = thrown.value === value ? thrown.stack : "";
  const isObject = typeof value === "object" && value !== null;
  const message =
    typeof value === "string" ? value : isObject && text("message") !== "" ? text("message") : shown(value);
  return stringify({ name: "", message, stack });
}

/** `{"a":1} was thrown`, whatever it is. */
function shown(value) {
  if (typeof value !== "object" || value === null) return `${String(value)} was thrown`;
  let json;
  try {
    json = stringify(value);
  } catch {
    // It contains itself.
  }
  return `${json ?? "an object"} was thrown`;
}

/** Whether a function is a module; in what an option's `apply` returns there is none. */
let mayBeModules = true;

class Unusable extends Error {
  constructor(message, path, mark, hint) {
    super(message);
    this.path = path;
    this.mark = mark;
    this.hint = hint;
  }
}

/**
 * A value as JSON: scalars as they are, `{l, m}` a list, `{o, m}` an attribute set, `{p}` a package by attribute path or
 * store path, `{x}` files of a build context, `{f}` a function, which is a module where modules may stand, `{w, c, n, v}` a
 * property of definitions, `{d}` a declared option, `{t}` an option type; `m` is the mark of the literal. `around` is what
 * the value stands in, outermost first, and `path` its names there: both grow and shrink on the way.
 */
function encode(value, path, around) {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  const unusable = (what, hint) =>
    new Unusable(what, [...path], around.length === 0 ? undefined : marks.get(around[around.length - 1]), hint);
  if (typeof value === "number") {
    if (!Number.isFinite(value)) {
      throw unusable(`${value} is not a number that a configuration can hold`, "was it calculated from nothing?");
    }
    return value;
  }
  if (typeof value === "function" && mayBeModules && !lib.isPending(value)) return { f: register(value) };
  if (typeof value !== "object") {
    const hint = typeof value === "function" ? "call it, and use what it returns" : "write it as a text or a number";
    throw unusable(`a ${typeof value} is not a configuration value`, hint);
  }
  const packageName = packageOf(value);
  if (packageName === "") throw unusable("pkgs itself is not a package", "name one: `pkgs.hello`");
  if (packageName !== undefined) return { p: packageName };
  const files = contextOf(value);
  if (files !== undefined) return { x: files };
  if (value[IMAGES] !== undefined)
    throw unusable("images() is only for the default export", "`export default images({ web, worker })`");
  if (around.includes(value))
    throw unusable("this value contains itself", "a configuration is a tree: no part of it holds what it is in");
  around.push(value);
  const encoded = encodeObject(value, path, around, unusable);
  around.pop();
  return encoded;
}

function encodeObject(value, path, around, unusable) {
  if (lib.propertyOf(value) !== undefined) return encodeProperty(value, path, around);
  if (lib.isOption(value)) return { d: encodeOption(value, path, around) };
  if (lib.isType(value)) return { t: encodeType(value, path, around) };
  if (isArray(value)) return { l: encodeItems(value, path, around), m: marks.get(value) };
  const prototype = getPrototypeOf(value);
  if (prototype !== null && getPrototypeOf(prototype) !== null) {
    const hint = "a configuration is made of texts, numbers, true, false, null, lists and objects";
    around.pop();
    const name = `${prototype.constructor?.name ?? "class instance"}`;
    throw unusable(`${/^[AEIOU]/.test(name) ? "an" : "a"} ${name} is not a configuration value`, hint);
  }
  if (Object.getOwnPropertySymbols(value).length > 0) {
    throw new Unusable("a symbol cannot be a name", path, marks.get(value), "names are texts");
  }
  return { o: encodeEntries(value, path, around), m: marks.get(value) };
}

function encodeItems(list, path, around) {
  const items = [];
  for (const item of list) {
    if (lib.isPending(item)) continue;
    path.push(items.length);
    if (item === undefined) {
      throw new Unusable("undefined is not a list element", path, marks.get(list), "lib.optionals leaves elements out");
    }
    items.push(encode(item, path, around));
    path.pop();
  }
  return items;
}

function encodeEntries(value, path, around) {
  const entries = [];
  for (const name of Object.keys(value)) {
    const member = value[name];
    if (member === undefined || lib.isPending(member) || lib.isPending(name)) continue;
    path.push(name);
    entries.push([name, encode(member, path, around)]);
    path.pop();
  }
  return entries;
}

/** The content of mkIf and the like stands where the property stands. What a false condition guards may be anything. */
function encodeProperty(value, path, around) {
  const { condition, priority, order, content, contents } = value;
  const holds = condition === undefined || condition === true;
  const kept = (contents ?? [content]).filter((one) => one !== undefined && !lib.isPending(one));
  return {
    w: lib.propertyOf(value),
    c: holds,
    n: priority ?? order ?? 0,
    v: holds ? kept.map((one) => encode(one, path, around)) : [],
  };
}

const encodeFields = (value, path, around) => Object.fromEntries(encodeEntries(value, path, around));

function encodeOption(value, path, around) {
  const { apply, ...fields } = value;
  return {
    ...encodeFields(fields, path, around),
    apply: typeof apply === "function" ? registerFunction(apply) : undefined,
  };
}

function encodeType(type, path, around) {
  const { of, module, values, ...fields } = type;
  const inner = (one) => encodeType(one, path, around);
  return {
    ...encodeFields(fields, path, around),
    // Those of an enum, which are no configuration values that have places.
    values,
    of: of === undefined ? undefined : isArray(of) ? of.map(inner) : inner(of),
    module: module === undefined ? undefined : register(module),
  };
}

/** Literals at other places are not alike: messages point at them. */
function hasSameMark(one, other) {
  const mark = marks.get(one);
  const otherMark = marks.get(other);
  return mark?.[0] === otherMark?.[0] && mark?.[1] === otherMark?.[1];
}

// Modules -----------------------------------------------------------------------------------------------------------

const modules = [];
const moduleNumbers = new Map();

/** The number of a module, the same for the same value, and whether it takes arguments. */
function register(module) {
  let id = moduleNumbers.get(module);
  if (id === undefined) {
    id = modules.push(module) - 1;
    moduleNumbers.set(module, id);
  }
  return { id, f: typeof module === "function" };
}

const functions = [];
const registerFunction = (one) => functions.push(one) - 1;

/** The options that modules declared last: `{ value, id }` by the module's number. Instances mostly declare the same. */
const declared = new Map();
let declarations = 0;

/** Options with a number; those that are known by it already are left out. */
function encodeOptions(options, module) {
  const known = declared.get(module);
  if (known !== undefined && isAlike(known.value, options, hasSameMark)) return { id: known.id };
  const value = encode(options, ["options"], []);
  declared.set(module, { value: options, id: ++declarations });
  return { id: declarations, value };
}

let inputs;
/** The number of the image's own module. */
let root;
/** What modules read as `config`: an object, or `pending`. */
let config;
/** The same before it is revived, by name. */
const configParts = new Map();

/** Takes a configuration apart as the host wrote it; an option without a value throws when it is touched. */
function revive(encoded) {
  if (encoded === null || typeof encoded !== "object") return encoded;
  if (encoded.p !== undefined) return packageAt(encoded.p);
  if (encoded.x !== undefined) return contextAt(encoded.x);
  if (encoded.l !== undefined) return freeze(encoded.l.map(revive));
  const object = {};
  for (const [name, member] of encoded.o) {
    if (member?.u === undefined) object[name] = revive(member);
    else defineProperty(object, name, { get: () => lib.missing(() => throwMissing(member.u)) });
  }
  return freeze(object);
}

/** The same for a whole configuration, whose parts are revived when they are read. */
function configOf(entries) {
  const object = {};
  for (const [name, member] of entries) {
    if (member?.u !== undefined) defineProperty(object, name, { get: () => lib.missing(() => throwMissing(member.u)) });
    else {
      let revived;
      defineProperty(object, name, { enumerable: true, get: () => (revived ??= revive(member)) });
    }
  }
  return freeze(object);
}

/** A configuration that notes in `reads` which of its options are read, or "*" for all of them. */
function noted(value, reads) {
  const note = (name) => reads.add(typeof name === "string" ? name : "*");
  return new Proxy(value, {
    get(target, name) {
      note(name);
      return target[name];
    },
    has(target, name) {
      note(name);
      return name in target;
    },
    getOwnPropertyDescriptor(target, name) {
      note(name);
      return Object.getOwnPropertyDescriptor(target, name);
    },
    ownKeys(target) {
      note("*");
      return Reflect.ownKeys(target);
    },
    apply(target) {
      note("*");
      return target();
    },
  });
}

// What is looked up by something that is not known yet is not known yet either: `ports[config.protocol].number`.
defineProperty(Object.prototype, lib.NOT_KNOWN, { get: () => lib.pending });

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
  configParts.clear();
  declared.clear();
  if (declaration === undefined)
    return stringify({ unusable: { message: "the default export is undefined", path: [] } });
  const { module, names } = chooseImage(declaration, inputs.target);
  if (module === undefined) return stringify({ images: names });
  const registered = register(module);
  root = registered.id;
  return stringify({ module: registered });
}

/** Sets what modules read as `config` from now on: `{ set, drop }` are the options that changed and those that are gone. */
export function __decl_config(_, text) {
  const changes = parse(text);
  for (const name of changes?.drop ?? []) configParts.delete(name);
  for (const [name, encoded] of changes?.set ?? []) configParts.set(name, encoded);
  config = changes === null ? lib.pending : configOf(configParts);
  return "null";
}

/** Calls an option's `apply`; `text` is its number and the merged value. */
export function __decl_apply(_, text) {
  const { id, value } = parse(text);
  const applied = functions[id](revive(value));
  mayBeModules = false;
  try {
    return stringify({ value: encode(applied, [], []) });
  } catch (error) {
    return unusableAnswer(error);
  } finally {
    mayBeModules = true;
  }
}

/** Runs a module; `text` is its number and, for a submodule, its own name and configuration. */
export function __decl_module(_, text) {
  const { id, name, config: own, isTrial } = parse(text);
  const given = own === undefined ? config : own === "pending" ? lib.pending : configOf(own.o);
  const run = () => runModule(id, name, given);
  try {
    return stringify(isTrial === true ? lib.trial(run) : run());
  } catch (error) {
    return unusableAnswer(error);
  }
}

function runModule(id, name, given) {
  const { args, platform, target, read } = inputs;
  const module = modules[id];
  const reads = new Set();
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
            config: noted(given, reads),
          }),
        )
      : module;
  return { ...moduleParts(value, id), read, reads: [...reads] };
}

/** What a value cannot be is an answer; everything else is thrown on. */
function unusableAnswer(error) {
  if (!(error instanceof Unusable)) throw error;
  const { message, path, mark, hint } = error;
  return stringify({ unusable: { message, path, mark, hint } });
}

const PARTS = ["imports", "options", "config", "freeformType"];

/** A module is its configuration, or, with one of these names, its parts; `imports` may stand in both. */
function moduleParts(value, id) {
  if (lib.isPending(value)) return { imports: [], config: { o: [] } };
  if (typeof value?.then === "function" && packageOf(value) === undefined) {
    throw new Unusable("a declaration cannot be asynchronous", [], undefined, "leave out `async` and `await`");
  }
  if (lib.propertyOf(value) !== undefined) return { config: encode(value, [], []), imports: [] };
  if (typeof value !== "object" || value === null || isArray(value) || packageOf(value) !== undefined) {
    throw noModule(id, describe(value));
  }
  const prototype = getPrototypeOf(value);
  if (prototype !== null && getPrototypeOf(prototype) !== null) throw noModule(id, "an object of a class");
  const { imports = [], options, config: own, freeformType, ...others } = value;
  const isLong = options !== undefined || own !== undefined || freeformType !== undefined;
  const [odd] = Object.keys(others);
  if (isLong && odd !== undefined) {
    const message = `a module with ${PARTS.filter((part) => value[part] !== undefined).join(" and ")} cannot have "${odd}" beside`;
    throw new Unusable(message, [odd], marks.get(value), "put it into config");
  }
  if (!isArray(imports) && !lib.isPending(imports))
    throw new Unusable("imports must be a list of modules", ["imports"], marks.get(value), "write `imports: [users]`");
  // The literal itself keeps its places when `imports` is taken out of it.
  if (!isLong) marks.set(others, marks.get(value));
  const parts = {
    imports: [...imports]
      .filter((one) => !lib.isPending(one))
      .map((one, index) => {
        if (typeof one === "function" || (typeof one === "object" && one !== null && packageOf(one) === undefined)) {
          return register(one);
        }
        const hint = 'files are imported at the top, with `import users from "./users.ts"`';
        throw new Unusable(
          `an import must be a module, not ${describe(one)}`,
          ["imports", index],
          marks.get(imports),
          hint,
        );
      }),
    importsMark: marks.get(imports),
    config: encode(lib.isPending(own) ? {} : isLong ? (own ?? {}) : others, [], []),
    freeform: freeformType === undefined ? undefined : encode(freeformType, ["freeformType"], []),
    m: marks.get(value),
  };
  // Last, as what is sent once is not sent again.
  if (options !== undefined) parts.options = encodeOptions(options, id);
  return parts;
}

function noModule(id, what) {
  const hint = "`({ pkgs }) => ({ … })` returns an object: it stands in parentheses";
  const who = id === root ? "an image" : "a module";
  return new Unusable(`${who} must be an object of options, not ${what}`, [], undefined, hint);
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
defineProperty(TimelessDate, "name", { value: "Date" });
defineProperty(globalThis, "Date", { value: TimelessDate });
defineProperty(Math, "random", { value: nothingLikeIt("randomness", "pass a seed with --build-arg") });
for (const name of ["performance", "WeakRef", "FinalizationRegistry", "SharedArrayBuffer", "Atomics"]) {
  delete globalThis[name];
}
