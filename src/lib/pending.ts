/** Values that are not known yet while modules run. */

const PENDING = Symbol.for("decl.pending");

/** The text of a value that is not known yet. */
export const NOT_KNOWN = "‹not known yet›";

/**
 * The value of `config` before anything is known of it, when modules are run for the options that they declare. Every part of it is this
 * same object, which can be read, called, iterated (as an empty list) and printed.
 */
export const pending: unknown = new Proxy(() => {}, {
  get(_, name) {
    if (name === PENDING) return true;
    if (name === Symbol.toPrimitive) return (hint: string) => (hint === "number" ? 0 : NOT_KNOWN);
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

/** Whether a value is not known yet. In a trial run this includes texts that are made of such a value. */
export const isPending = (value: unknown): boolean =>
  typeof value === "function"
    ? (value as { readonly [PENDING]?: unknown })[PENDING] === true // any function may be asked
    : isTrial && typeof value === "string" && value.includes(NOT_KNOWN);

/** The elements of a list that are known. */
export const known = <T>(list: Iterable<T>): T[] => [...list].filter((one) => !isPending(one));

/** A trial run of a module that has thrown: options without a value are pending, so that the module can get to its end. */
export function trial<T>(run: () => T): T {
  const before = isTrial;
  isTrial = true;
  try {
    return run();
  } finally {
    isTrial = before;
  }
}

/** The result of reading an option without a value: pending in a trial run, else `fail` throws. */
export const missing = (fail: () => never): unknown => (isTrial ? pending : fail());
