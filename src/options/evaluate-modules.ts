import type { Value } from "../declaration/value.ts";
import { at, DeclError, type Diagnostic, type Place } from "../diagnostic.ts";
import { pending } from "../lib/lib.js";
import { declaredWarnings, failedAssertions } from "./declared-diagnostics.ts";
import { type Definition, PLAIN_ORDER, PLAIN_PRIORITY } from "./definition.ts";
import { type Advice, type MergeContext, type OptionRecord, type Path, recordsByPath } from "./merge-context.ts";
import { MergeMemory } from "./merge-memory.ts";
import { mergeTree } from "./merge-tree.ts";
import type { Import, ModuleArguments, ModuleContent, ModuleSource } from "./module-source.ts";
import { neverSettles } from "./never-settles.ts";
import { declareOptions, emptySet, type OptionSet } from "./option-tree.ts";
import { renameCircle } from "./rename-circle.ts";
import { shareStructure } from "./structure-sharing.ts";

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

/** What rounds keep for those that follow, by the keys of modules. */
interface Memory {
  /** What each said last. */
  readonly contents: Map<string, ModuleContent>;
  /** What each threw in the first round. */
  readonly firstFailures: Map<string, Error>;
}

/** Modules that need more rounds than this are taken to flip for ever. */
const MAX_ROUNDS = 50;

/** Of a module's failure that keeps its options from being known. */
const UNDECLARED = "undeclared-options";

/** A function that is made anew each time it is imported is another module, so no circle is seen. */
const MAX_IMPORT_DEPTH = 100;

interface Round {
  readonly config: Record<string, unknown>;
  readonly tree: OptionSet;
  readonly context: MergeContext;
}

/**
 * Runs modules until what they say stands still. Each round gives every module the configuration of the round before; one
 * that throws keeps what it said last, as what it misses may come with the next round. What is wrong with the definitions
 * counts in the last round only.
 *
 * Throws a DeclError with every mistake; for options that never settle, with their names and the modules that flip them.
 */
export function evaluateModules(roots: readonly ModuleSource[], advice?: Advice): EvaluatedModules {
  const memory: Memory = { contents: new Map(), firstFailures: new Map() };
  const run = (last: Round | undefined) => runRound(roots, memory, { before: last, advice });
  let before: Round | undefined;
  for (let number = 1; number <= MAX_ROUNDS; number++) {
    const round = run(before);
    if (before !== undefined && isSettled(before, round)) return finish(round, number);
    before = round;
  }
  if (before === undefined) throw new Error("no round was run");
  const last = run(before);
  const circle = renameCircle(last.tree);
  if (circle !== undefined) throw circle;
  throw neverSettles(recordsByPath(before.context.records), recordsByPath(last.context.records));
}

interface RoundInput {
  readonly before: Round | undefined;
  readonly advice: Advice | undefined;
}

function runRound(roots: readonly ModuleSource[], memory: Memory, { before, advice }: RoundInput): Round {
  const tree = emptySet();
  const definitions: Definition[] = [...(before?.context.forwarded ?? [])];
  // Nothing is known in the first round: then modules only declare options, and these have their defaults.
  const config = before?.config ?? pending;
  const context: MergeContext = {
    previous: (path) => valueIn(config, path),
    problems: [],
    warnings: [],
    records: [],
    memory: before?.context.memory ?? new MergeMemory(),
    forwarded: [],
    failures: [],
    ...(advice === undefined ? {} : { advice }),
  };
  const done = new Set<string>();

  /** What a module imports comes before what it says itself. */
  const visit = (imported: Import, chain: readonly Link[]) => {
    const { source } = imported;
    if (chain.some(({ key }) => key === source.key)) throw importCycle(chain, imported);
    if (chain.length > MAX_IMPORT_DEPTH) throw importsWithoutEnd(imported);
    if (done.has(source.key)) return;
    done.add(source.key);
    const content = runModule(source, config, memory, context.failures);
    if (content === undefined) return;
    const name = content.file ?? source.name;
    for (const one of content.imports) visit(one, [...chain, { key: source.key, name }]);
    if (content.options !== undefined) declareOptions(tree, content.options, name);
    if (before === undefined) return;
    definitions.push({
      value: content.config,
      module: name,
      priority: PLAIN_PRIORITY,
      order: PLAIN_ORDER,
      ...at(content.config.place),
    });
  };
  for (const source of roots) visit({ source }, []);

  const merged = mergeTree(context, [], tree, definitions);
  // What equals the round before is the same object: so it is seen at a glance whether anything changed.
  const shared = shareStructure(before?.config, merged) as Record<string, unknown>;
  context.memory.settle((path) => valueIn(shared, path));
  return { config: shared, tree, context };
}

const NOTHING: Value = { kind: "attrs", entries: new Map() };

function runModule(
  source: ModuleSource,
  config: unknown,
  { contents, firstFailures }: Memory,
  failures: Error[],
): ModuleContent | undefined {
  const known = contents.get(source.key);
  if (known !== undefined && !source.isFunction) return known;
  try {
    const content = source.run({ config });
    // What a function defines before anything is known is made of nothing; what it declares counts.
    const isGuess = config === pending && source.isFunction;
    contents.set(source.key, isGuess ? { ...content, config: NOTHING } : content);
    return content;
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    if (config === pending) firstFailures.set(source.key, error);
    const said = config === pending ? undefined : tried(source, { config });
    if (said === undefined) {
      const first = known === undefined ? firstFailures.get(source.key) : undefined;
      failures.push(first !== undefined && READS_NOTHING.test(error.message) ? beforeOptions(first) : error);
      return known;
    }
    failures.push(error);
    contents.set(source.key, said);
    return said;
  }
}

const READS_NOTHING = /cannot read property '.*' of undefined/;

/** A module that never came to say which options it declares misses these later, and why is what it threw first. */
function beforeOptions(error: Error): Error {
  if (!(error instanceof DeclError)) return error;
  const {
    message,
    diagnostics: [first],
  } = error;
  const hint =
    "a module is run first for the options that it declares, when nothing is known of `config`: `assertions` can say this later";
  return new DeclError({ message, ...first, code: UNDECLARED, hint });
}

/**
 * What a module that throws says all the same, where it throws because an option has no value yet: what it declares or
 * defines may be what gives that option its value.
 */
function tried(source: ModuleSource, args: ModuleArguments): ModuleContent | undefined {
  try {
    return source.run({ ...args, isTrial: true });
  } catch {
    return undefined;
  }
}

/** The same values, the same options and the same failures: another round would say nothing new. */
function isSettled(before: Round, now: Round): boolean {
  const messages = ({ context }: Round) => context.failures.map(({ message }) => message).join("\0");
  return (
    before.config === now.config &&
    messages(before) === messages(now) &&
    before.context.problems.length === now.context.problems.length &&
    before.context.forwarded.length === now.context.forwarded.length
  );
}

function finish({ config, tree, context }: Round, rounds: number): EvaluatedModules {
  const { failures } = context;
  const records = recordsByPath(context.records);
  const thrown = failures.flatMap((failure) => (failure instanceof DeclError ? failure.diagnostics : []));
  const isComplete = !thrown.some(({ code }) => code === UNDECLARED);
  const problems = [...thrown, ...context.problems.filter(({ code }) => isComplete || code !== "unknown-option")];
  // A module of ours may stumble over a value that is wrong; without one it is a bug.
  const bug = failures.find((failure) => !(failure instanceof DeclError));
  if (bug !== undefined && problems.length === 0) throw bug;
  // An assertion that is wrong itself is one of the problems already.
  if (problems.length === 0) problems.push(...failedAssertions({ config, records }));
  const [first, ...others] = withoutRepeats(ownMistakes(problems)).toSorted(byPlace);
  if (first !== undefined) throw new DeclError(first, ...others);
  const warnings = withoutRepeats([...context.warnings, ...declaredWarnings({ config, records })]);
  return { config, tree, records, warnings: warnings.map((w) => ({ ...w, severity: "warning" })), rounds };
}

/** A module of ours goes on without a value that is wrong, and what it then defines may not fit: that is no mistake of the user. */
function ownMistakes(problems: readonly Omit<Diagnostic, "severity">[]): Omit<Diagnostic, "severity">[] {
  const isDerived = ({ code, place }: (typeof problems)[number]) =>
    place === undefined && (code === "wrong-type" || code === "missing-option");
  const own = problems.filter((problem) => !isDerived(problem));
  return own.some(({ code }) => code === "wrong-type") ? own : [...problems];
}

/** An option that one module asks for in many places, or a value that many options share, is said once. */
function withoutRepeats<T extends Omit<Diagnostic, "severity">>(diagnostics: readonly T[]): T[] {
  return [...new Map(diagnostics.map((one) => [JSON.stringify([one.message, one.path, one.place]), one])).values()];
}

/** As the user reads the file; what has no place comes last. */
function byPlace(a: { place?: Place }, b: { place?: Place }): number {
  if (a.place === undefined || b.place === undefined)
    return Number(a.place === undefined) - Number(b.place === undefined);
  if (a.place.file !== b.place.file) return 0;
  return a.place.start.line - b.place.start.line || a.place.start.column - b.place.start.column;
}

interface Link {
  readonly key: string;
  readonly name: string;
}

function importCycle(chain: readonly Link[], { source, place }: Import): DeclError {
  const cycle = chain.slice(chain.findIndex(({ key }) => key === source.key));
  return new DeclError({
    code: "import-cycle",
    message: `modules import each other in a circle: ${[...cycle, cycle[0]].map((link) => link?.name).join(" → ")}`,
    ...at(place),
    hint: "what both need can stand in a third module that both import",
  });
}

function importsWithoutEnd({ place }: Import): DeclError {
  return new DeclError({
    code: "import-depth",
    message: `modules import each other more than ${MAX_IMPORT_DEPTH} deep`,
    ...at(place),
    hint: "is there a function that makes a new module each time, which imports what the function makes?",
  });
}

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
