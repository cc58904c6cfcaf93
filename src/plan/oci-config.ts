import type { TargetPlatform } from "../request/platform.ts";

/** The image configuration of the OCI image specification (config.md), as far as decl writes it. */
export interface OciConfig {
  readonly created: string;
  readonly architecture: string;
  readonly os: string;
  readonly variant?: string;
  readonly config: {
    readonly Entrypoint?: readonly string[];
    readonly Cmd?: readonly string[];
    readonly Env?: readonly string[];
    readonly WorkingDir?: string;
    readonly Labels?: Readonly<Record<string, string>>;
    readonly ExposedPorts?: Readonly<Record<string, Readonly<Record<string, never>>>>;
  };
  readonly rootfs: { readonly type: "layers"; readonly diff_ids: readonly string[] };
  /** One entry for each layer; BuildKit fills diff_ids. */
  readonly history: readonly { readonly created: string; readonly created_by: string }[];
}

export interface OciConfigInput {
  readonly platform: TargetPlatform;
  /** Seconds since 1970. */
  readonly created: number;
  readonly layerNames: readonly string[];
  readonly entrypoint: readonly string[] | undefined;
  readonly cmd: readonly string[] | undefined;
  readonly env: Readonly<Record<string, string>>;
  readonly workingDir: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly exposedPorts: readonly string[];
}

/** Where `environment.systemPackages` has its programs. */
const DEFAULT_PATH = "/bin:/sbin";

/** The configuration of an image. Says everything that an exporter would fill in otherwise, so it is always the same. */
export function ociConfig(input: OciConfigInput): OciConfig {
  const created = new Date(input.created * 1000).toISOString().replace(".000Z", "Z");
  const env = { PATH: DEFAULT_PATH, ...input.env };
  const { architecture, os, variant } = input.platform;
  return {
    created,
    architecture,
    os,
    ...(variant === undefined ? {} : { variant }),
    config: {
      ...(input.entrypoint === undefined ? {} : { Entrypoint: input.entrypoint }),
      ...(input.cmd === undefined ? {} : { Cmd: input.cmd }),
      Env: Object.entries(env).map(([name, value]) => `${name}=${value}`),
      WorkingDir: input.workingDir ?? "/",
      ...(Object.keys(input.labels).length === 0 ? {} : { Labels: sortedRecord(input.labels) }),
      ...(input.exposedPorts.length === 0 ? {} : { ExposedPorts: portTable(input.exposedPorts) }),
    },
    rootfs: { type: "layers", diff_ids: [] },
    history: input.layerNames.map((name) => ({ created, created_by: name })),
  };
}

function portTable(ports: readonly string[]): Record<string, Record<string, never>> {
  const named = ports.map((port) => (port.includes("/") ? port : `${port}/tcp`));
  return Object.fromEntries(named.sort().map((port) => [port, {}]));
}

function sortedRecord(record: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
