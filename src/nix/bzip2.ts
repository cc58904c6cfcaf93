import { FormatError } from "./format-error.ts";

const BLOCK_MAGIC = 0x314159265359;
const END_MAGIC = 0x177245385090;
const SELECTOR_GROUP = 50;
const MAX_CODE_LENGTH = 20;
const PIECE = 1 << 18;

/**
 * Decodes bzip2, one stream or several in a row, and checks every CRC. Old binary caches hold a few archives in it;
 * neither Node nor the frontend image has a decoder, and none of those on npm is small and checks all.
 *
 * A block is undone in the reverse order of its making: Huffman codes, move-to-front with zero runs, Burrows-Wheeler,
 * runs of four or more equal bytes.
 *
 * @throws FormatError on anything but whole, sound streams
 */
export function* decodeBzip2(input: Uint8Array): Generator<Uint8Array> {
  const bits = new Bits(input);
  do {
    if (bits.read(24) !== 0x425a68) throw new FormatError("not a bzip2 stream");
    const level = bits.read(8) - 0x30;
    if (level < 1 || level > 9) throw new FormatError("a bzip2 stream of an unknown kind");
    const block = new Uint32Array(level * 100_000);
    let combined = 0;
    for (let magic = bits.read48(); magic !== END_MAGIC; magic = bits.read48()) {
      if (magic !== BLOCK_MAGIC) throw new FormatError("a damaged bzip2 block");
      const wanted = bits.read32();
      const crc = new Crc();
      yield* expandRuns(readBlock(bits, block), crc);
      if (crc.value() !== wanted) throw new FormatError("a bzip2 block with a wrong checksum");
      combined = (((combined << 1) | (combined >>> 31)) ^ wanted) >>> 0;
    }
    if (bits.read32() !== combined) throw new FormatError("a bzip2 stream with a wrong checksum");
    bits.align();
  } while (!bits.atEnd());
}

/** Big-endian bits. */
class Bits {
  readonly #input: Uint8Array;
  #at = 0;
  #held = 0;
  #count = 0;

  constructor(input: Uint8Array) {
    this.#input = input;
  }

  /** At most 24 bits, without taking them; zeros past the end. */
  peek(count: number): number {
    while (this.#count < count) {
      this.#held = (this.#held << 8) | (this.#input[this.#at++] ?? 0);
      this.#count += 8;
    }
    return (this.#held >>> (this.#count - count)) & ((1 << count) - 1);
  }

  skip(count: number): void {
    this.#count -= count;
    // Bytes that were only peeked at may lie past the end, bits that are taken may not.
    if (this.#at - (this.#count >> 3) > this.#input.length) {
      throw new FormatError("a bzip2 stream that is cut short");
    }
  }

  read(count: number): number {
    const value = this.peek(count);
    this.skip(count);
    return value;
  }

  read32(): number {
    return this.read(16) * 0x10000 + this.read(16);
  }

  read48(): number {
    return this.read(24) * 0x1000000 + this.read(24);
  }

  align(): void {
    this.#count -= this.#count % 8;
  }

  atEnd(): boolean {
    return this.#at - (this.#count >> 3) >= this.#input.length;
  }
}

/** The bytes of one block before run expansion. `block` is scratch of the stream's block size. */
function readBlock(bits: Bits, block: Uint32Array): Uint8Array {
  if (bits.read(1) === 1) throw new FormatError("a randomised bzip2 block, obsolete since 1997");
  const origin = bits.read(24);
  const symbols = readSymbols(bits);
  const endOfBlock = symbols.length + 1;
  const next = readCodes(bits, symbols.length + 2);

  const front = Uint8Array.from(symbols);
  const counts = new Uint32Array(257);
  let length = 0;
  const put = (byte: number, times: number) => {
    if (length + times > block.length) throw new FormatError("a bzip2 block that is too long");
    counts[byte + 1] = (counts[byte + 1] ?? 0) + times;
    for (const end = length + times; length < end; length++) block[length] = byte;
  };
  for (let run = 0, place = 1; ; ) {
    const symbol = next();
    if (symbol < 2) {
      // Zero runs are numbers in bijective base 2: RUNA adds 1, RUNB adds 2 times the place.
      run += place << symbol;
      place *= 2;
      if (run > block.length) throw new FormatError("a bzip2 block that is too long");
      continue;
    }
    if (run > 0) put(front[0] ?? 0, run);
    run = 0;
    place = 1;
    if (symbol === endOfBlock) break;
    const byte = front[symbol - 1] ?? 0;
    front.copyWithin(1, 0, symbol - 1);
    front[0] = byte;
    put(byte, 1);
  }
  if (origin >= length) throw new FormatError("a damaged bzip2 block");
  return undoBurrowsWheeler(block, length, counts, origin);
}

function undoBurrowsWheeler(block: Uint32Array, length: number, starts: Uint32Array, origin: number): Uint8Array {
  for (let byte = 1; byte < 257; byte++) starts[byte] = (starts[byte] ?? 0) + (starts[byte - 1] ?? 0);
  // The low byte of each cell stays the byte; the others become the place of its successor.
  for (let i = 0; i < length; i++) {
    const byte = (block[i] ?? 0) & 255;
    const place = starts[byte] ?? 0;
    starts[byte] = place + 1;
    block[place] = ((block[place] ?? 0) | (i << 8)) >>> 0;
  }
  const bytes = new Uint8Array(length);
  let cell = block[(block[origin] ?? 0) >>> 8] ?? 0;
  for (let i = 0; i < length; i++) {
    bytes[i] = cell;
    cell = block[cell >>> 8] ?? 0;
  }
  return bytes;
}

/** The bytes that occur in the block, ascending: the first state of move-to-front. */
function readSymbols(bits: Bits): number[] {
  const symbols: number[] = [];
  const rows = bits.read(16);
  for (let row = 0; row < 16; row++) {
    if ((rows & (0x8000 >> row)) === 0) continue;
    const columns = bits.read(16);
    for (let column = 0; column < 16; column++) if (columns & (0x8000 >> column)) symbols.push(row * 16 + column);
  }
  if (symbols.length === 0) throw new FormatError("a damaged bzip2 block");
  return symbols;
}

/** Reads the code tables and which of them each group of 50 symbols uses; returns a reader of symbols. */
function readCodes(bits: Bits, alphabet: number): () => number {
  const tables = bits.read(3);
  const selectorCount = bits.read(15);
  if (tables < 2 || tables > 6 || selectorCount === 0) throw new FormatError("a damaged bzip2 block");
  const order = Array.from({ length: tables }, (_, i) => i);
  const selectors = Array.from({ length: selectorCount }, () => {
    let place = 0;
    while (bits.read(1) === 1) if (++place === tables) throw new FormatError("a damaged bzip2 block");
    const [table = 0] = order.splice(place, 1);
    order.unshift(table);
    return table;
  });
  const codes = Array.from({ length: tables }, () => readCode(bits, alphabet));
  let used = 0;
  let code = codes[0];
  return () => {
    if (used % SELECTOR_GROUP === 0) code = codes[selectors[used / SELECTOR_GROUP] ?? -1];
    used++;
    if (code === undefined) throw new FormatError("a damaged bzip2 block");
    return code(bits);
  };
}

/** A canonical Huffman code from the lengths of its words, given as differences. */
function readCode(bits: Bits, alphabet: number): (bits: Bits) => number {
  let length = bits.read(5);
  const lengths = Array.from({ length: alphabet }, () => {
    while (bits.read(1) === 1) length += bits.read(1) === 1 ? -1 : 1;
    if (length < 1 || length > MAX_CODE_LENGTH) throw new FormatError("a damaged bzip2 block");
    return length;
  });
  const sorted = lengths.map((_, symbol) => symbol).sort((a, b) => (lengths[a] ?? 0) - (lengths[b] ?? 0) || a - b);
  const counts = new Uint32Array(MAX_CODE_LENGTH + 1);
  for (const each of lengths) counts[each] = (counts[each] ?? 0) + 1;
  // Words of one length are consecutive: below limits[size], a word of that size is symbol number word - offsets[size].
  const limits = new Int32Array(MAX_CODE_LENGTH + 1);
  const offsets = new Int32Array(MAX_CODE_LENGTH + 1);
  for (let size = 1, word = 0, index = 0; size <= MAX_CODE_LENGTH; size++, word *= 2) {
    offsets[size] = word - index;
    word += counts[size] ?? 0;
    index += counts[size] ?? 0;
    limits[size] = word;
  }
  return (from) => {
    const peeked = from.peek(MAX_CODE_LENGTH);
    for (let size = 1; size <= MAX_CODE_LENGTH; size++) {
      const word = peeked >>> (MAX_CODE_LENGTH - size);
      if (word >= (limits[size] ?? 0)) continue;
      from.skip(size);
      return sorted[word - (offsets[size] ?? 0)] ?? 0;
    }
    throw new FormatError("a damaged bzip2 block");
  };
}

/** Four equal bytes are followed by the number of more of them. */
function* expandRuns(bytes: Uint8Array, crc: Crc): Generator<Uint8Array> {
  let piece = new Uint8Array(PIECE);
  let length = 0;
  let last = -1;
  let equal = 0;
  for (const byte of bytes) {
    const times = equal === 4 ? byte : 1;
    const value = equal === 4 ? last : byte;
    equal = equal === 4 ? 0 : value === last ? equal + 1 : 1;
    last = equal === 0 ? -1 : value;
    piece.fill(value, length, length + times);
    length += times;
    if (length > PIECE - 256) {
      yield crc.update(piece.subarray(0, length));
      piece = new Uint8Array(PIECE);
      length = 0;
    }
  }
  if (length > 0) yield crc.update(piece.subarray(0, length));
}

/** CRC-32 with the highest bit first, unlike that of gzip. */
const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let i = 0; i < 8; i++) crc = crc < 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  return crc >>> 0;
});

class Crc {
  #crc = 0xffffffff;

  update(bytes: Uint8Array): Uint8Array {
    let crc = this.#crc;
    for (const byte of bytes) crc = (crc << 8) ^ (CRC_TABLE[(crc >>> 24) ^ byte] ?? 0);
    this.#crc = crc;
    return bytes;
  }

  value(): number {
    return ~this.#crc >>> 0;
  }
}
