import { defined } from "../text/defined.ts";
import { type Command, parseCommands } from "./command.ts";
import type { Reporter } from "./reporter.ts";
import { specifiersOf } from "./specifiers.ts";
import type { S6ServiceOptions, ServiceOptions } from "./unit.ts";
import { UnitSyntaxError } from "./word-syntax.ts";

export interface NativeService {
  /** With suffix. */
  readonly name: string;
  readonly path: readonly string[];
  readonly options: ServiceOptions;
  readonly execLogger?: Command | undefined;
  /** Where in the configuration is what became this option of `serviceConfig`. */
  readonly pathOf: (option: string) => readonly string[];
}

/** What options of `serviceConfig` are called here. */
const NAMES: Readonly<Record<string, string>> = {
  Type: "type",
  ExecStart: "execStart",
  Environment: "environment",
  User: "user",
  WorkingDirectory: "workingDirectory",
  Restart: "restartOnFailure",
};

/**
 * `s6.services`, the predecessor's own options, as services of the model. Its order has three steps: all oneshot-pre (see
 * first-services.ts), all long-run, all oneshot-post; `after` orders within a step.
 */
export function nativeServices(
  services: Readonly<Record<string, S6ServiceOptions>>,
  reporter: Reporter,
): NativeService[] {
  const enabled = Object.entries(services).filter(([, { enable }]) => enable !== false);
  const longRuns = enabled
    .filter(([, options]) => (options.type ?? "long-run") === "long-run")
    .map(([name]) => `${name}.service`);
  return enabled.map(([name, options]) => {
    const type = options.type ?? "long-run";
    const path = ["s6", "services", name];
    const execLogger = readLogger(name, options, path, reporter);
    return {
      name: `${name}.service`,
      path,
      execLogger,
      pathOf: (option) => [...path, NAMES[option] ?? option],
      options: {
        after: [
          ...(type === "oneshot-post" ? longRuns : []),
          ...(options.after ?? []).map((other) => (other.includes(".") ? other : `${other}.service`)),
        ],
        environment: options.environment,
        script: options.script,
        serviceConfig: {
          Type: type === "long-run" ? "simple" : "oneshot",
          ...defined({ ExecStart: options.execStart, User: options.user, WorkingDirectory: options.workingDirectory }),
          ...(options.restartOnFailure === true ? { Restart: "on-failure" } : {}),
        },
      },
    };
  });
}

function readLogger(
  name: string,
  { execLogger }: S6ServiceOptions,
  path: readonly string[],
  reporter: Reporter,
): Command | undefined {
  if (execLogger === undefined) return undefined;
  try {
    return parseCommands(execLogger, specifiersOf(`${name}.service`))[0];
  } catch (error) {
    if (!(error instanceof UnitSyntaxError)) throw error;
    return reporter.error({ code: "wrong-unit-option", message: error.message, path: [...path, "execLogger"] });
  }
}
