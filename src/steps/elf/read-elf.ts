import { closeSync, openSync, readSync } from "node:fs";
import { type RawName, rawPath } from "../../nix/nar/name.ts";

/** What a program or a library says of the files that it needs to start. Names are bytes, one character for each. */
export interface Elf {
  /** The number of the processor (e_machine): 62 is x86-64. */
  readonly machine: number;
  /** The loader of its libraries, such as "/lib64/ld-linux-x86-64.so.2". Libraries and what is linked statically have none. */
  readonly interpreter: string | undefined;
  /** Libraries, such as "libz.so.1". */
  readonly needed: readonly string[];
  /** Where it has them looked for, before the loader's own folders. May begin with "$ORIGIN". */
  readonly folders: readonly string[];
}

const HEADER = 64;
const [PROGRAM, LIBRARY] = [2, 3];
const [SEGMENT, DYNAMIC, INTERPRETER] = [1, 2, 3];
const [NEEDED, STRINGS, RPATH, RUNPATH] = [1, 5, 15, 29];

/** Bytes of the longest that is read of one thing. */
const MOST = 1 << 16;

/** What an ELF file of 64 bits, in little-endian, says (System V ABI, chapter 5). Undefined for all other files. */
export function readElf(path: RawName): Elf | undefined {
  const file = openSync(rawPath(path), "r");
  try {
    return parseElf((offset, length) => {
      const bytes = Buffer.alloc(Math.min(length, MOST));
      // What is nowhere in a file is read as nothing.
      return bytes.subarray(0, Number.isSafeInteger(offset) ? readSync(file, bytes, 0, bytes.length, offset) : 0);
    });
  } finally {
    closeSync(file);
  }
}

/** Reads bytes of the file, fewer at its end. */
type Read = (offset: number, length: number) => Buffer;

function parseElf(read: Read): Elf | undefined {
  const header = read(0, HEADER);
  if (header.length < HEADER || header.readUInt32BE(0) !== 0x7f454c46 || header[4] !== 2 || header[5] !== 1) return;
  if (![PROGRAM, LIBRARY].includes(header.readUInt16LE(16))) return;
  const parts = partsOf(header, read);
  const [interpreter] = parts
    .filter(({ type }) => type === INTERPRETER)
    .map((one) => textAt(read, one.offset, one.size));
  const [dynamic] = parts.filter(({ type }) => type === DYNAMIC);
  const entries = dynamic === undefined ? [] : entriesOf(read(dynamic.offset, dynamic.size));
  const valuesOf = (tag: number) => entries.flatMap((one) => (one.tag === tag ? [one.value] : []));
  const [strings] = valuesOf(STRINGS);
  const table = strings === undefined ? undefined : offsetOf(strings, parts);
  const textsOf = (tag: number) =>
    table === undefined ? [] : valuesOf(tag).flatMap((at) => textAt(read, table + at, MOST) ?? []);
  const runpath = textsOf(RUNPATH);
  // The older of the two counts where the other is not there.
  const folders = (runpath.length > 0 ? runpath : textsOf(RPATH)).flatMap((one) => one.split(":"));
  return {
    machine: header.readUInt16LE(18),
    interpreter,
    needed: textsOf(NEEDED),
    folders: folders.filter((folder) => folder !== ""),
  };
}

interface Part {
  readonly type: number;
  readonly offset: number;
  readonly address: number;
  /** Bytes in the file. */
  readonly size: number;
}

function partsOf(header: Buffer, read: Read): Part[] {
  const [offset, size, count] = [Number(header.readBigUInt64LE(32)), header.readUInt16LE(54), header.readUInt16LE(56)];
  if (size < 56) return [];
  const table = read(offset, size * count);
  return Array.from({ length: Math.floor(table.length / size) }, (_, index) => {
    const at = index * size;
    const number = (field: number) => Number(table.readBigUInt64LE(at + field));
    return { type: table.readUInt32LE(at), offset: number(8), address: number(16), size: number(32) };
  });
}

function entriesOf(table: Buffer): { readonly tag: number; readonly value: number }[] {
  const entries = Array.from({ length: Math.floor(table.length / 16) }, (_, index) => ({
    tag: Number(table.readBigUInt64LE(index * 16)),
    value: Number(table.readBigUInt64LE(index * 16 + 8)),
  }));
  const end = entries.findIndex(({ tag }) => tag === 0);
  return end === -1 ? entries : entries.slice(0, end);
}

/** Where in the file lies what is loaded at an address. */
function offsetOf(address: number, parts: readonly Part[]): number | undefined {
  const segment = parts.find((one) => {
    return one.type === SEGMENT && one.address <= address && address < one.address + one.size;
  });
  return segment && segment.offset + address - segment.address;
}

/** A text that ends with NUL, of fewer than `most` bytes. Undefined where it is empty or has no end. */
function textAt(read: Read, offset: number, most: number): string | undefined {
  const bytes = read(offset, Math.min(most, 4096));
  const end = bytes.indexOf(0);
  return end < 1 ? undefined : bytes.toString("latin1", 0, end);
}
