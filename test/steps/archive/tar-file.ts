import { createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { type Header, pack } from "tar-stream";
import { onTestFinished } from "vitest";

/** An entry of an archive: a file with a text, or what its header says. */
export type TarEntry = Pick<Header, "name"> & Partial<Header> & { readonly text?: string };

/** A folder that is gone when the test is over. */
export function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "decl-archive-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes a tar archive with these entries, as they are said to be. */
export async function tarFile(
  entries: readonly TarEntry[],
  options: { readonly gzip?: boolean } = {},
): Promise<string> {
  const archive = pack();
  for (const { text = "", ...header } of entries) archive.entry(header, text);
  archive.finalize();
  const path = join(freshFolder(), "archive.tar");
  const bytes = Readable.from(archive);
  const file = createWriteStream(path);
  await (options.gzip === true ? pipeline(bytes, createGzip(), file) : pipeline(bytes, file));
  return path;
}

/** What a small package set has, in a folder of this name. */
export const setIn = (folder: string): TarEntry[] => [
  { name: `${folder}/`, type: "directory" },
  { name: `${folder}/default.nix`, text: "{ }\n" },
  { name: `${folder}/lib/`, type: "directory" },
  { name: `${folder}/lib/run.sh`, text: "#!/bin/sh\n", mode: 0o755 },
  { name: `${folder}/lib/same`, type: "symlink", linkname: "run.sh" },
];
