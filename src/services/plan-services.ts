import { collectUnits } from "./collect-units.ts";
import { describeOrder } from "./describe-order.ts";
import { imageFiles } from "./image-files.ts";
import type { PlanFile } from "./plan-file.ts";
import { planUnit } from "./plan-unit.ts";
import { Reporter } from "./reporter.ts";
import type { Unit } from "./service.ts";
import type { ServiceInput, ServicePlan } from "./service-plan.ts";
import { orderUnits, startedAtBoot } from "./unit-graph.ts";

/** PATH of the container's command where the container has none: what Docker gives a container whose image has none. */
const COMMAND_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/**
 * Everything an image needs to run its services: the init, the plan that it follows, and a folder per service.
 *
 * @throws DeclError with every mistake in the units
 */
export function planServices(input: ServiceInput): ServicePlan {
  const { tools, zoneinfo } = input;
  const folder = input.folder ?? "/etc/decl";
  const stateFolder = input.stateFolder ?? "/run/decl";
  const reporter = new Reporter(input.locate);
  const units = collectUnits(input, {
    reporter,
    accounts: input.accounts,
    defaultPath: [tools.coreutils, tools.findutils, tools.gnugrep, tools.gnused],
    globalEnvironment: input.globalEnvironment ?? {},
    folder,
    quietAboutSandbox: input.quietAboutSandbox ?? false,
    containerUser: input.containerUser,
  });
  reporter.finish();
  const levels = orderUnits(units, reporter);
  const boot = startedAtBoot(units);
  checkConflicts(units, boot, reporter);
  reporter.finish();

  const ordered = [...levels.keys()].flatMap((name) => units.get(name) ?? []);
  const services = ordered.filter(({ service }) => service !== undefined).length;
  const prefix = input.logPrefix ?? services > 1;
  const plan: PlanFile = {
    version: 1,
    stateFolder,
    s6: `${tools.s6}/bin`,
    graceSeconds: Math.max(1, Math.floor((input.stopGraceSeconds ?? 10) - 1)),
    // Services, their loggers, the manager and its logger, and some to spare.
    processes: 2 * services + 10,
    commandPath: COMMAND_PATH,
    units: Object.fromEntries(ordered.map((unit) => [unit.name, planUnit(unit, { prefix, zoneinfo })])),
    tmpfiles: input.tmpfiles,
  };
  return {
    files: imageFiles(plan, ordered, {
      folder,
      program: input.program,
      bash: tools.bash,
      ofUser: input.containerUser !== undefined,
    }),
    warnings: reporter.warnings,
    entrypoint: [`${folder}/init`, stateFolder, ...(input.imageEntrypoint ?? [])],
    order: { ...describeOrder(ordered, { levels, boot }), plan },
  };
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
