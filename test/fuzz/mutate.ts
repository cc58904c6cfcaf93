/** Numbers that look random and are the same for the same seed (mulberry32). */
export function numbers(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** Bytes that readers trip over. */
const ODD = [
  "\0",
  "\n",
  "\r",
  " ",
  "\t",
  '"',
  "'",
  "\\",
  "/",
  "..",
  "-",
  "-1",
  "0",
  "1e999",
  "${",
  "}",
  "[",
  "{",
  "\u{FFFF}",
  "é",
  "\uFEFF",
];
/** Of an input, in bytes. */
export const MAX_LENGTH = 1 << 16;

/** Makes another input of one: some bytes go, come, change or are said again, or it goes on as another does. */
export function mutate(
  input: Uint8Array,
  random: (below: number) => number,
  others: readonly Uint8Array[],
  words: readonly string[] = [],
): Uint8Array {
  let made: Uint8Array = input;
  for (let steps = 1 + random(4); steps > 0; steps--) made = mutatedOnce(made, random, others, words);
  return made.subarray(0, MAX_LENGTH);
}

function mutatedOnce(
  input: Uint8Array,
  random: (below: number) => number,
  others: readonly Uint8Array[],
  words: readonly string[],
): Uint8Array {
  const at = random(input.length + 1);
  const end = Math.min(input.length, at + 1 + random(random(8) === 0 ? 400 : 12));
  const before = input.subarray(0, at);
  const after = input.subarray(at);
  const rest = input.subarray(end);
  const word = (from: readonly string[]) => Buffer.from(from[random(from.length)] ?? "");
  switch (random(8)) {
    case 0:
      return Buffer.concat([before, rest]);
    case 1:
      return Buffer.concat([before, Buffer.from([random(256)]), input.subarray(at + 1)]);
    case 2:
      return Buffer.concat([before, word(ODD), random(2) === 0 ? after : rest]);
    case 3:
      return Buffer.concat([before, word(words.length === 0 ? ODD : words), random(2) === 0 ? after : rest]);
    case 4: {
      const piece = input.subarray(at, end);
      return Buffer.concat([
        before,
        ...Array.from({ length: 1 + random(random(20) === 0 ? 3000 : 4) }, () => piece),
        after,
      ]);
    }
    case 5: {
      const other = others[random(others.length)] ?? input;
      return Buffer.concat([before, other.subarray(random(other.length + 1))]);
    }
    case 6: {
      const from = random(input.length + 1);
      return Buffer.concat([before, input.subarray(from, from + 1 + random(40)), after]);
    }
    default: {
      const changed = Buffer.from(input);
      if (at < changed.length) changed[at] = (changed[at] ?? 0) ^ (1 << random(8));
      return changed;
    }
  }
}
