/**
 * The module "decl" as a declaration sees it, and the other side of sandbox.ts. This file runs inside the sandbox: it
 * knows no host object, and what leaves it is text. Types for editors are in decl.d.ts.
 */
const PACKAGE = Symbol("package");
const STORE_PATH = Symbol("storePath");
const IMAGES = Symbol("images");

const { freeze, create, defineProperty, getPrototypeOf } = Object;
const { stringify, parse } = JSON;
const { isArray } = Array;

export const image = (module) => module;

export function images(byName) {
  if (typeof byName !== "object" || byName === null || isArray(byName)) {
    throw new TypeError("images() takes an object of images by name");
  }
  return freeze({ [IMAGES]: byName });
}

export function storePath(path) {
  if (typeof path !== "string") throw new TypeError("storePath() takes the text of a store path");
  const text = () => `\uE0D0${path}\uE0D1`;
  return freeze({ [STORE_PATH]: path, toString: text, toJSON: text, [Symbol.toPrimitive]: text });
}

function packageReference(attributePath) {
  const children = new Map();
  const text = () => `\uE0D0${attributePath}\uE0D1`;
  return new Proxy(freeze(create(null)), {
    get(_, name) {
      if (name === PACKAGE) return attributePath;
      if (name === STORE_PATH || name === IMAGES) return undefined;
      if (name === Symbol.toPrimitive || name === "toString" || name === "valueOf" || name === "toJSON") return text;
      if (typeof name === "symbol") return undefined;
      if (!children.has(name)) {
        const step = /^[A-Za-z_][\w'-]*$/.test(name) ? name : stringify(name);
        children.set(name, packageReference(attributePath === "" ? step : `${attributePath}.${step}`));
      }
      return children.get(name);
    },
    set() {
      throw new TypeError("pkgs cannot be changed by a declaration");
    },
    ownKeys() {
      throw new TypeError("pkgs cannot be listed: name the packages you want");
    },
  });
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
 * A value as JSON: scalars as they are, `{l, m}` a list, `{o, m}` an attribute set, `{p}` a package, `{s}` a store path;
 * `m` is the mark of the literal.
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
  if (typeof value[PACKAGE] === "string") {
    if (value[PACKAGE] === "") throw unusable("pkgs itself is not a package");
    return { p: value[PACKAGE] };
  }
  if (typeof value[STORE_PATH] === "string") return { s: value[STORE_PATH] };
  if (value[IMAGES] !== undefined) throw unusable("images() is only for the default export");
  if (around.includes(value)) throw unusable("this value contains itself");
  const inside = [...around, value];
  if (isArray(value)) {
    const items = Array.from(value, (item, index) => {
      if (item === undefined) throw new Unusable("undefined is not a list element", [...path, index], marks.get(value));
      return encode(item, [...path, index], inside);
    });
    return { l: items, m: marks.get(value) };
  }
  const prototype = getPrototypeOf(value);
  if (prototype !== null && getPrototypeOf(prototype) !== null) {
    throw unusable(`a ${prototype.constructor?.name ?? "class instance"} is not a configuration value`);
  }
  const entries = [];
  for (const name of Object.keys(value)) {
    const member = value[name];
    if (member !== undefined) entries.push([name, encode(member, [...path, name], inside)]);
  }
  return { o: entries, m: marks.get(value) };
}

function chooseImage(declaration, target) {
  const byName = declaration?.[IMAGES];
  if (byName === undefined) return { module: declaration };
  const names = Object.keys(byName);
  const name = target !== "" ? target : names.length === 1 ? names[0] : "default";
  return Object.hasOwn(byName, name) ? { module: byName[name], names } : { names };
}

/** Runs the default export once. `inputs` and the answer are JSON; see sandbox.ts for its shape. */
export function __decl_run(declaration, inputs) {
  const { args, platform, target } = parse(inputs);
  if (declaration === undefined)
    return stringify({ unusable: { message: "the default export is undefined", path: [] } });
  const { module, names } = chooseImage(declaration, target);
  if (module === undefined) return stringify({ images: names });
  const value =
    typeof module === "function" && module[PACKAGE] === undefined
      ? module(freeze({ args: freeze(args), platform: freeze(platform), target, pkgs: packageReference("") }))
      : module;
  try {
    if (typeof value?.then === "function" && value[PACKAGE] === undefined) {
      throw new Unusable("a declaration cannot be asynchronous", []);
    }
    if (typeof value !== "object" || value === null || isArray(value) || value[PACKAGE] !== undefined) {
      throw new Unusable(`an image must be an object of options, not ${describe(value)}`, []);
    }
    return stringify({ value: encode(value, [], []), images: names });
  } catch (error) {
    if (!(error instanceof Unusable)) throw error;
    return stringify({ unusable: { message: error.message, path: error.path, mark: error.mark } });
  }
}

function describe(value) {
  if (value === undefined) return "undefined (is a `return` missing?)";
  if (value === null) return "null";
  if (isArray(value)) return "a list";
  return typeof value === "object" ? "a package" : `a ${typeof value}`;
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
