import type { Config } from "../lib/options.gen.d.ts";
import type { Configuration } from "../options/configuration.ts";
import type { PlanCommand, PlanFile, PlanService } from "../services/plan-file.ts";
import { at, type Place } from "../text/diagnostic.ts";
import { mentionedPackages } from "../value/reference.ts";

/** A program that a container runs by itself, as a text with placeholders, and what says so. */
export interface WantedProgram {
  readonly path: string;
  readonly place?: Place;
}

/** The shell that a health check has its line run by. */
export const CHECK_SHELL = "/bin/sh";

/** The members of a service that are lists of commands. */
type CommandLists = keyof {
  [Name in keyof PlanService as PlanService[Name] extends readonly PlanCommand[] | undefined ? Name : never]: unknown;
};

/** The settings of a unit that have commands. */
const COMMANDS = {
  condition: "ExecCondition",
  startPre: "ExecStartPre",
  start: "ExecStart",
  startPost: "ExecStartPost",
  reload: "ExecReload",
  stop: "ExecStop",
  stopPost: "ExecStopPost",
} as const satisfies Record<CommandLists, string>;

/** Programs that have to be in a package: where one is misspelt, nobody would notice before the container runs. */
export function wantedPrograms(
  { config, placeOf }: Pick<Configuration, "config" | "placeOf">,
  units: PlanFile["units"] = {},
): WantedProgram[] {
  const all = [...ofContainer(config.image, placeOf), ...ofServices(units, placeOf)];
  const wanted = all.filter(({ path }) => path === CHECK_SHELL || isOfPackage(path));
  return [...new Map(wanted.toReversed().map((one) => [one.path, one])).values()].reverse();
}

type PlaceOf = Configuration["placeOf"];

function ofContainer({ entrypoint, cmd, healthcheck }: Config["image"], placeOf: PlaceOf): WantedProgram[] {
  const [option, command] = entrypoint === null ? (["cmd", cmd] as const) : (["entrypoint", entrypoint] as const);
  const [first, second] = healthcheck?.test ?? [];
  const check = first === "CMD" ? second : first === "CMD-SHELL" ? CHECK_SHELL : first;
  return [
    ...wanted(command?.[0], placeOf(["image", option])),
    ...wanted(check, placeOf(["image", "healthcheck", "test"])),
  ];
}

function ofServices(units: PlanFile["units"], placeOf: PlaceOf): WantedProgram[] {
  return Object.entries(units).flatMap(([unit, { service }]) => {
    // Below a root of its own there are other files.
    if (service === undefined || service.rootDirectory !== undefined) return [];
    const name = unit.replace(/\.service$/, "");
    const options = Object.entries(COMMANDS) as [keyof typeof COMMANDS, string][]; // its keys
    return options.flatMap(([key, setting]) => {
      const commands: readonly PlanCommand[] = service[key] ?? [];
      // What the declaration itself says: modules name what their packages have.
      const place = placeOf(["systemd", "services", name, "serviceConfig", setting]);
      if (place === undefined) return [];
      return commands.flatMap(({ run: [program], ignoreFailure }) => (ignoreFailure ? [] : wanted(program, place)));
    });
  });
}

const wanted = (path: string | undefined, place: Place | undefined): WantedProgram[] =>
  path === undefined ? [] : [{ path, ...at(place) }];

/** What else there is in a container nobody knows: volumes, and files that services make. */
const isOfPackage = (path: string): boolean =>
  !/[$%]/.test(path) &&
  (path.startsWith("/nix/store/") || (mentionedPackages(path).length > 0 && /^\uE0D0/.test(path)));
