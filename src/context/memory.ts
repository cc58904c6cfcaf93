/** What is kept of one kind; `make` gives what is there before anything is. */
export interface MemoryKey<Kept> {
  readonly make: () => Kept;
}

/** What was read in one build and may be wanted again. Each file that keeps something has a key of its own. */
export class Memory {
  readonly #kept = new Map<MemoryKey<unknown>, unknown>();

  /** What is kept under `key`, the same object each time. */
  of<Kept>(key: MemoryKey<Kept>): Kept {
    if (!this.#kept.has(key)) this.#kept.set(key, key.make());
    return this.#kept.get(key) as Kept; // what stands there was made by the same key
  }
}
