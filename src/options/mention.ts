import { packageOf, priorityOf } from "../lib/package-reference.ts";
import { placeholder } from "../lib/placeholder.ts";
import type { Place } from "../text/diagnostic.ts";
import { mentionedPackages } from "../value/reference.ts";
import type { EvaluatedModules } from "./evaluate-modules.ts";
import type { OptionRecord, Path } from "./merge-context.ts";
import { optionAt } from "./option-at.ts";

/** Where a configuration asks for a package. */
export interface Mention {
  /** The definition that mentions the package, or that made one of decl's own modules mention it. */
  readonly place?: Place;
  /** The option, where the place is not its own: one of decl's own modules defines it, or it is a default. */
  readonly path?: Path;
}

/**
 * The first option, in the order of merging, whose own value is or contains a package. Options that the declaration itself defines
 * come first. Undefined if no option does.
 */
export function findMention(evaluated: EvaluatedModules, name: string): Mention | undefined {
  const byModules: OptionRecord[] = [];
  for (const record of evaluated.records.values()) {
    if (!isMention(record.value, name)) continue;
    const place = placeOf(record);
    if (place !== undefined) return { place };
    byModules.push(record);
  }
  for (const record of byModules.slice(0, 5)) {
    const place = causeOf(evaluated, record);
    if (place !== undefined) return { path: record.path, place };
  }
  const [first] = byModules;
  return first === undefined ? undefined : { path: first.path };
}

/** The results of `placesByText`, by the records of a configuration. */
const textPlaces = new WeakMap<object, ReadonlyMap<string, Place>>();

/**
 * Where the declaration has a text that names a file of a package: the whole text, or the end of the path, as `time.timeZone` is the end
 * of a path in tzdata. Undefined if it has no such text.
 */
export function placeOfText({ records }: Pick<EvaluatedModules, "records">, text: string): Place | undefined {
  const known = textPlaces.get(records) ?? placesByText(records);
  textPlaces.set(records, known);
  const whole = known.get(text);
  if (whole !== undefined) return whole;
  for (let slash = text.indexOf("/"); slash >= 0; slash = text.indexOf("/", slash + 1)) {
    const end = known.get(text.slice(slash + 1));
    if (end !== undefined) return end;
  }
  return undefined;
}

function placesByText(records: EvaluatedModules["records"]): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  for (const record of records.values()) {
    const name = packageOf(record.value);
    const text = name === undefined ? record.value : placeholder(name);
    const place = placeOf(record);
    if (typeof text === "string" && place !== undefined && !places.has(text)) places.set(text, place);
  }
  return places;
}

const isMention = (value: unknown, name: string): boolean =>
  priorityOf(packageOf(value) ?? "").name === name ||
  (typeof value === "string" && mentionedPackages(value).includes(name));

const placeOf = ({ winners }: OptionRecord): Place | undefined =>
  winners.find(({ place }) => place !== undefined)?.place;

/** The options that the declaration itself defines, by the records of a configuration. */
const definedIn = new WeakMap<object, readonly OptionRecord[]>();

/**
 * The definition because of which one of decl's own modules asks for a package: an option of the same group, such as
 * services.nginx.enable for services.nginx.package, else an option that the module declares. Options that are true come first.
 */
function causeOf({ records, tree }: EvaluatedModules, { path, winners }: OptionRecord): Place | undefined {
  const defined = definedIn.get(records) ?? [...records.values()].filter((record) => placeOf(record) !== undefined);
  definedIn.set(records, defined);
  const modules = new Set(winners.map(({ module }) => module));
  const near = defined.filter((one) => path.slice(0, 2).every((name, index) => one.path[index] === name));
  const own = defined.filter((one) => {
    const found = optionAt(tree, one.path);
    return found?.kind === "option" && modules.has(found.option.module);
  });
  const candidates = near.length > 0 && path[0] !== "environment" ? near : own;
  const cause = candidates.find(({ value }) => value === true) ?? candidates[0];
  return cause === undefined ? undefined : placeOf(cause);
}
