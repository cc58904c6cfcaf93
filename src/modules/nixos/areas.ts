import { FIELDS, NAMED } from "./fields.ts";

/** What becomes of an area of NixOS's options in an image. */
export interface Area {
  /** Names of options, each with what is below it; `*` is any name. */
  readonly options: readonly string[];
  readonly here: string;
}

/** Options that have the same name and meaning here. */
const PASSED: readonly string[] = [
  "time.timeZone",
  ...["i18n.defaultLocale", "i18n.extraLocaleSettings"],
  ...["environment.variables", "environment.sessionVariables", "environment.shellAliases", "environment.extraInit"],
  ...["environment.shellInit", "environment.loginShellInit", "environment.interactiveShellInit"],
  ...["environment.homeBinInPath", "environment.localBinInPath", "environment.extraOutputsToInstall"],
  ...["programs.bash.shellInit", "programs.bash.loginShellInit", "programs.bash.interactiveShellInit"],
  ...["programs.bash.promptInit", "programs.bash.shellAliases"],
  ...["security.pki.certificates", "security.pki.certificateFiles"],
  ...["networking.proxy.default", "networking.proxy.httpProxy", "networking.proxy.httpsProxy"],
  ...["networking.proxy.ftpProxy", "networking.proxy.rsyncProxy", "networking.proxy.allProxy"],
  ...["networking.proxy.noProxy", "systemd.globalEnvironment"],
];

/** Options that become definitions here. */
export const TAKEN: readonly Area[] = [
  { options: ["systemd.services"], here: "`systemd.services`; `path` without systemd" },
  { options: ["systemd.timers", "systemd.services.*.startAt"], here: "`systemd.timers`" },
  { options: ["systemd.targets"], here: "`systemd.targets`" },
  { options: ["systemd.sockets"], here: "`systemd.sockets`; those with `Accept=yes` are left out, with a warning" },
  { options: ["systemd.tmpfiles.rules", "systemd.tmpfiles.settings"], here: "`systemd.tmpfiles`" },
  {
    options: ["users.users", "users.groups", "users.extraUsers", "users.extraGroups"],
    here: "`users.users`, `users.groups`",
  },
  { options: ["environment.etc", "security.pam.services"], here: "`environment.etc`" },
  {
    options: ["environment.systemPackages", "environment.defaultPackages", "environment.pathsToLink"],
    here: "`environment.systemPackages`, `environment.pathsToLink`; `defaultPackages` where they are set",
  },
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
];

/** Options that come to nothing by themselves, without a word. */
export const QUIET: readonly Area[] = [
  {
    options: [
      ...["system.stateVersion", "system.name", "system.nixos", "networking.domain", "networking.enableIPv6"],
      ...["users.defaultUserShell", "security.pam"],
    ],
    here: "what modules make of it that read it",
  },
  { options: ["lib", "meta", "ids", "passthru", "_module"], here: "what modules make of it: it is for them alone" },
  { options: ["boot.isContainer"], here: "nothing: it is so" },
  {
    options: ["users.mutableUsers", "users.enforceIdUniqueness", "users.allowNoPasswordLogin"],
    here: "nothing: an image has the users that it is made with",
  },
  { options: ["nixpkgs"], here: "NixOS's own: `overlays` count for its modules. decl's `nixpkgs` is the package set" },
];

/** Options that NixOS's own modules may set as well, and that come to nothing. */
const OF_MODULES: readonly string[] = [
  ...["boot.kernel.sysctl", "boot.kernelModules", "boot.extraModulePackages", "boot.kernelParams"],
  ...["boot.supportedFilesystems", "fileSystems", "swapDevices", "services.udev.extraRules", "services.udev.packages"],
  ...["networking.interfaces", "networking.bridges", "networking.hosts", "networking.extraHosts"],
  ...["networking.nameservers", "networking.hostName", "networking.firewall.extraCommands"],
  ...["networking.nftables.ruleset", "security.sudo.extraRules", "security.polkit.extraConfig"],
  ...["services.dbus.packages", "fonts.packages", "security.apparmor.policies", "security.audit.rules"],
  ...["systemd.mounts", "systemd.automounts", "systemd.paths", "systemd.slices", "systemd.packages"],
  ...["systemd.user.services", "systemd.tmpfiles.packages", "system.activationScripts"],
  ...["virtualisation.oci-containers.containers", "containers"],
];

/** Of which modules what they define is part of an image. */
export const PARTS = {
  taken: ["services", "programs", "security/acme", "security/dhparams", "security/krb5", "config/unix-odbc-drivers"],
  machine: [
    ...["services/hardware", "services/ttys", "services/desktops", "services/system/dbus", "services/system/nscd"],
    ...[
      "services/system/systembus-notify",
      "services/system/zram-generator",
      "services/system/nix-daemon",
      "services/system/nix-daemon-firewall",
    ],
    ...["services/misc/nix-gc", "services/misc/nix-optimise", "services/misc/nix-ssh-serve"],
    ...["nat", "nat-iptables", "nat-nftables", "firewall", "firewall-firewalld"].map(
      (name) => `services/networking/${name}`,
    ),
    ...["firewall-iptables", "firewall-nftables", "nftables", "dhcpcd"].map((name) => `services/networking/${name}`),
    ...["networkmanager", "nm-file-secret-agent", "modemmanager"].map((name) => `services/networking/${name}`),
    ...["supplicant", "wpa_supplicant", "iwd", "ifstate"].map((name) => `services/networking/${name}`),
    ...["programs/bash", "programs/shadow", "programs/environment", "programs/command-not-found", "programs/nix-ld"],
    ...["programs/extra-container", "programs/zsh/zsh-autoenv"],
  ],
  onRequest: ["programs/ssh", "programs/less", "programs/nano", "programs/fuse"],
};

const paths = (names: readonly string[]) => names.map((name) => name.split("."));

/** What NixOS is asked to tell of, beside what becomes a definition in any case. */
export const NIXOS_OPTIONS = {
  ...{ passed: paths(PASSED), ignored: paths(OF_MODULES), parts: PARTS },
  ...{ fields: FIELDS, named: paths(NAMED) },
};
