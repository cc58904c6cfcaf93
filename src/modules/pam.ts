import type { Config } from "../lib/options.gen.d.ts";
import type { HostArguments } from "../options/host-module.ts";

type Service = Config["security"]["pam"]["services"][string];

/** Packages with programs that refuse to work without their file in /etc/pam.d. */
const PAM_PACKAGES = ["linux-pam", "pam", "shadow", "su", "sudo", "util-linux"];

/** Programs that root may use without a password. */
const OF_ROOT = ["su", "su-l", "runuser", "runuser-l", "chpasswd", "chsh", "chfn", "useradd", "usermod", "groupadd"];

/**
 * `security.pam.services` (nixpkgs: nixos/modules/security/pam.nix), as far as it makes sense in a container: local
 * passwords, and root without one. They are there when a package that asks PAM is among environment.systemPackages.
 */
export const pam = ({ lib, config }: HostArguments) => {
  const { mkOption, types } = lib;
  const { services } = config.security.pam;
  const isUsed = config.environment.systemPackages.some((pkg) => PAM_PACKAGES.includes(lib.getName(`${pkg}`)));
  const service = types.submodule(({ name, config: own }: { name: string; config: Service }) => ({
    options: {
      enable: mkOption({ type: types.bool, default: true, description: "Whether the file is there." }),
      rootOK: mkOption({ type: types.bool, default: false, description: "Whether root needs no password." }),
      unixAuth: mkOption({
        type: types.bool,
        default: true,
        description: "Whether the passwords of /etc/shadow are asked for; without it nobody but root gets in.",
      }),
      allowNullPassword: mkOption({
        type: types.bool,
        default: false,
        description: "Whether users with an empty password get in.",
      }),
      text: mkOption({
        type: types.nullOr(types.lines),
        default: rules(lib, name, own),
        defaultText: "made of the other options",
        description: "The whole file (pam.conf(5)).",
      }),
    },
  }));
  return {
    options: {
      security: {
        pam: {
          services: mkOption({
            type: types.attrsNamed("[^\\s/]+", "a name without spaces", service),
            default: {},
            example: { login: { allowNullPassword: true } },
            description: "How the programs that ask PAM let users in, by their name there.",
          }),
        },
      },
    },
    config: {
      security: {
        pam: {
          services: lib.mkIf(isUsed, {
            ...lib.genAttrs(OF_ROOT, () => ({ rootOK: lib.mkDefault(true) })),
            login: {},
            other: { unixAuth: lib.mkDefault(false) },
            passwd: {},
          }),
        },
      },
      environment: {
        etc: Object.fromEntries(
          Object.entries(services)
            .filter(([, { enable, text }]) => enable && text !== null)
            .map(([name, { text }]) => [`pam.d/${name}`, { text }]),
        ),
      },
    },
  };
};

function rules(lib: HostArguments["lib"], name: string, { rootOK, unixAuth, allowNullPassword }: Service): string {
  const nullok = lib.optionalString(allowNullPassword, " nullok");
  const lines = [
    `# Generated from security.pam.services.${name}.`,
    ...lib.optional(rootOK, "auth sufficient pam_rootok.so"),
    unixAuth ? `auth required pam_unix.so${nullok}` : "auth required pam_deny.so",
    // pam_unix has a helper read /etc/shadow, which is set-uid on other systems.
    ...lib.optional(rootOK, "account sufficient pam_rootok.so"),
    unixAuth || rootOK ? "account required pam_unix.so" : "account required pam_deny.so",
    unixAuth ? `password required pam_unix.so${nullok} sha512` : "password required pam_deny.so",
    unixAuth || rootOK ? "session required pam_unix.so" : "session required pam_deny.so",
  ];
  return lines.map((line) => `${line}\n`).join("");
}
