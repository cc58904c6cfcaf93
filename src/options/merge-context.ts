import { readablePlaceholders } from "../declaration/reference.ts";
import type { Value } from "../declaration/value.ts";
import { at, type Diagnostic, type Place } from "../diagnostic.ts";
import type { Definition } from "./definition.ts";

export type Path = readonly string[];

/** What was said of an option, for places in messages and for `decl explain`. */
export interface OptionRecord {
  readonly path: Path;
  /** All definitions with true conditions, the option's default left out. */
  readonly definitions: readonly Definition[];
  /** Those that make the value. */
  readonly winners: readonly Definition[];
  readonly value: unknown;
}

/** What one round of merging needs and finds out. */
export interface MergeContext {
  /** The merged configuration of the round before, at a path: undefined in the first round. */
  readonly previous: (path: Path) => unknown;
  readonly problems: Omit<Diagnostic, "severity">[];
  readonly warnings: Omit<Diagnostic, "severity">[];
  readonly records: Map<string, OptionRecord>;
  /** Definitions of renamed options, as definitions of the whole configuration: they count in the next round. */
  readonly forwarded: Definition[];
}

/** A path as a key of `records`: names may hold dots, but no zero byte. */
export const pathKey = (path: Path): string => path.join("\0");

/** systemd.services."a.b": names that are not plain are quoted. */
export const pathText = (path: Path): string =>
  path.map((name) => (/^[\w@:+-]+$/.test(name) ? name : JSON.stringify(name))).join(".");

/** Says that a definition does not fit, once for each place. */
export function wrongType(context: MergeContext, path: Path, place: Place | undefined, expected: string): undefined {
  context.problems.push({ code: "wrong-type", message: `must be ${expected}`, path, ...at(place) });
  return undefined;
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

/** A value in a few words, for messages. */
export function shortText(value: Value): string {
  switch (value.kind) {
    case "scalar": {
      const text = readablePlaceholders(JSON.stringify(value.value));
      return text.length > 60 ? `${text.slice(0, 59)}…` : text;
    }
    case "list":
      return `a list of ${value.items.length}`;
    case "attrs":
      return "an object";
    case "package":
      return `pkgs.${value.attributePath}`;
    case "storePath":
      return value.path;
    default:
      return `a ${value.kind}`;
  }
}
