import type { Definition } from "./definition.ts";
import { type MergeContext, type Path, pathKey, type RecordList } from "./merge-context.ts";

interface Remembered {
  /** What it is merged by: its type and the like. */
  readonly by: readonly unknown[];
  readonly definitions: readonly Definition[];
  /** What the round before had at the path, where merging asked for it. */
  readonly previous: { readonly value: unknown } | undefined;
  readonly records: RecordList;
  value: unknown;
}

/** Values of options from one round to the next: the same definitions of the same type come to the same again. */
export class MergeMemory {
  readonly #known = new Map<string, Remembered>();
  #fresh: [Path, Remembered][] = [];

  /** `merge`, or what it came to in an earlier round. What is wrong is found anew in every round. */
  recall(
    context: MergeContext,
    path: Path,
    by: readonly unknown[],
    definitions: readonly Definition[],
    merge: (context: MergeContext) => unknown,
  ): unknown {
    const key = pathKey(path);
    const known = this.#known.get(key);
    if (known !== undefined && isSame(known, by, definitions, context, path)) {
      context.records.push(known.records);
      return known.value;
    }
    let asked = false;
    const records: RecordList = [];
    const previous = (below: Path) => {
      asked = true;
      return context.previous(below);
    };
    const before = countOf(context);
    const value = merge({ ...context, records, previous });
    context.records.push(records);
    this.#known.delete(key);
    if (before === countOf(context)) {
      const seen = asked ? { value: context.previous(path) } : undefined;
      const remembered = { by, definitions, previous: seen, records, value };
      this.#known.set(key, remembered);
      this.#fresh.push([path, remembered]);
    }
    return value;
  }

  /** Ends a round: what equals the round before has become the same object, by `valueAt` of the configuration. */
  settle(valueAt: (path: Path) => unknown): void {
    for (const [path, remembered] of this.#fresh) remembered.value = valueAt(path);
    this.#fresh = [];
  }
}

function isSame(
  known: Remembered,
  by: readonly unknown[],
  definitions: readonly Definition[],
  context: MergeContext,
  path: Path,
): boolean {
  return (
    known.by.every((one, index) => one === by[index]) &&
    (known.previous === undefined || known.previous.value === context.previous(path)) &&
    known.definitions.length === definitions.length &&
    known.definitions.every((one, index) => isSameDefinition(one, definitions[index]))
  );
}

function isSameDefinition(one: Definition, other: Definition | undefined): boolean {
  return (
    one.value === other?.value &&
    one.priority === other.priority &&
    one.order === other.order &&
    one.module === other.module &&
    one.place === other.place
  );
}

/** Everything that merging may say beside a value and its records. */
const countOf = ({ problems, warnings, forwarded, failures }: MergeContext): number =>
  problems.length + warnings.length + forwarded.length + failures.length;
