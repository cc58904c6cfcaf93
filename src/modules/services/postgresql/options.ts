import type { HostArguments } from "../../../options/host-module.ts";

/** `services.postgresql` (nixpkgs: nixos/modules/services/databases/postgresql.nix). */
export function postgresqlOptions({ lib, pkgs, config }: HostArguments) {
  const { mkOption, types } = lib;
  const cfg = config.services.postgresql;
  const lines = (description: string, example: string) =>
    mkOption({ type: types.lines, default: "", example, description });
  // postgresql_17 says its version, postgresql does not.
  const major = /_(\d+)$/.exec(lib.getName(`${cfg.package}`))?.[1] ?? "data";
  return {
    enable: lib.mkEnableOption(
      "PostgreSQL. It runs as `postgres`, and root starts the container: where all processes are one user's, it does not start " +
        "after the container was killed",
    ),
    enableJIT: mkOption({ type: types.bool, default: false, description: "Whether queries are compiled." }),
    package: mkOption({
      type: types.package,
      default: pkgs.postgresql,
      defaultText: "pkgs.postgresql",
      example: "postgresql_17",
      description: "The PostgreSQL to use. Name the version, for data of one version is not read by the next.",
    }),
    dataDir: mkOption({
      type: types.path,
      default: `/var/lib/postgresql/${major}`,
      defaultText: 'below /var/lib/postgresql: the version that the package\'s name says, or "data"',
      description: "Where the data is. Mount a volume at /var/lib/postgresql, and it stays when the container goes.",
    }),
    authentication: lines(
      "Who may log in how: pg_hba.conf. What NixOS has comes after it.",
      "host app app 10.0.0.0/8 scram-sha-256",
    ),
    identMap: lines("Which user of the system is which of the database: pg_ident.conf.", "map root postgres"),
    initdbArgs: mkOption({
      type: types.listOf(types.singleLineStr),
      default: [],
      example: ["--data-checksums", "--locale=C.UTF-8"],
      description: "Arguments of initdb, when the data is made.",
    }),
    initialScript: mkOption({
      type: types.nullOr(types.path),
      default: null,
      example: "/run/secrets/setup.sql",
      description: "A file of SQL that is run as the superuser when the data has been made.",
    }),
    ensureDatabases: mkOption({
      type: types.listOf(types.singleLineStr),
      default: [],
      example: ["app"],
      description: "Databases that are made where they are not there. None is removed.",
    }),
    ensureUsers: mkOption({
      type: types.listOf(types.submodule({ options: userOptions(lib) })),
      default: [],
      example: [{ name: "app", ensureDBOwnership: true }],
      description: "Users that are made where they are not there. None is removed.",
    }),
    enableTCPIP: mkOption({
      type: types.bool,
      default: false,
      description: "Whether it listens on all addresses, not on the container's own alone.",
    }),
    settings: mkOption({
      type: types.submodule({
        freeformType: types.attrsNamed(
          "[A-Za-z_][A-Za-z0-9_.$]*",
          "the name of a setting of postgresql.conf",
          types.oneOf([types.bool, types.int, types.number, types.singleLineStr]),
        ),
        options: {
          port: mkOption({ type: types.port, default: 5432, description: "The port." }),
          shared_preload_libraries: mkOption({
            type: types.nullOr(types.either(types.listOf(types.singleLineStr), types.commas)),
            default: null,
            example: ["auto_explain", "pg_stat_statements"],
            description: "Libraries that are loaded at the start, as a list or with commas between them.",
          }),
          log_line_prefix: mkOption({
            type: types.singleLineStr,
            default: "[%p] ",
            description: "What log lines begin with.",
          }),
        },
      }),
      default: {},
      example: { max_connections: 200, shared_buffers: "256MB" },
      description: "Settings of postgresql.conf.",
    }),
    port: mkOption({ renamedTo: "services.postgresql.settings.port" }),
    logLinePrefix: mkOption({ renamedTo: "services.postgresql.settings.log_line_prefix" }),
    superUser: mkOption({
      type: types.singleLineStr,
      default: "postgres",
      internal: true,
      description: "The superuser.",
    }),
  };
}

function userOptions({ mkOption, types }: HostArguments["lib"]) {
  const clauses = ["superuser", "createrole", "createdb", "inherit", "login", "replication", "bypassrls"];
  const clause = (name: string) =>
    mkOption({ type: types.nullOr(types.bool), default: null, description: `Whether it has ${name.toUpperCase()}.` });
  return {
    name: mkOption({ type: types.singleLineStr, description: "The user's name." }),
    ensureDBOwnership: mkOption({
      type: types.bool,
      default: false,
      description: "Whether the database of the same name belongs to it.",
    }),
    ensureClauses: Object.fromEntries(clauses.map((name) => [name, clause(name)])),
  };
}
