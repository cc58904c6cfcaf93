import type { HostArguments } from "../../../options/host-module.ts";

/** `services.openssh` (nixpkgs: nixos/modules/services/networking/ssh/sshd.nix). */
export function opensshOptions({ lib, pkgs, config }: HostArguments) {
  const { mkOption, types } = lib;
  const cfg = config.services.openssh;
  const texts = (fallback: readonly string[], description: string) =>
    mkOption({ type: types.listOf(types.singleLineStr), default: fallback, description });
  return {
    enable: lib.mkEnableOption("the OpenSSH server. It runs as root, and each login as who logs in"),
    package: mkOption({
      type: types.package,
      default: pkgs.openssh,
      defaultText: "pkgs.openssh",
      description: "The OpenSSH to use.",
    }),
    ports: mkOption({ type: types.listOf(types.port), default: [22], example: [2222], description: "Its ports." }),
    listenAddresses: mkOption({
      type: types.listOf(
        types.submodule({
          options: {
            addr: mkOption({ type: types.singleLineStr, example: "0.0.0.0", description: "The address." }),
            port: mkOption({
              type: types.nullOr(types.port),
              default: null,
              description: "The port, where it is not among `ports`.",
            }),
          },
        }),
      ),
      default: [],
      description: "The addresses that it listens on; all where there are none.",
    }),
    hostKeys: mkOption({
      type: types.listOf(types.submodule({ options: hostKeyOptions(lib) })),
      default: [
        { type: "rsa", bits: 4096, path: "/etc/ssh/ssh_host_rsa_key" },
        { type: "ed25519", path: "/etc/ssh/ssh_host_ed25519_key" },
      ],
      description: "The keys that it shows. They are made when a container starts that has none; a volume keeps them.",
    }),
    authorizedKeysInHomedir: mkOption({
      type: types.bool,
      default: true,
      description: "Whether users' own ~/.ssh/authorized_keys count beside users.users.<name>.openssh.authorizedKeys.",
    }),
    authorizedKeysFiles: texts([], "Further files with keys that may log in."),
    banner: mkOption({ type: types.nullOr(types.lines), default: null, description: "What is shown before a login." }),
    allowSFTP: mkOption({ type: types.bool, default: true, description: "Whether files can be transferred." }),
    sftpServerExecutable: mkOption({
      type: types.singleLineStr,
      default: "internal-sftp",
      description: "What does that. NixOS has a program of its own, for users whose shell it has to be.",
    }),
    sftpFlags: texts([], "Its arguments."),
    moduliFile: mkOption({
      type: types.path,
      default: `${cfg.package}/etc/ssh/moduli`,
      defaultText: "the package's",
      description: "The file of Diffie-Hellman groups.",
    }),
    settings: mkOption({
      type: types.submodule({
        freeformType: types.attrsNamed(
          "[A-Za-z0-9]+",
          "the name of a setting of sshd_config",
          types.nullOr(
            types.oneOf([
              types.bool,
              types.int,
              types.singleLineStr,
              types.listOf(types.oneOf([types.int, types.singleLineStr])),
            ]),
          ),
        ),
        options: settingOptions(lib),
      }),
      default: {},
      example: { PasswordAuthentication: false, AllowUsers: ["alice"] },
      description: "Settings of sshd_config.",
    }),
    authorizedKeysCommand: mkOption({
      type: types.singleLineStr,
      default: "none",
      example: "/etc/ssh/keys-of",
      description: "A program that prints the keys of a user, by an absolute path that only root can write to.",
    }),
    authorizedKeysCommandUser: mkOption({
      type: types.singleLineStr,
      default: "nobody",
      description: "The user that it runs as.",
    }),
    openFirewall: mkOption({
      type: types.bool,
      default: true,
      description: "Has no meaning: the firewall is the host's, and `docker run -p` publishes ports.",
    }),
    passwordAuthentication: mkOption({ renamedTo: "services.openssh.settings.PasswordAuthentication" }),
    kbdInteractiveAuthentication: mkOption({ renamedTo: "services.openssh.settings.KbdInteractiveAuthentication" }),
    challengeResponseAuthentication: mkOption({ renamedTo: "services.openssh.settings.KbdInteractiveAuthentication" }),
    permitRootLogin: mkOption({ renamedTo: "services.openssh.settings.PermitRootLogin" }),
    forwardX11: mkOption({ renamedTo: "services.openssh.settings.X11Forwarding" }),
    logLevel: mkOption({ renamedTo: "services.openssh.settings.LogLevel" }),
    extraConfig: mkOption({
      type: types.lines,
      default: "",
      description: "Lines at the end of sshd_config, for Match blocks.",
    }),
  };
}

function hostKeyOptions({ mkOption, types }: HostArguments["lib"]) {
  return {
    type: mkOption({ type: types.singleLineStr, example: "ed25519", description: "Its type." }),
    path: mkOption({ type: types.path, description: "Its file." }),
    bits: mkOption({ type: types.nullOr(types.int), default: null, description: "Its length." }),
    rounds: mkOption({
      type: types.nullOr(types.int),
      default: null,
      description: "Rounds of the passphrase's function.",
    }),
    comment: mkOption({ type: types.singleLineStr, default: "", description: "Its comment." }),
  };
}

function settingOptions({ mkOption, types }: HostArguments["lib"]) {
  const flag = (fallback: boolean, description: string) =>
    mkOption({ type: types.bool, default: fallback, description });
  const names = (fallback: readonly string[] | null, description: string) =>
    mkOption({ type: types.nullOr(types.listOf(types.singleLineStr)), default: fallback, description });
  const roots = ["yes", "without-password", "prohibit-password", "forced-commands-only", "no"];
  return {
    LogLevel: mkOption({ type: types.singleLineStr, default: "INFO", description: "What is logged." }),
    UsePAM: flag(
      true,
      "Whether PAM is asked. It lets in who has a key; passwords take a set-uid helper, or `false` here, and then all users need one.",
    ),
    UseDns: flag(false, "Whether clients' names are looked up."),
    X11Forwarding: flag(false, "Whether X11 is forwarded."),
    PasswordAuthentication: flag(true, "Whether passwords let in."),
    KbdInteractiveAuthentication: flag(true, "Whether PAM may ask questions."),
    PermitRootLogin: mkOption({
      type: types.enum(roots),
      default: "prohibit-password",
      description: "How root gets in.",
    }),
    GatewayPorts: mkOption({ type: types.singleLineStr, default: "no", description: "Who reaches forwarded ports." }),
    StrictModes: flag(true, "Whether others may not be able to write to what lets users in."),
    KexAlgorithms: names(
      [
        "mlkem768x25519-sha256",
        "sntrup761x25519-sha512",
        "sntrup761x25519-sha512@openssh.com",
        "curve25519-sha256",
        "curve25519-sha256@libssh.org",
        "diffie-hellman-group-exchange-sha256",
      ],
      "How keys are exchanged.",
    ),
    Macs: names(
      ["hmac-sha2-512-etm@openssh.com", "hmac-sha2-256-etm@openssh.com", "umac-128-etm@openssh.com"],
      "How messages are authenticated.",
    ),
    Ciphers: names(
      [
        "chacha20-poly1305@openssh.com",
        "aes256-gcm@openssh.com",
        "aes128-gcm@openssh.com",
        "aes256-ctr",
        "aes192-ctr",
        "aes128-ctr",
      ],
      "How they are encrypted.",
    ),
    AllowUsers: names(null, "Who may log in; everyone where it is null."),
    DenyUsers: names(null, "Who may not."),
    AllowGroups: names(null, "Whose groups may log in."),
    DenyGroups: names(null, "Whose groups may not."),
  };
}
