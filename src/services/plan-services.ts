import { dirname } from "node:path";
import type { GeneratedFile } from "../value/generated-file.ts";
import { collectUnits } from "./collect-units.ts";
import { describeOrder } from "./describe-order.ts";
import { folder as directory, link, program, textFile } from "./init-file.ts";
import { renderExec } from "./render-command.ts";
import { hasChecks, renderPlan } from "./render-plan.ts";
import { LOAD_CHECKS, renderCheckFunctions, renderUnit } from "./render-unit.ts";
import { Reporter } from "./reporter.ts";
import { runtimeFiles } from "./runtime-files.ts";
import type { Service, Unit } from "./service.ts";
import type { ServiceInput, ServicePlan } from "./service-plan.ts";
import { shellQuote } from "./shell-text.ts";
import type { OwnUnit, ToolName, Tools } from "./unit.ts";
import { orderUnits, startedAtBoot } from "./unit-graph.ts";

/**
 * Everything an image needs to run its services: an init and a folder per service, as text.
 *
 * @throws DeclError with every mistake in the units
 */
export function planServices(input: ServiceInput): ServicePlan {
  const { tools } = input;
  const folder = input.folder ?? "/etc/decl";
  const stateFolder = input.stateFolder ?? "/run/decl";
  const reporter = new Reporter(input.locate);
  const {
    units,
    tools: timerTools,
    timers,
  } = collectUnits(input, {
    reporter,
    accounts: input.accounts,
    defaultPath: [tools.coreutils, tools.findutils, tools.gnugrep, tools.gnused],
    globalEnvironment: input.globalEnvironment ?? {},
    folder,
    quietAboutSandbox: input.quietAboutSandbox ?? false,
  });
  reporter.finish();
  const levels = orderUnits(units, reporter);
  const boot = startedAtBoot(units);
  checkConflicts(units, boot, reporter);
  const services = [...units.values()].flatMap((unit) =>
    unit.service === undefined ? [] : [{ unit, service: unit.service }],
  );
  const usesSetpriv = services.some(({ service }) => needsSetpriv(service));
  const usesNotify = services.some(({ service }) => service.type.startsWith("notify"));
  requireTool(usesSetpriv, "utilLinux", "capabilities and NoNewPrivileges", tools, reporter);
  requireTool(usesNotify, "socat", "Type=notify", tools, reporter);
  reporter.finish();

  const prefix = input.logPrefix ?? services.length > 1;
  const own = [...units.values()].flatMap((unit) => (unit.own === undefined ? [] : [{ unit, own: unit.own }]));
  const checked = [...units.values()].filter((unit) => unit.name.endsWith(".target") && hasChecks(unit));
  const unitFiles = [
    ...services.flatMap(({ unit, service }) => serviceFiles(unit, service, { folder, prefix, tools, reporter })),
    ...own.flatMap((each) => ownFiles(each.unit, each.own, folder, tools)),
    ...checked.flatMap((unit) => [
      directory(`${folder}/units/${unit.name}`),
      textFile(`${folder}/units/${unit.name}/checks`, renderCheckFunctions(unit)),
    ]),
  ];
  const runtime = runtimeFiles({
    folder,
    stateFolder,
    tools,
    graceSeconds: Math.max(1, Math.floor((input.stopGraceSeconds ?? 10) - 1)),
    notify: usesNotify,
    forking: services.some(({ service }) => service.type === "forking"),
    preserves: services.some(({ service }) => service.preserveRuntimeDirectory === "restart"),
    idle: services.some(({ service }) => service.type === "idle"),
    timers: own.length > 0,
    checks: [...units.values()].some(hasChecks),
    targetChecks: checked.length > 0,
    fields: unitFiles.some((file) => file.type === "file" && /check_os_release|lib\/field/.test(file.text)),
    setpriv: usesSetpriv,
  });
  const ordered = [...levels.keys()].flatMap((name) => units.get(name) ?? []);
  const supervised = services.length + own.length;
  const files = [
    ...runtime.files,
    textFile(`${folder}/plan`, renderPlan(ordered)),
    // Services, their loggers, the manager, and some to spare.
    textFile(`${folder}/processes`, `${2 * supervised + 10}\n`),
    directory(`${folder}/units`),
    ...unitFiles,
    ...(input.startsAsUser === true ? [directory(dirname(stateFolder), 0o1777)] : []),
    directory(stateFolder, 0o1777),
  ];
  const mentionsDefaultPath = services.length > 0 ? (["findutils", "gnugrep", "gnused"] as const) : [];
  const used = [...new Set<ToolName>([...runtime.tools, ...mentionsDefaultPath, ...timerTools])];
  return {
    files,
    tools: used,
    warnings: reporter.warnings,
    entrypoint: [`${folder}/init`, stateFolder, ...(input.imageEntrypoint ?? [])],
    order: describeOrder(ordered, { levels, boot, timers }),
  };
}

function needsSetpriv(service: Service): boolean {
  const { ambientCapabilities, boundingCapabilities, noNewPrivileges } = service;
  return ambientCapabilities.length > 0 || boundingCapabilities !== undefined || noNewPrivileges;
}

function requireTool(used: boolean, tool: ToolName, what: string, tools: Tools, reporter: Reporter): void {
  if (!used || tools[tool] !== undefined) return;
  reporter.error({
    code: "missing-tool",
    message: `${what} needs the package ${tool}, which the package set does not have`,
  });
}

/** Two units that both start with the container although one stops the other. */
function checkConflicts(units: ReadonlyMap<string, Unit>, boot: ReadonlySet<string>, reporter: Reporter): void {
  for (const unit of units.values()) {
    for (const other of unit.dependencies.conflicts) {
      if (!boot.has(unit.name) || !boot.has(other)) continue;
      reporter.error({
        code: "unit-conflict",
        message: `${unit.name} conflicts with ${other}, and both start with the container`,
        path: [...unit.path, "conflicts"],
        hint: "`wantedBy = []` for one of them",
      });
    }
  }
}

interface FileContext {
  readonly folder: string;
  readonly prefix: boolean;
  readonly tools: Tools;
  readonly reporter: Reporter;
}

function serviceFiles(unit: Unit, service: Service, { folder, prefix, tools, reporter }: FileContext): GeneratedFile[] {
  const scan = `${folder}/scan/${unit.name}`;
  const bash = `${tools.bash}/bin/bash`;
  const place = reporter.place(unit.path);
  const origin = `From ${unit.path.join(".")}${place === undefined ? "" : `, ${place.file}:${place.start.line}`}.`;
  const hasLogger = prefix || service.execLogger !== undefined;
  const scripts = [...service.scripts].map(([name, text]) =>
    program(`${folder}/units/${unit.name}/${name}`, `#!${bash}\nset -e\n${text.endsWith("\n") ? text : `${text}\n`}`),
  );
  return [
    ...(scripts.length === 0 ? [] : [directory(`${folder}/units/${unit.name}`)]),
    ...scripts,
    ...supervisedFiles(scan),
    textFile(`${scan}/unit`, renderUnit(unit, service, origin, hasLogger)),
    ...(hasLogger ? [directory(`${scan}/log`), program(`${scan}/log/run`, loggerScript(service, tools))] : []),
  ];
}

/** What s6-supervise wants: nothing starts by itself, and what ends has all the time it needs. */
function supervisedFiles(scan: string): GeneratedFile[] {
  return [
    directory(scan),
    link(`${scan}/run`, "../../lib/run"),
    link(`${scan}/finish`, "../../lib/finish"),
    textFile(`${scan}/down`, ""),
    textFile(`${scan}/timeout-finish`, "0\n"),
  ];
}

/** A prefix to each line, or the declaration's own logger. It ends with its input, not before. */
function loggerScript({ execLogger, logName, path }: Service, tools: Tools): string {
  const head = `#!${tools.bash}/bin/bash -p\n`;
  if (execLogger === undefined) return `${head}exec ${tools.s6}/bin/s6-log -b -p ${shellQuote(`p[${logName}]`)} 1\n`;
  // As the service's own commands, with its PATH.
  return `${head}. "$DECL_INIT/lib/service"
decl_silent=1
trap '' TERM
decl_enter
export PATH=${path.map((folder) => `${folder}:`).join("")}$DECL_PATH
${renderExec(execLogger)}
`;
}

function ownFiles(unit: Unit, own: OwnUnit, folder: string, tools: Tools): GeneratedFile[] {
  const scan = `${folder}/scan/${own.name}`;
  const path = ["bash", "coreutils", ...own.tools].map((name) => tools[name as ToolName] ?? "");
  const checks = hasChecks(unit) ? `${LOAD_CHECKS}${renderCheckFunctions(unit)}\n` : "";
  const text = `# ${own.name}, made by decl for ${own.path.join(".")}.\n\n${checks}main() {
  export DECL_LIBRARY="$DECL_INIT/lib" STATE="$DECL_STATE" TIMER=${shellQuote(own.name)}
  export PATH=${path.map((each) => `${each}/bin`).join(":")}
  exec_as_service ${folderText(folder)}/units/${shellQuote(own.name)}/start
}\n`;
  const script = `#!${tools.bash}/bin/bash -p\n. "$DECL_LIBRARY/timer"\n${own.script.endsWith("\n") ? own.script : `${own.script}\n`}`;
  return [
    directory(`${folder}/units/${own.name}`),
    program(`${folder}/units/${own.name}/start`, script),
    ...supervisedFiles(scan),
    textFile(`${scan}/unit`, text),
  ];
}

function folderText(folder: string): string {
  return shellQuote(folder);
}
