import { createHash } from "node:crypto";
import { FormatError } from "../../nix/format-error.ts";
import type { NarHandler } from "../../nix/nar/handler.ts";
import { type ContentHash, sha256Of } from "../../nix/nar-hash.ts";

/**
 * Passes on an archive of one file, which must not be executable and must have a certain hash. The content address of a
 * file (`text:`, `fixed:sha256:`) covers neither folders nor the executable bit.
 */
export class SingleFile implements NarHandler {
  readonly #next: NarHandler;
  readonly #wanted: ContentHash;
  readonly #hash = createHash("sha256");

  constructor(next: NarHandler, wanted: ContentHash) {
    this.#next = next;
    this.#wanted = wanted;
  }

  file(name: string, executable: boolean, size: number): void {
    if (executable) throw new FormatError("it is executable, which its content address does not cover");
    this.#next.file(name, executable, size);
  }

  data(bytes: Uint8Array): void {
    this.#hash.update(bytes);
    this.#next.data(bytes);
  }

  endFile(): void {
    const actual = sha256Of(this.#hash.digest());
    if (actual !== this.#wanted) throw new FormatError(`its contents have the hash ${actual}, not ${this.#wanted}`);
    this.#next.endFile();
  }

  directory(): void {
    throw new FormatError("it is a folder, but its content address is that of a file");
  }

  endDirectory(): void {}

  symlink(): void {
    throw new FormatError("it is a symlink, but its content address is that of a file");
  }
}
