import { createHash } from "node:crypto";
import { mkdirSync, renameSync, utimesSync, writeFileSync } from "node:fs";
import { addedPath } from "../../nix/content-address.ts";
import { FormatError } from "../../nix/format-error.ts";
import { dumpNar } from "../../nix/nar/dump.ts";
import { NarReader } from "../../nix/nar/reader.ts";
import { sha256Of } from "../../nix/nar-hash.ts";
import { sizeText } from "../../text/size-text.ts";
import { foreignPrograms } from "../elf/foreign-programs.ts";
import { HelperFailure } from "../helper/failure.ts";
import { programOf } from "../helper/program.ts";
import { MTIME, Restore } from "../helper/restore.ts";
import { type AddedFacts, type AddSpec, addSpec } from "./spec.ts";

export const program = programOf(addSpec, add);

/**
 * Makes a store path of files, as `nix store add-path` does: named by the hash of their archive, in the form of the store.
 *
 * @throws HelperFailure for what no archive can hold
 */
export function add(spec: AddSpec, report: (line: string) => void): void {
  process.umask(0);
  const store = `${spec.output}/nix/store`;
  mkdirSync(store, { recursive: true, mode: 0o755 });
  // The name is known when all has been read, and the files are read once.
  const unnamed = `${store}/.unnamed`;
  const restore = new Restore(unnamed);
  const reader = new NarReader(restore);
  const hash = createHash("sha256");
  let narSize = 0;
  try {
    for (const piece of dumpNar(spec.source)) {
      hash.update(piece);
      reader.push(piece);
      narSize += piece.length;
    }
    reader.end();
    const narHash = sha256Of<"nar">(hash.digest());
    const { path } = addedPath(spec.name, narHash);
    renameSync(unnamed, `${store}/${path.base}`);
    const foreign = foreignPrograms(`${store}/${path.base}`, path.path);
    const facts: AddedFacts = { narHash, narSize, ...(foreign.length === 0 ? {} : { foreign }) };
    writeFileSync(spec.facts, JSON.stringify(facts));
    report(`${path.path} ${sizeText(narSize)}`);
  } catch (error) {
    throw error instanceof FormatError ? new HelperFailure(error.message.replaceAll(spec.source, spec.name)) : error;
  } finally {
    restore.close();
  }
  for (const folder of [store, `${spec.output}/nix`, spec.output]) utimesSync(folder, MTIME, MTIME);
}
