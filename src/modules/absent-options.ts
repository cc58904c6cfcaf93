import type { Path } from "../options/merge-context.ts";

const HOST = "it is up to the machine that runs the container";
export const NETWORK = "Docker configures a container's network: docker run --network, --dns, --ip, --hostname";
const DESKTOP = "a container has no screen, keyboard or sound of its own";
const LOGINS = "nobody logs in at a console of a container: docker exec is the way in";
const CLOCK = "a container has the clock of its host, and cannot set it";
const KERNEL = "the kernel is the host's";
const MANAGER = "there is no manager with settings of its own: each service has TimeoutStopSec and the like";
const BLOCK_DEVICES = "disks are the host's: docker run -v and --mount bring volumes and folders in";

/**
 * Options of NixOS that mean nothing in a container, or something that is said in another way here, and what to do instead.
 * Each counts for what is below it too.
 */
const ABSENT: Readonly<Record<string, string>> = {
  age: "secrets are files that are mounted when the container starts, such as docker run -v or Compose's secrets",
  appstream: DESKTOP,
  boot: "an image boots nothing and has no kernel: kernel parameters are docker run --sysctl, or the host's",
  console: LOGINS,
  containers: "an image is one container: images({ web: …, worker: … }) declares several",
  disko: BLOCK_DEVICES,
  documentation: "leave it out: an image has no manuals unless environment.extraOutputsToInstall asks for them",
  "environment.defaultPackages": "leave it out: an image has no packages but those that it asks for",
  "environment.persistence": "what is to be kept lies in a volume: image.volumes, and docker run -v",
  fileSystems: "what is mounted is said to docker run: -v, --mount, --tmpfs; image.volumes names folders with data",
  "fonts.enableDefaultPackages": "fonts.packages lists the fonts that are wanted",
  "fonts.fontDir": "fonts.packages are linked at /share/fonts, and fontconfig finds them there",
  gtk: DESKTOP,
  hardware: "the hardware is the host's: docker run --device gives a container a device",
  "home-manager": 'users.users.<name>.packages and environment.etc."skel/…" fill homes',
  "i18n.extraLocales": "i18n.extraLocaleSettings brings the locales that it names",
  "i18n.inputMethod": DESKTOP,
  "i18n.supportedLocales":
    "leave it out: i18n.defaultLocale and i18n.extraLocaleSettings bring the locales that they name",
  location: "a container does not know where it is: time.timeZone says the time zone",
  "networking.bridges": NETWORK,
  "networking.defaultGateway": NETWORK,
  "networking.dhcpcd": NETWORK,
  "networking.firewall":
    "the firewall is the host's: docker run -p publishes ports, image.exposedPorts says which there are",
  "networking.hostId": HOST,
  "networking.interfaces": NETWORK,
  "networking.localCommands": NETWORK,
  "networking.nat": NETWORK,
  "networking.networkmanager": NETWORK,
  "networking.nftables": "the firewall is the host's: docker run -p publishes ports",
  "networking.resolvconf": NETWORK,
  "networking.tempAddresses": NETWORK,
  "networking.timeServers": CLOCK,
  "networking.useDHCP": NETWORK,
  "networking.useHostResolvConf": NETWORK,
  "networking.useNetworkd": NETWORK,
  "networking.usePredictableInterfaceNames": NETWORK,
  "networking.vlans": NETWORK,
  "networking.wg-quick": NETWORK,
  "networking.wireguard": NETWORK,
  "networking.wireless": NETWORK,
  "nix.gc": "leave it out: an image has the store paths that it needs, and no others",
  "nix.optimise": "leave it out: layers of images are shared as they are",
  "nixpkgs.buildPlatform": "the platform is that of the build: docker buildx build --platform linux/arm64",
  "nixpkgs.crossSystem": "the platform is that of the build: docker buildx build --platform linux/arm64",
  "nixpkgs.hostPlatform": "the platform is that of the build: docker buildx build --platform linux/arm64",
  "nixpkgs.localSystem": "the platform is that of the build: docker buildx build --platform linux/arm64",
  "nixpkgs.pkgs": "nixpkgs.source or --build-context nixpkgs=DIR is the package set",
  "nixpkgs.system": "the platform is that of the build: docker buildx build --platform linux/arm64",
  powerManagement: HOST,
  "programs.command-not-found": "leave it out: an image has no such program",
  "programs.fish": "add pkgs.fish to environment.systemPackages; users.users.<name>.shell makes it a user's shell",
  "programs.nix-ld": "image.from with a base that has the usual libraries runs programs that were not made for Nix",
  "programs.ssh": 'environment.etc."ssh/ssh_config" configures the client',
  "programs.zsh": "add pkgs.zsh to environment.systemPackages; users.users.<name>.shell makes it a user's shell",
  qt: DESKTOP,
  "security.acme":
    "certificates come from outside: mount them, and name them with sslCertificate, or have a proxy before the container get them",
  "security.allowUserNamespaces": KERNEL,
  "security.apparmor": "what a container may do is said to docker run: --security-opt",
  "security.audit": HOST,
  "security.auditd": HOST,
  "security.dhparams": "services.nginx.sslDhparam names a file with parameters",
  "security.doas": "nobody becomes root in a container: docker exec -u root does, and a service has User",
  "security.forcePageTableIsolation": KERNEL,
  "security.lockKernelModules": KERNEL,
  "security.pam.loginLimits": "limits are docker run --ulimit, or a service's LimitNOFILE and the like",
  "security.polkit": LOGINS,
  "security.protectKernelImage": KERNEL,
  "security.rtkit": DESKTOP,
  "security.sudo": "nobody becomes root in a container: docker exec -u root does, and a service has User",
  "security.sudo-rs": "nobody becomes root in a container: docker exec -u root does, and a service has User",
  "security.tpm2": HOST,
  "security.unprivilegedUsernsClone": KERNEL,
  "security.wrappers": "images have no set-id programs: a service has User and AmbientCapabilities",
  "services.automatic-timezoned": CLOCK,
  "services.avahi": NETWORK,
  "services.blueman": DESKTOP,
  "services.chrony": CLOCK,
  "services.dbus":
    "there is no system bus in a container: a program that needs one starts its own, with dbus-run-session",
  "services.desktopManager": DESKTOP,
  "services.displayManager": DESKTOP,
  "services.fail2ban": "the firewall is the host's, and what guards it runs there",
  "services.fstrim": BLOCK_DEVICES,
  "services.fwupd": HOST,
  "services.getty": LOGINS,
  "services.gnome": DESKTOP,
  "services.journald": "there is no journal: services write to stdout and stderr, which docker logs shows",
  "services.libinput": DESKTOP,
  "services.logind": LOGINS,
  "services.logrotate": "logs go to stdout and stderr: docker run --log-opt max-size=… keeps them small",
  "services.ntp": CLOCK,
  "services.openssh.startWhenNeeded": "nothing starts a service for each connection: sshd listens itself",
  "services.openvpn": NETWORK,
  "services.pipewire": DESKTOP,
  "services.postgresql.checkConfig": "leave it out: the server says what is wrong with its settings as it starts",
  "services.postgresql.ensureUsers.*.ensurePermissions":
    "ensureDBOwnership makes the database of the same name the user's",
  "services.postgresql.extensions": "services.postgresql.package: nix`pkgs.postgresql.withPackages (p: [ p.postgis ])`",
  "services.postgresql.extraPlugins":
    "services.postgresql.package: nix`pkgs.postgresql.withPackages (p: [ p.postgis ])`",
  "services.printing": DESKTOP,
  "services.pulseaudio": DESKTOP,
  "services.qemuGuest": HOST,
  "services.redis.enable": 'services.redis.servers."".enable is the plain server',
  "services.redis.port": 'services.redis.servers."".port is that of the plain server',
  "services.resolved": NETWORK,
  "services.restic": "a timer and a service of systemd can run pkgs.restic",
  "services.smartd": BLOCK_DEVICES,
  "services.thermald": HOST,
  "services.timesyncd": CLOCK,
  "services.tlp": HOST,
  "services.udev": "devices are the host's: docker run --device gives a container one",
  "services.upower": HOST,
  "services.xserver": DESKTOP,
  sops: "secrets are files that are mounted when the container starts, such as docker run -v or Compose's secrets",
  sound: DESKTOP,
  specialisation: "images({ one: …, other: … }) declares variants, which --target chooses",
  swapDevices: "swap is the host's: docker run --memory-swap limits a container's",
  "system.activationScripts":
    'nothing is activated: image.run runs lines at build time, a service with Type = "oneshot" when the container starts',
  "system.autoUpgrade": "an image never changes: --target update of a build makes a new lock file",
  "system.build": "what is built is the image",
  "system.configurationRevision": 'image.labels."org.opencontainers.image.revision" is where an image has it',
  "system.copySystemConfiguration": "image.contents copies files of the build context",
  "systemd.automounts": BLOCK_DEVICES,
  "systemd.coredump": HOST,
  "systemd.enableEmergencyMode": LOGINS,
  "systemd.extraConfig": MANAGER,
  "systemd.mounts": "what is mounted is said to docker run: -v, --mount, --tmpfs",
  "systemd.network": NETWORK,
  "systemd.oomd": HOST,
  "systemd.packages": "units in packages are not read: write what they say as systemd.services",
  "systemd.paths": "there are no path units: a service can wait for a file with a loop in its script",
  "systemd.settings": MANAGER,
  "systemd.sleep": HOST,
  "systemd.slices": "docker run --memory, --cpus and the like limit a container",
  "systemd.tmpfiles.packages": "rules of packages are not read: write them as systemd.tmpfiles.rules",
  "systemd.user": "there are no user sessions: a service of systemd.services has User",
  "systemd.watchdog": HOST,
  "time.hardwareClockInLocalTime": CLOCK,
  "users.motd": "environment.loginShellInit can print a text",
  virtualisation: "containers and virtual machines are the host's to run",
  xdg: DESKTOP,
  zramSwap: "swap is the host's: docker run --memory-swap limits a container's",
};

export const ABSENT_NAMES: readonly string[] = Object.keys(ABSENT);

/** What to do instead of an option that there is not; undefined where nothing is known of it. */
export function absentOption(path: Path): string | undefined {
  for (let length = path.length; length > 0; length--) {
    // Elements of lists have numbers.
    const name = path
      .slice(0, length)
      .map((part) => (/^\d+$/.test(part) ? "*" : part))
      .join(".");
    if (Object.hasOwn(ABSENT, name)) return ABSENT[name];
  }
  return undefined;
}

/** The same for a whole group, where no name is near: any program and service can be had without a module. */
export function groupAdvice([group, name, ...below]: Path): string | undefined {
  if (below.length > 0) return undefined;
  if (group === "services") {
    return `NixOS's module, where it has one, is nixos.services.${name}; others are written with systemd.services: docs/write-a-service-module.md shows how`;
  }
  return group === "programs"
    ? "add the program to environment.systemPackages, its settings to environment.etc"
    : undefined;
}
