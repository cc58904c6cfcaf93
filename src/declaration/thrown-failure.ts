import { hintOf } from "../reasons/quickjs.ts";
import type { Diagnostic } from "../text/diagnostic.ts";

/** Hints for the messages of src/lib. Errors that a declaration throws itself have no hints. */
const HINTS: readonly (readonly [RegExp, string])[] = [
  [/is used but has no value$/, "define it, or give the option a default"],
  [/ was thrown$|^what this declaration throws cannot be read$/, '`throw new Error("…")` says in words what is wrong'],
  [/^TypeError: mkIf needs true/, "a comparison makes a condition: `config.image.name !== null`"],
  [/^TypeError: \w+ needs a type/, "such as lib.types.str or lib.types.listOf(lib.types.int)"],
  [/^TypeError: submodule needs a module/, "such as `{ options: { port: lib.mkOption({ type: lib.types.port }) } }`"],
  [/^TypeError: mkOption has no/, '`lib.mkOption({ type: lib.types.str, default: "" })`'],
  [/^TypeError: the apply of mkOption/, "it takes the merged value and returns what modules read"],
  [
    /^TypeError: mk(?:Order|Before|After) needs a/,
    "`lib.mkOrder(500, value)`: lower comes first, a plain definition has 1000",
  ],
  [/^TypeError: mkMerge needs a/, "`lib.mkMerge([{ … }, { … }])` takes several definitions"],
  [/^TypeError: mkIf needs a value/, "`lib.mkIf(condition, value)` defines the value if the condition holds"],
  [/^TypeError: mk\w+ needs a (?:number|value)/, "`lib.mkOverride(90, value)`: lower wins, a plain definition has 100"],
  [/^TypeError: the renamedTo of mkOption/, 'such as `renamedTo: "services.web.port"`'],
  [/^TypeError: images\(/, "`images({ web: { … }, worker: { … } })`: --target web chooses"],
  [/^TypeError: context\(/, '`context("./www")` is a folder beside the declaration'],
  [/^TypeError: \w+ needs a pattern/, 'such as lib.types.strMatching("[a-z]+", "a small word")'],
  [/^TypeError: enum needs a list/, 'such as lib.types.enum(["a", "b"])'],
  [/^TypeError: pkgs cannot/, "pkgs is only read: `pkgs.hello` names a package"],
];

const NOT_GIVEN = /^TypeError: the build argument .* is not given$/;

/** The diagnostic for an error that a declaration threw and did not catch. */
export function thrownFailure(message: string): Omit<Diagnostic, "severity"> {
  if (NOT_GIVEN.test(message)) {
    const hint = 'give it with --build-arg, or say what it is without: `args.VERSION ?? "1.0"`';
    return { code: "missing-argument", message: message.replace(/^TypeError: /, ""), hint };
  }
  const hint = HINTS.find(([pattern]) => pattern.test(message))?.[1] ?? hintOf(message);
  const code = message.endsWith("is used but has no value") ? "missing-option" : "declaration-failed";
  return { code, message, hint };
}
