import type { Mount } from "./mount.ts";
import { type Output, output, type Platform, type VertexOptions } from "./vertex.ts";
import { compareBytes } from "./wire.ts";

/** A process in a container. */
export interface ExecOperation {
  readonly kind: "exec";
  readonly args: readonly string[];
  /** "KEY=value" */
  readonly env: readonly string[];
  readonly cwd: string;
  readonly user?: string;
  readonly hostname?: string;
  readonly extraHosts?: readonly { readonly host: string; readonly ip: string }[];
  readonly ulimits?: readonly { readonly name: string; readonly soft: number; readonly hard: number }[];
  readonly cgroupParent?: string;
  readonly proxy?: ProxyEnvironment;
  /** Delete the mount points that the runtime had to make. */
  readonly removeMountStubs?: boolean;
  /** Exit codes that count as success; default only 0. */
  readonly validExitCodes?: readonly number[];
  readonly network: "sandbox" | "host" | "none";
  readonly insecure?: boolean;
  readonly secretEnv?: readonly { readonly id: string; readonly name: string; readonly optional?: boolean }[];
  readonly devices?: readonly { readonly name: string; readonly optional?: boolean }[];
  /** Sorted by destination, as BuildKit's client does: a parent comes before what is mounted inside it. */
  readonly mounts: readonly Mount[];
  readonly platform: Platform | "default";
  /** Limits outside the digest and the cache key (BuildKit 0.31). */
  readonly resources?: LinuxResources;
}

/** Outside the cache key. */
interface ProxyEnvironment {
  readonly http?: string;
  readonly https?: string;
  readonly ftp?: string;
  readonly no?: string;
  readonly all?: string;
}

interface LinuxResources {
  readonly memory?: number;
  readonly memorySwap?: number;
  readonly cpuShares?: number;
  readonly cpuPeriod?: number;
  readonly cpuQuota?: number;
  readonly cpusetCpus?: string;
  readonly cpusetMems?: string;
}

/** `env` may be a record (then it is sorted by name); `network` is "none" and `cwd` is "/" by default. */
export type ExecOptions = Partial<Omit<ExecOperation, "kind" | "env" | "args" | "mounts">> & {
  readonly args: readonly string[];
  readonly mounts: readonly Mount[];
  readonly env?: readonly string[] | Readonly<Record<string, string>>;
} & VertexOptions;

/** A step and its outputs. */
export interface ExecStep {
  /** The n-th of the output mounts, counted in the order in which they were given. */
  output(n: number): Output;
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
    cwd: options.cwd ?? "/",
    platform: options.platform ?? "default",
    env: isList(env) ? env : sortedEnvironment(env),
    mounts,
  };
  const states = mounts.map((mount) => mount.from);
  const { vertex } = output(op, states, options);
  const written = mounts.filter((mount) => mount.isOutput);
  const outputOf = (mount: Mount | undefined): Output => {
    if (!mount?.isOutput) throw new Error("the step has no such output");
    return { vertex, index: written.indexOf(mount) };
  };
  return {
    output: (n) => outputOf(options.mounts.filter((mount) => mount.isOutput)[n]),
    at: (dest) => outputOf(written.find((mount) => mount.dest === dest)),
  };
}

const isList = (env: readonly string[] | Readonly<Record<string, string>>): env is readonly string[] =>
  Array.isArray(env);

function sortedEnvironment(env: Readonly<Record<string, string>>): string[] {
  const names = Object.keys(env).sort(compareBytes);
  return names.map((name) => `${name}=${env[name]}`);
}
