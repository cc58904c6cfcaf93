/** What an ELF file says, and what kind it is. */
export interface ElfParts {
  readonly interpreter?: string;
  readonly needed?: readonly string[];
  readonly runpath?: string;
  readonly rpath?: string;
  readonly machine?: number;
  readonly bits?: 1 | 2;
  /** 1 is an object file, 3 a program or library. */
  readonly type?: number;
}

/** Where it says that its bytes are loaded. */
const ADDRESS = 0x400000;

/** An ELF file of 64 bits, in little-endian, that has nothing but its headers, texts and dynamic section. */
export function elfFile({
  interpreter,
  needed = [],
  runpath,
  rpath,
  machine = 62,
  bits = 2,
  type = 3,
}: ElfParts): Buffer {
  const texts = [interpreter, ...needed, runpath, rpath].filter((text) => text !== undefined);
  const headers = 64 + 3 * 56;
  const strings = Buffer.from(`\0${texts.map((text) => `${text}\0`).join("")}`, "latin1");
  const at = (text: string) => strings.indexOf(`\0${text}\0`, 0, "latin1") + 1;
  const dynamicAt = headers + strings.length;
  const entries: [number, number][] = [
    ...needed.map((name): [number, number] => [1, at(name)]),
    ...(runpath === undefined ? [] : ([[29, at(runpath)]] as [number, number][])),
    ...(rpath === undefined ? [] : ([[15, at(rpath)]] as [number, number][])),
    [5, ADDRESS + headers],
    [0, 0],
  ];
  const dynamic = Buffer.alloc(entries.length * 16);
  for (const [index, [tag, value]] of entries.entries()) {
    dynamic.writeBigUInt64LE(BigInt(tag), index * 16);
    dynamic.writeBigUInt64LE(BigInt(value), index * 16 + 8);
  }
  const length = dynamicAt + dynamic.length;
  const parts = [
    { type: 1, offset: 0, size: length },
    { type: 2, offset: dynamicAt, size: dynamic.length },
    ...(interpreter === undefined
      ? []
      : [{ type: 3, offset: headers + at(interpreter), size: interpreter.length + 1 }]),
  ];
  const head = Buffer.alloc(headers);
  head.writeUInt32BE(0x7f454c46, 0);
  head.set([bits, 1], 4);
  head.writeUInt16LE(type, 16);
  head.writeUInt16LE(machine, 18);
  head.writeBigUInt64LE(64n, 32);
  head.writeUInt16LE(56, 54);
  head.writeUInt16LE(parts.length, 56);
  for (const [index, part] of parts.entries()) {
    const start = 64 + index * 56;
    head.writeUInt32LE(part.type, start);
    head.writeBigUInt64LE(BigInt(part.offset), start + 8);
    head.writeBigUInt64LE(BigInt(ADDRESS + part.offset), start + 16);
    head.writeBigUInt64LE(BigInt(part.size), start + 32);
  }
  return Buffer.concat([head, strings, dynamic]);
}
