import type { GeneratedFile } from "../value/generated-file.ts";

const ROOT = { uid: 0, gid: 0 };

export function textFile(path: string, text: string): GeneratedFile {
  return { type: "file", path, text, mode: 0o644, ...ROOT };
}

export function program(path: string, text: string): GeneratedFile {
  return { type: "file", path, text, mode: 0o755, ...ROOT };
}

export function folder(path: string, mode = 0o755): GeneratedFile {
  return { type: "directory", path, mode, ...ROOT };
}

export function link(path: string, target: string): GeneratedFile {
  return { type: "symlink", path, target, ...ROOT };
}
