import type { PlanSeconds, PlanService, PlanSocket } from "./plan-file.ts";
import { list, planCommand, planText, withPackages } from "./plan-text.ts";
import type { Identity, Output, Service } from "./service.ts";

/** systemd's defaults, which the plan leaves out. */
const TIMEOUT = 90;
const RESTART_DELAY = 0.1;

/** A service of the model as the plan has it; `prefix` says whether its lines begin with its name. */
export function planService(service: Service, prefix: boolean, sockets: readonly PlanSocket[]): PlanService {
  const { commands, execLogger, restart, type } = service;
  const isNotify = type === "notify" || type === "notify-reload";
  const startsAgain = restart !== "no" || service.restartForce.length > 0;
  return {
    type: type === "simple" ? undefined : type,
    remainAfterExit: service.remainAfterExit || undefined,
    pidFile: service.pidFile && planText(service.pidFile),
    condition: list(commands.condition.map(planCommand)),
    startPre: list(commands.startPre.map(planCommand)),
    start: commands.start.map(planCommand),
    startPost: list(commands.startPost.map(planCommand)),
    reload: list(commands.reload.map(planCommand)),
    stop: list(commands.stop.map(planCommand)),
    stopPost: list(commands.stopPost.map(planCommand)),
    user: service.identity && userOf(service.identity),
    rootDirectory: service.rootDirectory && planText(service.rootDirectory),
    ...whereAndWith(service),
    ...streams(service),
    logPrefix: prefix && execLogger === undefined ? planText(service.logName) : undefined,
    logger: execLogger && planCommand(execLogger),
    ...privileges(service),
    directories: list(
      service.directories.map(({ variable, mode, paths }) => ({ variable, mode, paths: paths.map(planText) })),
    ),
    preserveRuntimeDirectory: service.preserveRuntimeDirectory === "no" ? undefined : service.preserveRuntimeDirectory,
    credentials: list(
      service.credentials.map(({ name, load, set }) => ({
        name,
        load: load && planText(load),
        set: set && withPackages(set),
      })),
    ),
    sockets: list(sockets),
    nonBlocking: (sockets.length > 0 && service.nonBlocking) || undefined,
    restart: restart === "no" ? undefined : restart,
    restartSeconds: startsAgain ? unless(RESTART_DELAY, secondsOf(service.restartSeconds)) : undefined,
    successStatuses: list(service.successStatuses),
    restartPrevent: list(service.restartPrevent),
    restartForce: list(service.restartForce),
    startSeconds: unless<PlanSeconds>(TIMEOUT, seconds(service.startSeconds)),
    stopSeconds: unless<PlanSeconds>(TIMEOUT, seconds(service.stopSeconds)),
    killMode: service.killMode === "control-group" ? undefined : service.killMode,
    killSignal: unless("TERM", service.killSignal),
    finalSignal: unless<string | null>("KILL", service.finalSignal ?? null),
    watchdogSeconds: service.watchdogSeconds && secondsOf(service.watchdogSeconds),
    reloadSignal: type === "notify-reload" ? unless("HUP", service.reloadSignal) : undefined,
    // Of other types nothing listens.
    notifyAccess: isNotify && service.notifyAccess !== "none" ? unless("main", service.notifyAccess) : undefined,
  };
}

function userOf({ name, uid, gid, groups, login }: Identity): PlanService["user"] {
  return { name, uid, gid, groups, ...login };
}

function whereAndWith(service: Service): Partial<PlanService> {
  const { path, optional } = service.workingDirectory;
  // The last of a name counts. PATH comes from the declaration, and the container's own is kept behind it.
  const { PATH, ...environment } = Object.fromEntries(
    service.environment.map(([name, value]) => [name, planText(value)]),
  );
  return {
    workingDirectory: unless("/", `${optional ? "-" : ""}${planText(path)}`),
    umask: service.umask && unless("0022", service.umask),
    nice: service.nice,
    oomScoreAdjust: service.oomScoreAdjust,
    limits:
      service.limits.length === 0
        ? undefined
        : Object.fromEntries(service.limits.map(({ name, soft, hard }) => [name, [soft, hard] as const])),
    path: PATH === undefined ? list(service.path.map(planText)) : [PATH],
    environment: Object.keys(environment).length === 0 ? undefined : environment,
    environmentFiles: list(service.environmentFiles.map((file) => `${file.optional ? "-" : ""}${planText(file.path)}`)),
    unsetEnvironment: list(service.unsetEnvironment),
  };
}

function streams({ input, output, error }: Service): Partial<PlanService> {
  const isApart = error.kind !== "output" || output.kind !== "container";
  return { input: input && planText(input), output: streamOf(output), error: isApart ? streamOf(error) : undefined };
}

/** Undefined is the container's output, or the log. */
function streamOf(output: Output): string | undefined {
  switch (output.kind) {
    case "container":
      return undefined;
    case "null":
    case "output":
      return output.kind;
    case "file":
      return `${output.how}:${planText(output.path)}`;
  }
}

function privileges(service: Service): Partial<PlanService> {
  const { boundingCapabilities: bounding } = service;
  return {
    ambientCapabilities: list(service.ambientCapabilities),
    boundingCapabilities: bounding && (bounding.how === "drop" ? { drop: bounding.names } : { keep: bounding.names }),
    noNewPrivileges: service.noNewPrivileges || undefined,
  };
}

function seconds(value: number): PlanSeconds {
  return value === Number.POSITIVE_INFINITY ? null : secondsOf(value);
}

/** To the microsecond, as systemd counts. */
function secondsOf(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

/** What is not at its default. */
function unless<T>(otherwise: T, value: T): T | undefined {
  return value === otherwise ? undefined : value;
}
