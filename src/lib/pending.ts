/** What is not known yet while modules run. */

const PENDING = Symbol.for("decl.pending");

/** What is not known yet, as a text. */
export const NOT_KNOWN = "‹not known yet›";

/**
 * What `config` is before anything is known of it, when modules are run for the options they declare: every part of it is
 * the same nothing, which can be read, called, iterated and printed.
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

/** Whether a value is not known yet; in a trial also a text that is made of one. */
export const isPending = (value: unknown): boolean =>
  typeof value === "function"
    ? (value as { readonly [PENDING]?: unknown })[PENDING] === true // any function may be asked
    : isTrial && typeof value === "string" && value.includes(NOT_KNOWN);

/** The elements that are known. */
export const known = <T>(list: Iterable<T>): T[] => [...list].filter((one) => !isPending(one));

/** Runs a module for what it says all the same: what has no value yet is pending to it. */
export function trial<T>(run: () => T): T {
  const before = isTrial;
  isTrial = true;
  try {
    return run();
  } finally {
    isTrial = before;
  }
}

/** What reading an option without a value comes to: `fail` throws. */
export const missing = (fail: () => never): unknown => (isTrial ? pending : fail());
