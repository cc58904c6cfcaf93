import type { ThrownText } from "../protocol.ts";

const { stringify } = JSON;

/** The last value that was thrown and is no Error, with its stack: instrument.ts writes `throw __decl_thrown((…))`. */
let thrown: { readonly value?: unknown; readonly stack?: string } = {};

Object.defineProperty(globalThis, "__decl_thrown", {
  value: (value: unknown) => {
    if (!(value instanceof Error)) thrown = { value, stack: new Error().stack ?? "" };
    return value;
  },
});

/** Describes a value that was thrown and not caught. This may run code of the declaration, such as a getter. */
export function describeThrown(value: unknown): ThrownText {
  if (value instanceof Error) {
    return { name: textOf(value, "name"), message: textOf(value, "message"), stack: textOf(value, "stack") };
  }
  return { name: "", message: messageOf(value), stack: thrown.value === value ? (thrown.stack ?? "") : "" };
}

function messageOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null) return `${String(value)} was thrown`;
  const message = textOf(value, "message");
  return message === "" ? `${json(value) ?? "an object"} was thrown` : message;
}

function textOf(value: object, name: string): string {
  const text = (value as Readonly<Record<string, unknown>>)[name]; // any object may be asked
  return typeof text === "string" ? text : "";
}

function json(value: object): string | undefined {
  try {
    return stringify(value);
  } catch {
    return undefined; // it contains itself
  }
}
