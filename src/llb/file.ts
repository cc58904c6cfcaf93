import { type Output, output, type State, type VertexOptions } from "./vertex.ts";

/** File changes made by the daemon itself: no image, no process, no platform. All actions make one layer. */
export interface FileOperation {
  readonly kind: "file";
  readonly base: State;
  readonly actions: readonly FileAction[];
}

export type FileAction = MakeFile | MakeDirectory | CopyFiles;

interface Stamp {
  /** Whole seconds since 1970; without it the time is "now" (of a copy: the source's). */
  readonly mtime?: number;
}

export interface MakeFile extends Stamp {
  readonly action: "mkfile";
  readonly path: string;
  readonly data: Uint8Array;
  readonly mode: number;
}

export interface MakeDirectory extends Stamp {
  readonly action: "mkdir";
  readonly path: string;
  readonly mode: number;
  readonly parents: boolean;
}

export interface CopyFiles extends Stamp {
  readonly action: "copy";
  readonly from: Output;
  readonly src: string;
  readonly dest: string;
  /** Permission bits for every copied entry; without them modes are kept. */
  readonly mode?: number;
  /** Copy what is in the folder `src`, not the folder. */
  readonly contents?: boolean;
  /** Extract `src` if it is an archive. */
  readonly unpack?: boolean;
  readonly createDestination?: boolean;
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
}

/** A new file in an existing folder; mode 0644 by default. */
export function mkfile(path: string, data: string | Uint8Array, options: Stamp & { mode?: number } = {}): MakeFile {
  return { mode: 0o644, ...options, action: "mkfile", path, data: typeof data === "string" ? Buffer.from(data) : data };
}

/** A new folder; mode 0755 and no missing parents by default. An existing one stays as it is. */
export function mkdir(path: string, options: Stamp & { mode?: number; parents?: boolean } = {}): MakeDirectory {
  return { mode: 0o755, parents: false, ...options, action: "mkdir", path };
}

/** `dest` is created with its parents unless `createDestination` is false. */
export function copy(
  from: Output,
  src: string,
  dest: string,
  options: Omit<CopyFiles, "action" | "from" | "src" | "dest"> = {},
): CopyFiles {
  return { createDestination: true, ...options, action: "copy", from, src, dest };
}

/** `base` with the actions done one after the other. */
export function file(base: State, actions: readonly FileAction[], options: VertexOptions = {}): Output {
  if (actions.length === 0) throw new Error("a file step needs an action");
  const copied = actions.flatMap((action) => (action.action === "copy" ? [action.from] : []));
  return output({ kind: "file", base, actions }, [base, ...copied], options);
}
