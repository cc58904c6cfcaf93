const COMPRESSED = ["425a68", "1f8b08", "fd377a585a00", "28b52ffd"]; // bzip2, gzip, xz, zstd

/** Whether a file that starts so is an archive: compressed, or with the header of a tar, which has a checksum. */
export function isArchive(head: Buffer): boolean {
  if (COMPRESSED.some((magic) => head.toString("hex", 0, magic.length / 2) === magic)) return true;
  if (head.length < 512) return false;
  const header = head.subarray(0, 512);
  const checksum = Number.parseInt(header.toString("latin1", 148, 156).replace(/^[\0 ]+|[\0 ]+.*$/gs, ""), 8);
  // The checksum counts itself as blanks.
  const sum = header.reduce((total, byte, index) => total + (index >= 148 && index < 156 ? 0x20 : byte), 0);
  return checksum === sum;
}
