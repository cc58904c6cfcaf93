import { type Derivation, parseDerivation } from "../../nix/derivation.ts";
import { FormatError } from "../../nix/format-error.ts";
import { parseNarHash } from "../../nix/nar-hash.ts";
import type { PathInfo } from "../../nix/serve-protocol.ts";
import { parseStorePath, type StorePath } from "../../nix/store-path.ts";
import type { Derivations } from "../../steps/evaluate/answers.ts";
import { defined } from "../../text/defined.ts";

/** A derivation and the path of its .drv file. */
export interface KnownDerivation {
  readonly path: StorePath;
  readonly derivation: Derivation;
}

/** The derivations and sources that an evaluation has found for its names. */
export interface DerivationTable {
  /** The derivation of a .drv file. Throws a FormatError if there is none or it cannot be parsed. */
  get(path: string): KnownDerivation;
  /** The derivation that has a store path as an output; undefined if there is none. */
  makerOf(path: StorePath): KnownDerivation | undefined;
  /** The files that the evaluation has put into the store, by store path. */
  readonly sources: ReadonlyMap<string, PathInfo>;
}

/** Reads the answer of an evaluation. Each derivation is parsed when it is first needed. Throws a FormatError. */
export function derivationTable({ files, sources }: Pick<Derivations, "files" | "sources">): DerivationTable {
  const known = new Map<string, KnownDerivation>();
  const get = (path: string): KnownDerivation => {
    const before = known.get(path);
    if (before !== undefined) return before;
    const text = Object.hasOwn(files, path) ? files[path] : undefined;
    if (text === undefined) throw new FormatError(`evaluation has no derivation ${path}`);
    const read = { path: parseStorePath(path), derivation: parseDerivation(text) };
    known.set(path, read);
    return read;
  };
  let makers: Map<string, string> | undefined;
  return {
    get,
    makerOf: ({ path }) => {
      makers ??= makersIn(files);
      const maker = makers.get(path);
      return maker === undefined ? undefined : get(maker);
    },
    sources: new Map(sources.map((source) => [source.path, sourceOf(source)])),
  };
}

/**
 * The derivation of each output. Most derivations are never built, so only their outputs are read. Several derivations may have the same
 * output, since the path of a source does not depend on how it is fetched; then the one with the shortest chain of inputs is taken.
 * Example: boot.drv fetches curl's source without curl, and fetch.drv fetches the same source with curl. With fetch.drv, curl would need
 * itself, so it must be boot.drv.
 */
function makersIn(files: Readonly<Record<string, string>>): Map<string, string> {
  const makers = new Map<string, string>();
  const height = heightsIn(files);
  const isBefore = (a: string, b: string) => (height(a) === height(b) ? a < b : height(a) < height(b));
  for (const [path, text] of Object.entries(files)) {
    const [head = ""] = /^Derive\(\[[^\]]*\]/.exec(text) ?? [];
    for (const [, output = ""] of head.matchAll(/\("[^"]*","(\/nix\/store\/[^"]*)"/g)) {
      const other = makers.get(output);
      if (other === undefined || isBefore(path, other)) makers.set(output, path);
    }
  }
  return makers;
}

/** The length of the longest chain of inputs of a derivation, itself included. */
function heightsIn(files: Readonly<Record<string, string>>): (path: string) => number {
  const heights = new Map<string, number>();
  const inputsOf = (path: string) =>
    Array.from((files[path] ?? "").matchAll(/\("([^"\\]+\.drv)",\[/g), ([, input = ""]) => input);
  return (start) => {
    // An explicit stack, since a chain of derivations may be longer than JavaScript's call stack.
    const stack = heights.has(start) ? [] : [{ path: start, inputs: inputsOf(start), next: 0 }];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const input = top.inputs[top.next++];
      if (input === undefined) {
        heights.set(top.path, 1 + Math.max(0, ...top.inputs.map((one) => heights.get(one) ?? 0)));
        stack.pop();
      } else if (!heights.has(input)) stack.push({ path: input, inputs: inputsOf(input), next: 0 });
    }
    return heights.get(start) ?? 0;
  };
}

function sourceOf({ path, narHash, narSize, references, ca }: Derivations["sources"][number]): PathInfo {
  return {
    path: parseStorePath(path),
    narHash: parseNarHash(narHash),
    narSize,
    references: references.map(parseStorePath),
    ...defined({ ca }),
  };
}
