import type { Definition } from "./definition.ts";
import { type MergeContext, type Path, pathKey, type RecordList } from "./merge-context.ts";

interface Remembered {
  /** What the merge depends on beside the definitions: the type and the like. */
  readonly by: readonly unknown[];
  readonly definitions: readonly Definition[];
  /** The value of the round before, if the merge read it. */
  readonly previous: { readonly value: unknown } | undefined;
  readonly records: RecordList;
  value: unknown;
}

/** Keeps merged values of options for later rounds, since the same definitions of the same type have the same value. */
export class MergeMemory {
  readonly #known = new Map<string, Remembered>();
  #fresh: [Path, Remembered][] = [];

  /** The remembered value, else the result of `merge`. Values with mistakes or warnings are not remembered, so each round reports them. */
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

  /** Ends a round: replaces the values of this round by those of the shared configuration, which `valueAt` reads. */
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

/** How much a merge has reported beside values and records. */
const countOf = ({ problems, warnings, forwarded, failures }: MergeContext): number =>
  problems.length + warnings.length + forwarded.length + failures.length;
