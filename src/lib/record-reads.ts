import { isPending } from "./pending.ts";

/** The name that stands for all options of a configuration. */
export const WHOLE = "*";

/** The option that is known only when Nix has evaluated it: reads of its parts are recorded too. */
const KNOWN_LATER = "nixos";

/** Stands between the names of such a part. */
const STEP = "\0";

/** Parts deeper than `services.gitea` are not recorded. */
const MAX_STEPS = 2;

/**
 * A view of an object that calls `onRead` for each property that is read, and `onReadAll` when all are listed or it is called. `pass`
 * makes what the reader gets of a property's value.
 */
export function observeReads<T extends object>(
  object: T,
  onRead: (name: string | symbol) => void,
  onReadAll: () => void = () => {},
  pass: (value: unknown, name: string | symbol) => unknown = (value) => value,
): T {
  return new Proxy(object, {
    get(target, name) {
      onRead(name);
      return pass(target[name as keyof T], name);
    },
    has(target, name) {
      onRead(name);
      return name in target;
    },
    getOwnPropertyDescriptor(target, name) {
      onRead(name);
      return Object.getOwnPropertyDescriptor(target, name);
    },
    ownKeys(target) {
      onReadAll();
      return Reflect.ownKeys(target);
    },
    apply(target) {
      onReadAll();
      return (target as () => unknown)(); // only a function is called
    },
  });
}

/** A view of a configuration that adds the name of each option that is read to `reads`, "*" for all of them. */
export const recordReads = <T extends object>(config: T, reads: Set<string>): T =>
  observeReads(
    config,
    (name) => reads.add(typeof name === "string" ? name : WHOLE),
    () => reads.add(WHOLE),
    (value, name) => (name === KNOWN_LATER ? recordPartReads(value, KNOWN_LATER, reads) : value),
  );

function recordPartReads(value: unknown, path: string, reads: Set<string>): unknown {
  if (!isPending(value) || path.split(STEP).length > MAX_STEPS) return value;
  const partOf = (name: string | symbol) => `${path}${STEP}${String(name)}`;
  return observeReads(
    value as object, // it can be read as if it were one
    (name) => typeof name === "string" && reads.add(partOf(name)),
    () => {},
    (inner, name) => recordPartReads(inner, partOf(name), reads),
  );
}

/** The parts of an option that were read while it was not known, by their names. */
export const readPartsOf = (option: string, reads: Iterable<string>): string[][] =>
  Array.from(reads, (read) => read.split(STEP)).flatMap(([first, ...names]) =>
    first === option && names.length > 0 ? [names] : [],
  );
