import type { HostArguments } from "../../../options/host-module.ts";
import { postgresqlOptions } from "./options.ts";
import { setupScript } from "./setup-script.ts";

/** nixpkgs: nixos/modules/misc/ids.nix. */
const ID = 71;

/** Who may log in where nothing else is said: users of the system as themselves, and with a password over the network. */
const AUTHENTICATION = `# default value of services.postgresql.authentication
local all postgres         peer map=postgres
local all all              peer
host  all all 127.0.0.1/32 md5
host  all all ::1/128      md5`;

/** `services.postgresql`. */
export const postgresql = (args: HostArguments) => {
  const { lib, pkgs, config } = args;
  const { mkIf, mkDefault, mkAfter } = lib;
  const cfg = config.services.postgresql;
  return {
    options: { services: { postgresql: postgresqlOptions(args) } },
    config: mkIf(cfg.enable, {
      services: {
        postgresql: {
          authentication: mkAfter(AUTHENTICATION),
          identMap: mkAfter("postgres postgres postgres"),
          settings: {
            hba_file: "/etc/postgresql/pg_hba.conf",
            ident_file: "/etc/postgresql/pg_ident.conf",
            log_destination: "stderr",
            listen_addresses: mkDefault(cfg.enableTCPIP ? "*" : "localhost"),
            jit: mkDefault(cfg.enableJIT),
          },
        },
      },
      environment: {
        systemPackages: [cfg.package],
        // PostgreSQL starts its own programs by a shell.
        binsh: mkDefault(`${pkgs.bash}/bin/sh`),
        etc: {
          "postgresql/postgresql.conf": { text: postgresqlConf(cfg.settings) },
          "postgresql/pg_hba.conf": { text: `${cfg.authentication}\n` },
          "postgresql/pg_ident.conf": { text: `${cfg.identMap}\n` },
        },
      },
      image: { files: { "/var/lib/postgresql": { type: "directory", mode: "0750", uid: ID, gid: ID } } },
      users: {
        users: {
          postgres: {
            uid: ID,
            group: "postgres",
            description: "PostgreSQL server user",
            home: "/var/lib/postgresql",
            isSystemUser: true,
          },
        },
        groups: { postgres: { gid: ID } },
      },
      systemd: {
        services: { postgresql: service(args) },
        targets: {
          postgresql: { description: "PostgreSQL", requires: ["postgresql.service"], after: ["postgresql.service"] },
        },
      },
      assertions: cfg.ensureUsers.map(({ name, ensureDBOwnership }, index) => ({
        assertion: !ensureDBOwnership || cfg.ensureDatabases.includes(name),
        message: `services.postgresql.ensureUsers: "${name}" is to own a database of its name, which there is not`,
        hint: `add "${name}" to services.postgresql.ensureDatabases`,
        about: [["services", "postgresql", "ensureUsers", String(index)]],
      })),
    }),
  };
};

function postgresqlConf(settings: Readonly<Record<string, unknown>>): string {
  const value = (of: unknown): string => {
    if (Array.isArray(of)) return value(of.join(","));
    if (typeof of === "boolean") return of ? "yes" : "no";
    return typeof of === "string" ? `'${of.replaceAll("'", "''")}'` : `${of}`;
  };
  return Object.keys(settings)
    .filter((name) => settings[name] !== null)
    .sort()
    .map((name) => `${name} = ${value(settings[name])}\n`)
    .join("");
}

function service({ lib, config }: HostArguments) {
  const { postgresql: cfg } = config.services;
  const dataDir = lib.escapeShellArg(cfg.dataDir);
  const isUsual = cfg.dataDir.startsWith("/var/lib/postgresql/");
  return {
    description: "PostgreSQL Server",
    wantedBy: ["multi-user.target"],
    after: ["network.target"],
    environment: { PGDATA: cfg.dataDir },
    path: [cfg.package],
    preStart: `if ! test -e ${dataDir}/PG_VERSION; then
  rm -f ${dataDir}/*.conf
  LANG=\${LANG:-C.UTF-8} initdb -U ${cfg.superUser} ${lib.escapeShellArgs(cfg.initdbArgs)}
  touch ${dataDir}/.first_startup
fi
ln -sfn /etc/postgresql/postgresql.conf ${dataDir}/postgresql.conf`,
    script: "exec postgres",
    postStart: setupScript(lib, cfg),
    reload: 'kill -HUP "$MAINPID"',
    serviceConfig: {
      Type: "notify",
      User: "postgres",
      Group: "postgres",
      RuntimeDirectory: "postgresql",
      ...(isUsual
        ? { StateDirectory: ["postgresql", cfg.dataDir.slice("/var/lib/".length)], StateDirectoryMode: "0750" }
        : {}),
      // "Fast shutdown": sessions end, and what they had not committed is undone.
      KillSignal: "SIGINT",
      KillMode: "mixed",
      TimeoutSec: 120,
    },
  };
}
