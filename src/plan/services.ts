import type { Config } from "../lib/options.gen.d.ts";
import { placeholder } from "../lib/placeholder.ts";
import type { Configuration } from "../options/configuration.ts";
import { planServices } from "../services/plan-services.ts";
import type { ServiceOrder } from "../services/service-plan.ts";
import { planTmpfiles } from "../services/tmpfiles/plan-tmpfiles.ts";
import type { Accounts, S6ServiceOptions, ServiceOptions, TimerOptions, Tools, UserEntry } from "../services/unit.ts";
import type { Diagnostic } from "../text/diagnostic.ts";
import { userBesideRoot } from "../value/container-user.ts";
import type { GeneratedFile } from "../value/generated-file.ts";
import { initFor } from "../value/own-program.ts";
import type { TargetPlatform } from "../value/platform.ts";
import type { ImageContent } from "./image-content.ts";

/** What the services of a configuration add to an image. */
export interface PlannedServices {
  readonly files: readonly GeneratedFile[];
  /** Starts the services and then what the image's own entrypoint was; undefined where nothing has to be started. */
  readonly entrypoint?: readonly string[];
  readonly order?: ServiceOrder;
  readonly warnings: readonly Diagnostic[];
}

const path = (name: string) => placeholder(name);

/** The packages that services may need, as placeholders: what of them is mentioned in the init's files gets into the image. */
const TOOLS: Tools = {
  s6: path("s6"),
  bash: path("bash"),
  coreutils: path("coreutils"),
  findutils: path("findutils"),
  gnugrep: path("gnugrep"),
  gnused: path("gnused"),
};

/** Their names, and that of what timers may need. */
export const SERVICE_PACKAGES: readonly string[] = [...Object.keys(TOOLS), "tzdata"];

/**
 * Plans the services, timers and temporary files of a configuration, for images of a platform. `folder` is where the init lies;
 * default "/etc/decl".
 * Throws a DeclError with every mistake.
 */
export function planImageServices(
  { config, placeOf }: Configuration,
  content: ImageContent,
  platform: TargetPlatform,
  folder?: string,
): PlannedServices {
  const { systemd, s6 } = config;
  const accounts = accountsOf(content.files);
  const tmpfiles = planTmpfiles(systemd.tmpfiles, { accounts, placeOf, volumes: content.container.volumes });
  const units = [
    ...Object.keys(systemd.services).map((name) => ["systemd", "services", name]),
    ...Object.keys(systemd.targets).map((name) => ["systemd", "targets", name]),
    ...Object.keys(systemd.timers).map((name) => ["systemd", "timers", name]),
    ...Object.keys(systemd.sockets).map((name) => ["systemd", "sockets", name]),
    ...Object.keys(s6.services).map((name) => ["s6", "services", name]),
  ];
  if (units.length === 0 && tmpfiles.boot.length === 0) return { files: tmpfiles.image, warnings: tmpfiles.warnings };

  const { entrypoint, user } = content.container;
  const plan = planServices({
    services: mapRecord(systemd.services, serviceOptions),
    targets: mapRecord(systemd.targets, withoutNulls),
    timers: mapRecord(systemd.timers, withoutNulls) as Readonly<Record<string, TimerOptions>>,
    sockets: mapRecord(systemd.sockets, withoutNulls),
    s6Services: mapRecord(s6.services, withoutNulls) as Readonly<Record<string, S6ServiceOptions>>,
    globalEnvironment: withoutNulls(systemd.globalEnvironment) as Readonly<Record<string, string>>,
    accounts,
    tools: TOOLS,
    program: initFor(platform, placeOf(units[0] ?? ["systemd", "tmpfiles", "rules"])),
    tmpfiles: tmpfiles.boot.length === 0 ? undefined : tmpfiles.boot,
    locate: placeOf,
    zoneinfo: `${path("tzdata")}/share/zoneinfo`,
    ...(entrypoint === null ? {} : { imageEntrypoint: entrypoint }),
    containerUser: userBesideRoot(user),
    ...(config.time.timeZone === null ? {} : { timeZone: config.time.timeZone }),
    ...(config.image.stopTimeout === null ? {} : { stopGraceSeconds: config.image.stopTimeout }),
    ...(systemd.logPrefix === null ? {} : { logPrefix: systemd.logPrefix }),
    quietAboutSandbox: systemd.quietAboutSandbox,
    folder,
  });
  return {
    files: [...tmpfiles.image, ...plan.files],
    entrypoint: plan.entrypoint,
    order: plan.order,
    warnings: [...tmpfiles.warnings, ...plan.warnings],
  };
}

function serviceOptions(service: Config["systemd"]["services"][string]): ServiceOptions {
  const { environment, path: packages, ...others } = withoutNulls(service);
  return {
    ...others,
    environment: mapRecord(environment, (value) => (value === null ? null : `${value}`)),
    path: packages.map((one) => `${one}`),
  };
}

type NotNull<T> = { readonly [Name in keyof T as null extends T[Name] ? never : Name]: T[Name] } & {
  readonly [Name in keyof T as null extends T[Name] ? Name : never]?: Exclude<T[Name], null>;
};

/** Options that are null in the configuration are not there for the services' own code. */
function withoutNulls<T extends object>(options: T): NotNull<T> {
  // The type says what the filter does.
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== null)) as NotNull<T>;
}

function mapRecord<T, U>(record: Readonly<Record<string, T>>, map: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
}

/** Who there is in the image, as its own files say. */
export function accountsOf(files: readonly GeneratedFile[]): Accounts {
  const linesOf = (path: string) => {
    const file = files.find((one) => one.path === path);
    const text = file?.type === "file" ? file.text : "";
    return text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => line.split(":"));
  };
  const groups = linesOf("/etc/group");
  const users = linesOf("/etc/passwd").map(([name = "", , uid, gid, , home = "/", shell = ""]): [string, UserEntry] => {
    const memberOf = groups.filter(([, , , members = ""]) => members.split(",").includes(name));
    const extraGroups = memberOf.map(([, , id]) => Number(id));
    return [name, { uid: Number(uid), gid: Number(gid), home, shell, extraGroups }];
  });
  return { users: new Map(users), groups: new Map(groups.map(([name = "", , gid]) => [name, Number(gid)])) };
}
