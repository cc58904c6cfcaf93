import { createHash } from "node:crypto";
import { mkdirSync, statSync, utimesSync } from "node:fs";
import { availableParallelism } from "node:os";
import { decompress } from "../../nix/decompress.ts";
import { FormatError } from "../../nix/format-error.ts";
import { NarReader } from "../../nix/nar/reader.ts";
import { sha256Of } from "../../nix/nar-hash.ts";
import { sizeText } from "../../text/size-text.ts";
import { HelperFailure } from "../helper/failure.ts";
import { programOf } from "../helper/program.ts";
import { MTIME, Restore } from "../helper/restore.ts";
import { SingleFile } from "./single-file.ts";
import { type UnpackTask, unpackSpec } from "./spec.ts";

export const program = programOf(unpackSpec, ({ paths }, report) => unpack(paths, report));

/**
 * Unpacks archives to `<output>/nix/store/<name>` and checks size and hash of each as it is written. When it returns, all
 * of them are whole and sound; when it throws, the outputs are worth nothing.
 *
 * Decompression runs in processes of its own, one path's beside another's hashing and writing here, which is as fast as
 * two cores get: see bench/unpack.ts.
 *
 * @param report is called with one line per path
 * @throws HelperFailure that names the path, what was expected and what came
 */
export async function unpack(tasks: readonly UnpackTask[], report: (line: string) => void): Promise<void> {
  process.umask(0);
  const outputs = new Set(tasks.map((task) => task.output));
  for (const output of outputs) mkdirSync(`${output}/nix/store`, { recursive: true, mode: 0o755 });

  // The large ones first, so that none of them is left to run alone at the end.
  const queue = tasks.toSorted((a, b) => b.narSize - a.narSize);
  const failures: unknown[] = [];
  const worker = async () => {
    for (let task = queue.shift(); task !== undefined && failures.length === 0; task = queue.shift()) {
      try {
        const started = performance.now();
        await unpackOne(task, () => failures.length > 0);
        const seconds = ((performance.now() - started) / 1000).toFixed(1);
        const [packed, unpacked] = [statSync(task.nar).size, task.narSize].map(sizeText);
        report(`${task.storePath.name} ${packed}, unpacked ${unpacked} in ${seconds} s`);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  // One more than cores: while the decoders fill the cores, another path may wait for the disk.
  await Promise.all(Array.from({ length: availableParallelism() + 1 }, worker));
  if (failures.length > 0) throw failures[0];

  for (const output of outputs) {
    for (const folder of ["/nix/store", "/nix", ""]) utimesSync(`${output}${folder}`, MTIME, MTIME);
  }
}

async function unpackOne(task: UnpackTask, cancelled: () => boolean): Promise<void> {
  const { storePath, narSize, narHash, contentHash } = task;
  const restore = new Restore(`${task.output}/nix/store/${storePath.base}`);
  const reader = new NarReader(contentHash === undefined ? restore : new SingleFile(restore, contentHash));
  const hash = createHash("sha256");
  let size = 0;
  try {
    for await (const piece of decompress(task.compression, task.nar, narSize)) {
      if (cancelled()) throw new HelperFailure("another path could not be unpacked");
      size += piece.length;
      hash.update(piece);
      reader.push(piece);
      if (size > narSize) throw new FormatError(`the archive is larger than its NarSize of ${narSize} bytes`);
    }
    reader.end();
    if (size !== narSize) throw new FormatError(`the archive has ${size} bytes, but its NarSize is ${narSize}`);
    const actual = sha256Of(hash.digest());
    if (actual !== narHash) throw new FormatError(`the archive has the hash ${actual}, but its NarHash is ${narHash}`);
  } catch (error) {
    throw explain(error, task);
  } finally {
    restore.close();
  }
}

function explain(error: unknown, { storePath, nar }: UnpackTask): unknown {
  const isSystemError = error instanceof Error && "syscall" in error;
  if (!(error instanceof FormatError) && !isSystemError) return error;
  return new HelperFailure(`cannot unpack ${storePath.path} from ${nar}: ${error.message}`);
}
