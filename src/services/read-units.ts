import { didYouMean } from "../text/did-you-mean.ts";
import { readCheck, whyUnknown } from "./check-values.ts";
import type { NativeService } from "./native-services.ts";
import {
  CONTAINER_OPTIONS,
  IDLE_OPTIONS,
  type IdleOption,
  SERVICE_OPTIONS,
  type ServiceOption,
  SOCKET_OPTIONS,
  UNIT_OPTIONS,
  type UnitOption,
} from "./option-table.ts";
import { readService } from "./read-service.ts";
import type { Reporter } from "./reporter.ts";
import { Section } from "./section.ts";
import type { Check, Dependencies, Identity, Service, Unit } from "./service.ts";
import { expandSpecifiers, type SpecifierValues, specifiersOf } from "./specifiers.ts";
import { idle, needsRoot, sandboxed } from "./summaries.ts";
import type { Timer } from "./timers/timer.ts";
import type { Accounts, CommonOptions, ServiceOptions, UnitSection } from "./unit.ts";

export interface UnitContext {
  readonly reporter: Reporter;
  readonly accounts: Accounts;
  readonly defaultPath: readonly string[];
  readonly globalEnvironment: Readonly<Record<string, string>>;
  readonly folder: string;
  readonly quietAboutSandbox: boolean;
  /** Who the container runs as, where that is not root. */
  readonly containerUser?: string | undefined;
}

/** A unit and the lists in which it names who wants it: those belong to the other side. */
export interface ReadUnit {
  readonly unit: Unit;
  readonly wantedBy: readonly string[] | undefined;
  readonly requiredBy: readonly string[];
  readonly upheldBy: readonly string[];
  readonly before: readonly string[];
  /** What of its relations, and of `before`, the section [Unit] says, by NixOS's names. */
  readonly inSection: ReadonlyMap<string, readonly string[]>;
  /** Whether a target comes after what it wants. */
  readonly defaultDependencies: boolean;
}

/** Seconds, more than any container lives. */
const FOR_EVER = 1e9;

const RELATIONS = [
  ["requires", "Requires"],
  ["wants", "Wants"],
  ["upholds", "Upholds"],
  ["requisite", "Requisite"],
  ["bindsTo", "BindsTo"],
  ["partOf", "PartOf"],
  ["conflicts", "Conflicts"],
  ["after", "After"],
  ["onFailure", "OnFailure"],
  ["onSuccess", "OnSuccess"],
] as const satisfies readonly (readonly [keyof Dependencies, UnitOption])[];

/** A unit of `systemd.services` or of `s6.services`; `name` has its suffix. */
export function readServiceUnit(
  name: string,
  options: ServiceOptions,
  path: readonly string[],
  context: UnitContext,
  native?: Pick<NativeService, "execLogger" | "pathOf">,
): ReadUnit {
  for (const [option, reason] of Object.entries(IDLE_OPTIONS)) {
    if (options[option as IdleOption] === undefined) continue; // a name of the table
    context.reporter.gather(`idle: ${reason}`, idle, { option, reason, path: [...path, option] });
  }
  const specifiers = specifiersOf(name);
  const values = options.serviceConfig ?? {};
  const sectionPath = [...path, "serviceConfig"];
  const pathOf = native?.pathOf ?? ((option: string) => [...sectionPath, option]);
  const section = new Section<ServiceOption>(values, specifiers, context.reporter, pathOf);
  const environment = { ...context.globalEnvironment, ...options.environment };
  const service = readService(
    { ...options, environment },
    {
      name,
      section,
      specifiers,
      accounts: context.accounts,
      defaultPath: context.defaultPath,
      folder: `${context.folder}/units/${name}`,
    },
  );
  reportUnknown(name, section.unknown(SERVICE_OPTIONS), sectionPath, context);
  checkUser(name, service.identity, section, context);
  const logged = native?.execLogger === undefined ? service : { ...service, execLogger: native.execLogger };
  return readUnit(name, options, path, context, { service: logged });
}

/** A unit of any kind. */
export function readUnit(
  name: string,
  options: CommonOptions,
  path: readonly string[],
  context: UnitContext,
  is: { readonly service?: Service; readonly timer?: Timer; readonly isBuiltIn?: boolean } = {},
): ReadUnit {
  const { reporter } = context;
  const specifiers = specifiersOf(name);
  const values: UnitSection = options.unitConfig ?? {};
  const sectionPath = [...path, "unitConfig"];
  const section = new Section<UnitOption>(values, specifiers, reporter, (option) => [...sectionPath, option]);

  const dependencies: Dependencies = {
    requires: [],
    wants: [],
    requisite: [],
    bindsTo: [],
    partOf: [],
    conflicts: [],
    upholds: [],
    after: [],
    onFailure: [],
    onSuccess: [],
  };
  const inSection = new Map(
    [...RELATIONS, ["before", "Before"] as const].map(([key, option]) => [key as string, section.words(option)]),
  );
  for (const [key] of RELATIONS) dependencies[key].push(...(options[key] ?? []), ...(inSection.get(key) ?? []));
  const afterBecause = new Map<string, readonly string[]>([
    ...(inSection.get("after") ?? []).map((other) => [other, [...sectionPath, "After"]] as const),
    ...(options.after ?? []).map((other) => [other, [...path, "after"]] as const),
  ]);
  const seconds = options.startLimitIntervalSec ?? section.seconds("StartLimitIntervalSec") ?? 10;
  const interval = Math.min(seconds, FOR_EVER);
  const burst = options.startLimitBurst ?? section.integer("StartLimitBurst", 0, 1_000_000) ?? 5;
  for (const accepted of ["Documentation", "StartLimitAction", "DefaultInstance"] as const) section.text(accepted);
  const { conditions, assertions } = readChecks(section, values, specifiers);
  const unknown = section.unknown(UNIT_OPTIONS).filter((option) => !/^(?:Condition|Assert)/.test(option));
  reportUnknown(name, unknown, sectionPath, context);
  const unit: Unit = {
    name,
    description: options.description ?? section.text("Description") ?? "",
    aliases: options.aliases ?? [],
    path,
    dependencies,
    afterBecause,
    conditions,
    assertions,
    startLimit: { burst: interval === 0 ? 0 : burst, intervalSeconds: interval },
    isBuiltIn: false,
    ...is,
  };
  return {
    unit,
    wantedBy: options.wantedBy,
    requiredBy: options.requiredBy ?? [],
    upheldBy: options.upheldBy ?? [],
    before: [...(options.before ?? []), ...(inSection.get("before") ?? [])],
    inSection,
    defaultDependencies: section.flag("DefaultDependencies") ?? true,
  };
}

/** Conditions of systemd that cannot be had, by their names without that word, and why. */
const UNSEEN_CONDITIONS: Readonly<Record<string, string>> = {
  Credential: "nobody gives a container's init credentials",
  CPUPressure: "nobody measures the pressure on a container before it starts",
  Firmware: "a container does not see the machine's firmware",
  IOPressure: "nobody measures the pressure on a container before it starts",
  MemoryPressure: "nobody measures the pressure on a container before it starts",
  PathIsEncrypted: "a container does not see what its volumes lie on",
};

/** Condition…= and Assert…=, which differ only in what happens when they are not met. */
function readChecks(
  section: Section<UnitOption>,
  values: UnitSection,
  specifiers: SpecifierValues,
): { conditions: Check[]; assertions: Check[] } {
  const conditions: Check[] = [];
  const assertions: Check[] = [];
  for (const option of Object.keys(values)) {
    const [, what, kind] = /^(Condition|Assert)(.+)$/.exec(option) ?? [];
    if (what === undefined || kind === undefined) continue;
    const name = `Condition${kind}`;
    if (!isUnitOption(name)) {
      const known = UNSEEN_CONDITIONS[kind] ?? "this condition is not known here";
      section.warn(option as UnitOption, known, "it counts as met");
      continue;
    }
    // Read under its own name; both have the same row in the table.
    const checks = section.lines(option as UnitOption).flatMap((line) => {
      const reason = whyUnknown(kind, line.replace(/^[|!\s]*/, ""));
      if (reason !== undefined) {
        section.warn(option as UnitOption, reason, "it counts as met");
        return [];
      }
      return section.attempt(option as UnitOption, () => readCheck(kind, expandSpecifiers(line, specifiers))) ?? [];
    });
    (what === "Condition" ? conditions : assertions).push(...checks);
  }
  return { conditions, assertions };
}

function isUnitOption(name: string): name is UnitOption {
  return Object.hasOwn(UNIT_OPTIONS, name);
}

/** What a container that does not run as root cannot do; where init starts it, it fails again and again. */
function checkUser(
  name: string,
  identity: Identity | undefined,
  section: Section<ServiceOption>,
  { reporter, accounts, containerUser }: UnitContext,
): void {
  if (containerUser === undefined || identity === undefined) return;
  const own = accounts.users.get(containerUser)?.uid ?? Number(containerUser);
  if (identity.uid === own) return;
  const option = (["User", "DynamicUser", "Group", "SupplementaryGroups"] as const).find((each) => section.has(each));
  const path = section.pathOf(option ?? "User");
  const who = identity.name === String(identity.uid) ? "" : ` (${identity.uid})`;
  reporter.gather("needs-root", needsRoot, {
    name,
    user: `${identity.name}${who}`,
    containerUser,
    // A module's own option has no line of the declaration.
    path: reporter.place(path) === undefined ? ["image", "user"] : path,
  });
}

/** What the sections of a unit may have, and where else an option may belong. */
const SECTIONS = {
  serviceConfig: { own: SERVICE_OPTIONS, other: "unitConfig" },
  socketConfig: { own: SOCKET_OPTIONS, other: "unitConfig" },
  unitConfig: { own: UNIT_OPTIONS, other: "serviceConfig" },
} as const;

/** Says of each option that nothing reads that it does nothing. */
export function reportUnknown(
  name: string,
  unknown: readonly string[],
  path: readonly string[],
  { reporter, quietAboutSandbox }: UnitContext,
): void {
  const ofContainer = unknown.filter((option) => CONTAINER_OPTIONS.has(option)).sort();
  if (ofContainer.length > 0 && !quietAboutSandbox) {
    const own = ofContainer.length === 1 ? [...path, ofContainer[0] ?? ""] : path;
    reporter.gather("sandbox", sandboxed, { name, options: ofContainer, path: own });
  }
  for (const option of unknown) {
    if (CONTAINER_OPTIONS.has(option) || option.startsWith("X-")) continue;
    const { own, other } = SECTIONS[path.at(-1) as keyof typeof SECTIONS]; // of a section
    const meant = Object.hasOwn(SECTIONS[other].own, option)
      ? `it belongs in ${other}`
      : didYouMean(option, Object.keys(own));
    reporter.warning({
      code: "unknown-unit-option",
      message: `${option} is not supported and does nothing`,
      path: [...path, option],
      hint: meant,
    });
  }
}
