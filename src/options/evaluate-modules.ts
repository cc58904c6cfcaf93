import { pending } from "../lib/pending.ts";
import { at, DeclError, type Diagnostic } from "../text/diagnostic.ts";
import type { Import, ModuleSource } from "../value/module-source.ts";
import { declaredWarnings } from "./declared-diagnostics.ts";
import { type Definition, PLAIN_ORDER, PLAIN_PRIORITY } from "./definition.ts";
import { type Advice, type MergeContext, type OptionRecord, type Path, recordsByPath } from "./merge-context.ts";
import { MergeMemory } from "./merge-memory.ts";
import { mergeTree } from "./merge-tree.ts";
import { mistakesOf, withoutRepeats } from "./mistakes.ts";
import { ModuleMemory } from "./module-memory.ts";
import { neverSettles } from "./never-settles.ts";
import { type Declared, type OptionSet, optionTree } from "./option-tree.ts";
import { renameCircle } from "./rename-circle.ts";
import { shareStructure } from "./structure-sharing.ts";
import { types } from "./types/table.ts";

/** The configuration that modules settle on. */
export interface EvaluatedModules {
  /** Values by option name, nested; touching an option without a value throws a DeclError. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly tree: OptionSet;
  /** The definitions and the value of each option, by `pathKey`. */
  readonly records: ReadonlyMap<string, OptionRecord>;
  readonly warnings: readonly Diagnostic[];
  /** How often the modules were run. */
  readonly rounds: number;
  /** Whether the configuration is incomplete until NixOS has been asked; its mistakes do not count yet. */
  readonly isOpen: boolean;
}

/** Whether the configuration is incomplete; the caller then evaluates the modules again with one more that completes it. */
type IsOpen = (records: ReadonlyMap<string, OptionRecord>) => boolean;

/** Modules that have not settled after so many rounds change each other's values for ever. */
const MAX_ROUNDS = 50;

/**
 * Imports that are nested deeper than this are taken for endless. A function that each import creates anew is a new module each time, so
 * the check for circles does not find it.
 */
const MAX_IMPORT_DEPTH = 100;

interface Round {
  readonly config: Record<string, unknown>;
  /** What modules declare. */
  readonly declared: readonly Declared[];
  readonly tree: OptionSet;
  readonly context: MergeContext;
}

/**
 * Runs all modules in rounds until a round changes nothing. Each round gives every module the configuration of the round before. A module
 * that throws keeps its last result, since the next round may have the value that it needs. Only the mistakes of the last round count.
 *
 * Throws a DeclError with every mistake; for options that never settle, with their names and the modules that flip them.
 */
export function evaluateModules(
  roots: readonly ModuleSource[],
  advice?: Advice,
  isOpen: IsOpen = () => false,
): EvaluatedModules {
  const memory = new ModuleMemory();
  const run = (last: Round | undefined) => runRound(roots, memory, { before: last, advice });
  let before: Round | undefined;
  for (let number = 1; number <= MAX_ROUNDS; number++) {
    const round = run(before);
    if (before !== undefined && isSettled(before, round)) return finish(round, number, isOpen);
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

function runRound(roots: readonly ModuleSource[], memory: ModuleMemory, { before, advice }: RoundInput): Round {
  const declared: Declared[] = [];
  const definitions: Definition[] = [...(before?.context.forwarded ?? [])];
  // In the first round nothing is known: modules only declare options, and the options have their defaults.
  const config = before?.config ?? pending;
  const context: MergeContext = {
    types,
    previous: (path) => valueIn(config, path),
    problems: [],
    warnings: [],
    records: [],
    memory: before?.context.memory ?? new MergeMemory(),
    forwarded: [],
    failures: [],
    advice,
  };
  const done = new Set<string>();

  /** The definitions of imported modules come before those of the module itself. */
  const visit = (imported: Import, chain: readonly Link[]) => {
    const { source } = imported;
    if (chain.some(({ key }) => key === source.key)) throw importCycle(chain, imported);
    if (chain.length > MAX_IMPORT_DEPTH) throw importsWithoutEnd(imported);
    if (done.has(source.key)) return;
    done.add(source.key);
    const content = memory.run(source, config, context.failures);
    if (content === undefined) return;
    const name = content.file ?? source.name;
    for (const one of content.imports) visit(one, [...chain, { key: source.key, name }]);
    if (content.options !== undefined) declared.push({ options: content.options, module: name });
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

  const tree = optionTree(types, declared, before);
  const merged = mergeTree(context, [], tree, definitions);
  // Parts that equal the round before become the same objects, so comparing identities shows whether anything changed.
  const shared = shareStructure(before?.config, merged) as Record<string, unknown>;
  context.memory.settle((path) => valueIn(shared, path));
  return { config: shared, declared, tree, context };
}

/** Whether two rounds have the same values, options and failures, so that another round would too. */
function isSettled(before: Round, now: Round): boolean {
  const messages = ({ context }: Round) => context.failures.map(({ message }) => message).join("\0");
  return (
    before.config === now.config &&
    messages(before) === messages(now) &&
    before.context.problems.length === now.context.problems.length &&
    before.context.forwarded.length === now.context.forwarded.length
  );
}

function finish({ config, tree, context }: Round, rounds: number, isOpen: IsOpen): EvaluatedModules {
  const records = recordsByPath(context.records);
  if (isOpen(records)) return { config, tree, records, warnings: [], rounds, isOpen: true };
  const [first, ...others] = mistakesOf(context, { config, records });
  if (first !== undefined) throw new DeclError(first, others);
  const warnings = withoutRepeats([...context.warnings, ...declaredWarnings({ config, records })]);
  return {
    config,
    tree,
    records,
    warnings: warnings.map((w) => ({ ...w, severity: "warning" })),
    rounds,
    isOpen: false,
  };
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

/** The value at a path; undefined where the option has no value or does not exist. */
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
