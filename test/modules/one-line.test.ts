import { expect, it } from "vitest";
import { configure, errorOf } from "../declaration/declare.ts";

/** The errors of options that get what a build argument says, which may be a second line. */
async function errorsOf(options: string): Promise<string[]> {
  const text = `export default ({ args: { VALUE } }) => ({\n${options}\n});`;
  const errors = await errorOf(configure(text, { args: { VALUE: "one\ntwo three" } }));
  return errors.split("\n").filter((line) => !line.startsWith("  hint: "));
}

it("an option that becomes one line of a file takes no text of several", async () => {
  const errors = await errorsOf(`
  networking: {
    fqdn: VALUE,
    hosts: { db: [VALUE] },
    nameservers: [VALUE],
    proxy: { default: VALUE },
    search: [VALUE],
  },
  services: {
    cron: { systemCronJobs: [VALUE], mailto: VALUE },
    fcgiwrap: { instances: { a: { socket: { address: VALUE } } } },
    memcached: { listen: VALUE },
    nginx: { virtualHosts: { a: { basicAuth: { alice: VALUE } } } },
    openssh: {
      sftpServerExecutable: VALUE,
      listenAddresses: [{ addr: VALUE }],
      hostKeys: [{ type: "rsa", path: "/etc/" + VALUE }],
      settings: { LogLevel: VALUE, AllowUsers: [VALUE], Banner: VALUE },
    },
    phpfpm: { settings: { log_level: VALUE }, pools: { app: { user: "app", group: VALUE, phpEnv: { A: VALUE } } } },
    postgresql: { settings: { log_line_prefix: VALUE, timezone: VALUE } },
    redis: { servers: { main: { bind: VALUE, requirePass: VALUE, unixSocket: "/" + VALUE, settings: { maxmemory: VALUE } } } },
  },
  nix: { channels: { nixpkgs: VALUE }, nixPath: [VALUE], settings: { builders: VALUE } },
  system: { nssDatabases: { hosts: [VALUE] } },
  i18n: { defaultLocale: VALUE },
  environment: { shells: ["/bin/" + VALUE] },`);
  expect(errors).toEqual([
    "image.ts:4:11: must be a string of one line (networking.fqdn)",
    "image.ts:5:19: must be a string of one line (networking.hosts.db.0)",
    "image.ts:6:19: must be a string of one line (networking.nameservers.0)",
    "image.ts:7:23: must be a string of one line (networking.proxy.default)",
    "image.ts:8:14: must be a string of one line (networking.search.0)",
    "image.ts:11:30: must be a string of one line (services.cron.systemCronJobs.0)",
    "image.ts:11:46: must be a string of one line (services.cron.mailto)",
    "image.ts:12:54: must be a string of one line (services.fcgiwrap.instances.a.socket.address)",
    "image.ts:13:26: must be a string of one line (services.memcached.listen)",
    "image.ts:14:55: must be a string of one line (services.nginx.virtualHosts.a.basicAuth.alice)",
    "image.ts:16:29: must be a string of one line (services.openssh.sftpServerExecutable)",
    "image.ts:17:33: must be a string of one line (services.openssh.listenAddresses.0.addr)",
    "image.ts:18:39: must be an absolute path (services.openssh.hostKeys.0.path)",
    "image.ts:19:29: must be a string of one line (services.openssh.settings.LogLevel)",
    "image.ts:19:49: must be a string of one line (services.openssh.settings.AllowUsers.0)",
    "image.ts:19:65: must be true or false or a whole number or a string of one line or a list (services.openssh.settings.Banner)",
    "image.ts:21:38: must be a string of one line or a whole number or true or false (services.phpfpm.settings.log_level)",
    "image.ts:21:83: must be a string of one line (services.phpfpm.pools.app.group)",
    "image.ts:21:103: must be a string of one line (services.phpfpm.pools.app.phpEnv.A)",
    "image.ts:22:48: must be a string of one line (services.postgresql.settings.log_line_prefix)",
    "image.ts:22:65: must be true or false or a whole number or a number or a string of one line (services.postgresql.settings.timezone)",
    "image.ts:23:39: must be a string of one line (services.redis.servers.main.bind)",
    "image.ts:23:59: must be a string of one line (services.redis.servers.main.requirePass)",
    "image.ts:23:78: must be an absolute path (services.redis.servers.main.unixSocket)",
    "image.ts:23:114: must be true or false or a whole number or a string of one line or a list (services.redis.servers.main.settings.maxmemory)",
    "image.ts:25:31: must be a string of one line (nix.channels.nixpkgs)",
    "image.ts:25:50: must be a string of one line (nix.nixPath.0)",
    "image.ts:25:80: must be true or false or a whole number or a number or a string of one line or a package or null or a list (nix.settings.builders)",
    "image.ts:26:37: must be a string of one line (system.nssDatabases.hosts.0)",
    "image.ts:27:26: must be a string of one line (i18n.defaultLocale)",
    "image.ts:28:27: must be an absolute path or a package (environment.shells.0)",
  ]);
});

it("a name that begins a line of a file is one word", async () => {
  const errors = await errorsOf(`
  networking: { hosts: { [VALUE]: [] } },
  services: {
    nginx: { virtualHosts: { a: { basicAuth: { [VALUE]: "x" } } } },
    openssh: { settings: { [VALUE]: 1 } },
    phpfpm: { settings: { [VALUE]: 1 }, pools: { [VALUE]: { user: "a" }, app: { user: "a", phpEnv: { [VALUE]: "x" } } } },
    postgresql: { settings: { [VALUE]: 1 } },
    redis: { servers: { main: { settings: { [VALUE]: 1 } } } },
  },
  nix: { settings: { [VALUE]: 1 }, channels: { [VALUE]: "https://a" } },
  security: { pam: { services: { [VALUE]: {} } } },
  environment: { profileRelativeEnvVars: { [VALUE]: [] }, shellAliases: { [VALUE]: "ls" } },
  programs: { bash: { shellAliases: { [VALUE]: "ls" } } },`);
  expect(errors).toEqual([
    "image.ts:3:24: must be an address (networking.hosts.one\\ntwo three)",
    'image.ts:5:46: must be a name without spaces and ":" (services.nginx.virtualHosts.a.basicAuth.one\\ntwo three)',
    "image.ts:6:26: must be the name of a setting of sshd_config (services.openssh.settings.one\\ntwo three)",
    "image.ts:7:25: must be the name of a setting of php-fpm (services.phpfpm.settings.one\\ntwo three)",
    "image.ts:7:48: must be a name of letters, digits and _ . @ - (services.phpfpm.pools.one\\ntwo three)",
    "image.ts:7:59: must be a string of one line (services.phpfpm.pools.one\\ntwo three.socket)",
    "image.ts:7:100: must be a variable's name (services.phpfpm.pools.app.phpEnv.one\\ntwo three)",
    "image.ts:8:29: must be the name of a setting of postgresql.conf (services.postgresql.settings.one\\ntwo three)",
    "image.ts:9:43: must be the name of a setting of redis.conf (services.redis.servers.main.settings.one\\ntwo three)",
    "image.ts:11:20: must be the name of a setting of nix.conf (nix.settings.one\\ntwo three)",
    "image.ts:11:46: must be a name without spaces (nix.channels.one\\ntwo three)",
    "image.ts:12:32: must be a name without spaces (security.pam.services.one\\ntwo three)",
    "image.ts:13:42: must be a variable's name (environment.profileRelativeEnvVars.one\\ntwo three)",
    "image.ts:13:73: must be the name of an alias (environment.shellAliases.one\\ntwo three)",
    "image.ts:14:37: must be the name of an alias (programs.bash.shellAliases.one\\ntwo three)",
  ]);
});

it("such names may have all that their files take", async () => {
  const { config } = await configure(`export default {
  services: {
    phpfpm: {
      settings: { decorate_workers_output: false },
      pools: { "app-1": { user: "a", settings: { "php_admin_value[memory_limit]": "64M", pm: "static" } } },
    },
    redis: { servers: { "": { settings: { "maxmemory-policy": "allkeys-lru" } } } },
    postgresql: { settings: { "auto_explain.log_min_duration": 1 } },
  },
  environment: { shellAliases: { "..": "cd ..", "l+": "ls", "_a:b@c": "x" } },
};`);
  expect(Object.keys(config.environment.shellAliases)).toEqual(["..", "_a:b@c", "l+"]);
});
