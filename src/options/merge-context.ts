import type { Diagnostic } from "../text/diagnostic.ts";
import { shortened } from "../text/visible-text.ts";
import type { Definition } from "./definition.ts";
import type { MergeMemory } from "./merge-memory.ts";
import type { Types } from "./types/operations.ts";

export type Path = readonly string[];

/** The definitions and the value of an option, for places in messages and for `decl explain`. */
export interface OptionRecord {
  readonly path: Path;
  /** All definitions with true conditions, the option's default left out. */
  readonly definitions: readonly Definition[];
  /** The definitions of the lowest priority number, which make the value. */
  readonly winners: readonly Definition[];
  readonly value: unknown;
  /** Definitions of the option itself whose condition does not hold; their contents are not evaluated. */
  readonly unused?: readonly Definition[];
}

/** Advice for options that do not exist. */
export interface Advice {
  /** What to do instead of an option that NixOS has and decl does not. */
  readonly absent: (path: Path) => string | undefined;
  /** What to do where no option has a similar name. */
  readonly group: (path: Path) => string | undefined;
}

/** The input of one round of merging, and what it finds. */
export interface MergeContext {
  readonly types: Types;
  /** The merged configuration of the round before, at a path: undefined in the first round. */
  readonly previous: (path: Path) => unknown;
  readonly problems: Omit<Diagnostic, "severity">[];
  readonly warnings: Omit<Diagnostic, "severity">[];
  /** In the order of merging; `recordsByPath` gives them their keys. */
  readonly records: RecordList;
  /** The merged values of earlier rounds and of this one. */
  readonly memory: MergeMemory;
  /** What modules threw, including those of submodules. */
  readonly failures: Error[];
  readonly advice?: Advice | undefined;
  /** The definitions of renamed options under their new names, as definitions of the whole configuration for the next round. */
  readonly forwarded: Definition[];
}

/** Records. Those of a part that a merge memory returned unchanged are a list within the list. */
export type RecordList = (OptionRecord | RecordList)[];

export function recordsByPath(records: RecordList): Map<string, OptionRecord> {
  const byPath = new Map<string, OptionRecord>();
  const add = (list: RecordList) => {
    for (const one of list) {
      if (Array.isArray(one)) add(one);
      else byPath.set(pathKey(one.path), one);
    }
  };
  add(records);
  return byPath;
}

/** A path as a key of records: names may hold dots, but no zero byte. */
export const pathKey = (path: Path): string => path.join("\0");

/** systemd.services."a.b": names that are not plain are quoted. */
export const pathText = (path: Path): string =>
  path.map((name) => (/^[\w@:+-]{1,80}$/.test(name) ? name : JSON.stringify(shortened(name, 80)))).join(".");

export function record(
  context: MergeContext,
  path: Path,
  definitions: readonly Definition[],
  winners: readonly Definition[],
  value: unknown,
  unused: readonly Definition[] = [],
): void {
  context.records.push({ path, definitions, winners, value, ...(unused.length === 0 ? {} : { unused }) });
}
