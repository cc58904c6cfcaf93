import { normalize } from "node:path";
import { isAbsolute } from "../lib/placeholder.ts";
import { forbiddenPath } from "../value/forbidden-path.ts";
import { capability } from "./capabilities.ts";
import { type Command, parseCommands } from "./command.ts";
import { SERVICE_OPTIONS, type ServiceOption } from "./option-table.ts";
import { exitStatuses, signalName } from "./process-status.ts";
import { readCredentials } from "./read-credentials.ts";
import { readEnvironment, readEnvironmentFiles } from "./read-environment.ts";
import { readIdentity } from "./read-identity.ts";
import { readLimits } from "./read-limits.ts";
import type { Section } from "./section.ts";
import type { Output, Service, ServiceDirectory, ServiceType } from "./service.ts";
import type { SpecifierValues } from "./specifiers.ts";
import type { Accounts, ServiceOptions } from "./unit.ts";

export interface ServiceContext {
  readonly name: string;
  readonly section: Section<ServiceOption>;
  readonly specifiers: SpecifierValues;
  readonly accounts: Accounts;
  /** Folders that end every service's PATH. */
  readonly defaultPath: readonly string[];
  /** Where the unit's scripts will lie. */
  readonly folder: string;
}

export const SERVICE_TYPES = [
  "simple",
  "exec",
  "oneshot",
  "notify",
  "notify-reload",
  "forking",
  "idle",
  "dbus",
] as const;
export const RESTARTS = ["no", "always", "on-success", "on-failure", "on-abnormal", "on-abort", "on-watchdog"] as const;
export const NOTIFY_ACCESS = ["none", "main", "exec", "all"] as const;
export const KILL_MODES = ["control-group", "mixed", "process", "none"] as const;

/** A service of the model from NixOS's options; what it runs, as whom, with what, and how it ends. */
export function readService(options: ServiceOptions, context: ServiceContext): Service {
  const { section } = context;
  const scripts = new Map<string, string>();
  const commands = readCommands(options, context, scripts);
  const type = readType(section);
  checkCommands(section, type, commands);
  const identity = readIdentity(section, context.accounts, context.name);
  const restart = section.choice("Restart", RESTARTS) ?? "no";
  if (type === "oneshot" && (restart === "always" || restart === "on-success")) {
    section.fail("Restart", `a service of Type=oneshot cannot have Restart=${restart}: it would run for ever`);
  }
  const timeout = section.seconds("TimeoutSec", "infinity");
  section.seconds("TimeoutAbortSec");
  for (const accepted of ["GuessMainPID", "RestartKillSignal", "SendSIGHUP"] as const) section.text(accepted);
  const defaultStart = type === "oneshot" ? Number.POSITIVE_INFINITY : 90;
  const nice = section.integer("Nice", -20, 19);
  const oomScoreAdjust = section.integer("OOMScoreAdjust", -1000, 1000);
  const umask = section.mode("UMask");
  const bounding = readBounding(section);
  const finalSignal =
    section.flag("SendSIGKILL") === false ? undefined : (readSignal(section, "FinalKillSignal") ?? "KILL");
  const watchdogSeconds = section.seconds("WatchdogSec", "infinity");
  const pidFile = section.text("PIDFile");
  const input = readInput(section);
  const rootDirectory = readRootDirectory(section);
  return {
    type,
    remainAfterExit: section.flag("RemainAfterExit") ?? false,
    ...(pidFile === undefined ? {} : { pidFile: pidFile.startsWith("/") ? pidFile : `/run/${pidFile}` }),
    commands,
    scripts,
    identity,
    rootDirectory,
    workingDirectory: readWorkingDirectory(section, identity?.login?.home ?? "/root"),
    umask,
    nice,
    oomScoreAdjust,
    limits: readLimits(section),
    path: readPath(options, context, scripts.size > 0),
    environment: readEnvironment(options, context),
    environmentFiles: readEnvironmentFiles(context),
    unsetEnvironment: section.words("UnsetEnvironment"),
    input,
    output: readOutput(section, "StandardOutput"),
    error: readOutput(section, "StandardError"),
    logName: section.text("SyslogIdentifier") ?? context.name.replace(/\.service$/, ""),
    ambientCapabilities: readCapabilities(section, "AmbientCapabilities", section.words("AmbientCapabilities")),
    boundingCapabilities: bounding,
    noNewPrivileges: section.flag("NoNewPrivileges") ?? false,
    directories: readDirectories(section),
    preserveRuntimeDirectory: readPreserve(section),
    credentials: readCredentials(section, context.specifiers),
    sockets: section.words("Sockets"),
    nonBlocking: section.flag("NonBlocking") ?? false,
    restart,
    restartSeconds: section.seconds("RestartSec") ?? 0.1,
    successStatuses: readStatuses(section, "SuccessExitStatus"),
    restartPrevent: readStatuses(section, "RestartPreventExitStatus"),
    restartForce: readStatuses(section, "RestartForceExitStatus"),
    startSeconds: section.seconds("TimeoutStartSec", "infinity") ?? timeout ?? defaultStart,
    stopSeconds: section.seconds("TimeoutStopSec", "infinity") ?? timeout ?? 90,
    killMode: section.choice("KillMode", KILL_MODES) ?? "control-group",
    killSignal: readSignal(section, "KillSignal") ?? "TERM",
    finalSignal,
    ...(watchdogSeconds === undefined || watchdogSeconds === Number.POSITIVE_INFINITY ? {} : { watchdogSeconds }),
    reloadSignal: readSignal(section, "ReloadSignal") ?? "HUP",
    notifyAccess: section.choice("NotifyAccess", NOTIFY_ACCESS) ?? "main",
  };
}

function readType(section: Section<ServiceOption>): ServiceType {
  const type = section.choice("Type", SERVICE_TYPES) ?? "simple";
  if (type === "dbus")
    section.warn("Type", "nothing waits for a name on the bus in a container", "the service is started as Type=simple");
  return type === "dbus" ? "simple" : type;
}

/** ExecStart= and its like, and NixOS's scripts, which come after the commands of the same name (nixos/lib/systemd-lib.nix). */
function readCommands(
  options: ServiceOptions,
  context: ServiceContext,
  scripts: Map<string, string>,
): Service["commands"] {
  const { section, specifiers, folder } = context;
  const read = (name: ServiceOption, file?: string, text?: string, args?: string): Command[] => {
    const lines = section.lines(name);
    const commands = lines.flatMap((line) => section.attempt(name, () => parseCommands(line, specifiers)) ?? []);
    if (file === undefined || text === undefined || text.trim() === "") return commands;
    scripts.set(file, text);
    // A unit's name may have what is special in a command line: a backslash, a percent sign.
    const program = `${folder}/${file}`.replaceAll(/[\\%]/g, (special) => special.repeat(2));
    const line = `${program} ${args ?? ""}`;
    return [...commands, ...(section.attempt(name, () => parseCommands(line, specifiers)) ?? [])];
  };
  return {
    condition: read("ExecCondition"),
    startPre: read("ExecStartPre", "pre-start", options.preStart),
    start: read("ExecStart", "start", options.script, options.scriptArgs),
    startPost: read("ExecStartPost", "post-start", options.postStart),
    reload: read("ExecReload", "reload", options.reload),
    stop: read("ExecStop", "pre-stop", options.preStop),
    stopPost: read("ExecStopPost", "post-stop", options.postStop),
  };
}

function checkCommands(section: Section<ServiceOption>, type: ServiceType, commands: Service["commands"]): void {
  const count = commands.start.length;
  if (type !== "oneshot" && count > 1)
    section.fail("ExecStart", `only a service of Type=oneshot has more than one command; this has ${count}`);
  if (count === 0 && !section.has("ExecStart") && (type !== "oneshot" || commands.stop.length === 0)) {
    section.missing("ExecStart", "the service has neither a script nor ExecStart", SERVICE_OPTIONS);
  }
}

/** A program needs coreutils and the like only if it says so; a script is seldom without them. */
function readPath(options: ServiceOptions, { defaultPath }: ServiceContext, hasScript: boolean): string[] {
  const packages = [...(options.path ?? []), ...((options.enableDefaultPath ?? hasScript) ? defaultPath : [])];
  return [...packages.map((path) => `${path}/bin`), ...packages.map((path) => `${path}/sbin`)];
}

function readWorkingDirectory(section: Section<ServiceOption>, home: string): Service["workingDirectory"] {
  const text = section.text("WorkingDirectory") ?? "/";
  const optional = text.startsWith("-");
  const path = optional ? text.slice(1) : text;
  if (path !== "~" && !isAbsolute(path))
    section.fail("WorkingDirectory", `must be an absolute path or ~, not "${path}"`);
  return { path: path === "~" ? home : path, optional };
}

function readRootDirectory(section: Section<ServiceOption>): string | undefined {
  const path = section.text("RootDirectory");
  return path === undefined || path === "/" ? undefined : absolute(section, "RootDirectory", path);
}

function absolute(section: Section<ServiceOption>, name: ServiceOption, path: string): string | undefined {
  return isAbsolute(path) ? path : section.fail(name, `must be an absolute path, not "${path}"`);
}

/** A file that is written for the service. */
function written(section: Section<ServiceOption>, name: ServiceOption, path: string): string | undefined {
  const forbidden = forbiddenPath(normalize(path));
  return forbidden === undefined
    ? absolute(section, name, path)
    : section.fail(name, forbidden.message, forbidden.hint);
}

function readInput(section: Section<ServiceOption>): string | undefined {
  const text = section.text("StandardInput") ?? "null";
  if (text.startsWith("file:")) return absolute(section, "StandardInput", text.slice("file:".length));
  if (text !== "null")
    section.warn("StandardInput", `"${text}" is not possible for a supervised service`, "its input is /dev/null");
  return undefined;
}

function readOutput(section: Section<ServiceOption>, name: "StandardOutput" | "StandardError"): Output {
  const text = section.text(name) ?? (name === "StandardOutput" ? "journal" : "inherit");
  const [, how, path] = /^(file|append|truncate):(.*)$/.exec(text) ?? [];
  if (path !== undefined && (how === "file" || how === "append" || how === "truncate"))
    return { kind: "file", path: written(section, name, path) ?? "", how };
  if (text === "null") return { kind: "null" };
  if (text === "inherit" && name === "StandardError") return { kind: "output" };
  if (!["journal", "inherit", "journal+console"].includes(text)) {
    section.warn(
      name,
      `"${text}" is not possible in a container`,
      "what the service writes goes to the container's output",
    );
  }
  return { kind: "container" };
}

function readSignal(section: Section<ServiceOption>, name: ServiceOption): string | undefined {
  const text = section.text(name);
  return text === undefined ? undefined : section.attempt(name, () => signalName(text));
}

function readStatuses(section: Section<ServiceOption>, name: ServiceOption): number[] {
  return section.attempt(name, () => exitStatuses(section.words(name))) ?? [];
}

function readCapabilities(section: Section<ServiceOption>, name: ServiceOption, words: readonly string[]): string[] {
  return section.attempt(name, () => words.map((word) => capability(word).name)) ?? [];
}

/** Line by line, as systemd does: an empty one takes all away, one with `~` what it names, and "~" gives all back. */
function readBounding(section: Section<ServiceOption>): Service["boundingCapabilities"] {
  const name = "CapabilityBoundingSet";
  let kept: Service["boundingCapabilities"];
  for (const line of section.allLines(name)) {
    const invert = line.startsWith("~");
    const words = (invert ? line.slice(1) : line).split(/\s+/).filter((word) => word !== "");
    const names = readCapabilities(section, name, words);
    const how = invert ? "drop" : "bounding";
    if (names.length === 0 || kept === undefined) kept = { how, names };
    else if (kept.how === how) kept = { how, names: [...new Set([...kept.names, ...names])] };
    else kept = { ...kept, names: kept.names.filter((each) => !names.includes(each)) };
    // Nothing is taken away, as if nothing had been said.
    if (kept.how === "drop" && kept.names.length === 0) kept = undefined;
  }
  return kept;
}

function readPreserve(section: Section<ServiceOption>): Service["preserveRuntimeDirectory"] {
  const name = "RuntimeDirectoryPreserve";
  if (section.text(name) === "restart") return "restart";
  return section.flag(name) === true ? "yes" : "no";
}

const DIRECTORIES = [
  ["RuntimeDirectory", "RuntimeDirectoryMode", "/run"],
  ["StateDirectory", "StateDirectoryMode", "/var/lib"],
  ["CacheDirectory", "CacheDirectoryMode", "/var/cache"],
  ["LogsDirectory", "LogsDirectoryMode", "/var/log"],
  ["ConfigurationDirectory", "ConfigurationDirectoryMode", "/etc"],
] as const;

function readDirectories(section: Section<ServiceOption>): ServiceDirectory[] {
  return DIRECTORIES.flatMap(([name, modeName, root]): ServiceDirectory[] => {
    const mode = section.mode(modeName) ?? "0755";
    const words = section.words(name);
    if (words.length === 0) return [];
    const paths = words.map((word) => {
      const [path = "", link] = word.split(":");
      if (path === "" || path.startsWith("/") || path.split("/").includes("..")) {
        section.fail(name, `"${path}" must be a path below ${root}`);
      }
      const forbidden = forbiddenPath(normalize(`${root}/${path}`));
      if (forbidden !== undefined) section.fail(name, forbidden.message, forbidden.hint);
      if (link !== undefined && link !== "") section.warn(name, `the link "${link}" to ${root}/${path} is not made`);
      return `${root}/${path}`;
    });
    return [{ variable: `${name.replace("Directory", "").toUpperCase()}_DIRECTORY`, mode, paths }];
  });
}
