import { defined } from "../text/defined.ts";
import { type State, scratch } from "./vertex.ts";

/** One entry of an exec step's file tree; made by the functions below. */
export interface Mount {
  readonly type: "bind" | "tmpfs" | "cache" | "secret" | "ssh";
  readonly dest: string;
  readonly from: State;
  /** Path inside `from`. */
  readonly selector?: string | undefined;
  readonly readonly: boolean;
  /** Whether what the step leaves here is one of its outputs. */
  readonly isOutput: boolean;
  /** Whether the cache key is taken from the content of `from`; the daemon decides by default. */
  readonly contentCache?: "on" | "off";
  /** Of a cache. */
  readonly cacheId?: string;
  /** Of a tmpfs, in bytes. */
  readonly size?: number;
  /** What the client calls a secret or a key; it is no part of the cache key. */
  readonly clientId?: string;
}

export interface BindOptions {
  readonly selector?: string | undefined;
  readonly contentCache?: "on" | "off";
}

/** Files to read. */
export function readonlyMount(dest: string, from: State, options: BindOptions = {}): Mount {
  return { type: "bind", dest, from, readonly: true, isOutput: false, ...options };
}

/** Files to change, or to make from nothing; the result is an output of the step (`ExecStep.at(dest)`). */
export function outputMount(dest: string, from: State = scratch): Mount {
  return { type: "bind", dest, from, readonly: false, isOutput: true };
}

/**
 * A folder that outlives the build on this builder, empty at first: the same one for all steps that say its `id`, also at the
 * same time.
 */
export function cacheMount(dest: string, id: string): Mount {
  return { type: "cache", dest, from: scratch, readonly: false, isOutput: false, cacheId: id };
}

/** A file with a secret of the client, for root alone. The step fails where the client has none of that name. */
export function secretMount(dest: string, id: string): Mount {
  return { type: "secret", dest, from: scratch, readonly: false, isOutput: false, clientId: id };
}

/** The socket of an SSH agent of the client. The step fails where the client has none of that name. */
export function sshMount(dest: string, id: string): Mount {
  return { type: "ssh", dest, from: scratch, readonly: false, isOutput: false, clientId: id };
}

/** An empty file system in memory, as large as the daemon lets it be unless it has a size in bytes. */
export function tmpfsMount(dest: string, size?: number): Mount {
  return {
    type: "tmpfs",
    dest,
    from: scratch,
    readonly: false,
    isOutput: false,
    ...defined({ size }),
  };
}
