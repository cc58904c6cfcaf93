import type { Setting, SettingTable } from "../value/setting.ts";
import type { TypeDescriptor } from "../value/type-descriptor.ts";
import { CONTAINER_OPTIONS, type OptionRow, SERVICE_OPTIONS, TIMER_OPTIONS, UNIT_OPTIONS } from "./option-table.ts";
import { KILL_MODES, NOTIFY_ACCESS, RESTARTS, SERVICE_TYPES } from "./read-service.ts";

/**
 * The settings of units by the option that holds them, with the types of their values: what editors complete and check. What is
 * not in here does nothing in an image, and is a warning when it is built.
 */
export function unitSettings(): Readonly<Record<string, SettingTable>> {
  return {
    serviceConfig: {
      name: "ServiceSettings",
      settings: { ...settingsOf(SERVICE_OPTIONS, SERVICE_VALUES), ...ofContainer() },
    },
    unitConfig: { name: "UnitSettings", settings: { ...settingsOf(UNIT_OPTIONS, UNIT_VALUES), ...assertions() } },
    timerConfig: { name: "TimerSettings", settings: settingsOf(TIMER_OPTIONS, TIMER_VALUES) },
  };
}

const FLAG: TypeDescriptor = {
  kind: "either",
  of: [{ kind: "bool" }, { kind: "enum", values: ["yes", "no", "true", "false", "on", "off"] }],
};
/** Numbers may be written as a text, and so may a number with its unit. */
const SCALAR: TypeDescriptor = { kind: "either", of: [{ kind: "str" }, { kind: "number" }] };
/** Words, or several lines of them. */
const LINES: TypeDescriptor = { kind: "unitOption" };
const choice = (values: readonly string[]): TypeDescriptor => ({ kind: "enum", values });

type Values<Name extends string> = { readonly [Type in "flags" | "scalars"]: readonly Name[] } & {
  readonly choices: { readonly [Of in Name]?: TypeDescriptor };
};

const SERVICE_VALUES: Values<keyof typeof SERVICE_OPTIONS> = {
  flags: ["RemainAfterExit", "GuessMainPID", "DynamicUser", "NoNewPrivileges", "SendSIGKILL", "SendSIGHUP"],
  choices: {
    Type: choice(SERVICE_TYPES),
    Restart: choice(RESTARTS),
    KillMode: choice(KILL_MODES),
    NotifyAccess: choice(NOTIFY_ACCESS),
    RuntimeDirectoryPreserve: { kind: "either", of: [FLAG, choice(["restart"])] },
  },
  scalars: [
    ...(["PIDFile", "User", "Group", "WorkingDirectory", "RootDirectory", "UMask", "Nice", "OOMScoreAdjust"] as const),
    ...(["LimitCPU", "LimitFSIZE", "LimitDATA", "LimitSTACK", "LimitCORE", "LimitRSS", "LimitNOFILE"] as const),
    ...(["LimitAS", "LimitNPROC", "LimitMEMLOCK", "LimitLOCKS", "LimitSIGPENDING", "LimitMSGQUEUE"] as const),
    ...(["LimitNICE", "LimitRTPRIO", "LimitRTTIME", "StandardInput", "StandardOutput", "StandardError"] as const),
    ...(["SyslogIdentifier", "RuntimeDirectoryMode", "StateDirectoryMode", "CacheDirectoryMode"] as const),
    ...(["LogsDirectoryMode", "ConfigurationDirectoryMode", "RestartSec", "TimeoutStartSec"] as const),
    ...(["TimeoutStopSec", "TimeoutSec", "TimeoutAbortSec", "WatchdogSec", "KillSignal", "RestartKillSignal"] as const),
    ...(["FinalKillSignal", "ReloadSignal"] as const),
  ],
};

const UNIT_VALUES: Values<keyof typeof UNIT_OPTIONS> = {
  flags: ["DefaultDependencies"],
  choices: {},
  scalars: ["Description", "StartLimitIntervalSec", "StartLimitBurst", "StartLimitAction", "DefaultInstance"],
};

const TIMER_VALUES: Values<keyof typeof TIMER_OPTIONS> = {
  flags: [
    ...(["FixedRandomDelay", "DeferReactivation", "Persistent", "RemainAfterElapse"] as const),
    ...(["OnClockChange", "OnTimezoneChange", "WakeSystem"] as const),
  ],
  choices: {},
  scalars: ["AccuracySec", "RandomizedDelaySec", "Unit"],
};

function settingsOf<Name extends string>(
  rows: Readonly<Record<Name, OptionRow>>,
  { flags, scalars, choices }: Values<Name>,
): Record<string, Setting> {
  const names = Object.keys(rows) as Name[]; // a table has no other keys than its type says
  // null takes a setting back, as in NixOS; lines may be null themselves.
  const typeOf = (name: Name): TypeDescriptor => {
    const one = choices[name] ?? (flags.includes(name) ? FLAG : scalars.includes(name) ? SCALAR : undefined);
    return one === undefined ? LINES : { kind: "nullOr", of: one };
  };
  return Object.fromEntries(
    names.map((name) => [name, { description: describe(rows[name]), type: typeOf(name) }] as const),
  );
}

function describe({ does, differs }: OptionRow): string {
  return differs === undefined ? sentence(does) : `${sentence(does)} Unlike in systemd: ${differs}.`;
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

function ofContainer(): Record<string, Setting> {
  const description = "Does nothing here: a container gives it itself, or not at all.";
  return Object.fromEntries([...CONTAINER_OPTIONS].sort().map((name) => [name, { description, type: LINES }]));
}

/** Assert…= of each Condition…=. */
function assertions(): Record<string, Setting> {
  const conditions = Object.keys(UNIT_OPTIONS).filter((name) => name.startsWith("Condition"));
  return Object.fromEntries(
    conditions.map((name) => [
      name.replace("Condition", "Assert"),
      { description: `As ${name}, and a failure where it is not met.`, type: LINES },
    ]),
  );
}
