import { renderChecks } from "./checks.ts";
import type { Command } from "./command.ts";
import { renderExec, renderStep, renderText } from "./render-command.ts";
import { hasChecks } from "./render-plan.ts";
import { secondsText } from "./seconds-text.ts";
import type { Output, Service, Unit } from "./service.ts";
import { insideDoubleQuotes, shellQuote, shellWords } from "./shell-text.ts";

/** The file `unit` of a service: settings, and functions that say what it does (see service.sh for what they call). */
export function renderUnit(unit: Unit, service: Service, origin: string, hasLogger: boolean): string {
  const settings = renderSettings(service);
  const functions: ShellFunction[] = [
    ...checkFunctions(unit),
    ["prepare", renderPrepare(service)],
    ["environment", renderEnvironment(service)],
    ["streams", renderStreams(service, hasLogger)],
    ["exec_condition", steps(service.commands.condition)],
    ["start_pre", steps(service.commands.startPre)],
    ["main", renderMain(service)],
    ["start_post", steps(service.commands.startPost)],
    ["reload", renderReload(service)],
    ["stop", steps(service.commands.stop)],
    ["stop_post", steps(service.commands.stopPost)],
  ];
  const title = `# ${unit.name}${unit.description === "" ? "" : `: ${unit.description.replaceAll("\n", " ")}`}`;
  const blocks = renderFunctions(functions);
  const checks = hasChecks(unit) ? LOAD_CHECKS : "";
  return [`${title}\n# ${origin}\n`, checks, settings.map((line) => `${line}\n`).join(""), ...blocks]
    .filter((block) => block !== "")
    .join("\n");
}

type ShellFunction = readonly [name: string, lines: readonly string[]];

/** What Condition…= and Assert…= call. */
export const LOAD_CHECKS = '. "$DECL_INIT/lib/checks"\n';

function checkFunctions({ conditions, assertions }: Unit): ShellFunction[] {
  return [
    ["assertions", renderChecks(assertions)],
    ["conditions", renderChecks(conditions)],
  ];
}

/** The functions `assertions` and `conditions` of a unit, where it has any. */
export function renderCheckFunctions(unit: Unit): string {
  return renderFunctions(checkFunctions(unit)).join("\n");
}

function renderFunctions(functions: readonly ShellFunction[]): string[] {
  return functions
    .filter(([, lines]) => lines.length > 0)
    .map(([name, lines]) => `${name}() {\n${lines.map((line) => `  ${line}\n`).join("")}}\n`);
}

/** Only what is not as service.sh has it anyway. */
function renderSettings(service: Service): string[] {
  const single = service.type !== "oneshot" ? service.commands.start[0] : undefined;
  const { workingDirectory } = service;
  const folder = workingDirectory.optional ? ["-", workingDirectory.path] : [workingDirectory.path];
  return [
    ...(service.type === "simple" ? [] : [`decl_type=${service.type}`]),
    ...(service.remainAfterExit ? ["decl_remain=1"] : []),
    ...(service.pidFile === undefined ? [] : [`decl_pid_file=${shellQuote(service.pidFile)}`]),
    ...(service.commands.startPost.length > 0 ? ["decl_has_post=1"] : []),
    ...(service.commands.stop.length > 0 ? ["decl_has_stop=1"] : []),
    ...(service.commands.stopPost.length > 0 ? ["decl_has_stop_post=1"] : []),
    ...(single?.ignoreFailure === true ? ["decl_ignore_failure=1"] : []),
    ...(service.successStatuses.length > 0 ? [`decl_success=${shellQuote(service.successStatuses.join(" "))}`] : []),
    ...(service.killMode === "control-group" ? [] : [`decl_kill_mode=${service.killMode}`]),
    ...(service.killSignal === "TERM" ? [] : [`decl_kill_signal=${service.killSignal}`]),
    ...(service.finalSignal === "KILL" ? [] : [`decl_final_signal=${service.finalSignal ?? ""}`]),
    ...(service.stopSeconds === 90 ? [] : [`decl_stop_timeout=${secondsText(service.stopSeconds)}`]),
    ...(service.umask === undefined ? [] : [`decl_umask=${service.umask}`]),
    ...(workingDirectory.path === "/" ? [] : [`decl_directory=(${folder.map(renderText).join(" ")})`]),
    ...renderRuntimeDirectories(service),
  ];
}

/** Who removes them: `finish`, or the manager's `remove`, or nobody. */
function renderRuntimeDirectories({ directories, preserveRuntimeDirectory: preserve }: Service): string[] {
  const paths = directories.flatMap(({ variable, paths }) => (variable === "RUNTIME_DIRECTORY" ? paths : []));
  if (paths.length === 0 || preserve === "yes") return [];
  return [preserve === "no" ? "decl_removes=1" : `decl_preserved=(${paths.map(renderText).join(" ")})`];
}

/** As root: who it will be, its folders, and what is inherited. */
function renderPrepare(service: Service): string[] {
  const { identity, boundingCapabilities: bounding, ambientCapabilities: ambient } = service;
  const privileges = [
    ...(bounding === undefined ? [] : [`capabilities ${[bounding.how, ...bounding.names].join(" ")}`]),
    ...(ambient.length === 0 ? [] : [`capabilities ${["ambient", ...ambient].join(" ")}`]),
    ...(service.noNewPrivileges ? ["no_new_privileges"] : []),
  ];
  return [
    ...(identity === undefined
      ? []
      : [`as_user ${shellWords([identity.name, ...[identity.uid, identity.gid, ...identity.groups].map(String)])}`]),
    ...(service.rootDirectory === undefined ? [] : [`root_directory ${renderText(service.rootDirectory)}`]),
    ...privileges,
    ...(privileges.length > 0 ? ["privileges"] : []),
    ...(service.nice === undefined ? [] : [`nice_level ${service.nice}`]),
    ...(service.oomScoreAdjust === undefined ? [] : [`oom_score ${service.oomScoreAdjust}`]),
    ...service.limits.map(({ flag, soft, hard }) => `limit ${flag} ${soft} ${hard}`),
    ...service.directories.map(
      ({ variable, mode, paths }) => `directory ${variable} ${mode} ${paths.map(renderText).join(" ")}`,
    ),
  ];
}

function renderEnvironment(service: Service): string[] {
  const { identity } = service;
  const login = identity?.login;
  return [
    `export PATH=${service.path.length === 0 ? "$DECL_PATH" : `"${insideDoubleQuotes(service.path.join(":"))}:$DECL_PATH"`}`,
    ...(identity === undefined || login === undefined
      ? []
      : [
          `export USER=${shellQuote(identity.name)} LOGNAME=${shellQuote(identity.name)} HOME=${shellQuote(login.home)} SHELL=${shellQuote(login.shell)}`,
        ]),
    ...service.environment.map(([name, value]) => assignment(name, value)),
    ...service.environmentFiles.map(
      ({ path, optional }) => `environment_file ${optional ? "-optional " : ""}${renderText(path)}`,
    ),
    ...(service.watchdogSeconds === undefined
      ? []
      : [`export WATCHDOG_USEC=${Math.round(service.watchdogSeconds * 1e6)}`]),
    ...(service.unsetEnvironment.length === 0 ? [] : [renderUnset(service.unsetEnvironment)]),
  ];
}

/** Variables that bash does not let a script set; `env` sets them for the service. */
const READ_ONLY = new Set(["BASHOPTS", "BASH_VERSINFO", "EUID", "PPID", "SHELLOPTS", "UID"]);

function assignment(name: string, value: string): string {
  if (READ_ONLY.has(name)) return `decl_environment+=(${renderText(`${name}=${value}`)})`;
  // PATH comes from the declaration, and the container's own is kept behind it.
  if (name === "PATH") return `export PATH="${insideDoubleQuotes(value)}:$DECL_PATH"`;
  return `export ${name}=${value === "" ? "" : renderText(value)}`;
}

function renderUnset(words: readonly string[]): string {
  return `unset_environment ${shellWords(words)}`;
}

/** With a logger, standard output is its pipe; without one, both outputs are the container's own. */
function renderStreams({ input, output, error }: Service, hasLogger: boolean): string[] {
  const errorFirst = error.kind === "container" && output.kind !== "container";
  const join = hasLogger || output.kind !== "container" ? ["exec 2>&1"] : [];
  return [
    ...(input === undefined ? [] : [`exec <${renderText(input)}`]),
    ...(errorFirst && hasLogger ? ["exec 2>&1"] : []),
    ...redirection(output, 1),
    ...(error.kind === "output" || (error.kind === "container" && !errorFirst) ? join : redirection(error, 2)),
  ];
}

function redirection(output: Output, fd: 1 | 2): string[] {
  if (output.kind === "null") return [`exec ${fd}>/dev/null`];
  if (output.kind !== "file") return [];
  const operator = { file: "<>", append: ">>", truncate: ">" }[output.how];
  return [`exec ${fd}${operator}${renderText(output.path)}`];
}

function renderMain(service: Service): string[] {
  const { type, commands } = service;
  const [only, ...others] = commands.start;
  if (type === "oneshot" || type === "forking") return commands.start.length === 0 ? [":"] : steps(commands.start);
  return only === undefined || others.length > 0 ? [] : [renderExec(only)];
}

function renderReload(service: Service): string[] {
  const signal = service.type === "notify-reload" ? [`kill -s ${service.reloadSignal} "$MAINPID"`] : [];
  return [...signal, ...steps(service.commands.reload)];
}

function steps(commands: readonly Command[]): string[] {
  return commands.map(renderStep);
}
