import { isDeepStrictEqual } from "node:util";
import { at, DeclError, type Diagnostic, type Place } from "../diagnostic.ts";
import { pending } from "../lib/lib.js";
import { type Definition, PLAIN_ORDER, PLAIN_PRIORITY } from "./definition.ts";
import { type MergeContext, type OptionRecord, type Path, pathText } from "./merge-context.ts";
import { mergeTree } from "./merge-tree.ts";
import type { ModuleContent, ModuleSource } from "./module-source.ts";
import { declareOptions, emptySet, type OptionSet } from "./option-tree.ts";

/** The configuration that modules settle on. */
export interface EvaluatedModules {
  /** Values by option name, nested; touching an option without a value throws a DeclError. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly tree: OptionSet;
  /** What was said of each option, by `pathKey`. */
  readonly records: ReadonlyMap<string, OptionRecord>;
  readonly warnings: readonly Diagnostic[];
  /** How often the modules were run. */
  readonly rounds: number;
}

/** Modules that need more rounds than this are taken to flip for ever. */
const MAX_ROUNDS = 50;

interface Round {
  readonly config: Record<string, unknown>;
  readonly tree: OptionSet;
  readonly context: MergeContext;
  /** What modules threw. */
  readonly failures: readonly Error[];
}

/**
 * Runs modules until what they say stands still. Each round gives every module the configuration of the round before; one
 * that throws keeps what it said last, as what it misses may come with the next round. What is wrong with the definitions
 * counts in the last round only.
 *
 * Throws a DeclError with every mistake; for options that never settle, with their names and the modules that flip them.
 */
export function evaluateModules(roots: readonly ModuleSource[]): EvaluatedModules {
  const memory = new Map<string, ModuleContent>();
  let before: Round | undefined;
  for (let number = 1; number <= MAX_ROUNDS; number++) {
    const round = runRound(roots, memory, before);
    if (before !== undefined && isSettled(before, round)) return finish(round, number);
    before = round;
  }
  throw before === undefined ? new Error("no round was run") : neverSettles(before, runRound(roots, memory, before));
}

function runRound(
  roots: readonly ModuleSource[],
  memory: Map<string, ModuleContent>,
  before: Round | undefined,
): Round {
  const tree = emptySet();
  const definitions: Definition[] = [...(before?.context.forwarded ?? [])];
  const failures: Error[] = [];
  // Nothing is known in the first round: then modules only declare options, and these have their defaults.
  const config = before?.config ?? pending;
  const done = new Set<string>();

  /** What a module imports comes before what it says itself. */
  const visit = (source: ModuleSource, chain: readonly ModuleSource[]) => {
    if (chain.some(({ key }) => key === source.key)) throw importCycle([...chain, source]);
    if (done.has(source.key)) return;
    done.add(source.key);
    const content = runModule(source, config, memory, failures);
    if (content === undefined) return;
    for (const imported of content.imports) visit(imported, [...chain, source]);
    if (content.options !== undefined) declareOptions(tree, content.options, source.name);
    if (before === undefined) return;
    definitions.push({
      value: content.config,
      module: source.name,
      priority: PLAIN_PRIORITY,
      order: PLAIN_ORDER,
      ...at(content.config.place),
    });
  };
  for (const root of roots) visit(root, []);

  const context: MergeContext = {
    previous: (path) => valueIn(config, path),
    problems: [],
    warnings: [],
    records: new Map(),
    forwarded: [],
  };
  return { config: mergeTree(context, [], tree, definitions), tree, context, failures };
}

function runModule(
  source: ModuleSource,
  config: unknown,
  memory: Map<string, ModuleContent>,
  failures: Error[],
): ModuleContent | undefined {
  const known = memory.get(source.key);
  if (known !== undefined && !source.isFunction) return known;
  try {
    const content = source.run({ config });
    if (config !== pending || !source.isFunction) memory.set(source.key, content);
    return content;
  } catch (error) {
    failures.push(error instanceof Error ? error : new Error(String(error)));
    return known;
  }
}

/** The same values, the same options and the same failures: another round would say nothing new. */
function isSettled(before: Round, now: Round): boolean {
  const messages = (round: Round) => round.failures.map(({ message }) => message);
  return (
    isDeepStrictEqual(before.config, now.config) &&
    isDeepStrictEqual(messages(before), messages(now)) &&
    before.context.problems.length === now.context.problems.length &&
    before.context.forwarded.length === now.context.forwarded.length
  );
}

function finish(round: Round, rounds: number): EvaluatedModules {
  const { config, tree, context, failures } = round;
  const bug = failures.find((failure) => !(failure instanceof DeclError));
  if (bug !== undefined) throw bug;
  const problems = [
    ...failures.flatMap((failure) => (failure instanceof DeclError ? failure.diagnostics : [])),
    ...context.problems,
    ...failedAssertions(config),
  ];
  const [first, ...others] = problems.toSorted(byPlace);
  if (first !== undefined) throw new DeclError(first, ...others);
  const warnings = [...context.warnings, ...declaredWarnings(config)];
  return {
    config,
    tree,
    records: context.records,
    warnings: warnings.map((w) => ({ ...w, severity: "warning" })),
    rounds,
  };
}

/** As the user reads the file; what has no place comes last. */
function byPlace(a: { place?: Place }, b: { place?: Place }): number {
  if (a.place === undefined || b.place === undefined)
    return Number(a.place === undefined) - Number(b.place === undefined);
  if (a.place.file !== b.place.file) return 0;
  return a.place.start.line - b.place.start.line || a.place.start.column - b.place.start.column;
}

/** `assertions`, NixOS's option: those that do not hold. */
function failedAssertions(config: Readonly<Record<string, unknown>>): Omit<Diagnostic, "severity">[] {
  const assertions = (config.assertions ?? []) as readonly { readonly assertion: boolean; readonly message: string }[];
  return assertions
    .filter(({ assertion }) => !assertion)
    .map(({ message }) => ({ code: "failed-assertion", message: `failed assertion: ${message}` }));
}

function declaredWarnings(config: Readonly<Record<string, unknown>>): Omit<Diagnostic, "severity">[] {
  const warnings = (config.warnings ?? []) as readonly string[];
  return warnings.map((message) => ({ code: "declared-warning", message }));
}

function importCycle(chain: readonly ModuleSource[]): DeclError {
  const last = chain.at(-1);
  const cycle = chain.slice(chain.findIndex(({ key }) => key === last?.key));
  return new DeclError({
    code: "import-cycle",
    message: `modules import each other in a circle: ${cycle.map(({ name }) => name).join(" → ")}`,
  });
}

/** An option that differs between two rounds after so many is one that flips: a module defines it from its own value. */
function neverSettles(before: Round, now: Round): DeclError {
  const flipping: OptionRecord[] = [];
  for (const [key, record] of now.context.records) {
    const old = before.context.records.get(key);
    if (old === undefined || !isDeepStrictEqual(old.value, record.value)) flipping.push(record);
  }
  for (const [key, record] of before.context.records) if (!now.context.records.has(key)) flipping.push(record);
  // The deepest options say it best; what is around them differs because they do.
  const deepest = flipping.filter(({ path }) => !flipping.some((other) => isBelow(other.path, path)));
  const [first, ...others] = deepest.slice(0, 5).map(({ path, definitions }) => {
    const modules = [...new Set(definitions.map(({ module }) => module))].join(" and ");
    return {
      code: "never-settles",
      message: `the option ${pathText(path)} never settles${modules === "" ? "" : `: ${modules} keeps changing it`}`,
      ...at(definitions.find(({ place }) => place !== undefined)?.place),
      hint: "a definition must not depend on the value that it changes",
    };
  });
  return new DeclError(first ?? { code: "never-settles", message: "the modules never settle" }, ...others);
}

const isBelow = (path: Path, above: Path): boolean =>
  path.length > above.length && above.every((name, index) => path[index] === name);

/** The value at a path; what has no value, or is not there, is undefined. */
export function valueIn(config: unknown, path: Path): unknown {
  let current = config;
  for (const name of path) {
    if (typeof current !== "object" || current === null) return undefined;
    const property = Object.getOwnPropertyDescriptor(current, name);
    if (property === undefined || property.get !== undefined) return undefined;
    current = property.value;
  }
  return current;
}
