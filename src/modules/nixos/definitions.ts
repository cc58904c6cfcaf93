import type { Config } from "../../lib/options.gen.d.ts";
import { packageAt, packageOf } from "../../lib/package-reference.ts";
import { mkOverride } from "../../lib/property.ts";
import { type HostArguments, hostModule } from "../../options/host-module.ts";
import type { ModuleSource } from "../../value/module-source.ts";
import type { NixosAnswer } from "../../value/nixos-answer.ts";
import { type SystemdCalls, standIns, systemdCalls } from "./stand-ins.ts";
import { withStorePaths } from "./store-paths.ts";
import { nixosServices, nixosUnit } from "./units.ts";
import { wrapperFiles } from "./wrappers.ts";

/** Stronger than defaults, weaker than what a declaration says itself. */
const NIXOS_PRIORITY = 900;

/** Settings of a unit are replaced, as by a drop-in file; other lists are joined. */
const SECTIONS = ["serviceConfig", "unitConfig", "timerConfig", "socketConfig"];

/**
 * What NixOS has made of a declaration, as definitions of decl's options. They yield to plain definitions, but that lists are
 * joined with those of others, as NixOS joins them.
 */
export function nixosModule(answer: NixosAnswer): ModuleSource {
  const calls = systemdCalls(answer);
  const config = nested([
    ...answer.settings.map(({ path, value }) => [path, value] as const),
    [["systemd", "services"], withNotifyAccess(nixosServices(answer.services), calls)],
    [["systemd", "timers"], mapRecord(answer.timers, nixosUnit)],
    [["systemd", "targets"], mapRecord(answer.targets, nixosUnit)],
    [["systemd", "sockets"], mapRecord(answer.sockets, nixosUnit)],
    [["systemd", "tmpfiles", "rules"], rulesOf(answer)],
    [["systemd", "tmpfiles", "settings"], mapRecord(answer.tmpfiles.settings, tmpfilesOf)],
    [["users", "users"], mapRecord(answer.users, (user, name) => userOf(user, answer.authorizedKeys[name]))],
    [["users", "groups"], answer.groups],
    [["environment", "etc"], mapRecord(answer.etc, etcOf)],
    [
      ["environment", "systemPackages"],
      answer.packages.flatMap(({ outputs }) => outputs.map((path) => packageAt(path))),
    ],
    [["environment", "pathsToLink"], answer.pathsToLink],
    [["image", "exposedPorts"], portsOf(answer.ports)],
    [["image", "files"], standIns(calls)],
    [["nixosValues"], {}],
    ...answer.values.map(({ path, value }) => [["nixosValues", ...path], value] as const),
    [["warnings"], calls.flatMap(missingWarning)],
  ]);
  const defined = definition(config) as object; // of an object
  return hostModule("nixos (evaluated)", ({ lib, config: { nixosSetIdPrograms, systemd, users } }: HostArguments) => ({
    config: lib.mkMerge([
      defined,
      { assertions: unitFileChecks(answer, systemd.services) },
      lib.mkIf(!systemd.quietAboutSandbox, { warnings: confinementWarnings(answer.services) }),
      lib.mkIf(nixosSetIdPrograms, { image: { files: wrapperFiles(answer.wrappers, users.ids) } }),
    ]),
  }));
}

/**
 * A value as it is defined: what stands alone yields to what a declaration says, lists are added to. A priority around a set would
 * be one of the whole option.
 */
function definition(value: unknown, isSetting = false): unknown {
  if (Array.isArray(value)) return isSetting ? yielding(value) : packed(value);
  if (!isRecord(value)) return yielding(value);
  return mapRecord(value, (member, name) => definition(member, isSetting || SECTIONS.includes(name)));
}

const yielding = (value: unknown) => mkOverride(NIXOS_PRIORITY, packed(value));

/** The same with its store paths as packages. */
function packed(value: unknown): unknown {
  if (typeof value === "string") return withStorePaths(value);
  if (Array.isArray(value)) return value.map(packed);
  return isRecord(value) ? mapRecord(value, packed) : value;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && packageOf(value) === undefined;

/**
 * systemd's own systemd-notify speaks for the process that calls it; its stand-in cannot, so its messages count for a service that
 * expects them only where those of all its processes do.
 */
function withNotifyAccess(services: ReturnType<typeof nixosServices>, calls: readonly SystemdCalls[]) {
  const notifying = calls.filter(({ programs }) => programs.includes("systemd-notify")).map(({ service }) => service);
  return mapRecord(services, ({ serviceConfig, ...service }, name) => {
    const expects = notifying.includes(name) && `${serviceConfig.Type}`.startsWith("notify");
    return { ...service, serviceConfig: expects ? { ...serviceConfig, NotifyAccess: "all" } : serviceConfig };
  });
}

function missingWarning({ service, missing, unclear }: SystemdCalls): object[] {
  const about = [["systemd", "services", service]];
  const say = (calls: readonly string[], what: string) =>
    calls.length === 0 ? [] : [{ message: `${service}.service calls ${calls.join(" and ")}, and ${what}`, about }];
  return [
    ...say(missing, "nothing does for it here: there is no systemd"),
    ...say(unclear, "whether something does for it here is known only when it runs: there is no systemd"),
  ];
}

const confinementWarnings = (services: NixosAnswer["services"]): object[] =>
  Object.entries(services).flatMap(([name, { isConfined }]) => {
    const message = `confinement of ${name}.service does nothing here: a container mounts nothing for a service, which sees all of the image`;
    return isConfined ? [{ message, about: [["systemd", "services", name]] }] : [];
  });

/** What a service runs may be said in a unit's file of a package, where NixOS only adds to that. */
function unitFileChecks({ services, ignored }: NixosAnswer, settled: Config["systemd"]["services"]): object[] {
  if (!ignored.some(({ path }) => path.join(".") === "systemd.packages")) return [];
  return Object.keys(services).map((name) => {
    const { script = "", serviceConfig = {} } = settled[name] ?? {};
    return {
      assertion: script !== "" || serviceConfig.ExecStart !== undefined || serviceConfig.Type === "oneshot",
      message: `what ${name}.service runs is said in a unit's file of a package, which NixOS's systemd.packages names, and those are not read`,
      hint: `systemd.services.${name}.serviceConfig.ExecStart says it here`,
      about: [["systemd", "services", name]],
    };
  });
}

function portsOf({ tcp, udp }: NixosAnswer["ports"]): Readonly<Record<string, object>> {
  const ports = [...tcp.map((port) => `${port}/tcp`), ...udp.map((port) => `${port}/udp`)];
  return Object.fromEntries(ports.map((port) => [port, {}]));
}

type Fields = Readonly<Record<string, unknown>>;

function userOf(
  { packages, shell, linger, ...user }: Fields,
  keys: NixosAnswer["authorizedKeys"][string] = {},
): Fields {
  const own = Array.isArray(packages) ? packages.map((path) => packageAt(`${path}`)) : [];
  // The program that says no need not be there: it is decl's default too.
  const login = typeof shell === "string" && !shell.endsWith("/bin/nologin") ? { shell } : {};
  // Older NixOS has false where nobody says anything.
  const stays = linger === true ? { linger } : {};
  return { ...user, ...login, ...stays, packages: own, openssh: { authorizedKeys: keys } };
}

/** Without an owner of its own a file has no use for one. */
function etcOf({ mode = "symlink", text, source, target, user, group }: Fields): Fields {
  const file = text === undefined ? { source } : { text };
  return mode === "symlink" || mode === "direct-symlink" ? { ...file, target } : { ...file, target, mode, user, group };
}

const TMPFILES_FIELDS = ["mode", "user", "group", "age", "argument"];

/** What systemd makes on every machine, and services count on (its tmpfiles.d: var.conf, tmp.conf, legacy.conf). */
const FOLDERS = [
  ...["/var/cache", "/var/lib", "/var/log", "/var/spool"].map((folder) => `d ${folder} 0755 root root -`),
  "d /var/tmp 1777 root root -",
  "L /var/run - - - - ../run",
];

function rulesOf({ services, tmpfiles }: NixosAnswer): string[] {
  const folders = Object.keys(services).length === 0 ? [] : FOLDERS;
  return [...folders, ...tmpfiles.rules.filter((rule) => isMade(rule.trim().split(/\s+/)[0] ?? ""))];
}

/** Not what only cleaning up would look at, and not what is made of systemd's credentials, of which there are none. */
const isMade = (type: string): boolean => !/^[xX]|\^/.test(type);

const tmpfilesOf = (paths: NixosAnswer["tmpfiles"]["settings"][string]) =>
  mapRecord(paths, (types) =>
    Object.fromEntries(
      Object.entries(types).flatMap(([type, entry]) => {
        const fields = Object.entries(entry).filter(([name]) => TMPFILES_FIELDS.includes(name));
        return isMade(type) ? [[type, Object.fromEntries(fields)]] : [];
      }),
    ),
  );

/** Values by the names of options as one object. */
function nested(values: readonly (readonly [path: readonly string[], value: unknown])[]): Fields {
  const root: Record<string, unknown> = {};
  for (const [path, value] of values) {
    let set = root;
    for (const name of path.slice(0, -1)) {
      const inner = (set[name] ?? {}) as Record<string, unknown>; // made here
      set[name] = inner;
      set = inner;
    }
    set[path.at(-1) ?? ""] = value;
  }
  return root;
}

function mapRecord<T, U>(record: Readonly<Record<string, T>>, map: (value: T, name: string) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value, name)]));
}
