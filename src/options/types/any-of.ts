import type { Schema } from "./operations.ts";

/** The schema of what is one of these: `type: ["string", "null"]` where that says it all. */
export function anyOf(schemas: readonly Schema[]): Schema {
  const isBare = schemas.every((schema) => typeof schema.type === "string" && Object.keys(schema).length === 1);
  return isBare ? { type: [...new Set(schemas.map(({ type }) => type))] } : { anyOf: schemas };
}
