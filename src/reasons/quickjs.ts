// Seen with QuickJS 2025-09-13 (@jitl/quickjs-singlefile-mjs-release-sync 0.32.0).

/** What reached the end of a run: the name and the message of an Error. */
export interface Thrown {
  readonly name: string;
  readonly message: string;
}

/** What a run was ended for by QuickJS itself; undefined where it is the code that threw. */
export function exhaustedBy({ name, message }: Thrown): "time" | "memory" | "stack" | undefined {
  if (name === "InternalError" && message === "interrupted") return "time";
  if (name === "InternalError" && /out of memory|too long/.test(message)) return "memory";
  // The latter is V8's, of a function of the host that QuickJS called.
  if (/stack overflow|Maximum call stack/.test(message)) return "stack";
  return undefined;
}

/** A line of a stack, 1-based. */
export interface Frame {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** More than QuickJS writes; a declaration can write a stack of its own. */
const MAX_FRAMES = 200;
const MAX_LINE = 1000;

/** The lines of an Error's stack that have a place, innermost first: `    at name (image.ts:1:2)`, `    at image.ts:1:2`. */
export function framesOf(stack: string): Frame[] {
  return stack.split("\n", MAX_FRAMES).flatMap((text) => {
    const [, file = "", line, column] = /^\s*at (?:.*\()?([^()]+):(\d+):(\d+)\)?$/.exec(text.slice(0, MAX_LINE)) ?? [];
    return file === "" ? [] : [{ file, line: Number(line), column: Number(column) }];
  });
}

/** Whether a property of something undefined was read. */
export const readsOfUndefined = (message: string): boolean =>
  message.includes("cannot read property '") && message.includes("' of undefined");

/** Whether something was called that is no function. */
export const isNoFunction = (message: string): boolean => message === "TypeError: not a function";

/** What helps against an error of the language itself, said as `TypeError: …`. */
export function hintOf(message: string): string | undefined {
  return HINTS.find(([pattern]) => pattern.test(message))?.[1];
}

const HINTS: readonly (readonly [RegExp, string])[] = [
  [/^SyntaxError: /, "a pattern is a regular expression as JavaScript has them, in a text"],
  [/^TypeError: value is not iterable/, "only lists can be spread with `...`; pkgs has no list of its packages"],
  [/ is not initialized$/, "it is read before the line that makes it, or files import each other in a circle"],
  [/^TypeError: not a function$/, 'is the name right? There is what the types of the module "decl" list'],
  [
    /^TypeError: cannot read property '.*' of (?:undefined|null)$/,
    "is the name before it right? `?.` reads what may not be there",
  ],
  [/^TypeError: '.*' is read-only$/, "config is only read: what a module returns is what it defines"],
  [/^TypeError: no setter for property$/, "config is only read: what a module returns is what it defines"],
  [
    /^ReferenceError: '.*' is not defined$/,
    "a declaration has JavaScript itself and what it imports, and nothing of Node",
  ],
];
