import { type Digest, type Output, type State, scratch, type Vertex } from "./vertex.ts";

/** An input of an op as it is written: which op's which output. */
export interface InputEntry {
  readonly digest: Digest;
  readonly index: number;
}

/** The numbered inputs of one op; operations refer to states by these numbers, and to scratch by -1. */
export class InputTable {
  readonly entries: readonly InputEntry[];
  readonly #numbers = new Map<string, number>();
  readonly #digests: ReadonlyMap<Vertex, Digest>;

  /** Equal inputs get one number, unless `repeat` (merge counts each mention, as BuildKit's client does). */
  constructor(outputs: readonly Output[], digests: ReadonlyMap<Vertex, Digest>, repeat: boolean) {
    this.#digests = digests;
    const entries: InputEntry[] = [];
    for (const output of outputs) {
      const key = this.#key(output);
      if (this.#numbers.has(key) && !repeat) continue;
      this.#numbers.set(key, this.#numbers.get(key) ?? entries.length);
      entries.push({ digest: this.#digest(output), index: output.index });
    }
    this.entries = entries;
  }

  indexOf(state: State): number {
    if (state === scratch) return -1;
    const number = this.#numbers.get(this.#key(state));
    if (number === undefined) throw new Error("an operation uses a state that is not among its vertex's inputs");
    return number;
  }

  #key(output: Output): string {
    return `${output.index} ${this.#digest(output)}`;
  }

  #digest(output: Output): Digest {
    const digest = this.#digests.get(output.vertex);
    if (digest === undefined) throw new Error("an input was not marshalled before its user");
    return digest;
  }
}
