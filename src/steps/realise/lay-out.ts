import { createHash } from "node:crypto";
import { mkdirSync, utimesSync } from "node:fs";
import { FormatError } from "../../nix/format-error.ts";
import { dumpNar } from "../../nix/nar/dump.ts";
import { NarReader } from "../../nix/nar/reader.ts";
import { type NarHash, sha256Of } from "../../nix/nar-hash.ts";
import { STORE_DIR, type StorePath } from "../../nix/store-path.ts";
import { HelperFailure } from "../helper/failure.ts";
import { MTIME, Restore } from "../helper/restore.ts";

/**
 * Copies a store path to a tree of its own, in the form of the store: the store that it was made in has the places of the
 * inputs' mounts in it. Needs a umask of 0.
 *
 * @param from where it was made, or what is to be it
 * @param look is shown its archive
 * @throws HelperFailure where no archive, or no layer of an image, can hold it
 */
export function layOut(
  { path }: StorePath,
  folder: string,
  from: string,
  look: (piece: Uint8Array) => void = () => undefined,
): { readonly narHash: NarHash; readonly narSize: number } {
  mkdirSync(folder + STORE_DIR, { recursive: true, mode: 0o755 });
  const restore = new Restore(folder + path);
  const reader = new NarReader(restore);
  const hash = createHash("sha256");
  let narSize = 0;
  try {
    for (const piece of dumpNar(from)) {
      hash.update(piece);
      look(piece);
      reader.push(piece);
      narSize += piece.length;
    }
    reader.end();
  } catch (error) {
    throw error instanceof FormatError ? new HelperFailure(error.message) : error;
  } finally {
    restore.close();
  }
  for (const parent of [STORE_DIR, "/nix", ""]) utimesSync(folder + parent, MTIME, MTIME);
  return { narHash: sha256Of<"nar">(hash.digest()), narSize };
}
