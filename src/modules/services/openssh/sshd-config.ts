import type { Config } from "../../../lib/options.gen.d.ts";

type Openssh = Config["services"]["openssh"];

/** Settings whose lists are words; those of all others are joined by commas. */
const WORDS = ["AllowUsers", "DenyUsers", "AllowGroups", "DenyGroups", "AuthorizedKeysFile", "AcceptEnv"];

/** sshd_config, with the settings that NixOS writes. The first one of a name counts, so extraConfig is for Match blocks. */
export function sshdConfig(cfg: Openssh): string {
  const keyFiles = [
    ...(cfg.authorizedKeysInHomedir ? ["%h/.ssh/authorized_keys"] : []),
    "/etc/ssh/authorized_keys.d/%u",
    ...cfg.authorizedKeysFiles,
  ];
  const settings = Object.entries(cfg.settings)
    .filter(([, value]) => value !== null)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return lines([
    ...settings.map(([name, value]) => `${name} ${textOf(name, value)}`),
    ...cfg.ports.map((port) => `Port ${port}`),
    ...cfg.listenAddresses.map(({ addr, port }) => `ListenAddress ${port === null ? addr : `${addr}:${port}`}`),
    ...(cfg.banner === null ? [] : ["Banner /etc/ssh/banner"]),
    `AuthorizedKeysFile ${keyFiles.join(" ")}`,
    ...(cfg.authorizedKeysCommand === "none"
      ? []
      : [
          `AuthorizedKeysCommand ${cfg.authorizedKeysCommand}`,
          `AuthorizedKeysCommandUser ${cfg.authorizedKeysCommandUser}`,
        ]),
    ...(cfg.allowSFTP ? [`Subsystem sftp ${[cfg.sftpServerExecutable, ...cfg.sftpFlags].join(" ")}`] : []),
    ...cfg.hostKeys.map(({ path }) => `HostKey ${path}`),
    "PrintMotd no",
    ...(cfg.extraConfig === "" ? [] : [cfg.extraConfig.trimEnd()]),
  ]);
}

function textOf(name: string, value: unknown): string {
  if (Array.isArray(value)) return value.join(WORDS.includes(name) ? " " : ",");
  return typeof value === "boolean" ? (value ? "yes" : "no") : `${value}`;
}

const lines = (all: readonly string[]): string => all.map((line) => `${line}\n`).join("");
