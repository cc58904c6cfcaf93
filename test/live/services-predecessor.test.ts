import { beforeAll, describe, expect, it } from "vitest";
import type { Tools } from "../../src/services/unit.ts";
import { prepareBase, run, start } from "./services/container.ts";

let tools: Tools;
beforeAll(async () => {
  tools = await prepareBase();
});

const lines = (output: string): string[] =>
  output.split("\n").filter((line) => line !== "" && !line.startsWith("init: "));

/** The cases of nix-container-images' tests/s6.nix and of its s6-image, under their names. */
describe.concurrent("the predecessor's", () => {
  it("stopIfLongrunNoRestartFails", async () => {
    expect((await run(tools, { s6Services: { a: { script: "exit 1" } } })).code).toBe(1);
  });

  it("stopIfLongrunRestart", async () => {
    const script = "if [ -e /run/mark ]; then echo again; exec sleep infinity; fi; : >/run/mark; exit 1";
    await using container = await start(tools, { s6Services: { a: { script, restartOnFailure: true } } });
    await container.wrote(/^again$/m);
  });

  it("stopIfOneshotFail", async () => {
    const { code, output } = await run(tools, {
      s6Services: {
        a: { type: "oneshot-pre", script: "exit 2" },
        b: { script: "echo never; exec sleep infinity", after: ["a"] },
      },
    });
    expect(code).toBe(2);
    expect(output).toContain("a.service failed");
  });

  it("dependentOneshot", async () => {
    const { output } = await run(tools, {
      s6Services: {
        b: { type: "oneshot-pre", script: "echo second", after: ["a"] },
        a: { type: "oneshot-pre", script: "sleep 0.2; echo first" },
      },
    });
    expect(lines(output)).toEqual(["first", "second"]);
  });

  it("oneshotPost", async () => {
    await using container = await start(tools, {
      s6Services: {
        post: { type: "oneshot-post", script: "echo post" },
        long: { script: "echo long; exec sleep infinity" },
        pre: { type: "oneshot-pre", script: "sleep 0.2; echo pre" },
      },
    });
    expect(lines(await container.wrote(/^post$/m))[0]).toBe("pre");
  });

  it("path", async () => {
    const { output } = await run(tools, {
      services: { a: { script: "type -P s6-svok", path: [tools.s6], serviceConfig: { Type: "oneshot" } } },
    });
    expect(lines(output)).toEqual([`${tools.s6}/bin/s6-svok`]);
  });

  it("propagatedEnv", async () => {
    const { output } = await run(
      tools,
      { s6Services: { a: { script: "echo $FROM_DOCKER" } } },
      { docker: ["-e", "FROM_DOCKER=value"] },
    );
    expect(lines(output)).toEqual(["value"]);
  });

  it("env", async () => {
    const { output } = await run(tools, {
      s6Services: { a: { script: "echo $A $FROM_IMAGE", environment: { A: "a" } } },
    });
    expect(lines(output)).toEqual(["a yes"]);
  });

  it("s6DontTerminateOnError", async () => {
    await using container = await start(
      tools,
      { s6Services: { a: { script: "exit 1" } } },
      { docker: ["-e", "S6_DONT_TERMINATE_ON_ERROR=1"] },
    );
    await container.wrote(/stays up/);
    expect((await container.exec("echo here")).output).toBe("here\n");
  });

  it("s6SimpleService", async () => {
    const { output } = await run(tools, { s6Services: { a: { execStart: "/bin/echo simple" } } });
    expect(lines(output)).toEqual(["simple"]);
  });

  it("preStart", async () => {
    const { output } = await run(tools, { services: { a: { preStart: "echo before", script: "echo main" } } });
    expect(lines(output)).toEqual(["before", "main"]);
  });

  it("workingDirectory", async () => {
    const { output } = await run(tools, { s6Services: { a: { execStart: "/bin/pwd", workingDirectory: "/nix" } } });
    expect(lines(output)).toEqual(["/nix"]);
  });

  it("oneshotPre", async () => {
    const { code, output } = await run(tools, { s6Services: { a: { type: "oneshot-pre", script: "echo pre" } } });
    expect([code, lines(output)]).toEqual([0, ["pre"]]);
  });

  it("logger", async () => {
    const { output } = await run(tools, {
      s6Services: { a: { script: "echo one; echo two", execLogger: "/bin/sed -u 's/^/logged: /'" } },
    });
    expect(lines(output)).toEqual(["logged: one", "logged: two"]);
  });

  it("preservePATH", async () => {
    const { output } = await run(
      tools,
      { s6Services: { a: { script: "case $PATH in *:/given) echo kept;; esac" } } },
      { docker: ["-e", "PATH=/given"] },
    );
    expect(lines(output)).toEqual(["kept"]);
  });

  it("s6-image: the container ends by itself, and says why", async () => {
    const { code, output } = await run(tools, { s6Services: { a: { script: "sleep 0.1; exit 3" } } });
    expect(code).toBe(3);
    expect(output).toContain("init: a.service failed: exit-code, exit code 3");
  });
});

describe.concurrent("timers", () => {
  it("startAt starts the service again and again, and not with the container", async () => {
    await using container = await start(tools, {
      services: {
        // A start each second is more than StartLimitBurst allows.
        a: { script: "echo tick", startAt: "*:*:*", startLimitIntervalSec: 0, serviceConfig: { Type: "oneshot" } },
      },
    });
    await container.wrote(/tick\ntick\n/);
    expect((await container.exec("/etc/decl/unit status")).output).toMatch(/^active +a\.timer$/m);
    expect((await container.stop()).code).toBe(0);
  });

  it("OnBootSec and OnUnitInactiveSec count from the container's start and the unit's end", async () => {
    const tick = `read -r _ _ began ended _ </run/decl/units/a.service; echo "tick $began $ended"; sleep 0.5`;
    await using container = await start(tools, {
      services: { a: { script: tick, serviceConfig: { Type: "oneshot" }, wantedBy: [] } },
      timers: { a: { timerConfig: { OnBootSec: "6s", OnUnitInactiveSec: "1500ms" } } },
    });
    const logs = await container.wrote(/tick.*\ntick.*\ntick.*\n/, 60);
    const boot = Number((await container.exec("cat /run/decl/boot-time")).output);
    const ticks = [...logs.matchAll(/^tick ([\d.]+) (\S+)$/gm)].map(([, began, ended]) => ({ began, ended }));
    const waits = ticks.map(({ began, ended }, i) => Number(began) - (i === 0 ? boot + 6 : Number(ended) + 1.5));
    expect(waits.length).toBeGreaterThanOrEqual(3);
    for (const late of waits) expect(late).toBeGreaterThanOrEqual(0);
  });
});
