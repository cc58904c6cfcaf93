import { describe, expect, it } from "vitest";
import { configure, errorOf } from "../../declaration/declare.ts";

const services = (options: string) => configure(`export default ({ lib, pkgs }) => ({ services: { ${options} } });`);

describe("services.redis", () => {
  it("has a configuration, a user and a service for each server", async () => {
    const { config } = await services(`redis: { servers: {
      "": { enable: true }, cache: { enable: true, save: [], bind: null, settings: { maxmemory: "1mb", save: "9 9" } }, off: {},
    } }`);
    expect(config.environment.etc["redis/redis.conf"]).toMatchObject({ mode: "0640", group: "redis" });
    expect(config.environment.etc["redis/redis.conf"]?.text).toBe(`appendfsync everysec
appendonly no
bind 127.0.0.1
daemonize no
databases 16
dbfilename dump.rdb
dir /var/lib/redis
logfile ""
loglevel notice
maxclients 10000
port 6379
save 300 10
save 60 10000
save 900 1
slowlog-log-slower-than 10000
slowlog-max-len 128
supervised systemd
syslog-enabled no
unixsocket /run/redis/redis.sock
unixsocketperm 660
`);
    const cache = config.environment.etc["redis/redis-cache.conf"]?.text ?? "";
    expect(cache).toMatch(/^maxmemory 1mb$/m);
    expect(cache).toMatch(/^port 0$/m);
    expect(cache.match(/^(save|bind).*/gm)).toEqual(["save 9 9"]);
    expect(Object.keys(config.systemd.services)).toEqual(["redis", "redis-cache"]);
    expect(config.users.users["redis-cache"]).toMatchObject({ isSystemUser: true, group: "redis-cache" });
    expect(config.systemd.tmpfiles.rules).toEqual([
      "d /var/lib/redis 0700 redis redis -",
      "d /var/lib/redis-cache 0700 redis-cache redis-cache -",
    ]);
  });

  it("refuses two passwords", async () => {
    const server = 'redis: { servers: { a: { enable: true, requirePass: "x", requirePassFile: "/y" } } }';
    expect(await errorOf(services(server))).toMatch(/servers\."a" has a requirePass and a requirePassFile/);
  });
});

describe("services.postgresql", () => {
  it("writes its configuration, and what NixOS lets in after what the user says", async () => {
    const { config } = await services(`postgresql: {
      enable: true, authentication: "host all all 10.0.0.0/8 scram-sha-256", settings: { shared_buffers: "1GB", fsync: false },
    }`);
    const etc = config.environment.etc;
    expect(etc["postgresql/postgresql.conf"]?.text).toBe(`fsync = no
hba_file = '/etc/postgresql/pg_hba.conf'
ident_file = '/etc/postgresql/pg_ident.conf'
jit = no
listen_addresses = 'localhost'
log_destination = 'stderr'
log_line_prefix = '[%p] '
port = 5432
shared_buffers = '1GB'
`);
    expect(etc["postgresql/pg_hba.conf"]?.text).toMatch(
      /^host all all 10[\s\S]*^local all postgres {9}peer map=postgres$/m,
    );
    expect(config.systemd.services.postgresql?.serviceConfig).toMatchObject({
      Type: "notify",
      KillSignal: "SIGINT",
      StateDirectory: ["postgresql", "postgresql/data"],
    });
    expect(config.systemd.services.postgresql?.environment).toMatchObject({ PGDATA: "/var/lib/postgresql/data" });
  });

  it("keeps the data of a version that is named in a folder of its own", async () => {
    const { config } = await services("postgresql: { enable: true, package: pkgs.postgresql_17 }");
    expect(config.services.postgresql.dataDir).toBe("/var/lib/postgresql/17");
  });

  it("makes databases and users, whatever they are called", async () => {
    const { config } = await services(`postgresql: {
      enable: true, ensureDatabases: ["it's"],
      ensureUsers: [{ name: "it's", ensureDBOwnership: true, ensureClauses: { createdb: true, superuser: false } }],
    }`);
    const script = config.systemd.services.postgresql?.postStart;
    expect(script).toContain(`psql -tAc 'SELECT 1 FROM pg_database WHERE datname='\\''it'\\'''\\''s'\\''' | grep -q 1`);
    expect(script).toContain(`psql -tAc 'ALTER ROLE "it'\\''s" nosuperuser createdb'`);
    expect(script).toContain(`psql -tAc 'ALTER DATABASE "it'\\''s" OWNER TO "it'\\''s"'`);
  });

  it("says which database is missing", async () => {
    const text = await errorOf(
      services('postgresql: { enable: true, ensureUsers: [{ name: "a", ensureDBOwnership: true }] }'),
    );
    expect(text).toMatch(
      /"a" is to own a database of its name, which there is not[\s\S]*add "a" to services\.postgresql\.ensureDatabases/,
    );
  });
});

describe("services.memcached", () => {
  it("listens on a port, or on a socket", async () => {
    const start = async (options: string) =>
      (await services(`memcached: { enable: true, ${options} }`)).config.systemd.services.memcached?.serviceConfig
        .ExecStart;
    expect(await start('extraOptions: ["-v"]')).toBe(
      "\uE0D0memcached\uE0D1/bin/memcached -l 127.0.0.1 -p 11211 -m 64 -c 1024 -v",
    );
    expect(await start("enableUnixSocket: true")).toMatch(/memcached -s \/run\/memcached\/memcached\.sock -m 64/);
  });
});

it.each([
  ['["auto_explain", "pg_stat_statements"]', "shared_preload_libraries = 'auto_explain,pg_stat_statements'\n"],
  ['"auto_explain, timescaledb"', "shared_preload_libraries = 'auto_explain, timescaledb'\n"],
  ["null", ""],
])("PostgreSQL's libraries are a list or a text, as on NixOS: %s", async (value, line) => {
  const text = `export default { services: { postgresql: { enable: true, settings: { shared_preload_libraries: ${value} } } } };`;
  const { config } = await configure(text);
  const conf = config.image.files["/etc/postgresql/postgresql.conf"]?.text ?? "";
  expect(conf.split("\n").filter((one) => one.startsWith("shared"))).toEqual(line === "" ? [] : [line.trimEnd()]);
});
