/** What becomes of an area of NixOS's options in an image. */
interface Area {
  /** Names of options, with `*` for any. */
  readonly options: readonly string[];
  readonly here: string;
}

const NOT_A_MACHINE = "nothing, with a warning: it is up to the machine that runs the container";
const KERNEL = "nothing, with a warning: the kernel is the host's (`docker run --sysctl`, `--device`)";
const NETWORK = "nothing, with a warning: the network of a container is Docker's (`docker run --network`, `--dns`)";
const BOOT = "nothing, with a warning: an image boots nothing";

/** Options that come to nothing here, which is said where a declaration or a module of its own sets them. */
const IGNORED: readonly (readonly [options: readonly string[], here: string])[] = [
  [["boot.kernel.sysctl", "boot.kernelModules", "boot.extraModulePackages", "boot.kernelParams"], KERNEL],
  [["boot.loader", "boot.initrd", "boot.supportedFilesystems", "boot.tmp"], BOOT],
  [
    ["fileSystems", "swapDevices", "zramSwap"],
    "nothing, with a warning: what is mounted is `docker run -v`, `--tmpfs`",
  ],
  [["hardware", "powerManagement", "services.udev.extraRules", "services.udev.packages"], NOT_A_MACHINE],
  [
    [
      ...["networking.interfaces", "networking.bridges", "networking.nat", "networking.wireguard", "networking.hosts"],
      ...["networking.extraHosts", "networking.nameservers", "networking.hostName", "systemd.network"],
    ],
    NETWORK,
  ],
  [
    ["networking.firewall.extraCommands", "networking.nftables.ruleset"],
    "nothing, with a warning: the firewall is the host's",
  ],
  [["security.sudo.extraRules", "security.polkit.extraConfig", "services.dbus.packages"], "nothing, with a warning"],
  [["security.apparmor.policies", "security.audit.rules"], NOT_A_MACHINE],
  [
    [
      "systemd.mounts",
      "systemd.automounts",
      "systemd.paths",
      "systemd.slices",
      "systemd.packages",
      "systemd.user.services",
    ],
    "nothing, with a warning: there are no such units here",
  ],
  [["system.activationScripts"], "nothing, with a warning: nothing is activated; `image.run` runs lines at build time"],
  [["virtualisation.oci-containers.containers", "containers"], "nothing, with a warning: an image is one container"],
];

/** Options that have the same name and meaning here. */
const PASSED: readonly string[] = [
  "time.timeZone",
  "i18n.defaultLocale",
  "environment.variables",
  "environment.sessionVariables",
  "environment.shellAliases",
];

/** All areas, for the table in docs/nixos.md. */
export const NIXOS_AREAS: readonly Area[] = [
  { options: ["services.*", "programs.*", "security.acme"], here: "what their modules define, as below" },
  { options: ["systemd.services"], here: "`systemd.services`; `path` without systemd" },
  { options: ["systemd.timers", "systemd.services.*.startAt"], here: "`systemd.timers`" },
  { options: ["systemd.targets"], here: "`systemd.targets`" },
  { options: ["systemd.sockets"], here: "nothing, with a warning: a program listens itself" },
  { options: ["systemd.tmpfiles.rules", "systemd.tmpfiles.settings"], here: "`systemd.tmpfiles`" },
  { options: ["users.users", "users.groups"], here: "`users.users`, `users.groups`" },
  { options: ["environment.etc", "security.pam.services"], here: "`environment.etc`" },
  { options: ["environment.systemPackages", "environment.pathsToLink"], here: "the same" },
  { options: PASSED, here: "the same" },
  {
    options: ["networking.firewall.allowedTCPPorts", "networking.firewall.allowedUDPPorts"],
    here: "`image.exposedPorts`",
  },
  {
    options: ["security.wrappers"],
    here: "nothing, with a warning: an image has no set-id programs",
  },
  { options: ["assertions", "warnings"], here: "errors and warnings of the build" },
  { options: ["nixpkgs.*"], here: "the options of decl: an image has one package set" },
  ...IGNORED.map(([options, here]) => ({ options, here })),
];

const paths = (names: readonly string[]) => names.map((name) => name.split("."));

/** What NixOS is asked to tell of, beside what becomes a definition in any case. */
export const NIXOS_OPTIONS = {
  passed: paths(PASSED),
  ignored: paths(IGNORED.flatMap(([options]) => options)),
};
