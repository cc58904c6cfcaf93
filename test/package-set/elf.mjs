/**
 * Reads what the kernel and the dynamic loader would ask of an ELF file.
 * Only 64-bit little-endian files: both of our systems are. Layout: elf(5).
 *
 * @param {Buffer} bytes the whole file
 * @returns {{ soname?: string, needed: string[], runpath: string[], interpreter?: string } | undefined} undefined: not a
 * dynamic ELF file, or one of another machine
 */
export function readDynamic(bytes) {
  if (bytes.length < 64 || bytes.readUInt32BE(0) !== 0x7f454c46 || bytes.readUInt16BE(4) !== 0x0201) return undefined;
  const headers = programHeaders(bytes);
  const dynamic = headers.find((header) => header.type === PT_DYNAMIC);
  if (!dynamic) return undefined;
  const entries = dynamicEntries(bytes, dynamic);
  const strings = entries.find((entry) => entry.tag === DT_STRTAB);
  if (!strings) return undefined;
  const table = fileOffset(headers, strings.value);
  const text = (/** @type {number} */ at) => bytes.toString("latin1", table + at, bytes.indexOf(0, table + at));
  const named = (/** @type {number} */ tag) => entries.filter((entry) => entry.tag === tag).map((e) => text(e.value));
  const interpreter = headers.find((header) => header.type === PT_INTERP);
  return {
    soname: named(DT_SONAME)[0],
    needed: named(DT_NEEDED),
    runpath: named(DT_RUNPATH).flatMap((path) => path.split(":")),
    interpreter: interpreter && bytes.toString("latin1", interpreter.offset, interpreter.offset + interpreter.size - 1),
  };
}

const PT_LOAD = 1;
const PT_DYNAMIC = 2;
const PT_INTERP = 3;
const DT_NEEDED = 1;
const DT_STRTAB = 5;
const DT_SONAME = 14;
const DT_RUNPATH = 29;

/** @param {Buffer} bytes */
function programHeaders(bytes) {
  const start = Number(bytes.readBigUInt64LE(32));
  const size = bytes.readUInt16LE(54);
  return Array.from({ length: bytes.readUInt16LE(56) }, (_, index) => {
    const at = start + index * size;
    return {
      type: bytes.readUInt32LE(at),
      offset: Number(bytes.readBigUInt64LE(at + 8)),
      address: Number(bytes.readBigUInt64LE(at + 16)),
      size: Number(bytes.readBigUInt64LE(at + 32)),
    };
  });
}

/** @param {Buffer} bytes @param {{ offset: number, size: number }} dynamic */
function dynamicEntries(bytes, dynamic) {
  return Array.from({ length: Math.floor(dynamic.size / 16) }, (_, index) => {
    const at = dynamic.offset + index * 16;
    return { tag: Number(bytes.readBigInt64LE(at)), value: Number(bytes.readBigUInt64LE(at + 8)) };
  });
}

/** @param {ReturnType<typeof programHeaders>} headers @param {number} address */
function fileOffset(headers, address) {
  const holder = headers.find((h) => h.type === PT_LOAD && address >= h.address && address < h.address + h.size);
  if (!holder) throw new Error(`no segment holds address ${address}`);
  return holder.offset + address - holder.address;
}
