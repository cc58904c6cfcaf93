import { describe, expect, it } from "vitest";
import { configure, errorOf } from "../../declaration/declare.ts";

const phpfpm = (options: string) => configure(`export default { services: { phpfpm: { ${options} } } };`);
const readable = (text: unknown) => `${text}`.replace(/\uE0D0([^\uE0D1]*)\uE0D1/g, "<$1>");

describe("services.phpfpm", () => {
  it("writes a configuration for each pool, where settings win over the other options", async () => {
    const { config } = await phpfpm(`
      settings: { log_level: "warning" },
      pools: {
        app: { user: "app", phpEnv: { A: "1" }, settings: { pm: "ondemand", "pm.max_children": 4, clear_env: false } },
        api: { user: "api", group: "web", listen: "127.0.0.1:9000", settings: { pm: "static", user: "other" } },
      },
    `);
    expect(config.environment.etc["phpfpm/app.conf"]?.text).toBe(`[global]
daemonize = no
error_log = /proc/self/fd/2
log_level = warning

[app]
clear_env = no
group = app
listen = /run/phpfpm/app.sock
pm = ondemand
pm.max_children = 4
user = app
env[A] = 1
`);
    expect(config.environment.etc["phpfpm/api.conf"]?.text).toContain(
      "group = web\nlisten = 127.0.0.1:9000\npm = static\nuser = other\n",
    );
    expect(config.services.phpfpm.pools.api?.socket).toBe("127.0.0.1:9000");
  });

  it("is read by who declares it, as is what any module works out", async () => {
    const { config } = await configure(`export default ({ config }) => ({
      services: { phpfpm: { pools: { app: { user: "alice", group: "users", settings: { pm: "ondemand", "pm.max_children": 3 } } } } },
      users: { users: { alice: { isNormalUser: true } } },
      systemd: { services: { a: { script: "true" }, b: { script: "true", after: [config.systemd.services.a.name] } } },
      image: { labels: {
        socket: config.services.phpfpm.pools.app.socket,
        home: \`\${config.users.users.alice.home}/x\`,
      } },
    });`);
    expect(config.image.labels).toMatchObject({ socket: "/run/phpfpm/app.sock", home: "/home/alice/x" });
    expect(config.systemd.services.b?.after).toEqual(["a.service"]);
  });

  it("gives each pool a php.ini of the package's, the common and its own settings", async () => {
    const { config } = await phpfpm(`
      phpOptions: "memory_limit = 1M",
      pools: { app: { user: "app", phpOptions: "memory_limit = 2M" } },
    `);
    expect(config.environment.etc["phpfpm/app.ini"]?.text).toBe("memory_limit = 1M\nmemory_limit = 2M");
    const { preStart, serviceConfig, partOf } = config.systemd.services["phpfpm-app"] ?? {};
    expect(readable(preStart)).toBe(
      `for part in '<php>/etc/php.ini' /etc/phpfpm/app.ini; do if [[ -e $part ]]; then cat "$part"; fi; done >/run/phpfpm/app.ini`,
    );
    expect(readable(serviceConfig?.ExecStart)).toBe(
      '"<php>/bin/php-fpm" "-y" "/etc/phpfpm/app.conf" "-c" "/run/phpfpm/app.ini"',
    );
    expect(partOf).toEqual(["phpfpm.target"]);
  });

  it("wants a user", async () => {
    expect(await errorOf(phpfpm("pools: { app: {} }"))).toMatch(
      /^image\.ts:1:\d+: the option services\.phpfpm\.pools\.app\.user is used but has no value.*\n {2}hint: it must be a string of one line/,
    );
  });

  it("is nothing without a pool", async () => {
    const { config } = await phpfpm("");
    expect(Object.keys(config.systemd.services)).toEqual([]);
    expect(Object.keys(config.systemd.targets)).not.toContain("phpfpm");
  });
});
