import type { PlanFile, PlanService } from "../../src/services/plan-file.ts";
import { planServices } from "../../src/services/plan-services.ts";
import type { ServiceInput, ServicePlan } from "../../src/services/service-plan.ts";
import type { ServiceOptions, UnitSection } from "../../src/services/unit.ts";
import { DeclError, type Diagnostic, type Place } from "../../src/text/diagnostic.ts";

const TOOLS = {
  s6: "/s6",
  bash: "/bash",
  coreutils: "/coreutils",
  findutils: "/findutils",
  gnugrep: "/gnugrep",
  gnused: "/gnused",
};

/** Every path stands on the line of its own length: enough to see which option is meant. */
const locate = (path: readonly string[]): Place => {
  const position = { line: path.length, column: 1 };
  return { file: `${path.join(".")}.ts`, start: position, end: position };
};

export function plan(
  services: Readonly<Record<string, ServiceOptions>>,
  more: Partial<ServiceInput> = {},
): ServicePlan {
  return planServices({
    services,
    targets: {},
    timers: {},
    s6Services: {},
    accounts: { users: new Map(), groups: new Map() },
    tools: TOOLS,
    program: "init-x86_64",
    locate,
    ...more,
  });
}

export function textOf({ files }: ServicePlan, path: string): string {
  const file = files.find((file) => file.path === path);
  return file?.type === "file" ? file.text : "";
}

export function planIn(made: ServicePlan): PlanFile {
  return JSON.parse(textOf(made, "/etc/decl/plan.json"));
}

/** What the plan has of one service with these settings. */
export function serviceIn(serviceConfig: UnitSection): PlanService | undefined {
  return planIn(plan({ a: { serviceConfig } })).units["a.service"]?.service;
}

export function errorsOf(run: () => unknown): readonly Diagnostic[] {
  try {
    run();
  } catch (error) {
    if (error instanceof DeclError) return error.diagnostics;
    throw error;
  }
  throw new Error("expected an error");
}
