import { beforeAll, describe, expect, it } from "vitest";
import type { ServiceOptions, Tools } from "../../src/services/unit.ts";
import { eventually, prepareBase, run, start } from "./services/container.ts";

let tools: Tools;
beforeAll(async () => {
  tools = await prepareBase();
});

const oneshot = (script: string, more: ServiceOptions = {}): ServiceOptions => ({
  script,
  ...more,
  serviceConfig: { Type: "oneshot", ...more.serviceConfig },
});

/** A service that stays, and ends at once when it is told to. */
const stays = (before = ""): string => `${before}\nexec sleep infinity`;

const lines = (output: string): string[] =>
  output.split("\n").filter((line) => line !== "" && !line.startsWith("init: "));

describe.concurrent("types", () => {
  it("a oneshot runs its commands one after the other, and what comes after it waits for the last", async () => {
    const { code, output } = await run(tools, {
      services: {
        a: { serviceConfig: { Type: "oneshot", ExecStart: ["/bin/echo one", "/bin/sleep 0.3", "/bin/echo two"] } },
        b: oneshot("echo three", { after: ["a.service"] }),
      },
    });
    expect(lines(output)).toEqual(["one", "two", "three"]);
    expect(code).toBe(0);
  });

  it("a oneshot stops at the first command that fails, unless it has the prefix -", async () => {
    const { code, output } = await run(tools, {
      services: {
        a: {
          serviceConfig: {
            Type: "oneshot",
            ExecStart: ["-/bin/false", "/bin/echo on", "/bin/bash -c 'exit 7'", "/bin/echo never"],
          },
        },
      },
    });
    // They come on two streams.
    expect(lines(output).sort()).toEqual([
      "a.service: a command ended with 1, which its prefix - says to ignore",
      "on",
    ]);
    expect(code).toBe(7);
  });

  it("a unit's name may have systemd's escapes", async () => {
    const { code, output } = await run(tools, {
      services: {
        "a\\x2db": oneshot("echo up"),
        c: oneshot("echo then", { after: ["a\\x2db.service"], requires: ["a\\x2db.service"] }),
      },
    });
    expect(lines(output)).toEqual(["up", "then"]);
    expect(code).toBe(0);
  });

  it("with RemainAfterExit a oneshot stays active, and its ExecStop runs when the container stops", async () => {
    await using container = await start(tools, {
      services: {
        a: oneshot("echo up", { preStop: "echo down", serviceConfig: { RemainAfterExit: true } }),
        b: { script: stays("echo b"), requires: ["a.service"], after: ["a.service"] },
      },
    });
    await container.wrote(/^b$/m);
    expect((await container.exec("/etc/decl/unit status")).output).toMatch(/^exited +a.service$/m);
    expect((await container.stop()).code).toBe(0);
    expect(lines(await container.logs())).toEqual(["up", "b", "down"]);
  });

  it("without RemainAfterExit a oneshot's ExecStop and ExecStopPost run when it has ended", async () => {
    const { output } = await run(tools, {
      services: {
        a: oneshot("echo up", { preStop: "echo stop", postStop: "echo post $SERVICE_RESULT $EXIT_CODE $EXIT_STATUS" }),
      },
    });
    expect(lines(output)).toEqual(["up", "stop", "post success exited 0"]);
  });

  it("notify releases its dependents at READY=1, with and without a newline after it", async () => {
    const send = (message: string): string => `printf '${message}' | /bin/socat - UNIX-SENDTO:$NOTIFY_SOCKET`;
    const { code, output } = await run(tools, {
      services: {
        a: {
          script: `echo starting; sleep 0.4; echo ready; ${send("READY=1")}; sleep 0.5`,
          serviceConfig: { Type: "notify", NotifyAccess: "all" },
        },
        b: {
          script: `echo b ready; ${send("STATUS=fine\\nREADY=1\\n")}; sleep 0.2`,
          after: ["a.service"],
          serviceConfig: { Type: "notify", NotifyAccess: "all" },
        },
        c: oneshot("echo c", { after: ["b.service"] }),
      },
    });
    expect(lines(output)).toEqual(["starting", "ready", "b ready", "c"]);
    expect(code).toBe(0);
  });

  it("notify with ExecStartPost releases its dependents when that has ended", async () => {
    const { output } = await run(tools, {
      services: {
        a: {
          script: "printf READY=1 | /bin/socat - UNIX-SENDTO:$NOTIFY_SOCKET; sleep 1",
          postStart: "sleep 0.3; echo after ready",
          serviceConfig: { Type: "notify", NotifyAccess: "all", User: "web" },
        },
        b: oneshot("echo b", { after: ["a.service"] }),
      },
    });
    expect(lines(output)).toEqual(["after ready", "b"]);
  });

  it("ExecReload has $MAINPID, and its code is the answer", async () => {
    await using container = await start(tools, {
      services: {
        a: {
          script: "trap 'echo reloaded' HUP; echo up; while :; do sleep infinity & wait || :; done",
          reload: "kill -HUP $MAINPID",
        },
        b: { script: "exec sleep infinity", serviceConfig: { ExecReload: "/bin/bash -c 'exit 4'" } },
      },
    });
    await container.wrote(/^up$/m);
    expect((await container.exec("/etc/decl/unit reload a; echo $?; /etc/decl/unit reload b; echo $?")).output).toBe(
      "0\nunit: b.service: ExecReload= ended with 4\n4\n",
    );
    await container.wrote(/^reloaded$/m);
    expect((await container.exec("/etc/decl/unit start no-such; echo $?")).output).toBe(
      "unit: there is no unit no-such.service\n2\n",
    );
  });

  it("notify that ends before READY=1 has failed", async () => {
    const { code, output } = await run(tools, {
      services: { a: { script: "exit 0", serviceConfig: { Type: "notify" } } },
    });
    expect(output).toContain("a.service failed: protocol");
    expect(code).toBe(1);
  });

  it("notify-reload is reloaded when it says READY=1 again", async () => {
    const script = `
      ready() { printf "$1" | /bin/socat - UNIX-SENDTO:$NOTIFY_SOCKET; }
      trap 'echo reloading; ready "RELOADING=1"; echo reloaded; ready "READY=1"' HUP
      ready READY=1
      while :; do sleep 0.05; done`;
    await using container = await start(tools, {
      services: { a: { script, serviceConfig: { Type: "notify-reload", NotifyAccess: "all" } } },
    });
    await container.exec("until [ -e /run/decl/ready ]; do sleep 0.05; done");
    const reloaded = await container.exec("/etc/decl/unit reload a && echo done");
    expect(reloaded.output).toBe("done\n");
    await eventually(async () => expect(lines(await container.logs())).toEqual(["reloading", "reloaded"]));
  });

  it("forking waits for the process in PIDFile, and stops it", async () => {
    // It waits without a process of its own, which could still have its trap.
    const daemon = `mkfifo /run/never; exec 3<>/run/never
      setsid bash -c 'trap "echo bye; exit" TERM; echo up; echo $$ >/run/daemon.pid; read -r <&3' &
      until [ -s /run/daemon.pid ]; do sleep 0.02; done`;
    await using container = await start(tools, {
      services: {
        a: { script: daemon, serviceConfig: { Type: "forking", PIDFile: "/run/daemon.pid" } },
        b: { script: stays("echo b"), after: ["a.service"], requires: ["a.service"] },
      },
    });
    await container.wrote(/^b$/m);
    expect((await container.stop()).code).toBe(0);
    const logs = await container.logs();
    expect(lines(logs)).toEqual(["up", "b", "bye"]);
    expect(logs).not.toMatch(/did not stop/);
  });

  it("forking without PIDFile finds the process by its environment; when it dies the service has failed", async () => {
    const daemon = `setsid bash -c 'echo up; exec sleep 1000' & sleep 0.1`;
    await using container = await start(tools, {
      services: {
        a: { script: daemon, serviceConfig: { Type: "forking", User: "web" } },
        b: oneshot("echo b", { after: ["a.service"] }),
      },
    });
    await container.wrote(/^b$/m);
    await container.exec("until pkill -f 'sleep 100[0]'; do sleep 0.02; done");
    expect(await container.ended()).toBe(1);
  });

  it("idle counts as started, and its program waits until every job is done", async () => {
    const idle = { script: "echo idle", postStart: "echo post", serviceConfig: { Type: "idle" } };
    const { code, output } = await run(tools, {
      services: {
        idle,
        // After the idle one, so its start is over; yet its program waits for these.
        next: oneshot("sleep 0.5; echo next", { after: ["idle.service"] }),
        last: oneshot("sleep 0.5; echo last", { after: ["next.service"] }),
      },
    });
    expect([code, lines(output)]).toEqual([0, ["post", "next", "last", "idle"]]);
  });

  /** One that waits between these two, and writes down for how many hundredths of a second. */
  const idle = (name: string): ServiceOptions => ({
    preStart: `read -r before _ </proc/uptime; echo $before >/run/${name}.before`,
    script: `read -r before </run/${name}.before; read -r now _ </proc/uptime
      echo $((10#\${now/./} - 10#\${before/./})) >/run/${name}; echo ${name}; exec sleep infinity`,
    serviceConfig: { Type: "idle" },
  });
  /** Tries a command five times: who waits for 5 s does so every time, and a slow machine not always. */
  const atLeastOnce = (command: string) => `for try in {1..5}; do ${command} && exit 0; done; cat /run/[ab]; exit 1`;
  const wasEarly = (name: string) =>
    `until [ -s /run/${name} ]; do sleep 0.02; done; read -r waited </run/${name}; rm /run/${name}; ((waited < 500))`;

  it("idle waits for no more than 5 s, and not where nothing else starts", async () => {
    await using container = await start(tools, {
      services: { a: idle("a"), slow: oneshot("until [ -e /run/go ]; do sleep 0.05; done; echo slow") },
    });
    await container.wrote(/^a$/m);
    // The clock goes in steps of one.
    expect(Number((await container.exec("cat /run/a; rm /run/a")).output)).toBeGreaterThanOrEqual(499);
    await container.exec(": >/run/go");
    await container.wrote(/^a\nslow$/m);
    await container.ready();
    // Now it is the only job, and gone as soon as it has been started.
    const restarted = await container.exec(atLeastOnce(`/etc/decl/unit restart a && { ${wasEarly("a")}; }`));
    expect(restarted).toMatchObject({ code: 0 });
  });

  it("a killed manager and a stop do not leave an idle service waiting", async () => {
    await using container = await start(tools, {
      services: {
        a: idle("a"),
        b: { ...idle("b"), after: ["a.service"] },
        slow: oneshot("until [ -e /run/go ]; do sleep 0.05; done"),
      },
    });
    await container.exec("until /etc/decl/unit status | grep -q '^active *b.service'; do sleep 0.02; done");
    const stopped = await container.exec(
      atLeastOnce("rm -f /run/b; /etc/decl/unit start b; /etc/decl/unit stop b && [ ! -e /run/b ]"),
    );
    expect(stopped).toMatchObject({ code: 0 });
    const killed = await container.exec(
      atLeastOnce(
        `/etc/decl/unit start a; pkill -KILL -of 'init manage[r]'; { ${wasEarly("a")}; } || ! /etc/decl/unit stop a`,
      ),
    );
    expect(killed).toMatchObject({ code: 0 });
    expect((await container.stop()).code).toBe(0);
  });

  it("dbus starts as simple; exec is held back until its program is there", async () => {
    const { code, output } = await run(tools, {
      services: {
        a: { script: "echo a", serviceConfig: { Type: "dbus" } },
        b: { serviceConfig: { Type: "exec", ExecStart: "/no/such/program" } },
        c: oneshot("echo never", { requires: ["b.service"], after: ["b.service"] }),
      },
    });
    expect(output).toContain("b.service: there is no program /no/such/program");
    expect(output).not.toContain("never");
    expect(code).toBe(203);
  });
});

describe.concurrent("order", () => {
  it("starts in parallel what does not wait for another", async () => {
    // Each waits for the other: one after the other they would never end.
    const meet = (own: string, other: string): string =>
      `: >/run/${own}; until [ -e /run/${other} ]; do sleep 0.02; done; echo met`;
    const { code, output } = await run(tools, { services: { a: oneshot(meet("a", "b")), b: oneshot(meet("b", "a")) } });
    expect([code, lines(output)]).toEqual([0, ["met", "met"]]);
  });

  it("a unit waits only for its own predecessors, not for a level of them", async () => {
    const { output } = await run(tools, {
      services: {
        slow: oneshot("until [ -e /run/c ]; do sleep 0.02; done; echo slow"),
        a: oneshot("echo a"),
        c: oneshot("echo c; : >/run/c", { after: ["a.service"] }),
      },
    });
    expect(lines(output)).toEqual(["a", "c", "slow"]);
  });

  it("before, wantedBy, requiredBy and targets order as after does", async () => {
    const { code, output } = await run(tools, {
      services: {
        first: oneshot("echo first", { before: ["network.target", "second.service"] }),
        second: oneshot("echo second", { wantedBy: ["middle.target"] }),
        third: oneshot("echo third", { after: ["middle.target"] }),
      },
      targets: { middle: { wantedBy: ["multi-user.target"] } },
    });
    expect([code, lines(output)]).toEqual([0, ["first", "second", "third"]]);
  });

  it("wantedBy: [] starts only when something pulls it in", async () => {
    const { output } = await run(tools, {
      services: {
        a: oneshot("echo a", { wants: ["b.service"], after: ["b.service"] }),
        b: oneshot("echo b", { wantedBy: [] }),
        c: oneshot("echo c", { wantedBy: [] }),
        d: oneshot("echo d", { enable: false }),
      },
    });
    expect(lines(output)).toEqual(["b", "a"]);
  });

  it("what requires a unit that failed is not started; what only wants it is", async () => {
    const { code, output } = await run(
      tools,
      {
        services: {
          a: oneshot("exit 3"),
          b: oneshot("echo b", { requires: ["a.service"], after: ["a.service"] }),
          c: oneshot("echo c", { wants: ["a.service"], after: ["a.service"] }),
          d: oneshot("echo d", { requisite: ["never.service"] }),
          never: oneshot("echo never", { wantedBy: [] }),
        },
      },
      {
        docker: ["--name", "live-required", "-e", "S6_DONT_TERMINATE_ON_ERROR=1", "-e", "DECL_STOP_SECONDS=1"],
        args: ["echo", "command"],
      },
    );
    expect(lines(output)).toEqual(["c", "command"]);
    expect(output).toContain("init: b.service is not started: a.service, which it requires, failed");
    expect(output).toContain("init: d.service is not started: never.service, its Requisite, is not active");
    expect(code).toBe(0);
  });

  it("OnFailure starts before the container ends; OnSuccess when a unit has ended well", async () => {
    const { code, output } = await run(tools, {
      services: {
        a: oneshot("exit 4", { after: ["b.service"], onFailure: ["alert@a.service"] }),
        b: oneshot("echo b", { onSuccess: ["well.service"], before: ["a.service"] }),
        well: oneshot("echo well"),
        "alert@": oneshot("sleep 0.2; echo alert about $1", { scriptArgs: "%i" }),
      },
    });
    expect(lines(output).sort()).toEqual(["alert about a", "b", "well"]);
    expect(code).toBe(4);
  });

  it("bindsTo stops a unit when the other ends; partOf restarts and stops with it; conflicts stops the other", async () => {
    await using container = await start(tools, {
      services: {
        base: { script: stays("echo base") },
        part: { script: stays("echo part"), partOf: ["base.service"], after: ["base.service"] },
        short: { script: "until [ -e /run/end ]; do sleep 0.02; done" },
        bound: {
          script: stays("trap 'echo bound ends' EXIT; echo bound; sleep 1000 & wait"),
          bindsTo: ["short.service"],
          after: ["short.service"],
        },
        enemy: { script: stays("echo enemy"), conflicts: ["part.service"], wantedBy: [] },
      },
    });
    await container.wrote(/^part$/m);
    await container.wrote(/^bound$/m);
    await container.exec("/etc/decl/unit restart base");
    await container.wrote(/part\n[\s\S]*part\n/);
    await container.exec(": >/run/end");
    await container.exec("until /etc/decl/unit status | grep -q 'inactive *bound'; do sleep 0.05; done");
    await container.exec("/etc/decl/unit start enemy");
    const status = (await container.exec("/etc/decl/unit status")).output;
    expect(status).toMatch(/^inactive +part.service$/m);
    expect(status).toMatch(/^active +enemy.service$/m);
    expect((await container.stop()).code).toBe(0);
  });

  it("upholds starts a unit whenever it ends, as long as the one that upholds it is up", async () => {
    const upheld = (name: string, more: ServiceOptions = {}): ServiceOptions => ({
      script: `echo x >>/run/${name}; echo ${name} $(wc -l </run/${name}); exec sleep infinity`,
      wantedBy: [],
      ...more,
    });
    await using container = await start(tools, {
      services: {
        keeper: { script: stays(), upholds: ["a.service"] },
        a: upheld("a"),
        b: upheld("b", { upheldBy: ["keeper.service"] }),
      },
    });
    const main = (name: string) => `$(cat /run/decl/scan/${name}.service/running)`;
    await container.wrote(/^a 1$/m);
    await container.wrote(/^b 1$/m);
    await container.exec(`kill -TERM ${main("a")}; kill -KILL ${main("b")}`);
    await container.wrote(/^a 2$/m);
    await container.wrote(/^b 2$/m);
    await container.exec("/etc/decl/unit stop a");
    await container.wrote(/^a 3$/m);
    await container.exec("until /etc/decl/unit status | grep -q '^active *a.service'; do sleep 0.05; done");
    await container.exec("/etc/decl/unit stop keeper; /etc/decl/unit stop b");
    await container.exec(
      `kill -TERM ${main("a")}; until /etc/decl/unit status | grep -q '^inactive *a'; do sleep 0.05; done`,
    );
    // Nothing is left that runs.
    expect(await container.ended()).toBe(0);
    expect(lines(await container.logs()).sort()).toEqual(["a 1", "a 2", "a 3", "b 1", "b 2"]);
  });

  it("a template's instance has its name in %i, and starts because it is named", async () => {
    const { output } = await run(tools, {
      services: {
        "web@": oneshot("echo port $1 of $2", { scriptArgs: "%i %n" }),
        all: oneshot("echo all", {
          wants: ["web@80.service", "web@81.service"],
          after: ["web@80.service", "web@81.service"],
        }),
      },
    });
    expect(lines(output).sort()).toEqual(["all", "port 80 of web@80.service", "port 81 of web@81.service"]);
  });

  it("conditions skip, assertions fail, ExecCondition skips or fails", async () => {
    const { output } = await run(tools, {
      services: {
        a: oneshot("echo a", { unitConfig: { ConditionPathExists: "/no/such" } }),
        b: oneshot("echo b", {
          unitConfig: { ConditionPathExists: "!/no/such", ConditionDirectoryNotEmpty: "/nix/store" },
        }),
        c: oneshot("echo c", { unitConfig: { ConditionEnvironment: ["|FROM_IMAGE=no", "|FROM_IMAGE=yes"] } }),
        d: oneshot("echo d", { serviceConfig: { ExecCondition: "/bin/false" } }),
        e: oneshot("echo e", {
          serviceConfig: { ExecCondition: "/bin/true" },
          unitConfig: {
            ConditionPathExistsGlob: "/nix/store/*bash*",
            ConditionVirtualization: "container",
            ConditionUser: "root",
          },
        }),
        f: oneshot("echo f", { requires: ["a.service"], after: ["a.service"] }),
        g: oneshot("echo g", {
          unitConfig: {
            ConditionPathIsDirectory: "/etc",
            ConditionPathIsSymbolicLink: "/bin/bash",
            ConditionFileIsExecutable: "/bin/bash",
            ConditionFileNotEmpty: "/etc/passwd",
            ConditionPathIsMountPoint: "/proc",
            ConditionPathIsReadWrite: "/run",
            ConditionHost: "*",
          },
        }),
        z: oneshot("echo z", {
          unitConfig: { AssertPathExists: "/no/such" },
          after: ["e.service", "f.service", "g.service", "c.service"],
        }),
      },
    });
    expect(lines(output).sort()).toEqual(["b", "c", "e", "f", "g"]);
    expect(output).toContain("init: a.service was skipped");
    expect(output).toContain("init: z.service: an assertion is not met");
  });

  it("conditions of targets and timers are checked when they start, and what they want starts all the same", async () => {
    const never = { ConditionPathExists: "/no/such" };
    await using container = await start(tools, {
      targets: {
        met: { wantedBy: ["multi-user.target"], unitConfig: { ConditionEnvironment: "FROM_IMAGE=yes" } },
        unmet: { wantedBy: ["multi-user.target"], unitConfig: never, wants: ["wanted.service"] },
      },
      services: {
        wanted: { script: stays("echo wanted"), wantedBy: [] },
        after: { script: stays("echo after"), after: ["unmet.target"], requires: ["unmet.target"] },
        tick: oneshot("echo tick"),
      },
      timers: { tick: { timerConfig: { OnActiveSec: 0, OnUnitActiveSec: 1 }, unitConfig: never } },
    });
    await container.wrote(/^wanted$/m);
    await container.wrote(/^after$/m);
    await container.exec("until [ -e /run/decl/ready ]; do sleep 0.05; done");
    const status = (await container.exec("/etc/decl/unit status")).output;
    for (const state of ["active +met.target", "inactive +unmet.target", "inactive +tick.timer"])
      expect(status).toMatch(new RegExp(`^${state}$`, "m"));
    const logs = await container.wrote(/^init: unmet\.target was skipped: a condition is not met$/m);
    expect(logs).not.toContain("tick\n");
    const failed = await run(tools, {
      targets: { a: { wantedBy: ["multi-user.target"], unitConfig: { AssertUser: "web" } } },
    });
    expect(failed.output).toContain("init: a.target: an assertion is not met");
    expect(failed.code).toBe(1);
  });

  it("conditions that fail leave the exit code alone, assertions make it 1", async () => {
    const conditions = await run(tools, { services: { a: oneshot("x", { unitConfig: { ConditionUser: "web" } }) } });
    expect(conditions.code).toBe(0);
    const assertions = await run(tools, { services: { a: oneshot("x", { unitConfig: { AssertUser: "web" } }) } });
    expect(assertions.code).toBe(1);
  });
});
