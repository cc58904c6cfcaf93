import { DeclError } from "../text/diagnostic.ts";

/** What the client asks of the programs that a build runs: options of `docker build`. */
export interface ProcessSettings {
  /** `--add-host` */
  readonly hosts: readonly Host[];
  /** `--ulimit` */
  readonly ulimits: readonly Ulimit[];
  /** `--shm-size`, in bytes. */
  readonly shmSize?: number;
  /** `--cgroup-parent` */
  readonly cgroupParent?: string;
  /** `--network`, where it is not the usual one. */
  readonly network?: "host" | "none";
}

/** A line of /etc/hosts. */
export interface Host {
  readonly name: string;
  readonly address: string;
}

export interface Ulimit {
  /** "nofile" and the like. */
  readonly name: string;
  /** -1 for no limit. */
  readonly soft: number;
  readonly hard: number;
}

/** Reads them as the daemon's own frontend does (frontend/dockerui/attr.go). Throws a DeclError. */
export function readProcessSettings(options: ReadonlyMap<string, string>): ProcessSettings {
  const shm = options.get("shm-size") ?? "";
  const cgroupParent = options.get("cgroup-parent") ?? "";
  const network = options.get("force-network-mode") ?? "";
  return {
    hosts: fields(options.get("add-hosts")).map(readHost),
    ulimits: fields(options.get("ulimit")).map(readUlimit),
    ...(shm === "" ? {} : { shmSize: readSize(shm) }),
    ...(cgroupParent === "" ? {} : { cgroupParent }),
    ...readNetwork(network),
  };
}

/** The flags of `docker build` that were given. */
export function flagsOf({ hosts, ulimits, shmSize, cgroupParent, network }: ProcessSettings): string[] {
  return [
    ...(hosts.length > 0 ? ["--add-host"] : []),
    ...(ulimits.length > 0 ? ["--ulimit"] : []),
    ...(shmSize === undefined ? [] : ["--shm-size"]),
    ...(cgroupParent === undefined ? [] : ["--cgroup-parent"]),
    ...(network === undefined ? [] : [`--network=${network}`]),
  ];
}

/** A row of CSV; none of the values has a comma or a quote in it. */
const fields = (text: string | undefined): string[] => (text ?? "").split(",").filter((field) => field !== "");

function readHost(field: string): Host {
  const [, name, address] = /^([^=]+)=\[?([0-9a-fA-F.:]+)\]?$/.exec(field) ?? [];
  if (name === undefined || address === undefined) throw wrong("--add-host", field, "db:10.0.0.2");
  return { name, address };
}

function readUlimit(field: string): Ulimit {
  const [, name, soft, hard = soft] = /^([a-z]+)=(-?\d+)(?::(-?\d+))?$/.exec(field) ?? [];
  if (name === undefined) throw wrong("--ulimit", field, "nofile=1024:4096");
  return { name, soft: Number(soft), hard: Number(hard) };
}

function readSize(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw wrong("--shm-size", text, "128m");
}

function readNetwork(text: string): Pick<ProcessSettings, "network"> {
  if (text === "" || text === "sandbox" || text === "default") return {};
  if (text === "host" || text === "none") return { network: text };
  throw wrong("--network", text, "host");
}

const wrong = (flag: string, text: string, example: string) =>
  new DeclError({
    code: "wrong-setting",
    message: `${flag} cannot be ${JSON.stringify(text)}`,
    hint: `${flag}=${example} is one that can`,
  });
