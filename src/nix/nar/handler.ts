import type { RawName } from "./name.ts";

/**
 * What a reader tells of an archive, in its order. `name` is the entry's name in its folder, "" for the root. Names have
 * been checked: none is empty, ".", ".." or has a slash, and those of a folder strictly increase.
 */
export interface NarHandler {
  /** A folder begins; what follows is in it until `endDirectory`. */
  directory(name: RawName): void;
  endDirectory(): void;
  /** A file begins; `data` follows until `size` bytes have come, then `endFile`. */
  file(name: RawName, executable: boolean, size: number): void;
  /** A piece of the file's contents, never empty. The bytes are the reader's: copy what must outlive the call. */
  data(bytes: Uint8Array): void;
  endFile(): void;
  symlink(name: RawName, target: RawName): void;
}
