import { readdirSync, readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { type AnyNode, type ObjectExpression, parse } from "acorn";
import { expect, it } from "vitest";
import {
  CONTAINER_OPTIONS,
  NIXOS_OPTIONS,
  S6_OPTIONS,
  SERVICE_OPTIONS,
  SOCKET_OPTIONS,
  TIMER_OPTIONS,
  TMPFILES_TYPES,
  UNIT_OPTIONS,
} from "../../src/services/option-table.ts";

/*
 * Every row of docs/systemd.md has a live test: one that starts a container with the option. This looks into the programs of
 * the live tests for the declarations that they build: an object all of whose keys are options of a section declares them. Words
 * in comments and in the names of tests do not count.
 */
const FOLDER = new URL("../live/", import.meta.url);

interface Declared {
  readonly sections: readonly (readonly string[])[];
  /** The same, within `s6` or `s6Services`. */
  readonly s6: readonly (readonly string[])[];
  /** Lines of `rules`. */
  readonly rules: readonly string[];
}

function declaredIn(text: string): Declared {
  const program = parse(stripTypeScriptTypes(text), { ecmaVersion: "latest", sourceType: "module" });
  const found = { sections: [] as string[][], s6: [] as string[][], rules: [] as string[] };
  const visit = (node: AnyNode, within: readonly string[]): void => {
    if (node.type === "ObjectExpression") {
      const keys = keysOf(node);
      if (within.includes("s6") || within.includes("s6Services")) found.s6.push(keys);
      else found.sections.push(keys);
    }
    if (node.type === "Literal" && typeof node.value === "string" && within.includes("rules"))
      found.rules.push(node.value);
    const name = node.type === "Property" && node.key.type === "Identifier" ? [node.key.name] : [];
    for (const child of childrenOf(node)) visit(child, [...within, ...name]);
  };
  visit(program, []);
  return found;
}

function keysOf({ properties }: ObjectExpression): string[] {
  return properties.flatMap((property) => {
    if (property.type !== "Property" || property.computed) return [];
    if (property.key.type === "Identifier") return [property.key.name];
    return property.key.type === "Literal" ? [String(property.key.value)] : [];
  });
}

function childrenOf(node: AnyNode): AnyNode[] {
  return Object.values(node).flatMap((value: unknown) => (Array.isArray(value) ? value : [value]).filter(isNode));
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}

const files = readdirSync(FOLDER).filter((name) => /^services-.*\.test\.ts$/.test(name));
const declared = files.map((name) => declaredIn(readFileSync(new URL(name, FOLDER), "utf8")));

/** The rows that no object declares whose keys are all of these options. */
function missing(
  rows: Readonly<Record<string, unknown>>,
  objects: readonly (readonly string[])[],
  alsoThere: (key: string) => boolean = () => false,
): string[] {
  const own = objects.filter((keys) => keys.every((key) => Object.hasOwn(rows, key) || alsoThere(key)));
  const named = new Set(own.flat());
  return Object.keys(rows).filter((name) => !named.has(name));
}

const sections = declared.flatMap((one) => one.sections);

it("every row of serviceConfig has a live test", () => {
  expect(missing(SERVICE_OPTIONS, sections, (key) => CONTAINER_OPTIONS.has(key))).toEqual([]);
});

it("every row of unitConfig has a live test, each condition also as an assertion", () => {
  expect(missing(UNIT_OPTIONS, sections, (key) => key.startsWith("Assert"))).toEqual([]);
  expect(readFileSync(new URL("services-table-conditions.test.ts", FOLDER), "utf8")).toContain('"Condition", "Assert"');
});

it("every row of systemd.services has a live test", () => {
  expect(missing(NIXOS_OPTIONS, sections)).toEqual([]);
});

it("every row of timerConfig has a live test", () => {
  expect(missing(TIMER_OPTIONS, sections)).toEqual([]);
});

it("every row of socketConfig has a live test", () => {
  expect(missing(SOCKET_OPTIONS, sections)).toEqual([]);
});

it("every row of s6.services has a live test", () => {
  expect(
    missing(
      S6_OPTIONS,
      declared.flatMap((one) => one.s6),
    ),
  ).toEqual([]);
});

it("every type of tmpfiles has a live test", () => {
  const letters = new Set(declared.flatMap((one) => one.rules).map((line) => line.charAt(0)));
  expect(Object.keys(TMPFILES_TYPES).filter((letter) => !letters.has(letter))).toEqual([]);
});

it("an option that is only spoken of does not count", () => {
  const { sections } = declaredIn(`// LimitCPU: 1
    it("LimitCPU", () => run({ serviceConfig: { Type: "oneshot" }, other: { LimitAS: 1, more: 2 } }));`);
  expect(missing({ LimitCPU: 0, LimitAS: 0, Type: 0 }, sections)).toEqual(["LimitCPU", "LimitAS"]);
});
