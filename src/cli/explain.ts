import type { Configuration } from "../options/configuration.ts";
import { type Definition, ORDER_NAMES, PLAIN_ORDER, PRIORITY_NAMES } from "../options/definition.ts";
import { valueIn } from "../options/evaluate-modules.ts";
import { type OptionRecord, type Path, pathKey, pathText } from "../options/merge-context.ts";
import { optionAt } from "../options/option-at.ts";
import { defaultText } from "../options/reference.ts";
import { types } from "../options/types/table.ts";
import { valueText } from "../options/value-forms.ts";
import { readableValue } from "../options/value-text.ts";
import { DeclError, type Place } from "../text/diagnostic.ts";
import { didYouMean } from "../text/did-you-mean.ts";
import type { OptionDeclaration } from "../value/option-declaration.ts";

/** What is known of one option, or of a set of them. Plain data: `--json` prints it. */
export interface Explanation {
  readonly option: string;
  readonly type?: string | undefined;
  readonly description?: string | undefined;
  readonly default?: string | undefined;
  /** Absent where it has none. */
  readonly value?: unknown;
  readonly definitions: readonly ExplainedDefinition[];
  /** What is defined below it. */
  readonly below: readonly DefinedOption[];
}

export interface ExplainedDefinition {
  /** The module: a file of the declaration, or one of decl's own. */
  readonly module: string;
  readonly place?: Place | undefined;
  /** "plain", "mkDefault", "mkForce" or "mkOverride 20"; an order stands behind it, "plain, mkBefore". */
  readonly priority: string;
  /** Whether it makes the value, alone or with others. */
  readonly wins: boolean;
  /** The condition that it is under does not hold. */
  readonly unused?: true;
  readonly value: string;
}

/** An option that the declaration defines. */
export interface DefinedOption {
  readonly option: string;
  readonly value: unknown;
  readonly places: readonly Place[];
}

/** Everything that the files of a declaration define, in the order of names. */
export function definedOptions({ records }: Configuration, below: Path = []): DefinedOption[] {
  const own = [...records.values()].filter((record) => {
    return isBelow(record.path, below) && record.definitions.some(({ place }) => place !== undefined);
  });
  // A list is told as one; of sets, submodules and attributes only what is in them.
  const lists = new Set(own.filter(({ value }) => Array.isArray(value)).map(({ path }) => pathKey(path)));
  const shown = own.filter(({ path }) => !path.some((_, length) => lists.has(pathKey(path.slice(0, length)))));
  const around = new Set(shown.flatMap(({ path }) => path.map((_, length) => pathKey(path.slice(0, length)))));
  return shown
    .filter(({ path }) => !around.has(pathKey(path)))
    .map(({ path, value, definitions }) => ({
      option: pathText(path),
      value: readableValue(value),
      places: definitions.flatMap(({ place }) => place ?? []),
    }))
    .toSorted((a, b) => (a.option < b.option ? -1 : 1));
}

/** Every definition of an option, its priority and place, and the value. Throws a DeclError where there is no such option. */
export function explain(configuration: Configuration, text: string): Explanation {
  const path = readPath(text);
  const found = optionAt(configuration.tree, path);
  const record = configuration.records.get(pathKey(path));
  const value = valueIn(configuration.config, path);
  if (found === undefined && record === undefined) throw unknownOption(configuration, path);
  const option = found === undefined || found.kind === "set" ? undefined : found.option;
  const type = found?.kind === "part" ? found.type : option?.type;
  return {
    option: pathText(path),
    type: type && types.wordsInFull(type),
    ...(found?.kind === "option" ? textsOf(found.option) : {}),
    ...(value === undefined ? {} : { value: readableValue(value) }),
    definitions: record === undefined ? [] : explainedDefinitions(record),
    below: Array.isArray(value) ? [] : definedOptions(configuration, path),
  };
}

function textsOf(option: OptionDeclaration): Pick<Explanation, "description" | "default"> {
  const fallback = defaultText(option);
  return {
    description: option.description,
    default: fallback,
  };
}

/** Those that win come first, as they stand in the value; the others in the order of their priority. */
function explainedDefinitions({ definitions, winners, unused = [] }: OptionRecord): ExplainedDefinition[] {
  const others = definitions.filter((one) => !winners.includes(one)).toSorted((a, b) => a.priority - b.priority);
  const kept = winners.filter((one) => definitions.includes(one));
  return [...kept, ...others, ...unused].map((definition) => ({
    module: definition.module,
    place: definition.place,
    priority: priorityText(definition),
    wins: kept.includes(definition),
    ...(unused.includes(definition) ? { unused: true } : {}),
    value: valueText(definition.value),
  }));
}

function priorityText({ priority, order }: Definition): string {
  const name = PRIORITY_NAMES.get(priority) ?? `mkOverride ${priority}`;
  return order === PLAIN_ORDER ? name : `${name}, ${ORDER_NAMES.get(order) ?? `mkOrder ${order}`}`;
}

/** systemd.services."a.b".script as names. */
function readPath(text: string): string[] {
  return Array.from(text.matchAll(/"((?:[^"\\]|\\.)*)"|[^."]+/g), ([whole, quoted]) => {
    return quoted === undefined ? whole : String(JSON.parse(`"${quoted}"`));
  });
}

function unknownOption({ tree, records }: Configuration, path: Path): DeclError {
  const parent = path.slice(0, -1);
  const set = optionAt(tree, parent);
  const declared = set?.kind === "set" ? [...set.children.keys()] : [];
  const defined = [...records.values()]
    .filter((record) => record.path.length === path.length && isBelow(record.path, parent))
    .map((record) => record.path.at(-1) ?? "");
  const hint = didYouMean(path.at(-1) ?? "", new Set([...declared, ...defined]));
  const message = `there is no option "${pathText(path)}"`;
  return new DeclError({ code: "unknown-option", message, hint });
}

const isBelow = (path: Path, above: Path): boolean =>
  path.length > above.length && above.every((name, index) => path[index] === name);
