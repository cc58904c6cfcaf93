import { orderFirst, preServices, TMPFILES_UNIT } from "./first-services.ts";
import { missingUnit, NEEDS_SUFFIX, nearestUnit } from "./missing-unit.ts";
import { nativeServices } from "./native-services.ts";
import { type ReadUnit, readServiceUnit, readUnit, type UnitContext } from "./read-units.ts";
import type { Unit } from "./service.ts";
import type { ServiceInput } from "./service-plan.ts";
import { giveSockets, socketUnits } from "./socket-units.ts";
import { type TimerUnit, timerUnits } from "./timer-units.ts";
import type { ServiceOptions } from "./unit.ts";
import { instanceOf, isTemplate, UNIT_NAME, wrongUnitName } from "./unit-name.ts";

/** The targets that there always are; what has no wantedBy is wanted by the first. */
const TARGETS = ["default.target", "multi-user.target", "graphical.target", "timers.target"];

/** There where there is a socket. */
const SOCKETS_TARGET = "sockets.target";

/**
 * All units there are, with every relation on the side it belongs to: wantedBy, requiredBy and before are gone, names are resolved
 * (aliases, template instances), and what does not exist is reported.
 */
export function collectUnits(input: ServiceInput, context: UnitContext): ReadonlyMap<string, Unit> {
  const read = new Map<string, ReadUnit>();
  const templates = new Map<string, { options: ServiceOptions; path: readonly string[] }>();
  const add = (unit: ReadUnit): void => {
    const other = read.get(unit.unit.name);
    if (other !== undefined) {
      const message = `${unit.unit.name} is there twice: also as ${other.unit.path.join(".")}`;
      context.reporter.error({ code: "unit-twice", message, path: unit.unit.path });
    }
    read.set(unit.unit.name, unit);
  };

  for (const [name, options] of Object.entries(input.services)) {
    const unitName = `${name}.service`;
    const path = ["systemd", "services", name];
    if (!checkName(unitName, path, context) || options.enable === false) continue;
    if (isTemplate(unitName)) templates.set(unitName, { options, path });
    else {
      const template = instanceOf(unitName)?.template.replace(/\.service$/, "");
      const base = template === undefined ? undefined : input.services[template];
      add(readServiceUnit(unitName, base === undefined ? options : overlay(base, options), path, context));
    }
  }
  for (const native of nativeServices(input.s6Services, context.reporter)) {
    const { name, options, path } = native;
    if (checkName(name, path, context)) add(readServiceUnit(name, options, path, context, native));
  }
  for (const [name, options] of Object.entries(input.targets)) {
    const path = ["systemd", "targets", name];
    if (options.enable === false || !checkName(`${name}.target`, path, context)) continue;
    add(readUnit(`${name}.target`, options, path, context));
  }
  const sockets = socketUnits(input, context);
  // Else it is one of those that mean nothing.
  for (const name of [...TARGETS, ...(sockets.length > 0 ? [SOCKETS_TARGET] : [])]) {
    const path = ["systemd", "targets", name.replace(".target", "")];
    if (!read.has(name)) add(readUnit(name, { wantedBy: [] }, path, context, { isBuiltIn: true }));
  }
  const timers = timerUnits(input, context);
  for (const { timer, options, path } of timers) add(readUnit(timer.name, options, path, context, { timer }));
  for (const { name, options, path } of sockets) add(readUnit(name, options, path, context));
  if (input.tmpfiles !== undefined && input.tmpfiles.length > 0) {
    add(readServiceUnit(TMPFILES_UNIT, tmpfilesService(context.folder), ["systemd", "tmpfiles"], context));
  }

  const aliases = aliasesOf(read, context);
  const find = (name: string): ReadUnit | undefined => {
    const known = read.get(aliases.get(name) ?? name);
    if (known !== undefined) return known;
    const instance = instanceOf(name);
    const template = instance === undefined ? undefined : templates.get(instance.template);
    if (template === undefined) return undefined;
    // An instance exists because somebody names it: nothing else pulls it in.
    const unit = readServiceUnit(
      name,
      { ...template.options, wantedBy: template.options.wantedBy ?? [] },
      template.path,
      context,
    );
    read.set(name, unit);
    return unit;
  };
  for (const [name, { options }] of templates) {
    const instance = options.unitConfig?.DefaultInstance;
    if (typeof instance !== "string" || options.wantedBy === undefined) continue;
    find(name.replace("@.", `@${instance}.`));
  }
  for (const timer of timers) giveUnit(timer, read, find, context);
  giveSockets(sockets, read, find, context);
  const triggered = triggeredUnits(read, aliases);
  link(read, find, triggered, context);
  const units = new Map([...read].map(([name, { unit }]) => [name, unit]));
  orderFirst(units.values(), preServices(input.s6Services));
  for (const { name, dependencies } of units.values()) {
    for (const key of Object.keys(dependencies) as (keyof typeof dependencies)[]) {
      dependencies[key] = [...new Set(dependencies[key])].filter((other) => other !== name).sort();
    }
  }
  return units;
}

/** The units' own names by their other ones. */
function aliasesOf(read: ReadonlyMap<string, ReadUnit>, { reporter }: UnitContext): ReadonlyMap<string, string> {
  const aliases = new Map<string, string>();
  for (const { unit } of read.values()) {
    for (const alias of unit.aliases) {
      const other = read.has(alias) ? alias : aliases.get(alias);
      const path = [...unit.path, "aliases"];
      if (!UNIT_NAME.test(alias)) reporter.error({ ...wrongUnitName(alias), path, hint: NEEDS_SUFFIX });
      if (other !== undefined && other !== unit.name)
        reporter.error({ code: "unit-twice", message: `${alias} is already a name of ${other}`, path });
      aliases.set(alias, unit.name);
    }
  }
  return aliases;
}

/** What a timer, OnFailure= or OnSuccess= starts. */
function triggeredUnits(
  read: ReadonlyMap<string, ReadUnit>,
  aliases: ReadonlyMap<string, string>,
): ReadonlySet<string> {
  const triggered = [...read.values()].flatMap(({ unit: { timer, dependencies } }) => [
    ...(timer === undefined ? [] : [timer.unit]),
    ...[...dependencies.onFailure, ...dependencies.onSuccess].map((other) => aliases.get(other) ?? other),
  ]);
  return new Set(triggered);
}

/** Folders have units' names too. */
function checkName(name: string, path: readonly string[], { reporter }: UnitContext): boolean {
  if (UNIT_NAME.test(name)) return true;
  reporter.error({ ...wrongUnitName(name.slice(0, name.lastIndexOf("."))), path });
  return false;
}

/** What systemd-tmpfiles ends with when a line could not be done, which it has said: the system starts all the same. */
const TMPFILES_INCOMPLETE = 73;

function tmpfilesService(folder: string): ServiceOptions {
  return {
    description: "Create volatile files and folders",
    serviceConfig: {
      Type: "oneshot",
      RemainAfterExit: true,
      SuccessExitStatus: TMPFILES_INCOMPLETE,
      ExecStart: `${folder}/init tmpfiles`,
    },
  };
}

/** Finds what a timer starts by that unit's own name. A timer that has nothing to start is left out. */
function giveUnit(
  { timer, unitPath }: TimerUnit,
  read: Map<string, ReadUnit>,
  find: (name: string) => ReadUnit | undefined,
  { reporter }: UnitContext,
): void {
  const found = find(timer.unit);
  const own = read.get(timer.name);
  if (own === undefined) return;
  if (found !== undefined) {
    read.set(timer.name, { ...own, unit: { ...own.unit, timer: { ...timer, unit: found.unit.name } } });
    return;
  }
  read.delete(timer.name);
  const others = [...read.keys()].filter((name) => !name.endsWith(".timer"));
  const message = `${timer.name} is left out: there is no unit "${timer.unit}" that it could start`;
  reporter.warning({ code: "unknown-unit", message, path: unitPath, hint: nearestUnit(timer.unit, others) });
}

/** Puts every relation where it belongs, and replaces aliases by names. Instances that are found on the way are linked too. */
function link(
  read: Map<string, ReadUnit>,
  find: (name: string) => ReadUnit | undefined,
  triggered: ReadonlySet<string>,
  { reporter }: UnitContext,
): void {
  const comesAfter = (name: string, other: string, path: readonly string[]): void => {
    const unit = find(name)?.unit;
    unit?.dependencies.after.push(other);
    if (unit?.afterBecause.has(other) === false) unit.afterBecause.set(other, path);
  };
  // The map grows while it is walked, and a Map's iterator sees what is added.
  for (const [name, { unit, wantedBy, requiredBy, upheldBy, before, inSection, defaultDependencies }] of read) {
    const resolve = (list: readonly string[], option: string, mustExist: boolean): string[] => [
      ...new Set(
        list.flatMap((other) => {
          const found = find(other);
          if (found !== undefined) return found.unit.name === name ? [] : [found.unit.name];
          const missing = missingUnit(other, read.keys(), mustExist);
          if (missing === undefined) return [];
          const { isError, ...texts } = missing;
          const path = inSection.get(option)?.includes(other) === true ? ["unitConfig", sectionName(option)] : [option];
          const about = { code: "unknown-unit", path: [...unit.path, ...path], ...texts };
          if (isError) reporter.error(about);
          else reporter.warning(about);
          return [];
        }),
      ),
    ];
    const { dependencies } = unit;
    for (const option of ["requires", "requisite", "bindsTo"] as const) {
      dependencies[option] = resolve(dependencies[option], option, true);
    }
    for (const option of ["wants", "upholds", "partOf", "conflicts", "after", "onFailure", "onSuccess"] as const) {
      dependencies[option] = resolve(dependencies[option], option, false);
    }
    for (const [other, path] of [...unit.afterBecause]) {
      const found = find(other);
      if (found !== undefined) unit.afterBecause.set(found.unit.name, path);
    }
    for (const other of resolve(before, "before", false)) comesAfter(other, name, [...unit.path, "before"]);
    // What a timer, OnFailure= or OnSuccess= starts is not started with the container too, unless it says so.
    const byDefault = isTarget(name) || triggered.has(name) ? [] : ["default.target"];
    for (const [option, list, key] of [
      ["wantedBy", wantedBy ?? byDefault, "wants"],
      ["requiredBy", requiredBy, "requires"],
      ["upheldBy", upheldBy, "upholds"],
    ] as const) {
      for (const other of resolve(list, option, false)) {
        const target = find(other);
        target?.unit.dependencies[key].push(name);
        if (target?.defaultDependencies === true && isTarget(other)) comesAfter(other, name, [...unit.path, option]);
      }
    }
    if (isTarget(name) && defaultDependencies) {
      for (const key of ["wants", "requires", "upholds"] as const) {
        for (const other of dependencies[key]) comesAfter(name, other, [...unit.path, key]);
      }
    }
  }
  const parts = [...TARGETS.slice(1), ...(read.has(SOCKETS_TARGET) ? [SOCKETS_TARGET] : [])];
  read.get("default.target")?.unit.dependencies.wants.push(...parts);
  read.get("default.target")?.unit.dependencies.after.push(...parts);
}

/** `onFailure` ▶ `OnFailure` */
const sectionName = (option: string): string => option.charAt(0).toUpperCase() + option.slice(1);

function isTarget(name: string): boolean {
  return name.endsWith(".target");
}

/** Lists that are the unit's own; the others of a template and an instance are joined. */
const OWN_LISTS = ["wantedBy", "requiredBy", "upheldBy", "aliases", "startAt"];

/** A template's options under those of an instance, as NixOS's drop-ins do it: what the instance says counts, lists are joined. */
function overlay(template: ServiceOptions, own: ServiceOptions): ServiceOptions {
  const { script, ...rest } = template;
  // What a declaration leaves out is there with an empty default.
  const given = Object.entries(own).filter(
    ([, value]) => value !== "" && !(Array.isArray(value) && value.length === 0),
  );
  const joined = given.map(([name, value]: [string, unknown]) => {
    const base = Object.entries(template).find(([other]) => other === name)?.[1];
    const joins = Array.isArray(value) && Array.isArray(base) && !OWN_LISTS.includes(name);
    return [name, joins ? [...base, ...value] : value];
  });
  return {
    ...rest,
    ...(script === undefined || own.serviceConfig?.ExecStart !== undefined ? {} : { script }),
    // Still the names and kinds of options they were.
    ...(Object.fromEntries(joined) as ServiceOptions),
    environment: { ...template.environment, ...own.environment },
    path: [...(own.path ?? []), ...(template.path ?? [])],
    serviceConfig: { ...template.serviceConfig, ...own.serviceConfig },
    unitConfig: { ...template.unitConfig, ...own.unitConfig },
  };
}
