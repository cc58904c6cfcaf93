import type { TargetPlatform } from "../value/platform.ts";
import { baseHistory, type HistoryEntry } from "./base-config.ts";
import { type BaseImage, SYSTEM_PATH_ON_BASE } from "./base-image.ts";
import type { ContainerSettings } from "./image-content.ts";

/** The image configuration of the OCI image specification (config.md), as far as decl writes it. */
export interface OciConfig {
  readonly created: string;
  readonly architecture: string;
  readonly os: string;
  readonly variant?: string | undefined;
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
    readonly Healthcheck?:
      | {
          readonly Test: readonly string[];
          readonly Interval: number;
          readonly Timeout: number;
          readonly StartPeriod: number;
          readonly StartInterval: number;
          readonly Retries: number;
        }
      | Readonly<Record<string, unknown>>;
    /** Docker's extension; only ever that of a base. */
    readonly Shell?: readonly string[];
  };
  readonly rootfs: { readonly type: "layers"; readonly diff_ids: readonly string[] };
  /** One entry for each layer; BuildKit fills diff_ids. */
  readonly history: readonly HistoryEntry[];
}

type NameSet = Readonly<Record<string, Readonly<Record<string, never>>>>;

export interface OciConfigInput {
  readonly platform: TargetPlatform;
  /** Seconds since 1970. */
  readonly created: number;
  readonly layerNames: readonly string[];
  readonly container: ContainerSettings;
  /** What the image starts from. */
  readonly base?: BaseImage | undefined;
}

/** Where `environment.systemPackages` has its programs. */
const DEFAULT_PATH = "/bin:/sbin";
/** And where it has them on a base, whose own /bin stays as it is. */
const PATH_ON_BASE = `${SYSTEM_PATH_ON_BASE}/bin:${SYSTEM_PATH_ON_BASE}/sbin`;
/** What Docker gives a container whose image has no PATH. */
const DOCKER_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/**
 * The configuration of an image. Says everything that an exporter would fill in otherwise, so it is always the same. What
 * the container's settings leave open is as in the base, as with FROM in a Dockerfile.
 */
export function ociConfig({ platform, created: seconds, layerNames, container, base }: OciConfigInput): OciConfig {
  const created = new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
  const { healthcheck } = container;
  const inherited = base?.config?.config ?? {};
  const env = environment(container.env, base);
  const ownPorts = container.exposedPorts.map((port) => (port.includes("/") ? port : `${port}/tcp`));
  const ports = [...Object.keys(inherited.ExposedPorts ?? {}), ...ownPorts];
  const volumes = [...Object.keys(inherited.Volumes ?? {}), ...container.volumes];
  const labels = { ...inherited.Labels, ...container.labels };
  const entrypoint = container.entrypoint ?? inherited.Entrypoint;
  // The base's command was meant for the base's entrypoint.
  const cmd = container.cmd ?? (container.entrypoint === null ? inherited.Cmd : null);
  const user = container.user ?? (inherited.User || null);
  const stopSignal = container.stopSignal ?? (inherited.StopSignal || null);
  const check = healthcheck === null ? inherited.Healthcheck : healthcheckOf(healthcheck);
  return {
    created,
    architecture: platform.architecture,
    os: platform.os,
    variant: platform.variant,
    config: {
      ...(entrypoint == null ? {} : { Entrypoint: entrypoint }),
      ...(cmd == null ? {} : { Cmd: cmd }),
      Env: Object.entries(env).map(([name, value]) => `${name}=${value}`),
      ...(user === null ? {} : { User: user }),
      WorkingDir: container.workingDir ?? (inherited.WorkingDir || "/"),
      ...(Object.keys(labels).length === 0 ? {} : { Labels: sortedRecord(labels) }),
      ...(ports.length === 0 ? {} : { ExposedPorts: nameSet(ports) }),
      ...(volumes.length === 0 ? {} : { Volumes: nameSet(volumes) }),
      ...(stopSignal === null ? {} : { StopSignal: stopSignal }),
      ...(check == null ? {} : { Healthcheck: check }),
      ...(inherited.Shell == null ? {} : { Shell: inherited.Shell }),
    },
    rootfs: { type: "layers", diff_ids: [] },
    history: [
      ...(base === undefined ? [] : historyOf(base, created)),
      ...layerNames.map((name) => ({ created, created_by: name })),
    ],
  };
}

/** Ours over the base's, in the base's order; programs of our packages come before those of the base. */
function environment(own: Readonly<Record<string, string>>, base: BaseImage | undefined): Record<string, string> {
  if (base === undefined) return { PATH: DEFAULT_PATH, ...own };
  const inherited = Object.fromEntries(
    (base.config?.config?.Env ?? []).map((entry) => {
      const [name = ""] = entry.split("=", 1);
      return [name, entry.slice(name.length + 1)];
    }),
  );
  return { ...inherited, PATH: `${PATH_ON_BASE}:${inherited.PATH || DOCKER_PATH}`, ...own };
}

/** A folder that is the base is one layer, of which nothing is known. */
function historyOf({ config, reference }: BaseImage, created: string): HistoryEntry[] {
  if (config !== undefined) return baseHistory(config, reference, created);
  return reference === "scratch" ? [] : [{ created, created_by: `base: ${reference}` }];
}

/** From seconds, or a time as Dockerfiles write it: "1m30s". */
function nanoseconds(time: number | string): number {
  const [, hours = "0", minutes = "0", seconds = "0"] = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(`${time}`) ?? [];
  const written = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  return (typeof time === "number" ? time : written) * 1_000_000_000;
}

function healthcheckOf(check: NonNullable<ContainerSettings["healthcheck"]>): OciConfig["config"]["Healthcheck"] {
  const [kind] = check.test;
  // Docker's word for no check at all, not even the base's.
  if (kind === "NONE") return { Test: ["NONE"] };
  return {
    Test: kind === "CMD" || kind === "CMD-SHELL" ? check.test : ["CMD", ...check.test],
    Interval: nanoseconds(check.interval),
    Timeout: nanoseconds(check.timeout),
    StartPeriod: nanoseconds(check.startPeriod),
    StartInterval: nanoseconds(check.startInterval),
    Retries: check.retries,
  };
}

function nameSet(names: readonly string[]): NameSet {
  return Object.fromEntries([...new Set(names)].sort().map((name) => [name, {}]));
}

function sortedRecord(record: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
