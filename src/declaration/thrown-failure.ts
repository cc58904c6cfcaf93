import type { Diagnostic } from "../diagnostic.ts";

/** What can be said beside the messages of lib.js and of QuickJS; those of the declaration's own errors are theirs. */
const HINTS: readonly (readonly [RegExp, string])[] = [
  [/is used but has no value$/, "define it, or give the option a default"],
  [/^TypeError: mkIf needs/, "a comparison makes a condition: `config.image.name !== null`"],
  [/^TypeError: \w+ needs a type/, "such as lib.types.str or lib.types.listOf(lib.types.int)"],
  [/^TypeError: submodule needs a module/, "such as `{ options: { port: lib.mkOption({ type: lib.types.port }) } }`"],
  [/^TypeError: mkOption has no/, '`lib.mkOption({ type: lib.types.str, default: "" })`'],
  [/^TypeError: the apply of mkOption/, "it takes the merged value and returns what modules read"],
  [/^TypeError: not a function$/, 'is the name right? There is what the types of the module "decl" list'],
  [
    /^TypeError: cannot read property '.*' of undefined$/,
    "is the name before it right? `?.` reads what may not be there",
  ],
  [/^TypeError: '.*' is read-only$/, "config is only read: what a module returns is what it defines"],
  [/^TypeError: no setter for property$/, "config is only read: what a module returns is what it defines"],
  [
    /^ReferenceError: '.*' is not defined$/,
    "a declaration has JavaScript itself and what it imports, and nothing of Node",
  ],
];

/** An error that reached the end of a declaration. */
export function thrownFailure(message: string): Omit<Diagnostic, "severity"> {
  const hint = HINTS.find(([pattern]) => pattern.test(message))?.[1];
  const code = message.endsWith("is used but has no value") ? "missing-option" : "declaration-failed";
  return { code, message, ...(hint === undefined ? {} : { hint }) };
}
