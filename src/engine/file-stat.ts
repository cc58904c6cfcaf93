import type { fsutil } from "@moby/buildkit-proto";

/** A file of a solved tree, as ReadDir and StatFile report it. */
export interface FileStat {
  /** ReadDir: the name in the folder. */
  readonly path: string;
  readonly type: "file" | "directory" | "symlink" | "other";
  /** Permission bits with setuid, setgid and sticky, as Unix has them. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  /** Target of a symlink. */
  readonly target: string;
}

// Go's os.FileMode keeps its own bits above the nine permissions (io/fs, FileMode).
const DIRECTORY = 2 ** 31;
const SYMLINK = 2 ** 27;
const OTHER = 2 ** 26 + 2 ** 25 + 2 ** 24 + 2 ** 21 + 2 ** 19;
const SETUID = 2 ** 23;
const SETGID = 2 ** 22;
const STICKY = 2 ** 20;

export function fileStat(stat: fsutil.types.Stat.$Properties): FileStat {
  const bits = stat.mode ?? 0;
  const special = (bits & SETUID ? 0o4000 : 0) | (bits & SETGID ? 0o2000 : 0) | (bits & STICKY ? 0o1000 : 0);
  return {
    path: stat.path ?? "",
    type: bits & DIRECTORY ? "directory" : bits & SYMLINK ? "symlink" : bits & OTHER ? "other" : "file",
    mode: (bits & 0o777) | special,
    uid: stat.uid ?? 0,
    gid: stat.gid ?? 0,
    size: stat.size ?? 0,
    target: stat.linkname ?? "",
  };
}
