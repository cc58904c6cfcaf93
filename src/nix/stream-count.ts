import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { FormatError } from "./format-error.ts";
import type { SniffedCompression } from "./sniff-compression.ts";

/** Bytes that a stream begins with. Others may stand in the middle of one by chance; no stream begins with something else. */
interface Beginning {
  /** Some of them that are always the same, and how many stand before these. */
  readonly fixed: Buffer;
  readonly before: number;
  readonly length: number;
  readonly isOne?: (bytes: Buffer, at: number) => boolean;
}

const fixed = (hex: string): Beginning => ({ fixed: Buffer.from(hex, "hex"), before: 0, length: hex.length / 2 });

/** After the head of a bzip2 stream: that of a block, or of its end. */
const BZIP2_NEXT = new Set(["314159265359", "177245385090"]);

/** Compressions of which streams, frames or members may stand in a row. */
const BEGINNINGS: Readonly<Record<SniffedCompression, readonly Beginning[]>> = {
  none: [],
  xz: [fixed("fd377a585a00")],
  gzip: [fixed("1f8b08")],
  zstd: [
    fixed("28b52ffd"),
    // One that is skipped: 50 to 5f, then these.
    { fixed: Buffer.from("2a4d18", "hex"), before: 1, length: 4, isOne: (bytes, at) => (bytes[at] ?? 0) >> 4 === 5 },
  ],
  bzip2: [
    {
      ...fixed("425a68"),
      length: 10,
      isOne: (bytes, at) => BZIP2_NEXT.has(bytes.toString("hex", at + 4, at + 10)),
    },
  ],
};

/** Programs write streams of megabytes; some pages more are no harm. */
const [AT_LEAST, BYTES_FOR_ONE] = [256, 4096];
const PIECE = 1 << 20;

/**
 * Refuses a file that is made of more streams than its size lets expect: an empty one takes a decoder as long as some
 * kilobytes, and is nine bytes long. Nothing is decoded for that.
 *
 * @throws FormatError
 */
export function refuseManyStreams(compression: SniffedCompression, file: string): void {
  const beginnings = BEGINNINGS[compression];
  if (beginnings.length === 0) return;
  const handle = openSync(file, "r");
  try {
    const { size } = fstatSync(handle);
    const most = AT_LEAST + Math.floor(size / BYTES_FOR_ONE);
    if (countStreams(handle, beginnings, most) > most) {
      throw new FormatError(`it has more than ${most} streams in ${size} bytes`);
    }
  } finally {
    closeSync(handle);
  }
}

/** How many beginnings there are, and no more than tells that there are more than `most`. */
function countStreams(file: number, beginnings: readonly Beginning[], most: number): number {
  const keep = Math.max(...beginnings.map(({ length }) => length)) - 1;
  const buffer = Buffer.alloc(keep + PIECE);
  let count = 0;
  // The last bytes of a piece stand before the next one. A beginning there is counted with the piece that it ends in.
  for (let held = 0; count <= most; ) {
    const read = readSync(file, buffer, held, PIECE, null);
    if (read === 0) break;
    const bytes = buffer.subarray(0, held + read);
    for (const beginning of beginnings) count += countIn(bytes, held, beginning);
    held = Math.min(keep, bytes.length);
    bytes.copy(buffer, 0, bytes.length - held);
  }
  return count;
}

/** Those that end after the first `held` bytes, which were looked through already. */
function countIn(bytes: Buffer, held: number, { fixed, before, length, isOne }: Beginning): number {
  let count = 0;
  for (let found = bytes.indexOf(fixed); found !== -1; found = bytes.indexOf(fixed, found + 1)) {
    const at = found - before;
    if (at < 0 || at + length > bytes.length || at + length <= held) continue;
    if (isOne === undefined || isOne(bytes, at)) count++;
  }
  return count;
}
