/**
 * NixOS's `lib`, as far as a declaration needs it: properties of definitions, options, and option types. The same file runs
 * inside the sandbox for declarations and outside of it for decl's own modules, so it is plain JavaScript and imports
 * nothing. Types are in lib.d.ts; what the values mean is in src/options.
 */
const PROPERTY = Symbol.for("decl.property");
const OPTION = Symbol.for("decl.option");
const TYPE = Symbol.for("decl.type");

const property = (name, fields) => Object.freeze({ [PROPERTY]: name, ...fields });

export const propertyOf = (value) => value?.[PROPERTY];
export const isOption = (value) => value?.[OPTION] === true;
export const isType = (value) => value?.[TYPE] === true;

const PENDING = Symbol.for("decl.pending");

/**
 * What `config` is before anything is known of it, when modules are run for the options they declare: every part of it is
 * the same nothing, which can be read, called, iterated and printed.
 */
export const pending = new Proxy(() => {}, {
  get(_, name) {
    if (name === PENDING) return true;
    if (name === Symbol.toPrimitive) return () => "";
    if (name === Symbol.iterator) return [][Symbol.iterator];
    if (typeof name === "symbol" || name === "then") return undefined;
    return name === "length" ? 0 : pending;
  },
  apply: () => pending,
  has: () => true,
  ownKeys: () => [],
  getOwnPropertyDescriptor: () => undefined,
});
export const isPending = (value) => typeof value === "function" && value[PENDING] === true;

// Definitions -------------------------------------------------------------------------------------------------------

/** The content, if the condition holds. */
export const mkIf = (condition, content) => {
  if (typeof condition !== "boolean" && !isPending(condition))
    throw new TypeError(`mkIf needs true or false, not ${describe(condition)}`);
  return property("if", { condition, content });
};
/** Several definitions of one option in one place. */
export const mkMerge = (contents) => property("merge", { contents: [...contents] });
/** Lower priorities win; a plain definition has 100. */
export const mkOverride = (priority, content) => property("override", { priority, content });
export const mkOptionDefault = (content) => mkOverride(1500, content);
export const mkDefault = (content) => mkOverride(1000, content);
export const mkForce = (content) => mkOverride(50, content);
/** Lower orders come first in lists and lines; a plain definition has 1000. */
export const mkOrder = (order, content) => property("order", { order, content });
export const mkBefore = (content) => mkOrder(500, content);
export const mkAfter = (content) => mkOrder(1500, content);

// Options -----------------------------------------------------------------------------------------------------------

export const mkOption = (fields = {}) => Object.freeze({ [OPTION]: true, ...fields });
export const mkEnableOption = (what) =>
  mkOption({ type: types.bool, default: false, example: true, description: `Whether to enable ${what}.` });
export const mkPackageOption = (pkg, description) =>
  mkOption({ type: types.package, default: pkg, description: description ?? "The package to use." });

const type = (kind, fields) => Object.freeze({ [TYPE]: true, kind, ...fields });

export const types = Object.freeze({
  bool: type("bool"),
  int: type("int"),
  number: type("number"),
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
  anything: type("anything"),
  attrs: type("attrsOf", { of: type("anything") }),
  ints: Object.freeze({
    between: (min, max) => type("int", { min, max }),
    positive: type("int", { min: 1 }),
    unsigned: type("int", { min: 0 }),
  }),
  strMatching: (pattern, expected) => type("str", { pattern, expected }),
  separatedString: (separator) => type("joined", { separator }),
  enum: (values) => type("enum", { values: [...values] }),
  listOf: (of) => type("listOf", { of }),
  attrsOf: (of) => type("attrsOf", { of }),
  /** Attributes whose names match a pattern. */
  attrsNamed: (names, expected, of) => type("attrsOf", { of, names, expected }),
  nullOr: (of) => type("nullOr", { of }),
  either: (first, second) => type("either", { of: [first, second] }),
  oneOf: (of) => type("either", { of: [...of] }),
  uniq: (of) => type("uniq", { of }),
  /** A scalar, or a list; several lists are joined (systemd's unit options). */
  unitOption: type("unitOption"),
  /** A set of options of its own: a module, or a function of { name, config, … } to one. */
  submodule: (module) => type("submodule", { module }),
});

// Text and lists, as NixOS modules use them ---------------------------------------------------------------------------

export const optional = (condition, value) => (condition ? [value] : []);
export const optionals = (condition, values) => (condition ? values : []);
export const optionalString = (condition, text) => (condition ? text : "");
export const optionalAttrs = (condition, attrs) => (condition ? attrs : {});
export const concatStringsSep = (separator, parts) => parts.join(separator);
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
export const unique = (values) => [...new Set(values)];
export const range = (first, last) => Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
/** Quoted for a POSIX shell, if it has to be. */
export const escapeShellArg = (text) =>
  /^[\w@%+=:,./-]+$/.test(`${text}`) ? `${text}` : `'${`${text}`.replaceAll("'", "'\\''")}'`;
export const escapeShellArgs = (parts) => parts.map((part) => escapeShellArg(part)).join(" ");
/** The file of a package's program: `getExe'(pkgs.nginx, "nginx")` of nixpkgs. */
export const getExe = (pkg, name) => `${pkg}/bin/${name}`;

function describe(value) {
  if (value === null) return "null";
  return value === undefined ? "undefined" : `a ${typeof value}`;
}
