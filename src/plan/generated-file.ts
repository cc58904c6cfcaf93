/** A file, folder or link that the image gets beside its store paths. Its time is always 1 s after 1970, as in the store. */
export type GeneratedFile = {
  /** Absolute, without a trailing slash. */
  readonly path: string;
  readonly uid: number;
  readonly gid: number;
} & (
  | { readonly type: "file"; readonly mode: number; readonly text: string }
  | { readonly type: "directory"; readonly mode: number }
  | { readonly type: "symlink"; readonly target: string }
);

const ROOT = { uid: 0, gid: 0 };

export function textFile(path: string, text: string, mode = 0o644): GeneratedFile {
  return { type: "file", path, text, mode, ...ROOT };
}

export function directory(path: string, mode = 0o755): GeneratedFile {
  return { type: "directory", path, mode, ...ROOT };
}

/** What every container needs: a place for temporary files, and names for root and nobody. */
export function baseFiles(): GeneratedFile[] {
  return [
    directory("/tmp", 0o1777),
    directory("/etc"),
    textFile(
      "/etc/passwd",
      "root:x:0:0:System administrator:/root:/bin/sh\nnobody:x:65534:65534:Unprivileged account:/var/empty:/bin/false\n",
    ),
    textFile("/etc/group", "root:x:0:\nnogroup:x:65534:\n"),
    directory("/root", 0o700),
    directory("/var"),
    directory("/var/empty", 0o555),
  ];
}
