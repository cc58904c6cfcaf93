import { beforeAll, describe, expect, it } from "vitest";
import type { Tools } from "../../src/services/unit.ts";
import { prepareBase, run, start } from "./services/container.ts";

let tools: Tools;
beforeAll(async () => {
  tools = await prepareBase();
});

/** What services wrote, without what the init said. */
const lines = (output: string): string[] =>
  output.split("\n").filter((line) => line !== "" && !line.startsWith("init: "));

describe.concurrent("output", () => {
  it("without a newline at its end is a line all the same: when a service ends, is restarted, is stopped", async () => {
    await using container = await start(tools, {
      logPrefix: true,
      services: {
        ends: { script: "echo whole; printf lost", serviceConfig: { Type: "oneshot" } },
        again: {
          script: "printf once; [ -e /run/again ] && exec sleep infinity; : >/run/again; exit 1",
          serviceConfig: { Restart: "on-failure" },
        },
        stops: { script: "printf stopped; exec sleep infinity" },
      },
    });
    await container.wrote(/^\[again\] once$/m);
    await container.ready();
    expect((await container.stop()).code).toBe(0);
    expect(lines(await container.logs()).toSorted()).toEqual([
      "[again] once",
      "[again] once",
      "[ends] lost",
      "[ends] whole",
      "[stops] stopped",
    ]);
  });

  it("of several services comes in whole lines", async () => {
    const letters = (letter: string) => ({
      script: `line=$(printf '%0130d' 0); line=\${line//0/${letter}}; for ((i = 0; i < 20000; i++)); do echo "$line"; done`,
      serviceConfig: { Type: "oneshot" },
    });
    const { code, output } = await run(tools, { logPrefix: true, services: { a: letters("a"), b: letters("b") } });
    expect(code).toBe(0);
    const found = lines(output);
    expect(found.filter((line) => !/^\[a\] a{130}$|^\[b\] b{130}$/.test(line))).toEqual([]);
    expect(found.length).toBe(40_000);
  });

  it("may have long lines", async () => {
    const script = "printf '%09000d\\n' 7; printf '%0300000d\\n' 8";
    const { output } = await run(tools, {
      logPrefix: true,
      services: { a: { script, serviceConfig: { Type: "oneshot" } } },
    });
    expect(lines(output).map((line) => line.length)).toEqual(["[a] ".length + 9000, "[a] ".length + 300_000]);
  });
});

describe.concurrent("the end", () => {
  it("is not held up by what an ended service has left behind", async () => {
    const { code } = await run(
      tools,
      {
        services: {
          a: { script: "sleep 1; exit 7" },
          b: { script: "(trap '' TERM; exec sleep 1000) & trap 'exit 0' TERM; wait" },
        },
      },
      { docker: ["-e", "DECL_STOP_SECONDS=3"] },
    );
    expect(code).toBe(7);
  });

  it("takes no command for a number", async () => {
    const { code, output } = await run(
      tools,
      { services: { a: { script: "echo fine", serviceConfig: { Type: "oneshot" } } } },
      { docker: ["-e", "DECL_STOP_SECONDS=1+a[$(echo ran >&2)]"] },
    );
    expect(code).toBe(0);
    expect(output.split("\n").toSorted()).toEqual([
      "",
      "fine",
      "init: DECL_STOP_SECONDS is not a number of seconds: 1+a[$(echo ran >&2)]",
    ]);
  });
});

describe.concurrent("unit", () => {
  it("restart of a service that starts, twice at once: what requires it comes back", async () => {
    await using container = await start(tools, {
      services: {
        a: { script: "exec sleep infinity", preStart: "sleep 0.7" },
        b: { script: "exec sleep infinity", requires: ["a.service"], after: ["a.service"] },
      },
    });
    await container.ready();
    const { output } = await container.exec(`
      /etc/decl/unit restart a & sleep 0.3; /etc/decl/unit restart a & sleep 0.2; /etc/decl/unit restart a; wait
      until /etc/decl/unit status | grep -q '^active *a[.]service' && /etc/decl/unit status | grep -q '^active *b[.]service'; do sleep 0.1; done
      echo both`);
    expect(output).toBe("both\n");
  });

  it("says what is wrong", async () => {
    await using container = await start(tools, {
      services: {
        web: { script: "exec sleep infinity" },
        off: { script: "exec sleep infinity", wantedBy: [] },
      },
    });
    await container.ready();
    const unit = async (words: string) => {
      const { code, output } = await container.exec(`/etc/decl/unit ${words}`);
      return [code, output];
    };
    expect(await unit("start wen")).toEqual([2, "unit: there is no unit wen.service: did you mean web.service?\n"]);
    expect((await unit("start"))[0]).toBe(100);
    expect(await unit("reload web")).toEqual([1, "unit: web.service cannot be reloaded: it has no ExecReload=\n"]);
    expect(await unit("reload off")).toEqual([1, "unit: off.service cannot be reloaded: it has no ExecReload=\n"]);
    expect((await unit("status web"))[1]).toMatch(/^web\.service: active\n {2}declared in {2}systemd\.services\.web\n/);
    expect((await unit("status"))[1]).toMatch(/^active +web\.service$/m);
  });
});

describe.concurrent("Type=notify", () => {
  const notify = (message: string) => `printf '${message}' | /bin/socat - UNIX-SENDTO:$NOTIFY_SOCKET`;

  it("READY=1 and an end at once: it was ready", async () => {
    const services = Object.fromEntries(
      Array.from({ length: 20 }, (_, i) => [
        `s${i}`,
        {
          script: `exec /bin/socat -u EXEC:'printf READY=1' UNIX-SENDTO:$NOTIFY_SOCKET`,
          serviceConfig: { Type: "notify", NotifyAccess: "all" },
        },
      ]),
    );
    const { code, output } = await run(tools, { services });
    expect([code, output]).toEqual([0, ""]);
  });

  it("NotifyAccess=main: only the main process is believed", async () => {
    await using container = await start(tools, {
      services: {
        a: {
          script: `${notify("READY=1")}; sleep 1; exec /bin/socat -u EXEC:'printf READY=1' UNIX-SENDTO:$NOTIFY_SOCKET,keepalive=1`,
          serviceConfig: { Type: "notify", TimeoutStartSec: "10s" },
        },
        b: { script: "echo later", after: ["a.service"], serviceConfig: { Type: "oneshot" } },
      },
    });
    await container.wrote(/NotifyAccess=main/);
  });
});

describe.concurrent("who it runs as", () => {
  it("s6.services without a user run as whoever the container runs as", async () => {
    const { code, output } = await run(
      tools,
      { s6Services: { a: { type: "oneshot-pre", script: "id -u" } } },
      { docker: ["--user", "1234:1234", "--tmpfs", "/run:mode=1777"] },
    );
    expect([code, output]).toEqual([0, "1234\n"]);
  });

  it("names the capability that the container lacks, once", async () => {
    await using container = await start(
      tools,
      {
        services: {
          a: { script: "echo never", serviceConfig: { User: "web", Restart: "always", RestartSec: "100ms" } },
        },
      },
      { docker: ["--cap-drop", "ALL", "-e", "S6_DONT_TERMINATE_ON_ERROR=1"] },
    );
    await container.wrote(/start-limit-hit/);
    const logs = await container.wrote(/^a\.service: cannot become user web/m);
    expect(logs.match(/^a\.service: cannot become user web.*$/gm)).toEqual([
      "a.service: cannot become user web (990): the container lacks the capability CAP_SETUID (and CAP_SETGID)",
    ]);
    expect(logs).not.toContain("never");
  });
});

it("a logger that cannot be started fails its service, and says so", async () => {
  const { code, output } = await run(tools, {
    s6Services: { a: { script: "echo line; exec sleep infinity", execLogger: "/bin/nosuch" } },
  });
  expect(code).toBe(203);
  expect(output).toContain("a.service: there is no program /bin/nosuch\n");
  expect(output).toContain("init: a.service: its logger cannot be started\n");
});

it("credentials are files of the service's user alone, and go when it ends", async () => {
  const look = "cd $CREDENTIALS_DIRECTORY; pwd; stat -c '%n %a %U' . *; cat *; echo";
  await using container = await start(tools, {
    services: {
      a: {
        script: look,
        serviceConfig: {
          Type: "oneshot",
          User: "nobody",
          LoadCredential: "host:/etc/hostname",
          SetCredential: "token:secret",
        },
      },
      b: { script: "exec sleep infinity" },
    },
    logPrefix: false,
  });
  const logs = await container.wrote(/secret/);
  expect(logs).toContain("/run/credentials/a.service\n. 700 nobody\nhost 400 nobody\ntoken 400 nobody\n");
  await container.exec("until /etc/decl/unit status | grep -q '^inactive *a.service'; do sleep 0.05; done");
  expect((await container.exec("ls /run/credentials/a.service")).code).not.toBe(0);
});

it("what a timer starts is told which", async () => {
  await using container = await start(tools, {
    services: { told: { script: "echo $TRIGGER_UNIT", wantedBy: [], serviceConfig: { Type: "oneshot" } } },
    timers: { by: { timerConfig: { OnActiveSec: 0, Unit: "told.service" } } },
  });
  await container.wrote(/^by\.timer$/m);
});

it("what a failure starts is told of what", async () => {
  const { output } = await run(tools, {
    services: {
      fails: { script: "exit 3", onFailure: ["told.service"] },
      told: {
        script: "echo $MONITOR_UNIT $MONITOR_SERVICE_RESULT $MONITOR_EXIT_CODE $MONITOR_EXIT_STATUS",
        serviceConfig: { Type: "oneshot" },
      },
    },
  });
  expect(lines(output)).toEqual(["fails.service exit-code exited 3"]);
});
