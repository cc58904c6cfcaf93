/**
 * NixOS's `lib`, as far as a declaration needs it: properties of definitions, options, and option types. The same file runs
 * inside the sandbox for declarations and outside of it for decl's own modules, so it is plain JavaScript. Types are in
 * lib.d.ts; what the values mean is in src/options.
 */
import { placeholderName } from "./placeholder.js";

const PROPERTY = Symbol.for("decl.property");
const OPTION = Symbol.for("decl.option");
const TYPE = Symbol.for("decl.type");

const property = (name, fields) => Object.freeze({ [PROPERTY]: name, ...fields });

export const propertyOf = (value) => value?.[PROPERTY];
export const isOption = (value) => value?.[OPTION] === true;
export const isType = (value) => value?.[TYPE] === true;

const PENDING = Symbol.for("decl.pending");

/** What is not known yet, as a text. */
export const NOT_KNOWN = "‹not known yet›";

/**
 * What `config` is before anything is known of it, when modules are run for the options they declare: every part of it is
 * the same nothing, which can be read, called, iterated and printed.
 */
export const pending = new Proxy(() => {}, {
  get(_, name) {
    if (name === PENDING) return true;
    if (name === Symbol.toPrimitive) return (hint) => (hint === "number" ? 0 : NOT_KNOWN);
    if (name === "toJSON") return () => null;
    if (name === Symbol.iterator) return [][Symbol.iterator];
    if (typeof name === "symbol" || name === "then") return undefined;
    return name === "length" ? 0 : pending;
  },
  apply: () => pending,
  has: () => true,
  ownKeys: () => [],
  getOwnPropertyDescriptor: () => undefined,
});

let isTrial = false;

/** Whether a value is not known yet; in a trial also a text that is made of one. */
export const isPending = (value) =>
  typeof value === "function"
    ? value[PENDING] === true
    : isTrial && typeof value === "string" && value.includes(NOT_KNOWN);

/** Runs a module for what it says all the same: what has no value yet is pending to it. */
export function trial(run) {
  const before = isTrial;
  isTrial = true;
  try {
    return run();
  } finally {
    isTrial = before;
  }
}

/** What reading an option without a value comes to: `fail` throws. */
export const missing = (fail) => (isTrial ? pending : fail());

// Definitions -------------------------------------------------------------------------------------------------------

/** What a function that takes so many arguments was called with. */
function given(who, count, args) {
  if (args.length < count) throw new TypeError(`${who} needs a value to define`);
  return args;
}

function needNumber(who, value) {
  if ((typeof value === "number" && !Number.isNaN(value)) || isPending(value)) return value;
  throw new TypeError(`${who} needs a number, not ${Number.isNaN(value) ? "NaN" : describe(value)}`);
}

/** The content, if the condition holds. */
export const mkIf = (...args) => {
  const [condition, content] = given("mkIf", 2, args);
  if (typeof condition !== "boolean" && !isPending(condition))
    throw new TypeError(`mkIf needs true or false, not ${describe(condition)}`);
  return property("if", { condition, content });
};
/** Several definitions of one option in one place. */
export const mkMerge = (contents) => {
  if (Array.isArray(contents) || isPending(contents)) return property("merge", { contents: [...contents] });
  throw new TypeError(`mkMerge needs a list, not ${describe(contents)}`);
};

const overriding =
  (who, priority) =>
  (...args) =>
    property("override", { priority, content: given(who, 1, args)[0] });
const ordering =
  (who, order) =>
  (...args) =>
    property("order", { order, content: given(who, 1, args)[0] });

/** Lower priorities win; a plain definition has 100. */
export const mkOverride = (...args) => {
  const [priority, content] = given("mkOverride", 2, args);
  return property("override", { priority: needNumber("mkOverride", priority), content });
};
export const mkOptionDefault = overriding("mkOptionDefault", 1500);
export const mkDefault = overriding("mkDefault", 1000);
export const mkForce = overriding("mkForce", 50);
/** Lower orders come first in lists and lines; a plain definition has 1000. */
export const mkOrder = (...args) => {
  const [order, content] = given("mkOrder", 2, args);
  return property("order", { order: needNumber("mkOrder", order), content });
};
export const mkBefore = ordering("mkBefore", 500);
export const mkAfter = ordering("mkAfter", 1500);

// Options -----------------------------------------------------------------------------------------------------------

const OPTION_FIELDS = [
  ...["type", "default", "defaultText", "description", "example", "apply"],
  ...["internal", "readOnly", "deprecated", "renamedTo"],
];

export const mkOption = (fields = {}) => {
  const odd = Object.keys(fields).find((name) => !OPTION_FIELDS.includes(name));
  if (odd !== undefined) throw new TypeError(`mkOption has no "${odd}", only ${OPTION_FIELDS.join(", ")}`);
  if ("type" in fields) needType("mkOption", fields.type);
  if (fields.apply !== undefined && typeof fields.apply !== "function") {
    throw new TypeError(`the apply of mkOption must be a function, not ${describe(fields.apply)}`);
  }
  const { renamedTo } = fields;
  if (renamedTo !== undefined && (typeof renamedTo !== "string" || renamedTo === "")) {
    throw new TypeError(`the renamedTo of mkOption must be the name of an option, not ${describe(renamedTo)}`);
  }
  return Object.freeze({ [OPTION]: true, ...fields });
};
export const mkEnableOption = (what) =>
  mkOption({ type: types.bool, default: false, example: true, description: `Whether to enable ${what}.` });
/** A module: the option at `from` is now called what `to` says. Both are lists of names. */
export const mkRenamedOptionModule = (from, to) => ({
  options: from.reduceRight((below, name) => ({ [name]: below }), mkOption({ renamedTo: to.join(".") })),
});

export const mkPackageOption = (pkg, description) =>
  mkOption({ type: types.package, default: pkg, description: description ?? "The package to use." });

const type = (kind, fields) => Object.freeze({ [TYPE]: true, kind, ...fields });

function needType(who, value) {
  if (isType(value) || isPending(value)) return value;
  const is = typeof value === "function" ? "a function (are its arguments missing?)" : describe(value);
  throw new TypeError(`${who} needs a type, one of lib.types, not ${is}`);
}

function needPattern(who, pattern) {
  if (typeof pattern !== "string") throw new TypeError(`${who} needs a pattern, not ${describe(pattern)}`);
  new RegExp(pattern);
  return pattern;
}

function needList(who, values) {
  if (!Array.isArray(values)) throw new TypeError(`${who} needs a list of values, not ${describe(values)}`);
  return [...values];
}

function submodule(module) {
  if (typeof module === "function" || (typeof module === "object" && module !== null && !Array.isArray(module))) {
    return type("submodule", { module });
  }
  throw new TypeError(`submodule needs a module, an object or a function, not ${describe(module)}`);
}

function submoduleWith({ modules }) {
  const [first, ...others] = modules;
  const module = others.length === 0 ? first : { imports: [...modules] };
  return type("submodule", { ...submodule(module), takesModules: true });
}

export const types = Object.freeze({
  bool: type("bool"),
  int: type("int"),
  number: type("number"),
  float: type("number"),
  port: type("int", { min: 0, max: 65535 }),
  str: type("str"),
  singleLineStr: type("str", { pattern: "[^\\n]*", expected: "one line" }),
  nonEmptyStr: type("str", { pattern: "[\\s\\S]+", expected: "a text that is not empty" }),
  lines: type("joined", { separator: "\n" }),
  commas: type("joined", { separator: "," }),
  envVar: type("joined", { separator: ":" }),
  path: type("path"),
  package: type("package"),
  shellPackage: type("package"),
  /** Files of a build context. */
  context: type("context"),
  anything: type("anything"),
  raw: type("anything"),
  unspecified: type("anything"),
  attrs: type("attrsOf", { of: type("anything") }),
  ints: Object.freeze({
    between: (min, max) => type("int", { min, max }),
    positive: type("int", { min: 1 }),
    unsigned: type("int", { min: 0 }),
    u8: type("int", { min: 0, max: 2 ** 8 - 1 }),
    u16: type("int", { min: 0, max: 2 ** 16 - 1 }),
    u32: type("int", { min: 0, max: 2 ** 32 - 1 }),
  }),
  strMatching: (pattern, expected) => type("str", { pattern: needPattern("strMatching", pattern), expected }),
  separatedString: (separator) => type("joined", { separator }),
  enum: (values) => type("enum", { values: needList("enum", values) }),
  listOf: (of) => type("listOf", { of: needType("listOf", of) }),
  attrsOf: (of) => type("attrsOf", { of: needType("attrsOf", of) }),
  lazyAttrsOf: (of) => type("attrsOf", { of: needType("lazyAttrsOf", of) }),
  /** Attributes whose names match a pattern. */
  attrsNamed: (names, expected, of) =>
    type("attrsOf", { of: needType("attrsNamed", of), names: needPattern("attrsNamed", names), expected }),
  nullOr: (of) => type("nullOr", { of: needType("nullOr", of) }),
  either: (first, second) => type("either", { of: [needType("either", first), needType("either", second)] }),
  oneOf: (of) => type("either", { of: [...of].map((one) => needType("oneOf", one)) }),
  uniq: (of) => type("uniq", { of: needType("uniq", of) }),
  /** A scalar, or a list; several lists are joined (systemd's unit options). */
  unitOption: type("unitOption"),
  /** A set of options of its own: a module, or a function of { name, config, … } to one. */
  submodule,
  /** The same of several modules; its definitions are modules as well: functions, or with `imports`, `options` and `config`. */
  submoduleWith,
});

// Text and lists, as NixOS modules use them ---------------------------------------------------------------------------

export const optional = (condition, value) => (condition ? [value] : []);
export const optionals = (condition, values) => (condition ? values : []);
export const optionalString = (condition, text) => (condition ? text : "");
export const optionalAttrs = (condition, attrs) => (condition ? attrs : {});
export const concatStringsSep = (separator, parts) => parts.join(separator);
export const concatStrings = (parts) => parts.join("");
export const concatLines = (parts) => parts.map((part) => `${part}\n`).join("");
export const concatMapStringsSep = (separator, map, parts) => parts.map((part) => map(part)).join(separator);
export const mapAttrs = (map, attrs) =>
  Object.fromEntries(Object.entries(attrs).map(([name, value]) => [name, map(name, value)]));
export const filterAttrs = (keep, attrs) =>
  Object.fromEntries(Object.entries(attrs).filter(([name, value]) => keep(name, value)));
export const mapAttrsToList = (map, attrs) => Object.entries(attrs).map(([name, value]) => map(name, value));
export const attrNames = (attrs) => Object.keys(attrs).sort();
export const attrValues = (attrs) => attrNames(attrs).map((name) => attrs[name]);
export const genAttrs = (names, make) => Object.fromEntries(names.map((name) => [name, make(name)]));
export const nameValuePair = (name, value) => ({ name, value });
export const listToAttrs = (pairs) => Object.fromEntries(pairs.map(({ name, value }) => [name, value]));
export const hasPrefix = (prefix, text) => text.startsWith(prefix);
export const hasSuffix = (suffix, text) => text.endsWith(suffix);
export const removePrefix = (prefix, text) => (text.startsWith(prefix) ? text.slice(prefix.length) : text);
export const removeSuffix = (suffix, text) =>
  suffix !== "" && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text;
export const boolToString = (value) => (value ? "true" : "false");
export const flatten = (list) => [list].flat(Infinity);
export const subtractLists = (without, list) => list.filter((one) => !without.includes(one));
const isAttrs = (value) =>
  typeof value === "object" &&
  value !== null &&
  Object.getPrototypeOf(value) === Object.prototype &&
  !(isOption(value) || isType(value) || propertyOf(value) !== undefined);
/** The attributes of both; those of the second win, down to what is no attribute set. */
export const recursiveUpdate = (first, second) => {
  const merged = { ...first };
  for (const [name, value] of Object.entries(second)) {
    merged[name] = isAttrs(first[name]) && isAttrs(value) ? recursiveUpdate(first[name], value) : value;
  }
  return merged;
};
export const unique = (values) => [...new Set(values)];
export const range = (first, last) => Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
/** Quoted for a POSIX shell, if it has to be. */
export const escapeShellArg = (text) =>
  /^[\w@%+=:,./-]+$/.test(`${text}`) ? `${text}` : `'${`${text}`.replaceAll("'", "'\\''")}'`;
export const escapeShellArgs = (parts) => parts.map((part) => escapeShellArg(part)).join(" ");
/** Arguments for ExecStart, as they are: systemd replaces nothing in them (nixpkgs: nixos/lib/utils.nix). */
export const escapeSystemdExecArgs = (args) =>
  args.map((one) => JSON.stringify(`${one}`).replaceAll("%", "%%").replaceAll("$", "$$$$")).join(" ");
/** The file of a package's program: `getExe'(pkgs.nginx, "nginx")` of nixpkgs. */
export const getExe = (pkg, name) => `${pkg}/bin/${name}`;
/** A package's name as far as it is known without the package set: "requests" of `pkgs.python3Packages.requests`. */
export const getName = (pkg) => {
  const reference = placeholderName(`${pkg}`) ?? `${pkg}`;
  const path = /^\/nix\/store\/[a-z0-9]{32}-(.+?)(?:-\d.*)?$/.exec(reference);
  return path === null ? reference.slice(reference.lastIndexOf(".") + 1) : path[1];
};

function describe(value) {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return value === undefined ? "undefined" : typeof value === "object" ? "an object" : `a ${typeof value}`;
}
