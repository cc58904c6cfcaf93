import type { Place } from "../text/diagnostic.ts";
import type { ExecOperation } from "./exec.ts";
import type { FileOperation } from "./file.ts";
import type { ForeignOperation } from "./foreign.ts";
import type { MergeOperation } from "./merge.ts";
import type { SourceOperation } from "./source.ts";

export type Digest = `sha256:${string}`;

/** OCI's platform, e.g. { os: "linux", architecture: "arm", variant: "v7" }. */
export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string | undefined;
  readonly osVersion?: string | undefined;
}

/** The empty file system. It has no vertex. */
export const scratch = "scratch" as const;

/** One file system that a vertex makes. */
export interface Output {
  readonly vertex: Vertex;
  /** Number of the output, from 0. */
  readonly index: number;
}

/** What an operation can start from. */
export type State = Output | typeof scratch;

export type Operation = SourceOperation | ExecOperation | FileOperation | MergeOperation | ForeignOperation;

/** A step of the graph: what is hashed (`op`, `inputs`) and what is told about it (`options`). */
export interface Vertex {
  readonly op: Operation;
  /** In the order in which the operation mentions them, scratch left out; the same output may be there twice. */
  readonly inputs: readonly Output[];
  readonly options: VertexOptions;
}

/** What is outside a vertex's digest; equal vertices share it (the first name wins). */
export interface VertexOptions {
  /** The step's line in the progress output. */
  readonly name?: string;
  /** Further description keys, e.g. "com.docker.dockerfile.v1.command". */
  readonly description?: Readonly<Record<string, string>>;
  /** Steps with one group id are one line of the progress output. */
  readonly group?: { readonly id: string; readonly name: string; readonly weak?: boolean };
  /** Run this step even when its result is in the cache. */
  readonly ignoreCache?: boolean;
  /** The places of the declaration that asked for this step; a failure shows them. */
  readonly places?: readonly Place[];
}

/** The first output of a new vertex with the given operation. */
export function output(op: Operation, inputs: readonly State[], options: VertexOptions): Output {
  return { vertex: { op, inputs: inputs.filter((state) => state !== scratch), options }, index: 0 };
}
