import type { Schema } from "./operations.ts";

/** A schema for a value of any of these schemas; `type: ["string", "null"]` if they are nothing but types. */
export function anyOf(schemas: readonly Schema[]): Schema {
  const isBare = schemas.every((schema) => typeof schema.type === "string" && Object.keys(schema).length === 1);
  return isBare ? { type: [...new Set(schemas.map(({ type }) => type))] } : { anyOf: schemas };
}
