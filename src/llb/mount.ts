import { type State, scratch } from "./vertex.ts";

/** One entry of an exec step's file tree; made by the functions below. */
export interface Mount {
  readonly type: "bind" | "tmpfs" | "cache" | "secret" | "ssh";
  readonly dest: string;
  readonly from: State;
  /** Path inside `from`. */
  readonly selector?: string;
  readonly readonly: boolean;
  /** Whether what the step leaves here is one of its outputs. */
  readonly isOutput: boolean;
  /** Whether the cache key is taken from the content of `from`; the daemon decides by default. */
  readonly contentCache?: "on" | "off";
  /** Bytes, of a tmpfs. */
  readonly size?: number;
  readonly cache?: { readonly id: string; readonly sharing: CacheSharing };
  readonly file?: ClientFile;
}

export type CacheSharing = "shared" | "private" | "locked";

/** A secret, or an SSH agent's socket, that the client lends to a step. */
export interface ClientFile {
  readonly id: string;
  readonly uid?: number;
  readonly gid?: number;
  /** Default 0400 for a secret, 0600 for a socket. */
  readonly mode?: number;
  readonly optional?: boolean;
}

export interface BindOptions {
  readonly selector?: string;
  readonly contentCache?: "on" | "off";
}

/** Files to read. */
export function readonlyMount(dest: string, from: State, options: BindOptions = {}): Mount {
  return { type: "bind", dest, from, readonly: true, isOutput: false, ...options };
}

/** Files to change for this step only. */
export function temporaryMount(dest: string, from: State, options: BindOptions = {}): Mount {
  return { type: "bind", dest, from, readonly: false, isOutput: false, ...options };
}

/** Files to change, or to make from nothing; the result is an output of the step (`ExecStep.at(dest)`). */
export function outputMount(dest: string, from: State = scratch, options: BindOptions = {}): Mount {
  return { type: "bind", dest, from, readonly: false, isOutput: true, ...options };
}

/** An empty file system in memory; `size` in bytes, else the daemon's limit. */
export function tmpfsMount(dest: string, size = 0): Mount {
  return { type: "tmpfs", dest, from: scratch, readonly: false, isOutput: false, size };
}

/** A folder that outlives the build on this builder; `from` is what it begins with. */
export function cacheMount(dest: string, id: string, sharing: CacheSharing = "shared", from: State = scratch): Mount {
  return { type: "cache", dest, from, readonly: false, isOutput: false, cache: { id, sharing } };
}

export function secretMount(dest: string, file: ClientFile): Mount {
  return { type: "secret", dest, from: scratch, readonly: false, isOutput: false, file: { mode: 0o400, ...file } };
}

export function sshMount(dest: string, file: ClientFile): Mount {
  return { type: "ssh", dest, from: scratch, readonly: false, isOutput: false, file: { mode: 0o600, ...file } };
}
