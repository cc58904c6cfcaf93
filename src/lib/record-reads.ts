/** The name that stands for all options of a configuration. */
export const WHOLE = "*";

/** A view of an object that calls `onRead` for each property that is read, and `onReadAll` when all are listed or it is called. */
export function observeReads<T extends object>(
  object: T,
  onRead: (name: string | symbol) => void,
  onReadAll: () => void = () => {},
): T {
  return new Proxy(object, {
    get(target, name) {
      onRead(name);
      return target[name as keyof T];
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
  );
