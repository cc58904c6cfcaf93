/** Options, as modules declare them. */
import { inWords } from "./in-words.ts";
import type { Option, OptionFields, OptionTree } from "./lib.d.ts";
import { type MadeType, needType, types } from "./types.ts";

type Lib = typeof import("./lib.d.ts");

const OPTION = Symbol.for("decl.option");

/** An option as `mkOption` makes it. */
export interface MadeOption extends Omit<OptionFields, "type"> {
  readonly [OPTION]: true;
  readonly type?: MadeType;
}

const OPTION_FIELDS = Object.keys({
  type: true,
  default: true,
  defaultText: true,
  description: true,
  example: true,
  apply: true,
  internal: true,
  readOnly: true,
  deprecated: true,
  renamedTo: true,
} satisfies Record<keyof OptionFields, true>);

export const isOption = (value: unknown): value is MadeOption => (value as MadeOption | undefined)?.[OPTION] === true;

export const mkOption: Lib["mkOption"] = (fields = {}) => {
  const odd = Object.keys(fields).find((name) => !OPTION_FIELDS.includes(name));
  if (odd !== undefined) throw new TypeError(`mkOption has no "${odd}", only ${OPTION_FIELDS.join(", ")}`);
  if ("type" in fields) needType("mkOption", fields.type);
  if (fields.apply !== undefined && typeof fields.apply !== "function") {
    throw new TypeError(`the apply of mkOption must be a function, not ${inWords(fields.apply)}`);
  }
  const { renamedTo } = fields;
  if (renamedTo !== undefined && (typeof renamedTo !== "string" || renamedTo === "")) {
    throw new TypeError(`the renamedTo of mkOption must be the name of an option, not ${inWords(renamedTo)}`);
  }
  // The type of its values exists only in TypeScript, so the result is assignable to an option of any type.
  return Object.freeze({ [OPTION]: true, ...fields }) as unknown as Option<never, never>;
};
export const mkEnableOption: Lib["mkEnableOption"] = (what) =>
  mkOption({ type: types.bool, default: false, example: true, description: `Whether to enable ${what}.` });
/** A module that renames the option at `from` to `to`. Both are lists of names. */
export const mkRenamedOptionModule: Lib["mkRenamedOptionModule"] = (from, to) => ({
  options: from.reduceRight<Option | OptionTree>(
    (below, name) => ({ [name]: below }),
    mkOption({ renamedTo: to.join(".") }),
  ) as OptionTree, // `from` is not empty
});

export const mkPackageOption: Lib["mkPackageOption"] = (pkg, description) =>
  mkOption({ type: types.package, default: pkg, description: description ?? "The package to use." });
