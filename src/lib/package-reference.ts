/**
 * References to packages. They are values of their own, and in a string each becomes a placeholder. Runs inside the sandbox
 * and outside of it.
 */
import { nixNumber } from "./nix-number.ts";
import { placeholder } from "./placeholder.ts";
import type { Package, StorePath } from "./references.d.ts";

const PACKAGE = Symbol.for("decl.package");

/**
 * What a value refers to, or undefined: an attribute path ("" is `pkgs` itself), a store path, an expression in parentheses,
 * or files of a build context as `context("./app")`.
 */
export const packageOf = (value: unknown): string | undefined => {
  if ((typeof value !== "object" || value === null) && typeof value !== "function") return undefined;
  const name = (value as { readonly [PACKAGE]?: unknown })[PACKAGE]; // any object may be asked
  return typeof name === "string" ? name : undefined;
};

/** The references by name, so that the same package is the same object. */
const known = new Map<string, Package & StorePath>();

function referenceTo(name: string, make: (name: string) => object): Package & StorePath {
  const before = known.get(name);
  if (before !== undefined) return before;
  const reference = make(name) as Package & StorePath; // only the types know these brands
  known.set(name, reference);
  return reference;
}

/** Whether a name is no attribute path, so that nothing can be looked up in it: a store path, files of a build context, a build. */
const isLiteral = (name: string) => /^(?:\/|context\(|build\(|setPrio\()/.test(name);

/** A store path by its full name. */
export function storePath(path: string): StorePath {
  if (typeof path !== "string") throw new TypeError("storePath() takes the text of a store path");
  return referenceTo(path, plainReference);
}

function plainReference(name: string): object {
  const text = () => placeholder(priorityOf(name).name);
  return Object.freeze({ [PACKAGE]: name, toString: text, toJSON: text, [Symbol.toPrimitive]: text });
}

/**
 * A package by a Nix expression in which `pkgs` is the package set: nix`pkgs.hello.override { stdenv = …; }`. What is put in
 * with `${}` is a package, or becomes a Nix text, number or boolean.
 */
export function nix(strings: TemplateStringsArray, ...values: readonly unknown[]): Package {
  if (!Array.isArray(strings) || !Array.isArray(strings.raw)) {
    throw new TypeError("nix stands before a template: nix`pkgs.hello.override { }`");
  }
  const text = String.raw({ raw: strings.raw.map((part) => part.replace(/\\([`$])/g, "$1")) }, ...values.map(nixValue));
  return packageAt(`(${text.trim()})`);
}

function nixValue(value: unknown): string {
  const given = packageOf(value);
  const name = given === undefined ? undefined : priorityOf(given).name;
  if (name?.startsWith("/")) throw new TypeError("a storePath() cannot be part of an expression: it is not looked up");
  if (name !== undefined && !isLiteral(name))
    return name.startsWith("(") ? name : name === "" ? "pkgs" : `pkgs.${name}`;
  if (typeof value === "string") return JSON.stringify(value).replaceAll("${", "\\${");
  if (typeof value === "number" && Number.isFinite(value)) return nixNumber(value);
  if (typeof value === "boolean") return String(value);
  throw new TypeError("only packages, texts, numbers and booleans can be part of an expression");
}

const PRIORITY = /^setPrio\((-?\d+),([\s\S]+)\)$/;

/** The name of a package without its priority, and the priority, which decides where its files and those of another package collide. */
export function priorityOf(name: string): { readonly name: string; readonly priority?: number } {
  const [, priority, own] = PRIORITY.exec(name) ?? [];
  return own === undefined ? { name } : { name: own, priority: Number(priority) };
}

/** The same package with a priority of its own, as nixpkgs' lib.setPrio has it; in a text it is the package. */
export function setPrio(priority: number, pkg: unknown): Package {
  const name = packageOf(pkg);
  if (!Number.isSafeInteger(priority)) throw new TypeError("setPrio needs a whole number; lower ones win");
  if (name === undefined || name === "") throw new TypeError("setPrio needs a package, such as pkgs.hello");
  return packageAt(`setPrio(${priority},${priorityOf(name).name})`);
}

/** `pkgs`, or the package at an attribute path in it. */
export const packageAt = (attributePath: string): Package =>
  referenceTo(attributePath, isLiteral(attributePath) ? plainReference : packageReference);

function packageReference(attributePath: string): object {
  const text = () => placeholder(attributePath);
  return new Proxy(Object.freeze(Object.create(null)), {
    get(_, name) {
      if (name === PACKAGE) return attributePath;
      if (name === Symbol.toPrimitive || name === "toString" || name === "valueOf" || name === "toJSON") return text;
      if (typeof name === "symbol") return undefined;
      const step = /^[A-Za-z_][\w'-]*$/.test(name) ? name : JSON.stringify(name);
      return packageAt(attributePath === "" ? step : `${attributePath}.${step}`);
    },
    set() {
      throw new TypeError("pkgs cannot be changed by a declaration");
    },
    ownKeys() {
      throw new TypeError("pkgs cannot be listed: name the packages you want");
    },
  });
}
