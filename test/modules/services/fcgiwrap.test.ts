import { describe, expect, it } from "vitest";
import { configure, errorOf } from "../../declaration/declare.ts";

const instance = (options: string) =>
  configure(`export default { services: { fcgiwrap: { instances: { cgi: { ${options} } } } } };`);
const readable = (text: string | undefined) => (text ?? "").replace(/\uE0D0([^\uE0D1]*)\uE0D1/g, "<$1>");

describe("services.fcgiwrap", () => {
  it("opens its socket as root, gives it to the web server, and goes on as a user of its own", async () => {
    const { config } = await instance('socket: { user: "nginx", mode: "0660" }');
    expect(config.users.users["fcgiwrap-cgi"]).toMatchObject({ isSystemUser: true, group: "fcgiwrap-cgi" });
    const { uids, gids } = config.users.ids;
    expect(readable(config.systemd.services["fcgiwrap-cgi"]?.script)).toBe(
      "exec <s6>/bin/s6-ipcserver-socketbinder -B -a 0660 /run/fcgiwrap-cgi.sock <bash>/bin/bash -c " +
        "'<coreutils>/bin/chown nginx:root /run/fcgiwrap-cgi.sock && exec <s6>/bin/s6-applyuidgid " +
        `-u ${uids["fcgiwrap-cgi"]} -g ${gids["fcgiwrap-cgi"]} -G "" <fcgiwrap>/bin/fcgiwrap -c 1'`,
    );
  });

  it("listens on a port as the user that is said", async () => {
    const { config } = await instance(
      'process: { user: "nobody", group: "nogroup", prefork: 3 }, socket: { type: "tcp", address: "127.0.0.1:9000" }',
    );
    const { ExecStart, User, Group } = config.systemd.services["fcgiwrap-cgi"]?.serviceConfig ?? {};
    expect(readable(`${ExecStart}`)).toBe("<fcgiwrap>/bin/fcgiwrap -c 3 -s tcp:127.0.0.1:9000");
    expect([User, Group]).toEqual(["nobody", "nogroup"]);
    expect(config.users.users["fcgiwrap-cgi"]).toBeUndefined();
  });

  it("refuses a mode of a socket that has none", async () => {
    const text = await errorOf(instance('socket: { type: "tcp", address: "127.0.0.1:9000", mode: "0600" }'));
    expect(text).toMatch(
      /^image\.ts:1:\d+: failed assertion: services\.fcgiwrap\.instances\."cgi": a socket of the type tcp has no owner and no mode\n {2}hint: they are for `type: "unix"`/,
    );
  });
});
