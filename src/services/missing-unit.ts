import { didYouMean } from "../text/did-you-mean.ts";
import { isSystemUnit, UNIT_NAME } from "./unit-name.ts";

/** What is said of a unit that is named and is not there. */
interface MissingUnit {
  readonly message: string;
  readonly hint?: string | undefined;
  readonly isError: boolean;
}

/** Kinds of units whose work is done before a container starts, and who does it. */
const DONE_BEFORE: Readonly<Record<string, string | undefined>> = {
  mount: "mount it into the container, for example with `docker run -v`",
  automount: "mount it into the container, for example with `docker run -v`",
  device: "give it to the container with `docker run --device`",
  swap: undefined,
};

/** Other kinds that there are not, and what does instead. */
const NOT_HERE: Readonly<Record<string, string | undefined>> = {
  path: "have the service watch the path itself",
  scope: undefined,
};

/**
 * About `name`, which another unit names; undefined where waiting for it is waiting for nothing. Without a unit that is required
 * nothing could start.
 */
export function missingUnit(name: string, known: Iterable<string>, isRequired: boolean): MissingUnit | undefined {
  if (isSystemUnit(name)) return undefined;
  const kind = UNIT_NAME.test(name) ? name.slice(name.lastIndexOf(".") + 1) : "";
  if (Object.hasOwn(DONE_BEFORE, kind)) {
    if (!isRequired) return undefined;
    const message = `there are no ${kind} units in a container: "${name}" counts as there`;
    return { message, hint: DONE_BEFORE[kind], isError: false };
  }
  const isOtherKind = Object.hasOwn(NOT_HERE, kind);
  const what = isOtherKind
    ? `there are no ${kind} units in a container, and so no "${name}"`
    : `there is no unit "${name}"`;
  return {
    message: isRequired ? what : `${what}, so nothing waits for it or starts it`,
    hint: isOtherKind ? NOT_HERE[kind] : nearestUnit(name, [...known]),
    isError: isRequired,
  };
}

export const NEEDS_SUFFIX = "a unit's name has a suffix such as .service";

/** The unit that is probably meant, which may be one of another kind. */
export function nearestUnit(name: string, known: readonly string[]): string | undefined {
  const hasKind = UNIT_NAME.test(name);
  const stem = hasKind ? name.slice(0, name.lastIndexOf(".")) : name;
  const sameStem = known.find((other) => other.slice(0, other.lastIndexOf(".")) === stem);
  if (sameStem !== undefined) return `did you mean "${sameStem}"?`;
  return hasKind ? didYouMean(name, known) : NEEDS_SUFFIX;
}
