/**
 * Writes Node without what a build never uses: `node scripts/slim-node.ts NODE OUTPUT`. That is what only debuggers read,
 * which stands behind everything that is loaded, and ICU's languages and encodings but English. frontend.Dockerfile runs
 * this beside no other file, so it imports nothing of ours.
 */
import { readFileSync, writeFileSync } from "node:fs";

const [input = "", output = ""] = process.argv.slice(2);
const file = readFileSync(input);
const parts = withoutLanguages(file);
writeFileSync(output, parts, { mode: 0o755 });
console.log(`${output}: ${parts.length} bytes of ${file.length}`);

/** A program header of ELF (man 5 elf): 56 bytes, in 64 bits and little-endian, as both platforms have it. */
interface Segment {
  readonly type: number;
  readonly flags: number;
  readonly offset: number;
  readonly address: number;
  readonly inFile: number;
  readonly inMemory: number;
  readonly align: number;
}

/** Of a range of the file that is left out, and of all segments but the one that it is in, both ends are on such a page. */
function withoutLanguages(bytes: Buffer): Buffer {
  const [LOAD, NOTE, PAGE] = [1, 4, 0x10000];
  if (bytes.readUInt32BE(0) !== 0x7f454c46 || bytes[4] !== 2) throw new Error(`${input} is no 64-bit ELF program`);
  const segments = readSegments(bytes);
  const end = Math.max(...segments.filter(({ type }) => type === LOAD).map(({ offset, inFile }) => offset + inFile));

  const { start, length, left } = findIcu(bytes);
  left.copy(bytes, start);
  const from = roundUp(start + left.length, PAGE);
  const to = roundUp(start + length - PAGE, PAGE);
  const gap = to - from;
  const around = segments.find(
    ({ type, offset, inFile }) => type === LOAD && offset <= start && from < to && to < offset + inFile,
  );
  if (around === undefined) throw new Error(`${input} has ICU's data where it was not expected`);

  // The note, which names the build, gives its place to the second half of the segment.
  const later = segments
    .filter(({ type }) => type !== NOTE)
    .map((segment) => (segment.offset >= to ? { ...segment, offset: segment.offset - gap } : segment));
  const at = later.indexOf(around);
  const skipped = to - around.offset;
  const size = around.inFile - skipped;
  const second = { ...around, offset: from, address: around.address + skipped, inFile: size, inMemory: size };
  const first = { ...around, inFile: from - around.offset, inMemory: from - around.offset };
  later.splice(at, 1, first, second);
  if (later.length > segments.length) throw new Error(`${input} has no note`);
  writeSegments(bytes, later);
  return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to, end)]);
}

function readSegments(bytes: Buffer): Segment[] {
  const table = Number(bytes.readBigUInt64LE(32));
  return Array.from({ length: bytes.readUInt16LE(56) }, (_, index) => {
    const at = table + index * 56;
    const number = (field: number) => Number(bytes.readBigUInt64LE(at + field));
    return {
      type: bytes.readUInt32LE(at),
      flags: bytes.readUInt32LE(at + 4),
      offset: number(8),
      address: number(16),
      inFile: number(32),
      inMemory: number(40),
      align: number(48),
    };
  });
}

/** Sections are gone with their names: what loads a program reads segments alone. */
function writeSegments(bytes: Buffer, segments: readonly Segment[]): void {
  const table = Number(bytes.readBigUInt64LE(32));
  for (const [index, { type, flags, ...numbers }] of segments.entries()) {
    const { offset, address, inFile, inMemory, align } = numbers;
    const at = table + index * 56;
    bytes.writeUInt32LE(type, at);
    bytes.writeUInt32LE(flags, at + 4);
    for (const [field, number] of [offset, address, address, inFile, inMemory, align].entries()) {
      bytes.writeBigUInt64LE(BigInt(number), at + 8 + field * 8);
    }
  }
  bytes.writeUInt16LE(segments.length, 56);
  bytes.writeBigUInt64LE(0n, 40); // where sections are, how many, and which has their names
  bytes.writeUInt16LE(0, 60);
  bytes.writeUInt16LE(0, 62);
}

/**
 * ICU's data (its icudata.h and ucmndata.h): a header that says its own length, then how many items there are, for each
 * where its name and its bytes are, the names, and the bytes. Items are in the order of their names.
 */
function findIcu(bytes: Buffer): { readonly start: number; readonly length: number; readonly left: Buffer } {
  // Its length 144, a magic number, and the form of the data.
  const start = bytes.indexOf(Buffer.from("9000da271400000000000200436d6e44", "hex"));
  if (start === -1) throw new Error(`${input} has no data of ICU`);
  const table = start + bytes.readUInt16LE(start);
  const count = bytes.readUInt32LE(table);
  const items = Array.from({ length: count }, (_, index) => {
    const name = table + bytes.readUInt32LE(table + 4 + index * 8);
    const from = table + bytes.readUInt32LE(table + 8 + index * 8);
    // Where the last one ends is told nowhere, so it goes: a language.
    const to = index + 1 < count ? table + bytes.readUInt32LE(table + 16 + index * 8) : from;
    return { name: bytes.toString("latin1", name, bytes.indexOf(0, name)), from, to };
  });
  const kept = items.filter(({ name }) => isWanted(name.slice(name.indexOf("/") + 1)));
  const left = Buffer.concat([bytes.subarray(start, table), packed(bytes, kept)]);
  return { start, length: (items.at(-1)?.from ?? 0) - start, left };
}

function isWanted(name: string): boolean {
  if (/\.(?:cnv|dict)$/.test(name) || name.startsWith("translit/")) return false;
  if (name.includes("/")) return !name.endsWith(".res") || /\/(?:root|en|pool|res_index)\.res$/.test(name);
  return /^(?:root|en|en_US|en_US_POSIX)\.res$/.test(name) || !/^[a-z]{2,3}(?:_\w+)?\.res$/.test(name);
}

function packed(
  bytes: Buffer,
  items: readonly { readonly name: string; readonly from: number; readonly to: number }[],
): Buffer {
  const entries = Buffer.alloc(4 + items.length * 8);
  entries.writeUInt32LE(items.length);
  const names = Buffer.from(items.map(({ name }) => `${name}\0`).join(""), "latin1");
  const parts: Buffer[] = [entries, names];
  let [name, at] = [entries.length, entries.length + names.length];
  for (const [index, item] of items.entries()) {
    const free = Buffer.alloc(roundUp(at, 16) - at);
    const data = bytes.subarray(item.from, item.to);
    entries.writeUInt32LE(name, 4 + index * 8);
    entries.writeUInt32LE(at + free.length, 8 + index * 8);
    parts.push(free, Buffer.from(data));
    name += item.name.length + 1;
    at += free.length + data.length;
  }
  return Buffer.concat(parts);
}

function roundUp(number: number, to: number): number {
  return Math.ceil(number / to) * to;
}
