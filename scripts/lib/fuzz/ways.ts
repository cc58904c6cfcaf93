/** Which branches of a program have been taken, and in which orders of magnitude. */
export class Ways {
  /** For each branch the orders of magnitude in which it was taken by one input, as bits. */
  #known = new Uint8Array();

  /** How many branches were taken. */
  get reached(): number {
    return this.#known.reduce((sum, one) => sum + (one === 0 ? 0 : 1), 0);
  }

  /** Whether the branches that an input took, of so many, are more, or taken more often, than is known; then it is known. */
  takesNew(counts: Uint8Array | Uint32Array): boolean {
    if (this.#known.length === 0) this.#known = new Uint8Array(counts.length);
    let isNew = false;
    for (let branch = 0; branch < counts.length; branch++) {
      const times = counts[branch] ?? 0;
      if (times === 0) continue;
      const bit = 1 << Math.min(7, 31 - Math.clz32(times));
      const known = this.#known[branch] ?? 0;
      if ((known & bit) !== 0) continue;
      this.#known[branch] = known | bit;
      isNew = true;
    }
    return isNew;
  }
}
