import type { Config } from "../lib/options.gen.d.ts";
import type { GeneratedFile } from "../value/generated-file.ts";

type FileOption = Config["image"]["files"][string];

const DEFAULT_MODES = { file: 0o644, directory: 0o755, symlink: 0 };

/** `image.files` in the order of paths, so that folders come before what is in them. */
export function generatedFiles(files: Config["image"]["files"]): GeneratedFile[] {
  return Object.entries(files)
    .map(([path, file]) => generatedFile(path.replace(/(?<=[^/])\/+$/, ""), file))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

function generatedFile(path: string, file: FileOption): GeneratedFile {
  const { type, sources, text, target, uid, gid } = file;
  const mode = file.mode === null ? DEFAULT_MODES[type] : Number.parseInt(file.mode, 8);
  switch (type) {
    case "file":
      return { type, path, uid, gid, mode, ...(sources.length === 0 ? {} : { sources }), text };
    case "directory":
      return { type, path, uid, gid, mode };
    case "symlink":
      return { type, path, uid, gid, target };
  }
}
