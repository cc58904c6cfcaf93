import { isPending } from "./pending.ts";

/** The name that stands for a whole configuration. */
export const WHOLE = "*";

/** The option that is known only when Nix has evaluated it: of it the parts that are read are noted too. */
const KNOWN_LATER = "nixos";

/** Stands between the names of such a part. */
const STEP = "\0";

/** `services.gitea` of it tells enough. */
const MAX_STEPS = 2;

/**
 * An object that calls `note` with each name that is read of it, and `noteAll` where all are listed or it is called. `pass` makes what
 * the reader gets of what is there.
 */
export function noting<T extends object>(
  object: T,
  note: (name: string | symbol) => void,
  noteAll: () => void = () => {},
  pass: (value: unknown, name: string | symbol) => unknown = (value) => value,
): T {
  return new Proxy(object, {
    get(target, name) {
      note(name);
      return pass(target[name as keyof T], name);
    },
    has(target, name) {
      note(name);
      return name in target;
    },
    getOwnPropertyDescriptor(target, name) {
      note(name);
      return Object.getOwnPropertyDescriptor(target, name);
    },
    ownKeys(target) {
      noteAll();
      return Reflect.ownKeys(target);
    },
    apply(target) {
      noteAll();
      return (target as () => unknown)(); // only a function is called
    },
  });
}

/** A configuration that notes in `reads` which of its options are read, "*" for all of them. */
export const noted = <T extends object>(config: T, reads: Set<string>): T =>
  noting(
    config,
    (name) => reads.add(typeof name === "string" ? name : WHOLE),
    () => reads.add(WHOLE),
    (value, name) => (name === KNOWN_LATER ? notedParts(value, KNOWN_LATER, reads) : value),
  );

function notedParts(value: unknown, path: string, reads: Set<string>): unknown {
  if (!isPending(value) || path.split(STEP).length > MAX_STEPS) return value;
  const partOf = (name: string | symbol) => `${path}${STEP}${String(name)}`;
  return noting(
    value as object, // it can be read as if it were one
    (name) => typeof name === "string" && reads.add(partOf(name)),
    () => {},
    (inner, name) => notedParts(inner, partOf(name), reads),
  );
}

/** The parts of an option that were read while it was not known, by their names. */
export const notedPartsOf = (option: string, reads: Iterable<string>): string[][] =>
  Array.from(reads, (read) => read.split(STEP)).flatMap(([first, ...names]) =>
    first === option && names.length > 0 ? [names] : [],
  );
