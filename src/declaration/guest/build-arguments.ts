import { observeReads } from "../../lib/record-reads.ts";

/** The build arguments, and in `read` the stack of the first time that each was asked for. */
export function watched(
  args: Readonly<Record<string, string>>,
  read: Record<string, string>,
): Readonly<Record<string, string>> {
  return observeReads(Object.freeze(args), (name) => {
    if (typeof name !== "string" || name === "toJSON" || name in Object.prototype) return;
    read[name] ??= new Error().stack ?? "";
  });
}

Object.defineProperty(globalThis, "__decl_given", {
  value: (name: string, value: unknown) => {
    if (value === undefined) throw new TypeError(`the build argument "${name}" is not given`);
    return value;
  },
});
