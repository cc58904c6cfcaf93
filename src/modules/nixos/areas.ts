import type { LeftOut } from "../../value/left-out.ts";

/** What becomes of an area of NixOS's options in an image. */
interface Area {
  /** Names of options, with `*` for any. */
  readonly options: readonly string[];
  readonly here: string;
}

const HOST = "it is up to the machine that runs the container";
const KERNEL = "the kernel is the host's: docker run has --sysctl and --device";
const NETWORK = "the network of a container is Docker's: docker run has --network, --dns, --add-host and --hostname";
const BOOT = "an image boots nothing";
const UNITS = "there are no such units here";

/** Options that come to nothing here, and why. */
export const NIXOS_IGNORED: LeftOut = [
  {
    options: ["boot.kernel.sysctl", "boot.kernelModules", "boot.extraModulePackages", "boot.kernelParams"],
    why: KERNEL,
  },
  {
    options: ["boot.loader", "boot.initrd", "boot.supportedFilesystems", "boot.tmp"],
    within: [
      ...["boot.loader.grub.enable", "boot.loader.grub.device", "boot.loader.grub.devices"],
      ...["boot.loader.systemd-boot.enable", "boot.loader.efi.canTouchEfiVariables", "boot.loader.timeout"],
      ...["boot.initrd.availableKernelModules", "boot.initrd.kernelModules", "boot.initrd.luks.devices"],
      ...["boot.tmp.cleanOnBoot", "boot.tmp.useTmpfs"],
    ],
    why: BOOT,
  },
  {
    options: ["fileSystems", "swapDevices", "zramSwap"],
    within: ["zramSwap.enable"],
    why: "what is mounted is said to docker run: -v, --mount, --tmpfs",
  },
  {
    options: ["hardware", "powerManagement", "services.udev.extraRules", "services.udev.packages"],
    within: [
      ...["hardware.enableAllFirmware", "hardware.enableRedistributableFirmware", "hardware.bluetooth.enable"],
      ...["hardware.cpu.amd.updateMicrocode", "hardware.cpu.intel.updateMicrocode", "hardware.graphics.enable"],
      ...["powerManagement.enable", "powerManagement.cpuFreqGovernor"],
    ],
    why: HOST,
  },
  {
    options: [
      ...["networking.interfaces", "networking.bridges", "networking.nat", "networking.wireguard", "networking.hosts"],
      ...["networking.extraHosts", "networking.nameservers", "networking.hostName", "systemd.network"],
    ],
    within: [
      ...["networking.nat.enable", "networking.wireguard.enable", "networking.wireguard.interfaces"],
      ...["systemd.network.enable", "systemd.network.networks"],
    ],
    why: NETWORK,
  },
  {
    options: ["networking.firewall.extraCommands", "networking.nftables.ruleset"],
    why: "the firewall is the host's",
  },
  {
    options: ["security.sudo.extraRules", "security.polkit.extraConfig", "services.dbus.packages"],
    why: "a container has no logins and no bus",
  },
  { options: ["fonts.packages"], why: "decl's own fonts.packages has them" },
  { options: ["security.apparmor.policies", "security.audit.rules"], why: HOST },
  { options: ["systemd.mounts", "systemd.automounts", "systemd.paths", "systemd.slices"], why: UNITS },
  { options: ["systemd.packages", "systemd.user.services"], why: UNITS },
  {
    options: ["system.activationScripts"],
    why: "nothing is activated: image.run runs lines when the image is built",
  },
  { options: ["virtualisation.oci-containers.containers", "containers"], why: "an image is one container" },
];

/** Options that have the same name and meaning here. */
const PASSED: readonly string[] = [
  "time.timeZone",
  ...["i18n.defaultLocale", "i18n.extraLocaleSettings"],
  ...["environment.variables", "environment.sessionVariables", "environment.shellAliases"],
  ...["environment.shellInit", "environment.loginShellInit", "environment.interactiveShellInit"],
  ...["environment.homeBinInPath", "environment.localBinInPath"],
  ...["security.pki.certificates", "security.pki.certificateFiles"],
  ...["networking.proxy.default", "networking.proxy.httpProxy", "networking.proxy.httpsProxy"],
  ...["networking.proxy.noProxy", "systemd.globalEnvironment"],
];

/** All areas, for the table in docs/nixos-modules.md. */
export const NIXOS_AREAS: readonly Area[] = [
  { options: ["services.*", "programs.*", "security.acme"], here: "what their modules define, as below" },
  { options: ["systemd.services"], here: "`systemd.services`; `path` without systemd" },
  { options: ["systemd.timers", "systemd.services.*.startAt"], here: "`systemd.timers`" },
  { options: ["systemd.targets"], here: "`systemd.targets`" },
  { options: ["systemd.sockets"], here: "`systemd.sockets`; those with `Accept=yes` are left out, with a warning" },
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
    here: "nothing, with a warning; with `nixosSetIdPrograms` set-id copies in /run/wrappers/bin, which a tmpfs at /run hides",
  },
  { options: ["assertions", "warnings"], here: "errors and warnings of the build" },
  { options: ["nixpkgs.*"], here: "the options of decl: an image has one package set" },
  ...NIXOS_IGNORED.map(({ options, why }) => ({ options, here: `nothing, with a warning: ${why}` })),
];

const paths = (names: readonly string[]) => names.map((name) => name.split("."));

/** What NixOS is asked to tell of, beside what becomes a definition in any case. */
export const NIXOS_OPTIONS = {
  passed: paths(PASSED),
  ignored: paths(NIXOS_IGNORED.flatMap(({ options, within = [] }) => [...options, ...within])),
};
