/** The name that stands for a whole configuration. */
export const WHOLE = "*";

/** An object that calls `note` with each name that is read of it, and `noteAll` where all are listed or it is called. */
export function noting<T extends object>(
  object: T,
  note: (name: string | symbol) => void,
  noteAll: () => void = () => {},
): T {
  return new Proxy(object, {
    get(target, name) {
      note(name);
      return target[name as keyof T];
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
  );
