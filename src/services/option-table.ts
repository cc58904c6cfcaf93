import type { RuleType } from "./tmpfiles/rule.ts";

/**
 * What is supported of systemd, and what each option means here: the one source of docs/systemd.md, and of the names that may be
 * read from a section (see section.ts), so that an option cannot be read without a row, nor have a row and not be read.
 */
export interface OptionRow {
  /** What it does here. */
  readonly does: string;
  /** Where that is not what systemd does. */
  readonly differs?: string;
}

const row = (does: string, differs?: string): OptionRow => (differs === undefined ? { does } : { does, differs });
const asSystemd = row("as in systemd");

export const SERVICE_OPTIONS = {
  Type: row(
    "simple: its dependents start when it has been started. exec: when its program has been found. oneshot: when all commands have ended well. " +
      "notify, notify-reload: when it has sent READY=1 to NOTIFY_SOCKET. forking: when the command has come back and a process is there. " +
      "idle: as simple, and its program waits until no unit is being started or stopped, at most 5 s",
    "dbus is simple, with a warning; a forking service that ends by itself counts as failed with code 1, for nobody learns its exit code",
  ),
  RemainAfterExit: asSystemd,
  GuessMainPID: row("accepted; without PIDFile the process is found by INVOCATION_ID in its environment"),
  PIDFile: row("forking: the process that is waited for"),
  ExecCondition: row("exit code 1 to 254: the service is skipped, and that is no failure"),
  ExecStartPre: asSystemd,
  ExecStart: row(
    "several only for oneshot, one after the other",
    "127 or 126 instead of 203 when the program cannot be run",
  ),
  ExecStartPost: row("after the service is ready; when it fails the service is stopped"),
  ExecReload: row("`unit reload NAME`, with $MAINPID"),
  ExecStop: row("before KillSignal, and when the service has ended well by itself; each command has TimeoutStopSec"),
  ExecStopPost: row("after every end, with $SERVICE_RESULT, $EXIT_CODE and $EXIT_STATUS"),
  User: row(
    "a user of the image, or a number",
    "as another user than the container's own only when that is root, else the service fails with code 217; where image.user says so, a warning",
  ),
  Group: asSystemd,
  SupplementaryGroups: row("besides the groups the user is in"),
  DynamicUser: row(
    "an id that is fixed at build and depends on the user's name, which is the unit's where User has none; the same for Group",
    "no private /tmp; the directories lie where they are, not in a private folder",
  ),
  WorkingDirectory: row("`~` and the prefix `-` too; default: /"),
  RootDirectory: row("for a container that runs as root", "the store is not mounted in it"),
  UMask: asSystemd,
  Nice: asSystemd,
  OOMScoreAdjust: row("where the container allows it", "a message instead of a failure where it does not"),
  LimitCPU: asSystemd,
  LimitFSIZE: asSystemd,
  LimitDATA: asSystemd,
  LimitSTACK: asSystemd,
  LimitCORE: asSystemd,
  LimitRSS: asSystemd,
  LimitNOFILE: row("as in systemd", "a limit above the container's own hard limit is that one, with a message"),
  LimitAS: asSystemd,
  LimitNPROC: asSystemd,
  LimitMEMLOCK: asSystemd,
  LimitLOCKS: asSystemd,
  LimitSIGPENDING: asSystemd,
  LimitMSGQUEUE: asSystemd,
  LimitNICE: row("a number; +5 and -5 are nice levels"),
  LimitRTPRIO: asSystemd,
  LimitRTTIME: row("microseconds"),
  Environment: row(
    "over the container's own environment (`docker run -e`), which every service has",
    "systemd gives a service nothing of its own environment",
  ),
  EnvironmentFile: row("read at each start; the prefix `-` allows it to be missing; a pattern with `*` names several"),
  PassEnvironment: row("accepted: all of the container's environment is passed"),
  UnsetEnvironment: asSystemd,
  StandardInput: row("null or file:PATH", "tty, socket and data: null, with a warning"),
  StandardOutput: row(
    "journal, inherit: the container's output. null, file:, append: as in systemd; truncate: once for each of ExecStart, ExecStop and ExecStopPost",
    "kmsg, tty, socket, fd: the container's output, with a warning",
  ),
  StandardError: row("as StandardOutput; inherit: where StandardOutput goes"),
  SyslogIdentifier: row("the service's prefix in the container's output"),
  AmbientCapabilities: row("as in systemd", "what the container does not have is left out"),
  CapabilityBoundingSet: row(
    "`~` takes away, an empty value takes all away",
    "what the container does not have is left out",
  ),
  NoNewPrivileges: asSystemd,
  RuntimeDirectory: row("below /run; made at each start, owned by the user, gone after the end"),
  StateDirectory: row("below /var/lib", "the form PATH:LINK makes no link"),
  CacheDirectory: row("below /var/cache", "the form PATH:LINK makes no link"),
  LogsDirectory: row("below /var/log", "the form PATH:LINK makes no link"),
  ConfigurationDirectory: row("below /etc; stays root's"),
  RuntimeDirectoryMode: asSystemd,
  StateDirectoryMode: asSystemd,
  CacheDirectoryMode: asSystemd,
  LogsDirectoryMode: asSystemd,
  ConfigurationDirectoryMode: asSystemd,
  RuntimeDirectoryPreserve: row(
    "yes keeps them; restart keeps them while the service is started again, by itself or by request",
  ),
  LoadCredential: row(
    "ID:PATH: a copy of the file in $CREDENTIALS_DIRECTORY (`%d`), /run/credentials/UNIT, which only its user reads",
    "the path is absolute: nobody gives a container's init credentials",
  ),
  SetCredential: row(
    "ID:TEXT: the same with this text, or where LoadCredential finds no file; the text is in the image, for everybody to read",
  ),
  LoadCredentialEncrypted: row("an error: a container has no key of the machine to read it with"),
  SetCredentialEncrypted: row("an error, as LoadCredentialEncrypted"),
  Sockets: row("socket units whose sockets it gets too"),
  NonBlocking: row("its sockets do not wait"),
  Restart: row(
    "all its values",
    "while a service is being restarted, what requires it and comes after it waits; systemd lets it fail at the first failure",
  ),
  RestartSec: asSystemd,
  SuccessExitStatus: asSystemd,
  RestartPreventExitStatus: asSystemd,
  RestartForceExitStatus: asSystemd,
  TimeoutStartSec: row("default 90 s; for oneshot without limit"),
  TimeoutStopSec: row(
    "default 90 s",
    "when the container stops, all have ended before its grace period has (image.stopTimeout, 10 s)",
  ),
  TimeoutSec: row("both of them"),
  TimeoutAbortSec: row("accepted, without effect"),
  KillMode: row(
    "control-group: the service's process group, then all of its session and what has its INVOCATION_ID. mixed, process, none as in systemd",
    "a container's service has no cgroup: what leaves the session and clears its environment is not found. After TimeoutStopSec none is as process",
  ),
  KillSignal: asSystemd,
  RestartKillSignal: row("as KillSignal"),
  SendSIGKILL: asSystemd,
  SendSIGHUP: row("accepted, without effect"),
  FinalKillSignal: asSystemd,
  WatchdogSec: row("for notify: WATCHDOG=1 must come in time, else SIGABRT and Restart=on-watchdog's rules"),
  NotifyAccess: row(
    "for notify, notify-reload: whose messages count. main (the default): the main process's; exec: also those of other commands; all: of every process of the service",
    "none is main; other types have no NOTIFY_SOCKET",
  ),
  ReloadSignal: row("notify-reload: default SIGHUP"),
} as const satisfies Record<string, OptionRow>;

export type ServiceOption = keyof typeof SERVICE_OPTIONS;

export const UNIT_OPTIONS = {
  Description: row("in the plan"),
  Documentation: row("accepted"),
  Requires: row(
    "what is required starts too; when it cannot, this unit does not; when it is stopped or restarted, so is this unit",
  ),
  Wants: asSystemd,
  Requisite: asSystemd,
  BindsTo: row("as Requires, and when it ends by itself this unit stops"),
  PartOf: asSystemd,
  Upholds: row("as Wants, and the other is started again when it ends, within StartLimitBurst, while this unit is up"),
  Conflicts: row("starting one stops the other; two that both start with the container are an error"),
  After: row("its start waits for the other's readiness; its stop comes before the other's"),
  Before: asSystemd,
  OnFailure: row("started when the unit has failed and is not started again; then the container ends"),
  OnSuccess: asSystemd,
  DefaultDependencies: row("targets: no After= for what they want"),
  StartLimitIntervalSec: row("default 10 s"),
  StartLimitBurst: row(
    "default 5; starts by timers, by request and by other units count too: a timer that elapses every second needs StartLimitIntervalSec=0",
    "the start that is one too many is a failure, which ends the container",
  ),
  StartLimitAction: row("accepted: the container ends"),
  DefaultInstance: row("templates"),
  ConditionPathExists: asSystemd,
  ConditionPathExistsGlob: asSystemd,
  ConditionPathIsDirectory: asSystemd,
  ConditionPathIsSymbolicLink: asSystemd,
  ConditionPathIsMountPoint: asSystemd,
  ConditionPathIsReadWrite: asSystemd,
  ConditionDirectoryNotEmpty: asSystemd,
  ConditionFileNotEmpty: asSystemd,
  ConditionFileIsExecutable: asSystemd,
  ConditionPathIsSocket: asSystemd,
  ConditionUser: row("the user that init runs as: a name, a number or @system"),
  ConditionGroup: row("a group that init is in: a name or a number"),
  ConditionHost: row("the host name, with * and ?, or the id in /etc/machine-id"),
  ConditionEnvironment: row("of the container"),
  ConditionVirtualization: row("a container is one: yes, container, docker; private-users"),
  ConditionArchitecture: row("decided at start"),
  ConditionKernelCommandLine: row("the machine's, in /proc/cmdline", "systemd in a container takes its own arguments"),
  ConditionKernelVersion: asSystemd,
  ConditionVersion: row("as ConditionKernelVersion", "of systemd or glibc: a warning, for none runs the services"),
  ConditionKernelModuleLoaded: row("by /sys/module"),
  ConditionSecurity: row(
    "apparmor, selinux, smack, tomoyo, ima, as far as the container sees of them",
    "audit, uefi-secureboot, tpm2, cvm, measured-uki, measured-os: a warning",
  ),
  ConditionCapability: row("what the container may have (`docker run --cap-add`)"),
  ConditionControlGroupController: row("in the container's own group; v1, v2"),
  ConditionMemory: row("what the container may have (`docker run --memory`)"),
  ConditionCPUs: row("those the container may run on (`docker run --cpuset-cpus`)"),
  ConditionCPUFeature: row("by /proc/cpuinfo, on x86"),
  ConditionOSRelease: row("of the image's /etc/os-release"),
  ConditionACPower: row("the machine's, by /sys/class/power_supply"),
  ConditionFirstBoot: row(
    "whether /etc/machine-id was missing or `uninitialized` when the container started",
    "nothing writes it afterwards but the declaration's own services",
  ),
  ConditionNeedsUpdate: row(
    "whether /etc/.updated or /var/.updated is missing or older than /usr",
    "nothing writes them but the declaration's own services",
  ),
} as const satisfies Record<string, OptionRow>;

export type UnitOption = keyof typeof UNIT_OPTIONS;

const WHEN_SWITCHING = "it is about `nixos-rebuild switch`, and an image is not switched to";

/** NixOS's options of a service that do nothing here, and why. */
export const IDLE_OPTIONS = {
  overrideStrategy: "an instance that is declared always adds to its template",
  onFailureJobMode: "OnFailure never takes jobs away",
  restartTriggers: WHEN_SWITCHING,
  reloadTriggers: WHEN_SWITCHING,
  restartIfChanged: WHEN_SWITCHING,
  reloadIfChanged: WHEN_SWITCHING,
  stopIfChanged: WHEN_SWITCHING,
  notSocketActivated: WHEN_SWITCHING,
} as const;

export type IdleOption = keyof typeof IDLE_OPTIONS;

const IDLE_ROWS = Object.fromEntries(
  Object.entries(IDLE_OPTIONS).map(([name, reason]) => [name, row(`a warning: ${reason}`)]),
) as Record<IdleOption, OptionRow>; // the names are those of IDLE_OPTIONS

/** NixOS's options of a service beside its sections, and what they mean here. */
export const NIXOS_OPTIONS = {
  enable: row("`false`: there is no such unit, and no timer of its `startAt`"),
  description: row("Description"),
  documentation: row("Documentation"),
  aliases: row("other names, in other units and for `unit start NAME`"),
  script: row("the last command of ExecStart, a bash script with `set -e`"),
  scriptArgs: row("arguments of `script`, in the syntax of commands"),
  preStart: row("the last command of ExecStartPre"),
  postStart: row("the last command of ExecStartPost"),
  reload: row("the last command of ExecReload"),
  preStop: row("the last command of ExecStop"),
  postStop: row("the last command of ExecStopPost"),
  path: row("`bin` and `sbin` of packages, at the front of PATH"),
  enableDefaultPath: row(
    "coreutils, findutils, gnugrep and gnused after `path`; by default where the service has a script",
    "NixOS's default is always true, and systemd's programs are among them",
  ),
  environment: row("Environment; null takes a variable of `systemd.globalEnvironment` away"),
  serviceConfig: row("the table below"),
  unitConfig: row("the table below"),
  requires: row("Requires"),
  wants: row("Wants"),
  requisite: row("Requisite"),
  bindsTo: row("BindsTo"),
  partOf: row("PartOf"),
  upholds: row("Upholds"),
  conflicts: row("Conflicts"),
  after: row("After"),
  before: row("Before"),
  onFailure: row("OnFailure"),
  onSuccess: row("OnSuccess"),
  wantedBy: row(
    "Wants of the other; `[]`: it starts only when something pulls it in",
    "left out, it starts with the container",
  ),
  requiredBy: row("Requires of the other"),
  upheldBy: row("Upholds of the other"),
  startLimitBurst: row("StartLimitBurst"),
  startLimitIntervalSec: row("StartLimitIntervalSec"),
  startAt: row("OnCalendar of a timer of the same name"),
  ...IDLE_ROWS,
} as const satisfies Record<string, OptionRow>;

export const TIMER_OPTIONS = {
  OnCalendar: row("the whole grammar, checked when the image is built; without a zone that of the container"),
  OnActiveSec: row("from when the timer was started: that is when the container was"),
  OnBootSec: row("from the container's start", "systemd counts from the machine's"),
  OnStartupSec: row("from when init was ready to start units"),
  OnUnitActiveSec: row("from the last start of the unit"),
  OnUnitInactiveSec: row("from the last end of the unit"),
  AccuracySec: row("checked, without effect", "systemd starts up to this much late (1 min); here it is on time"),
  RandomizedDelaySec: asSystemd,
  FixedRandomDelay: row("by the host's and the unit's name"),
  DeferReactivation: asSystemd,
  Persistent: row("stamps in /var/lib/systemd/timers, which should then be on a volume"),
  Unit: row("a service or a target; default: the service of the same name"),
  RemainAfterElapse: row("accepted, without effect"),
  OnClockChange: row("a warning: the timer does not elapse then"),
  OnTimezoneChange: row("a warning: the timer does not elapse then"),
  WakeSystem: row("a warning: a container cannot wake a machine"),
} as const satisfies Record<string, OptionRow>;

const EACH_CONNECTION = "a warning: a service for each connection is not possible here, and the unit is left out";
const NO_FILES = "a warning: only sockets can be listened at";
const NO_COMMANDS = "a warning: nothing is run before or after the socket is opened";

export const SOCKET_OPTIONS = {
  ListenStream: row(
    "a path, @NAME, PORT, IPV4:PORT or [IPV6]:PORT: open from the container's start to its end; what connects waits for the service",
    "stopping the unit does not close it; no vsock",
  ),
  ListenDatagram: row("as ListenStream"),
  ListenSequentialPacket: row("a path or @NAME"),
  Service: row("the service that gets the sockets; default: the one of the same name"),
  FileDescriptorName: row("the name in LISTEN_FDNAMES; default: the unit's name"),
  SocketUser: row(
    "the owner of a path; without it root",
    "where the container is not root's, the container's own user",
  ),
  SocketGroup: row("its group; default: the user's"),
  SocketMode: row("its mode; default 0666"),
  DirectoryMode: row("the mode of its folder where there is none; default 0755"),
  Backlog: asSystemd,
  BindIPv6Only: asSystemd,
  Broadcast: asSystemd,
  FreeBind: asSystemd,
  KeepAlive: asSystemd,
  NoDelay: asSystemd,
  PassCredentials: asSystemd,
  ReusePort: asSystemd,
  Accept: row(`no (the default); yes is ${EACH_CONNECTION}`),
  RemoveOnStop: row("accepted, without effect"),
  MaxConnections: row("accepted: it is about Accept=yes"),
  TriggerLimitBurst: row("accepted: nothing is triggered"),
  TriggerLimitIntervalSec: row("accepted: nothing is triggered"),
  ListenFIFO: row(NO_FILES),
  ListenSpecial: row(NO_FILES),
  ListenNetlink: row(NO_FILES),
  ListenMessageQueue: row(NO_FILES),
  ListenUSBFunction: row(NO_FILES),
  ExecStartPre: row(NO_COMMANDS),
  ExecStartPost: row(NO_COMMANDS),
  ExecStopPre: row(NO_COMMANDS),
  ExecStopPost: row(NO_COMMANDS),
  Symlinks: row("a warning: no links are made"),
} as const satisfies Record<string, OptionRow>;

export type SocketOption = keyof typeof SOCKET_OPTIONS;

const TMPFILES_AT_BOOT = "in the image, if the place is in the image; else at boot";

/** The types of lines in `systemd.tmpfiles`. */
export const TMPFILES_TYPES = {
  d: row(TMPFILES_AT_BOOT),
  D: row("at boot: what is in it goes first"),
  e: row("at boot; in the image for what another line makes there"),
  f: row(TMPFILES_AT_BOOT),
  F: row("as f+: at boot, written anew"),
  w: row("at boot; in the image for what another line makes there"),
  p: row("at boot"),
  L: row(TMPFILES_AT_BOOT),
  C: row("at boot; without extended attributes", "C+ is an error"),
  z: row("at boot; in the image for what another line makes there"),
  Z: row("at boot"),
  r: row("at boot"),
  R: row("at boot"),
} as const satisfies Record<RuleType | "F", OptionRow>;

export const S6_OPTIONS = {
  enable: row("as in `systemd.services`"),
  type: row(
    "long-run is Type=simple, oneshot-pre and oneshot-post are Type=oneshot: oneshot-pre one after the other (as `after` says, else by name) before every other service, systemd's too; oneshot-post after all long-runs",
  ),
  execStart: row("ExecStart"),
  script: row("as in `systemd.services`"),
  after: row("After, with names as they are here"),
  environment: row("Environment"),
  user: row("User; left out, who the container runs as"),
  workingDirectory: row("WorkingDirectory"),
  restartOnFailure: row("Restart=on-failure"),
  execLogger: row("a command, as ExecStart, that reads the service's output"),
} as const satisfies Record<string, OptionRow>;

/** Options of a sandbox, of cgroups and of the host: a container gives them itself or not at all. They are one warning. */
export const CONTAINER_OPTIONS: ReadonlySet<string> = new Set(
  (
    "BindPaths BindReadOnlyPaths ExecPaths ExtensionDirectories ExtensionImages InaccessiblePaths IPCNamespacePath LockPersonality " +
    "MemoryDenyWriteExecute MountAPIVFS MountFlags NetworkNamespacePath NoExecPaths PrivateBPF PrivateDevices PrivateIPC PrivateMounts " +
    "PrivateNetwork PrivatePIDs PrivateTmp PrivateUsers ProcSubset ProtectClock ProtectControlGroups ProtectHome ProtectHostname " +
    "ProtectKernelLogs ProtectKernelModules ProtectKernelTunables ProtectProc ProtectSystem ReadOnlyPaths ReadWritePaths " +
    "RemoveIPC RestrictAddressFamilies RestrictFileSystems RestrictNamespaces RestrictRealtime RestrictSUIDSGID RootImage " +
    "SecureBits SystemCallArchitectures SystemCallErrorNumber SystemCallFilter SystemCallLog TemporaryFileSystem " +
    "AllowedCPUs AllowedMemoryNodes BPFProgram CPUAccounting CPUQuota CPUWeight Delegate DeviceAllow DevicePolicy IOAccounting " +
    "IODeviceWeight IOReadBandwidthMax IOSchedulingClass IOSchedulingPriority IOWeight IOWriteBandwidthMax IPAccounting IPAddressAllow " +
    "IPAddressDeny ManagedOOMMemoryPressure ManagedOOMSwap MemoryAccounting MemoryHigh MemoryLow MemoryMax MemoryMin MemorySwapMax " +
    "OOMPolicy RestrictNetworkInterfaces Slice SocketBindAllow SocketBindDeny StartupCPUWeight TasksAccounting TasksMax " +
    "CPUAffinity CPUSchedulingPolicy CPUSchedulingPriority CPUShares BlockIOWeight MemoryLimit KeyringMode Personality AppArmorProfile " +
    "SELinuxContext SmackProcessLabel UtmpIdentifier UtmpMode LogRateLimitIntervalSec LogRateLimitBurst LogNamespace LogLevelMax " +
    "SyslogFacility SyslogLevel SyslogLevelPrefix IgnoreSIGPIPE CoredumpFilter TimerSlackNSec NUMAPolicy NUMAMask"
  ).split(" "),
);
