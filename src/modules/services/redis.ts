import type { Config } from "../../lib/options.gen.d.ts";
import type { HostArguments } from "../../options/host-module.ts";

type Server = Config["services"]["redis"]["servers"][string];

/** What a server is called: `redis`, and those with a name `redis-NAME`. */
const fullName = (name: string): string => (name === "" ? "redis" : `redis-${name}`);

/** `services.redis` (nixpkgs: nixos/modules/services/databases/redis.nix). */
export const redis = ({ lib, pkgs, config }: HostArguments) => {
  const { mkOption, types } = lib;
  const cfg = config.services.redis;
  const enabled = Object.entries(cfg.servers).filter(([, { enable }]) => enable);
  const own = enabled.filter(([name, { user }]) => user === fullName(name));
  return {
    options: {
      services: {
        redis: {
          package: mkOption({
            type: types.package,
            default: pkgs.redis,
            defaultText: "pkgs.redis",
            description: "The Redis to use.",
          }),
          vmOverCommit: mkOption({
            type: types.bool,
            default: true,
            description: "Has no meaning: vm.overcommit_memory is the host's.",
          }),
          servers: mkOption({
            type: types.attrsNamed(
              "[A-Za-z0-9_.-]{0,24}",
              "a name of up to 24 letters, digits and _ . -",
              types.submodule(({ name }: { name: string }) => ({ options: serverOptions(lib, name) })),
            ),
            default: {},
            example: { "": { enable: true }, cache: { enable: true, port: 6380, save: [] } },
            description:
              'Servers by name; the one called "" is plain redis. They need nothing of root where all have one user, that of `image.user`.',
          }),
        },
      },
    },
    config: {
      environment: {
        systemPackages: lib.optional(enabled.length > 0, cfg.package),
        etc: Object.fromEntries(
          enabled.map(([name, server]) => [
            `redis/${fullName(name)}.conf`,
            { text: redisConf(name, server), mode: "0640", group: server.group },
          ]),
        ),
      },
      users: {
        users: Object.fromEntries(
          own.map(([name, { user, group }]) => [
            user,
            { isSystemUser: true, group, description: `System user for the redis-server instance ${name || "redis"}` },
          ]),
        ),
        groups: Object.fromEntries(own.map(([, { group }]) => [group, {}])),
      },
      systemd: {
        // In the image too: a new volume gets its owner, and a container that starts as that user needs nothing of root.
        tmpfiles: {
          rules: enabled.map(([name, { user, group }]) => `d /var/lib/${fullName(name)} 0700 ${user} ${group} -`),
        },
        services: Object.fromEntries(
          enabled.map(([name, server]) => [fullName(name), service(lib, `${cfg.package}`, fullName(name), server)]),
        ),
      },
      assertions: enabled.map(([name, { requirePass, requirePassFile }]) => ({
        assertion: requirePass === null || requirePassFile === null,
        message: `services.redis.servers."${name}" has a requirePass and a requirePassFile, of which there can be one`,
        about: ["requirePass", "requirePassFile"].map((option) => ["services", "redis", "servers", name, option]),
      })),
    },
  };
};

function serverOptions(lib: HostArguments["lib"], name: string) {
  const { mkOption, types } = lib;
  const number = (fallback: number, description: string) =>
    mkOption({ type: types.int, default: fallback, description });
  const maybe = (type: ReturnType<typeof types.nullOr>, description: string) =>
    mkOption({ type: types.nullOr(type), default: null, description });
  const scalar = types.oneOf([types.bool, types.int, types.singleLineStr]);
  return {
    enable: lib.mkEnableOption("this Redis server"),
    user: mkOption({
      type: types.singleLineStr,
      default: fullName(name),
      defaultText: '"redis", or "redis-" and the name',
      description: "The user that it runs as.",
    }),
    group: mkOption({
      type: types.singleLineStr,
      default: fullName(name),
      defaultText: '"redis", or "redis-" and the name',
      description: "The group that it runs as.",
    }),
    port: mkOption({
      type: types.port,
      default: name === "" ? 6379 : 0,
      defaultText: "6379 for plain redis, else 0",
      description: "The TCP port; with 0 there is the socket alone.",
    }),
    bind: mkOption({
      type: types.nullOr(types.singleLineStr),
      default: "127.0.0.1",
      example: "0.0.0.0",
      description: "The addresses that it listens on; null is all of them.",
    }),
    openFirewall: mkOption({
      type: types.bool,
      default: false,
      description: "Has no meaning: the firewall is the host's, and `docker run -p` publishes ports.",
    }),
    unixSocket: mkOption({
      type: types.nullOr(types.path),
      default: `/run/${fullName(name)}/redis.sock`,
      defaultText: "redis.sock in its folder below /run",
      description: "The socket that it listens on.",
    }),
    unixSocketPerm: number(660, "The socket's permissions."),
    extraParams: mkOption({
      type: types.listOf(types.singleLineStr),
      default: [],
      description: "Further arguments of redis-server.",
    }),
    logLevel: mkOption({
      type: types.singleLineStr,
      default: "notice",
      example: "debug",
      description: "What is logged.",
    }),
    logfile: mkOption({
      type: types.singleLineStr,
      default: "",
      description: "The log file; nothing is the container's output. NixOS has /dev/null and syslog.",
    }),
    syslog: mkOption({
      type: types.bool,
      default: false,
      description: "Whether it logs to syslog, which containers lack.",
    }),
    databases: number(16, "How many databases there are."),
    maxclients: number(10_000, "How many clients there may be at a time."),
    save: mkOption({
      type: types.listOf(types.listOf(types.int)),
      default: [
        [900, 1],
        [300, 10],
        [60, 10_000],
      ],
      description: "When data is written to disk: after so many seconds, if there were so many changes; [] is never.",
    }),
    slaveOf: maybe(
      types.submodule({
        options: {
          ip: mkOption({ type: types.singleLineStr, description: "The master's address." }),
          port: mkOption({ type: types.port, default: 6379, description: "Its port." }),
        },
      }),
      "The server that this one is a copy of.",
    ),
    masterAuth: maybe(types.singleLineStr, "The password for that server, which becomes part of the image."),
    requirePass: maybe(
      types.singleLineStr,
      "The password that clients need, which becomes part of the image; requirePassFile does not.",
    ),
    requirePassFile: maybe(types.path, "A file with the password, which the server's user can read."),
    appendOnly: mkOption({ type: types.bool, default: false, description: "Whether every change is written at once." }),
    appendFsync: mkOption({
      type: types.singleLineStr,
      default: "everysec",
      description: "How often that reaches the disk: no, always, everysec.",
    }),
    slowLogLogSlowerThan: number(10_000, "Microseconds from which a query is in the slow log."),
    slowLogMaxLen: number(128, "How many are."),
    settings: mkOption({
      type: types.attrsNamed(
        "[A-Za-z0-9_.-]+",
        "the name of a setting of redis.conf",
        types.either(scalar, types.listOf(scalar)),
      ),
      default: {},
      example: { maxmemory: "100mb", "maxmemory-policy": "allkeys-lru" },
      description: "Further settings of redis.conf; a list is a line each. They win over those of the other options.",
    }),
  };
}

const passwordFile = (name: string): string => `/run/${name}/password.conf`;

function redisConf(name: string, server: Server): string {
  const { bind, unixSocket, slaveOf, masterAuth, requirePass, requirePassFile } = server;
  const settings: Server["settings"] = {
    port: server.port,
    daemonize: false,
    supervised: "systemd",
    loglevel: server.logLevel,
    logfile: server.logfile === "" ? '""' : server.logfile,
    "syslog-enabled": server.syslog,
    databases: server.databases,
    maxclients: server.maxclients,
    save: server.save.length === 0 ? '""' : server.save.map((pair) => pair.join(" ")),
    dbfilename: "dump.rdb",
    dir: `/var/lib/${fullName(name)}`,
    appendonly: server.appendOnly,
    appendfsync: server.appendFsync,
    "slowlog-log-slower-than": server.slowLogLogSlowerThan,
    "slowlog-max-len": server.slowLogMaxLen,
    ...(bind === null ? {} : { bind }),
    ...(unixSocket === null ? {} : { unixsocket: unixSocket, unixsocketperm: server.unixSocketPerm }),
    ...(slaveOf === null ? {} : { slaveof: `${slaveOf.ip} ${slaveOf.port}` }),
    ...(masterAuth === null ? {} : { masterauth: masterAuth }),
    ...(requirePass === null ? {} : { requirepass: requirePass }),
    ...(requirePassFile === null ? {} : { include: passwordFile(fullName(name)) }),
    ...server.settings,
  };
  const lines = Object.entries(settings).flatMap(([key, value]) =>
    (Array.isArray(value) ? value : [value]).map(
      (one) => `${key} ${one === true ? "yes" : one === false ? "no" : one}\n`,
    ),
  );
  return lines.sort().join("");
}

function service(lib: HostArguments["lib"], pkg: string, name: string, server: Server) {
  const { requirePassFile } = server;
  const readPassword = `printf 'requirepass "%s"\\n' "$(cat ${lib.escapeShellArg(requirePassFile ?? "")})" >${passwordFile(name)}`;
  const command = `${pkg}/bin/redis-server /etc/redis/${name}.conf`;
  return {
    description: `Redis Server - ${name}`,
    wantedBy: ["multi-user.target"],
    after: ["network.target"],
    preStart: lib.optionalString(requirePassFile !== null, readPassword),
    serviceConfig: {
      ExecStart: [command, ...server.extraParams.map((one) => lib.escapeShellArg(one))].join(" "),
      Type: "notify",
      User: server.user,
      Group: server.group,
      RuntimeDirectory: name,
      RuntimeDirectoryMode: "0750",
      StateDirectory: name,
      StateDirectoryMode: "0700",
      UMask: "0077",
      LimitNOFILE: lib.mkDefault(Math.max(4096, server.maxclients + 32)),
    },
  };
}
