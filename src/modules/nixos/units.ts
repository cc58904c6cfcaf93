import type { NixosSection, NixosService, NixosUnit } from "../../value/nixos-answer.ts";
import { STAND_INS } from "./store-paths.ts";

/** Of what NixOS writes into `unitConfig` from options with names of their own, the lists: a module may add to them there. */
const RELATIONS = [
  ...["Requires", "Wants", "Upholds", "After", "Before", "BindsTo", "PartOf", "Conflicts", "Requisite"],
  ...["OnFailure", "OnSuccess"],
];

/** The same for single values: where the option has none, a module has set the value in `unitConfig`. */
const VALUES = ["Description", "Documentation", "StartLimitIntervalSec", "StartLimitBurst"];

/** All that is mounted is there before the first unit starts, and an image is not switched to. */
const FULFILLED = ["RequiresMountsFor", "WantsMountsFor", "X-Restart-Triggers", "X-Reload-Triggers"];

/** The options that are scripts, and the setting that NixOS makes of each. */
const SCRIPTS = {
  preStart: "ExecStartPre",
  script: "ExecStart",
  postStart: "ExecStartPost",
  reload: "ExecReload",
  preStop: "ExecStop",
  postStop: "ExecStopPost",
} as const;

export const nixosServices = (services: Readonly<Record<string, NixosService>>) =>
  Object.fromEntries(Object.entries(services).map(([name, service]) => [name, nixosService(service)]));

/** A unit that NixOS settled on, in decl's options, which have the same names. */
export function nixosUnit({ unitConfig = {}, ...unit }: NixosUnit): Readonly<Record<string, unknown>> {
  const own = Object.entries(unitConfig).flatMap(([name, value]) => {
    const option = unit[name.charAt(0).toLowerCase() + name.slice(1)];
    if (value === null || FULFILLED.includes(name)) return [];
    if (VALUES.includes(name) && hasValue(option)) return [];
    if (!RELATIONS.includes(name)) return [[name, value] as const];
    const others = [value].flat().flatMap((line) => `${line}`.split(/\s+/));
    const added = others.filter((other) => other !== "" && !(Array.isArray(option) && option.includes(other)));
    return added.length === 0 ? [] : [[name, added] as const];
  });
  return { ...unit, unitConfig: Object.fromEntries(own) };
}

const hasValue = (option: unknown): boolean =>
  option !== undefined && option !== "" && !(Array.isArray(option) && option.length === 0);

/**
 * What `confinement` makes of settings, and only that: a root in which systemd mounts what the unit names. Here nothing is mounted, and
 * the unit could not start.
 */
const OF_CONFINEMENT: Readonly<Record<string, string>> = {
  RootDirectory: "/run/confinement/%n",
  RuntimeDirectory: "confinement/%n",
  InaccessiblePaths: "-+/run/confinement/%n",
  ReadOnlyPaths: "+/",
};

const withoutConfinement = (settings: NixosSection): NixosSection =>
  Object.fromEntries(
    Object.entries(settings).flatMap(([name, value]): [string, NixosSection[string]][] => {
      const own = OF_CONFINEMENT[name];
      if (own === undefined) return [[name, value]];
      if (!Array.isArray(value)) return value === own ? [] : [[name, value]];
      const left = value.filter((line) => line !== own);
      return left.length === 0 ? [] : [[name, left]];
    }),
  );

function nixosService({ path, usesSystemd, isConfined, jobScripts = [], environment = {}, ...own }: NixosService) {
  const { serviceConfig: settings = {} } = own;
  const service = { ...own, serviceConfig: isConfined ? withoutConfinement(settings) : settings };
  const { scripts, serviceConfig } = withoutJobScripts(service, jobScripts);
  return {
    ...nixosUnit(service),
    ...scripts,
    serviceConfig,
    environment,
    path: usesSystemd ? [...path, STAND_INS] : path,
    enableDefaultPath: false,
  };
}

/**
 * NixOS makes a program of each script, which would have to be built. Where the setting is nothing but that program, the script
 * itself does; else the program keeps its place among others.
 */
function withoutJobScripts(service: Omit<NixosUnit, "unitConfig">, jobScripts: readonly string[]) {
  const settings = Object.entries((service.serviceConfig ?? {}) as NixosSection).filter(([, value]) => value !== null);
  const scripts: Record<string, unknown> = {};
  const replaced = new Set<string>();
  for (const [option, setting] of Object.entries(SCRIPTS)) {
    const text = service[option];
    scripts[option] = "";
    if (typeof text !== "string" || text === "") continue;
    const value = settings.find(([name]) => name === setting)?.[1];
    const lines = Array.isArray(value) ? value : [value];
    const [line] = lines;
    const isAlone = lines.length === 1 && jobScripts.some((script) => `${line}`.startsWith(script));
    if (!isAlone && value !== undefined) continue;
    scripts[option] = text;
    replaced.add(setting);
  }
  return { scripts, serviceConfig: Object.fromEntries(settings.filter(([name]) => !replaced.has(name))) };
}
