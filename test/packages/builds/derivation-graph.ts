import type { Derivation } from "../../../src/nix/derivation.ts";
import type { Derivations } from "../../../src/steps/evaluate/answers.ts";
import { derivationOf, printDerivation } from "../../nix/derivation-text.ts";
import { pathOf } from "../fake-cache.ts";

/** What a derivation is built from, and what it makes. */
interface DerivationNode {
  /** Outputs of others: "glibc" is its out, "glibc.dev" another. */
  readonly inputs?: readonly string[];
  readonly sources?: readonly string[];
  /** Outputs beside "out". */
  readonly outputs?: readonly string[];
  /** The name of what it makes, where another derivation makes the same. */
  readonly makes?: string;
  readonly changes?: Partial<Derivation>;
}

export type DerivationGraph = Readonly<Record<string, DerivationNode | readonly string[]>>;

/** The .drv file of a name. */
export const drv = (name: string) => pathOf(`${name}.drv`);

/** "glibc" and "out" of "glibc"; "glibc" and "dev" of "glibc.dev". */
function reference(text: string): readonly [name: string, output: string] {
  const [name = "", output = "out"] = text.split(".");
  return [name, output];
}

/** The store path of "glibc" or "glibc.dev". */
export function outputPath(text: string) {
  const [name, output] = reference(text);
  return pathOf(output === "out" ? name : `${name}-${output}`);
}

const nodeOf = (node: DerivationGraph[string]): DerivationNode => ("length" in node ? { inputs: node } : node);

/** The derivation of each name. Inputs alone may stand for the whole of one. */
export function derivationsOf(graph: DerivationGraph): Map<string, Derivation> {
  return new Map(
    Object.entries(graph).map(([name, given]) => {
      const { inputs = [], sources = [], outputs = [], makes = name, changes = {} } = nodeOf(given);
      const inputDerivations = new Map<string, string[]>();
      for (const [input, output] of inputs.map(reference)) {
        const { path } = drv(input);
        inputDerivations.set(path, [...(inputDerivations.get(path) ?? []), output]);
      }
      const derivation = derivationOf({
        outputs: new Map(
          ["out", ...outputs].map((output) => [
            output,
            { path: outputPath(output === "out" ? makes : `${makes}.${output}`), hashAlgorithm: "", hash: "" },
          ]),
        ),
        inputDerivations,
        inputSources: sources.map(pathOf),
        ...changes,
      });
      return [name, derivation];
    }),
  );
}

/** What an evaluation says of them: the text of each .drv file. */
export function filesOf(graph: DerivationGraph): Derivations["files"] {
  return Object.fromEntries(
    Array.from(derivationsOf(graph), ([name, derivation]) => [drv(name).path, printDerivation(derivation)]),
  );
}
