import { inWords } from "../../lib/in-words.ts";
import { moduleParts, PART_NAMES } from "../../lib/module-parts.ts";
import { packageOf } from "../../lib/package-reference.ts";
import { isPending, known } from "../../lib/pending.ts";
import { propertyOf } from "../../lib/property.ts";
import type { EncodedModule, ModuleAnswer } from "../protocol.ts";
import { encodeOptions } from "./declared-options.ts";
import { encode } from "./encode.ts";
import { keepMark, markOf } from "./literals.ts";
import { numberModule } from "./numbers.ts";
import { Unusable } from "./unusable.ts";

const { getPrototypeOf } = Object;
const { isArray } = Array;

type EncodedContent = Omit<ModuleAnswer, "read" | "readsTarget" | "reads">;

/**
 * What a module returned, encoded for the host. `id` is the module's number; `who` is "an image" or "a module". Throws an Unusable
 * where the value is no module.
 */
export function encodeModule(value: unknown, id: number, who: string): EncodedContent {
  if (isPending(value)) return { imports: [], config: { o: [] } };
  if (isAsynchronous(value)) {
    throw new Unusable("a declaration cannot be asynchronous", [], undefined, "leave out `async` and `await`");
  }
  if (propertyOf(value) !== undefined) return { config: encode(value), imports: [] };
  if (!isObject(value)) throw noModule(who, describe(value));
  const prototype = getPrototypeOf(value);
  if (prototype !== null && getPrototypeOf(prototype) !== null) throw noModule(who, "an object of a class");
  const { imports, options, config, freeformType, isLong, others } = moduleParts(value);
  const [odd] = Object.keys(others);
  if (isLong && odd !== undefined) {
    const parts = PART_NAMES.filter((part) => value[part] !== undefined).join(" and ");
    const message = `a module with ${parts} cannot have "${odd}" beside`;
    throw new Unusable(message, [odd], markOf(value), "put it into config");
  }
  if (!isList(imports)) {
    throw new Unusable("imports must be a list of modules", ["imports"], markOf(value), "write `imports: [users]`");
  }
  // The configuration without `imports` is a new object, which gets the places of the literal.
  if (!isLong) keepMark(value, others);
  return {
    imports: encodeImports(imports),
    importsMark: markOf(imports),
    config: encode(config),
    freeform: freeformType === undefined ? undefined : encode(freeformType, ["freeformType"]),
    m: markOf(value),
    // After the other parts: once encodeOptions has succeeded, it sends these options by their number alone.
    options: options === undefined ? undefined : encodeOptions(options, id),
  };
}

function encodeImports(imports: Iterable<unknown>): EncodedModule[] {
  return known(imports).map((one, index) => {
    if (typeof one === "function" || (typeof one === "object" && one !== null && packageOf(one) === undefined)) {
      return numberModule(one);
    }
    const message = `an import must be a module, not ${describe(one)}`;
    const hint =
      typeof one === "string" || one === undefined
        ? 'files are imported at the top, with `import users from "./users.ts"`'
        : "a module is an object of options, or a function that returns one";
    throw new Unusable(message, ["imports", index], markOf(imports), hint);
  });
}

/** Whether a value is a list. A value that is not known yet counts as an empty one. */
const isList = (value: unknown): value is Iterable<unknown> => isArray(value) || isPending(value);

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !isArray(value) && packageOf(value) === undefined;

const isAsynchronous = (value: unknown): boolean =>
  typeof (value as { readonly then?: unknown } | null | undefined)?.then === "function" && // any value may be asked
  packageOf(value) === undefined;

function noModule(who: string, what: string): Unusable {
  const hint = "`({ pkgs }) => ({ … })` returns an object: it stands in parentheses";
  return new Unusable(`${who} must be an object of options, not ${what}`, [], undefined, hint);
}

function describe(value: unknown): string {
  if (value === undefined) return "undefined (is a `return` missing?)";
  return packageOf(value) === undefined ? inWords(value) : "a package";
}
