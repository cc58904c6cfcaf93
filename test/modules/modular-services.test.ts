import { describe, expect, it } from "vitest";
import { configure, errorOf } from "../declaration/declare.ts";

const services = (text: string, before = "") =>
  configure(`import { context, lib } from "decl";
${before}
export default ({ pkgs }) => ({ system: { services: { ${text} } } });`);
/** Packages as `<name>`. */
const readable = (text: unknown) => `${text}`.replace(/\uE0D0([^\uE0D1]*)\uE0D1/g, "<$1>");

describe("system.services", () => {
  it("becomes a systemd service with NixOS's defaults", async () => {
    const { config } = await services(
      "web: { process: { argv: [`${pkgs.python3}/bin/python3`, '-c', 'print(\"%n $HOME\")'] } }",
    );
    const unit = config.systemd.services.web;
    expect(unit?.wantedBy).toEqual(["multi-user.target"]);
    expect(unit?.serviceConfig).toMatchObject({ Type: "simple", Restart: "always", RestartSec: "5" });
    expect(readable(unit?.serviceConfig.ExecStart)).toBe(
      String.raw`"<python3>/bin/python3" "-c" "print(\"%%n $$HOME\")"`,
    );
  });

  it("names the services within a service after both, at any depth", async () => {
    const { config } = await services(`web: {
      process: { argv: ["/a"] },
      services: { worker: { process: { argv: ["/b"] }, services: { child: { process: { argv: ["/c"] } } } } },
    }`);
    expect(Object.keys(config.systemd.services)).toEqual(["web", "web-worker", "web-worker-child"]);
    expect(config.systemd.services["web-worker-child"]?.serviceConfig.ExecStart).toEqual(['"/c"']);
  });

  it("may be made of other services alone", async () => {
    const { config } = await services('web: { services: { a: { process: { argv: ["/a"] } } } }');
    expect(Object.keys(config.systemd.services)).toEqual(["web-a"]);
  });

  it("has files, whose paths the service knows", async () => {
    const { config } = await services(`web: ({ config }) => ({
      process: { argv: ["/a", config.configData["server.conf"].path] },
      configData: {
        "server.conf": { text: "port = 1\\n" }, "more/x": { source: context("./x") }, off: { enable: false, text: "" },
      },
      services: { sub: ({ config }) => ({ process: { argv: ["/b", config.configData.c.path] }, configData: { c: { text: "c" } } }) },
    })`);
    const path = "/etc/system-services/web/server.conf";
    expect(config.systemd.services.web?.serviceConfig.ExecStart).toEqual([`"/a" "${path}"`]);
    expect(config.image.files[path]?.text).toBe("port = 1\n");
    expect(config.image.contents.map(({ target }) => target)).toEqual(["/etc/system-services/web/more/x"]);
    expect(config.image.files["/etc/system-services/web/off"]).toBeUndefined();
    expect(config.systemd.services["web-sub"]?.serviceConfig.ExecStart).toEqual([
      '"/b" "/etc/system-services/web-sub/c"',
    ]);
  });

  it("is a module: a function, with imports, and options of its own", async () => {
    const server = `const server = ({ config, lib, pkgs }) => ({
  options: { server: { port: lib.mkOption({ type: lib.types.port, default: 80 }), package: lib.mkPackageOption(pkgs.hello) } },
  config: { process: { argv: [\`\${config.server.package}/bin/hello\`, \`--port=\${config.server.port}\`] } },
});`;
    const { config } = await services("a: server, b: { imports: [server], server: { port: 81 } }", server);
    const commands = ["a", "b"].map((name) => readable(config.systemd.services[name]?.serviceConfig.ExecStart));
    expect(commands).toEqual(['"<hello>/bin/hello" "--port=80"', '"<hello>/bin/hello" "--port=81"']);
  });

  it("says more to systemd, in systemd's words", async () => {
    const { config } = await services(`web: ({ config, lib }) => ({
      process: { argv: ["/a b"] },
      notificationProtocol: ["systemd"],
      systemd: {
        mainExecStart: lib.escapeSystemdExecArgs(config.process.argv) + " --unit %n",
        service: { after: ["db.service"], serviceConfig: { User: "web", Restart: "no", ExecStart: lib.mkBefore(["-/first"]) } },
        services: { "": { description: "The web" }, cleanup: { script: "true", serviceConfig: { Type: "oneshot" } } },
      },
    })`);
    const { web, "web-cleanup": cleanup } = config.systemd.services;
    expect(web).toMatchObject({ description: "The web", after: ["db.service"] });
    expect(web?.serviceConfig).toMatchObject({
      Type: "notify",
      User: "web",
      Restart: "no",
      ExecStart: ["-/first", '"/a b" --unit %n'],
    });
    expect(cleanup).toMatchObject({ script: "true", serviceConfig: { Type: "oneshot" } });
  });

  it("leaves its defaults to whoever defines the unit itself", async () => {
    const { config } = await configure(`export default {
      system: { services: { web: { process: { argv: ["/a"] } } } },
      systemd: { services: { web: { serviceConfig: { Restart: "no", User: "web" } } } },
    };`);
    expect(config.systemd.services.web?.serviceConfig).toMatchObject({ Restart: "no", User: "web" });
  });

  it("has its socket units, the service's own and others", async () => {
    const { config } = await services(`web: {
      process: { argv: ["/a"] },
      systemd: {
        socket: { socketConfig: { SocketMode: "0600" } },
        sockets: { "": { listenStreams: ["80"] }, admin: { listenStreams: ["81"] } },
      },
    }`);
    const { web, "web-admin": admin } = config.systemd.sockets;
    expect(web).toMatchObject({ listenStreams: ["80"], socketConfig: { SocketMode: "0600" } });
    expect(admin).toMatchObject({ listenStreams: ["81"], listenDatagrams: [] });
  });

  it("tells what it asserts and warns of, with its name and place", async () => {
    const text = `a: { services: { b: {
      process: { argv: ["/x"] },
      assertions: [{ assertion: false, message: "no" }],
    } } }`;
    expect(await errorOf(services(text))).toBe("image.ts:5:20: failed assertion: in system.services.a.services.b: no");
    const { warnings } = await services(`web: { process: { argv: ["/x"] }, warnings: ["old"] }`);
    expect(warnings.map(({ message }) => message)).toEqual(["in system.services.web: old"]);
  });
});

describe("mistakes in system.services", () => {
  const cases: [string, string, RegExp][] = [
    ["no program", "web: {}", /^image\.ts:3:\d+: failed assertion: system\.services\.web has no process\.argv/],
    [
      "a misspelt option",
      'web: { proces: { argv: ["/a"] } }',
      /^image\.ts:3:\d+: there is no option "system\.services\.web\.proces"\n {2}hint: did you mean "process"/,
    ],
    [
      "a wrong setting of the unit",
      'web: { process: { argv: ["/a"] }, systemd: { service: { after: "x" } } }',
      /^image\.ts:3:\d+: must be a list \(system\.services\.web\.systemd\.service\.after\)/,
    ],
    [
      "a file that is two",
      'web: { process: { argv: ["/a"] }, configData: { f: { text: "", source: context("f") } } }',
      /^image\.ts:3:\d+: failed assertion: system\.services\.web\.configData\.f needs either/,
    ],
    [
      "a module of a package",
      "web: { imports: [pkgs.hello.services.default] }",
      /^image\.ts:3:\d+: an import must be a module, not a package[\s\S]*hint: the modules that packages bring/,
    ],
    ["imports that are no list", "web: { imports: 3 }", /^image\.ts:3:\d+: imports must be a list of modules/],
    [
      "config and more",
      "web: { config: {}, process: {} }",
      /^image\.ts:3:\d+: a module with options or config cannot have "process" beside/,
    ],
    [
      "a path that is set",
      'web: { process: { argv: ["/a"] }, configData: { f: { text: "", path: "/x" } } }',
      /^image\.ts:3:\d+: the option system\.services\.web\.configData\.f\.path is read-only/,
    ],
  ];
  it.each(cases)("%s", async (_, text, expected) => {
    expect(await errorOf(services(text))).toMatch(expected);
  });

  it.each([
    ["environment: { variables: { A: () => 1 } }", "environment.variables.A"],
    ["systemd: { services: { a: { serviceConfig: { A: [() => 1] } } } }", "systemd.services.a.serviceConfig.A"],
    ["nixpkgs: { config: { a: { b: () => 1 } } }", "nixpkgs.config.a.b"],
    ["services: { nginx: { virtualHosts: { a: () => ({}) } } }", "services.nginx.virtualHosts.a"],
  ])("a function where no module may stand: %s", async (text, path) => {
    expect(await errorOf(configure(`export default { ${text} };`))).toMatch(
      new RegExp(`^image\\.ts:1:\\d+: a function is not a configuration value \\(${path}\\)\\n  hint: call it`),
    );
  });
});
