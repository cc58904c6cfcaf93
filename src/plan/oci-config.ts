import type { TargetPlatform } from "../request/platform.ts";
import type { ContainerSettings } from "./image-content.ts";

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
    readonly User?: string;
    readonly WorkingDir?: string;
    readonly Labels?: Readonly<Record<string, string>>;
    readonly ExposedPorts?: NameSet;
    readonly Volumes?: NameSet;
    readonly StopSignal?: string;
    /** Docker's extension (docker-image-spec); times in nanoseconds. */
    readonly Healthcheck?: {
      readonly Test: readonly string[];
      readonly Interval: number;
      readonly Timeout: number;
      readonly StartPeriod: number;
      readonly StartInterval: number;
      readonly Retries: number;
    };
  };
  readonly rootfs: { readonly type: "layers"; readonly diff_ids: readonly string[] };
  /** One entry for each layer; BuildKit fills diff_ids. */
  readonly history: readonly { readonly created: string; readonly created_by: string }[];
}

type NameSet = Readonly<Record<string, Readonly<Record<string, never>>>>;

export interface OciConfigInput {
  readonly platform: TargetPlatform;
  /** Seconds since 1970. */
  readonly created: number;
  readonly layerNames: readonly string[];
  readonly container: ContainerSettings;
}

/** Where `environment.systemPackages` has its programs. */
const DEFAULT_PATH = "/bin:/sbin";

/** The configuration of an image. Says everything that an exporter would fill in otherwise, so it is always the same. */
export function ociConfig({ platform, created: seconds, layerNames, container }: OciConfigInput): OciConfig {
  const created = new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
  const { entrypoint, cmd, user, stopSignal, healthcheck } = container;
  const env = { PATH: DEFAULT_PATH, ...container.env };
  const ports = container.exposedPorts.map((port) => (port.includes("/") ? port : `${port}/tcp`));
  return {
    created,
    architecture: platform.architecture,
    os: platform.os,
    ...(platform.variant === undefined ? {} : { variant: platform.variant }),
    config: {
      ...(entrypoint === null ? {} : { Entrypoint: entrypoint }),
      ...(cmd === null ? {} : { Cmd: cmd }),
      Env: Object.entries(env).map(([name, value]) => `${name}=${value}`),
      ...(user === null ? {} : { User: user }),
      WorkingDir: container.workingDir,
      ...(Object.keys(container.labels).length === 0 ? {} : { Labels: sortedRecord(container.labels) }),
      ...(ports.length === 0 ? {} : { ExposedPorts: nameSet(ports) }),
      ...(container.volumes.length === 0 ? {} : { Volumes: nameSet(container.volumes) }),
      ...(stopSignal === null ? {} : { StopSignal: stopSignal }),
      ...(healthcheck === null ? {} : { Healthcheck: healthcheckOf(healthcheck) }),
    },
    rootfs: { type: "layers", diff_ids: [] },
    history: layerNames.map((name) => ({ created, created_by: name })),
  };
}

const NANOSECONDS = 1_000_000_000;

function healthcheckOf(check: NonNullable<ContainerSettings["healthcheck"]>): OciConfig["config"]["Healthcheck"] {
  return {
    Test: ["CMD", ...check.test],
    Interval: check.interval * NANOSECONDS,
    Timeout: check.timeout * NANOSECONDS,
    StartPeriod: check.startPeriod * NANOSECONDS,
    StartInterval: check.startInterval * NANOSECONDS,
    Retries: check.retries,
  };
}

function nameSet(names: readonly string[]): NameSet {
  return Object.fromEntries(names.toSorted().map((name) => [name, {}]));
}

function sortedRecord(record: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
