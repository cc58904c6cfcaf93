import type { EncodedModule } from "../protocol.ts";

/** Modules and functions stay in the sandbox; the host knows them by number. */
const modules: unknown[] = [];
const moduleNumbers = new Map<unknown, number>();
const functions: ((value: unknown) => unknown)[] = [];

/** The number of a module, the same for the same value, and whether it takes arguments. */
export function numberModule(module: unknown): EncodedModule {
  let id = moduleNumbers.get(module);
  if (id === undefined) {
    id = modules.push(module) - 1;
    moduleNumbers.set(module, id);
  }
  return { id, f: typeof module === "function" };
}

export const moduleAt = (id: number): unknown => modules[id];

export const numberFunction = (one: (value: unknown) => unknown): number => functions.push(one) - 1;

/** Calls a function by its number. */
export const callFunction = (id: number, value: unknown): unknown => functions[id]?.(value);
