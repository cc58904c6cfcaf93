import type { Mount } from "./mount.ts";
import { type Output, output, type Platform, type VertexOptions } from "./vertex.ts";
import { compareBytes } from "./wire.ts";

/** A process in a container, with the folder "/" as its own. */
export interface ExecOperation {
  readonly kind: "exec";
  readonly args: readonly string[];
  /** "KEY=value" */
  readonly env: readonly string[];
  /** Delete the mount points that the runtime had to make. */
  readonly removeMountStubs?: boolean;
  readonly network: "sandbox" | "host" | "none";
  /** Further lines of /etc/hosts. */
  readonly extraHosts?: readonly { readonly name: string; readonly address: string }[];
  readonly ulimits?: readonly { readonly name: string; readonly soft: number; readonly hard: number }[];
  readonly cgroupParent?: string;
  /** A text that the program has as NO_PROXY: of a step's environment it is what the cache key leaves out (ExecOp.CacheMap of BuildKit). */
  readonly unkeyed?: string | undefined;
  /** Sorted by destination, as BuildKit's client does: a parent comes before what is mounted inside it. */
  readonly mounts: readonly Mount[];
  readonly platform: Platform | "default";
}

/** `env` may be a record (then it is sorted by name); `network` is "none" by default. */
export type ExecOptions = Partial<Omit<ExecOperation, "kind" | "env" | "args" | "mounts">> & {
  readonly args: readonly string[];
  readonly mounts: readonly Mount[];
  readonly env?: readonly string[] | Readonly<Record<string, string>>;
} & VertexOptions;

/** A step and its outputs. */
export interface ExecStep {
  /** The output of the mount at this destination. */
  at(dest: string): Output;
}

/** Throws when there is no mount at "/", two at one place, or nothing to run. */
export function exec(options: ExecOptions): ExecStep {
  const mounts = options.mounts.toSorted((a, b) => compareBytes(a.dest, b.dest));
  if (options.args.length === 0) throw new Error("exec needs something to run");
  if (mounts.length !== new Set(mounts.map((mount) => mount.dest)).size) throw new Error("two mounts at one place");
  if (mounts.find((mount) => mount.dest === "/")?.type !== "bind") throw new Error('exec needs a bind mount at "/"');

  const env = options.env ?? [];
  const op: ExecOperation = {
    ...options,
    kind: "exec",
    network: options.network ?? "none",
    platform: options.platform ?? "default",
    env: isList(env) ? env : sortedEnvironment(env),
    mounts,
  };
  const states = mounts.map((mount) => mount.from);
  const { vertex } = output(op, states, options);
  const written = mounts.filter((mount) => mount.isOutput);
  return {
    at: (dest) => {
      const index = written.findIndex((mount) => mount.dest === dest);
      if (index < 0) throw new Error("the step has no such output");
      return { vertex, index };
    },
  };
}

const isList = (env: readonly string[] | Readonly<Record<string, string>>): env is readonly string[] =>
  Array.isArray(env);

function sortedEnvironment(env: Readonly<Record<string, string>>): string[] {
  const names = Object.keys(env).sort(compareBytes);
  return names.map((name) => `${name}=${env[name]}`);
}
