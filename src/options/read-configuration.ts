import type { core } from "zod";
import { readablePlaceholders } from "../declaration/reference.ts";
import { placeAt, type Value } from "../declaration/value.ts";
import { at, DeclError, type Diagnostic } from "../diagnostic.ts";
import { didYouMean } from "../did-you-mean.ts";
import { type Configuration, type PackageReference, schema } from "./schema.ts";

/** Checks a declaration's value against the options. Every mistake in it is one diagnostic of the DeclError. */
export function readConfiguration(value: Value): Configuration {
  const result = schema.safeParse(plainValue(value));
  if (result.success) return result.data;
  const [first, ...others] = result.error.issues.flatMap((issue) => diagnose(value, issue));
  if (first === undefined) throw result.error;
  throw new DeclError(first, ...others);
}

/** The value as plain data, with packages as PackageReference. */
export function plainValue(value: Value): unknown {
  switch (value.kind) {
    case "scalar":
      return value.value;
    case "list":
      return value.items.map(plainValue);
    case "attrs":
      return Object.fromEntries([...value.entries].map(([name, entry]) => [name, plainValue(entry.value)]));
    case "package":
      return { kind: "attribute", attributePath: value.attributePath } satisfies PackageReference;
    case "storePath":
      return { kind: "storePath", path: value.path } satisfies PackageReference;
  }
}

function diagnose(root: Value, issue: core.$ZodIssue): Omit<Diagnostic, "severity">[] {
  const path = issue.path.map(String);
  if (issue.code === "unrecognized_keys") {
    const known = knownNames(issue.path);
    return issue.keys.map((key) => {
      const hint = didYouMean(key, known);
      return {
        code: "unknown-option",
        message: `there is no option "${[...path, key].join(".")}"`,
        ...at(placeAt(root, [...issue.path, key], "key")),
        ...(hint === undefined ? {} : { hint }),
      };
    });
  }
  const inKey = issue.code === "invalid_key";
  const message = inKey ? (issue.issues[0]?.message ?? issue.message) : wordsFor(issue);
  return [
    {
      code: "wrong-type",
      message: capitalless(message),
      path,
      ...at(placeAt(root, issue.path, inKey ? "key" : "value")),
    },
  ];
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: "a string",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
};

function wordsFor(issue: core.$ZodIssue): string {
  if (issue.code === "invalid_type") return `must be ${TYPE_NAMES[issue.expected] ?? issue.expected}`;
  return readablePlaceholders(issue.message);
}

function capitalless(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** The option names below a path of the schema. */
function knownNames(path: readonly PropertyKey[]): string[] {
  let current: unknown = schema;
  // A list's elements have one schema, which `unwrap` finds by itself.
  for (const step of path) if (typeof step !== "number") current = unwrap(current)?.[String(step)];
  return Object.keys(unwrap(current) ?? {});
}

function unwrap(type: unknown): Readonly<Record<string, unknown>> | undefined {
  let current = type as
    | { def?: { innerType?: unknown; element?: unknown; shape?: Record<string, unknown> } }
    | undefined;
  while (current?.def !== undefined && current.def.shape === undefined) {
    const inner = current.def.innerType ?? current.def.element;
    if (inner === undefined) return undefined;
    current = inner as typeof current;
  }
  return current?.def?.shape;
}
