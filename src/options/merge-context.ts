import { at, DeclError, type Diagnostic, type Place } from "../text/diagnostic.ts";
import { shortened } from "../text/visible-text.ts";
import type { TypeDescriptor } from "../value/type-descriptor.ts";
import type { Definition } from "./definition.ts";
import type { MergeMemory } from "./merge-memory.ts";
import { misfitHint, shortText } from "./misfit.ts";

export type Path = readonly string[];

/** What was said of an option, for places in messages and for `decl explain`. */
export interface OptionRecord {
  readonly path: Path;
  /** All definitions with true conditions, the option's default left out. */
  readonly definitions: readonly Definition[];
  /** Those that make the value. */
  readonly winners: readonly Definition[];
  readonly value: unknown;
  /** Those of the option itself whose condition does not hold; what they would say is not known. */
  readonly unused?: readonly Definition[];
}

/** What is known of options that there are not. */
export interface Advice {
  /** What to do instead of one that is known from elsewhere. */
  readonly absent: (path: Path) => string | undefined;
  /** What to do where no option has a name that is near. */
  readonly group: (path: Path) => string | undefined;
}

/** What one round of merging needs and finds out. */
export interface MergeContext {
  /** The merged configuration of the round before, at a path: undefined in the first round. */
  readonly previous: (path: Path) => unknown;
  readonly problems: Omit<Diagnostic, "severity">[];
  readonly warnings: Omit<Diagnostic, "severity">[];
  /** In the order of merging; `recordsByPath` gives them their keys. */
  readonly records: RecordList;
  /** What options came to in the rounds before, and in this one. */
  readonly memory: MergeMemory;
  /** What modules threw, those of submodules too. */
  readonly failures: Error[];
  readonly advice?: Advice | undefined;
  /** Definitions of renamed options, as definitions of the whole configuration: they count in the next round. */
  readonly forwarded: Definition[];
}

/** Records, and those of parts that are as they were in the round before, which are a list of their own. */
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

/** Says that a definition does not fit, and what it is instead. */
export function wrongType(
  context: MergeContext,
  path: Path,
  { place, value }: Pick<Definition, "place" | "value">,
  expected: string,
  type?: TypeDescriptor,
): undefined {
  const said =
    value.kind === "module"
      ? { message: "a function is not a configuration value", hint: "call it, and use what it returns" }
      : { message: `must be ${expected}`, hint: misfitHint(value, type) };
  context.problems.push({ code: "wrong-type", ...said, path, ...at(place) });
  return undefined;
}

/** What a module or a function of one threw, with the option that it is for, and its place, where it has none itself. */
export function failureOf(error: unknown, path: Path, place: Place | undefined): Error {
  if (!(error instanceof DeclError)) return error instanceof Error ? error : new Error(String(error));
  const [first, ...others] = error.diagnostics.map((one) => ({
    ...one,
    ...(one.path === undefined || one.path.length === 0 ? { path } : {}),
    ...at(one.place ?? place),
  }));
  return first === undefined ? error : new DeclError(first, ...others);
}

/** Says that definitions contradict each other, with the place and value of each. */
export function conflict(context: MergeContext, path: Path, definitions: readonly Definition[]): undefined {
  const says = definitions.map(({ place, module, value }) => {
    const where = place === undefined ? module : `${place.file}:${place.start.line}:${place.start.column}`;
    return `${where} says ${shortText(value)}`;
  });
  context.problems.push({
    code: "conflicting-definitions",
    message: `has conflicting definitions: ${says.join(", ")}`,
    path,
    ...at(definitions.find(({ place }) => place !== undefined)?.place),
    hint: "lib.mkForce makes one of them win, lib.mkDefault makes one of them yield",
  });
  return undefined;
}
