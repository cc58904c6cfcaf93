import { beforeAll, describe, expect, it } from "vitest";
import type { ServiceOptions, Tools } from "../../src/services/unit.ts";
import { endsBy, eventually, prepareBase, run, start, terminal } from "./services/container.ts";

let tools: Tools;
beforeAll(async () => {
  tools = await prepareBase();
});

const lines = (output: string): string[] =>
  output.split("\n").filter((line) => line !== "" && !line.startsWith("init: "));

describe.concurrent("Restart", () => {
  /** How each value answers the four ways to end; the script counts its starts. */
  const ways: readonly [end: string, restarted: readonly string[]][] = [
    ["exit 0", ["always", "on-success"]],
    ["kill -TERM $$", ["always", "on-success"]],
    ["exit 3", ["always", "on-failure"]],
    ["kill -KILL $$", ["always", "on-failure", "on-abnormal", "on-abort"]],
  ];
  const values = ["no", "always", "on-success", "on-failure", "on-abnormal", "on-abort", "on-watchdog"];

  it("its values decide as systemd's table says", async () => {
    // One container: the services of all combinations, which end once and say what they were restarted for.
    const services: Record<string, ServiceOptions> = {};
    for (const [index, [end]] of ways.entries()) {
      for (const value of values) {
        const mark = `/run/${index}-${value}`;
        const script = `if [ -e ${mark} ]; then echo "again ${index} ${value}"; exec sleep infinity; fi; : >${mark}; ${end}`;
        services[`s${index}-${value}`] = { script, serviceConfig: { Restart: value } };
      }
    }
    await using container = await start(tools, { services }, { docker: ["-e", "S6_DONT_TERMINATE_ON_ERROR=1"] });
    const expected = ways.flatMap(([, restarted], index) => restarted.map((value) => `again ${index} ${value}`)).sort();
    for (const line of expected) await container.wrote(new RegExp(`^${line}$`, "m"));
    await container.exec("until ! /etc/decl/unit status | grep -E '^(starting|restarting)'; do sleep 0.1; done");
    expect(lines(await container.logs()).sort()).toEqual(expected);
  });

  it("RestartSec is waited for, and SuccessExitStatus, RestartPreventExitStatus, RestartForceExitStatus are minded", async () => {
    const once = (name: string, end: string): string =>
      `if [ -e /run/${name} ]; then echo ${name}; exit 0; fi; : >/run/${name}; ${end}`;
    const { code, output } = await run(tools, {
      services: {
        success: {
          script: once("success", "exit 9"),
          serviceConfig: { Restart: "on-failure", SuccessExitStatus: "9 SIGUSR1" },
        },
        signal: {
          script: once("signal", "kill -USR1 $$"),
          serviceConfig: { Restart: "on-failure", SuccessExitStatus: "9 SIGUSR1" },
        },
        force: {
          script: once("force", "exit 10"),
          serviceConfig: { RestartForceExitStatus: "10", RestartSec: "200ms" },
        },
        prevent: {
          script: once("prevent", "exit 11"),
          serviceConfig: { Restart: "always", RestartPreventExitStatus: "11 SIGKILL" },
          after: ["late.service"],
        },
        late: { script: "sleep 1", serviceConfig: { Type: "oneshot" } },
      },
    });
    expect(lines(output)).toEqual(["force"]);
    expect(code).toBe(11);
  });

  it("StartLimitBurst ends it: the container ends with the service's last code", async () => {
    const { code, output } = await run(tools, {
      services: {
        a: {
          script: "echo try; exit 5",
          startLimitBurst: 3,
          startLimitIntervalSec: 60,
          serviceConfig: { Restart: "always", RestartSec: "10ms" },
        },
      },
    });
    expect(lines(output)).toEqual(["try", "try", "try"]);
    expect(output).toContain("a.service failed: start-limit-hit");
    expect(code).toBe(5);
  });

  it("what requires a unit that is being restarted waits for it, and is restarted with it later", async () => {
    await using container = await start(tools, {
      services: {
        a: {
          script: "if [ -e /run/a ]; then echo a; : >/run/a.said; exec sleep infinity; fi; : >/run/a; exit 1",
          postStart: "until [ -e /run/a.said ]; do sleep 0.02; done; rm /run/a.said",
          serviceConfig: { Restart: "on-failure" },
        },
        b: { script: "echo b; exec sleep infinity", requires: ["a.service"], after: ["a.service"] },
      },
    });
    await container.wrote(/^a\nb$/m);
    await container.exec("pkill -KILL -f 'sleep infinity' -o");
    await container.wrote(/a\nb\na\nb\n/);
  });
});

describe.concurrent("the container's end", () => {
  it("a service that fails ends the container with its code, after an ordered stop", async () => {
    const { code, output } = await run(tools, {
      services: {
        db: endsBy("echo db ends", "db"),
        web: { ...endsBy("echo web ends; sleep 0.2", "web"), after: ["db.service"] },
        bad: { script: "sleep 0.5; exit 42", after: ["web.service"] },
      },
    });
    expect(lines(output)).toEqual(["db", "web", "web ends", "db ends"]);
    expect(code).toBe(42);
  });

  it("a signal is 128 and its number", async () => {
    const { code } = await run(tools, { services: { a: { script: "kill -SEGV $$" } } });
    expect(code).toBe(139);
  });

  it("docker stop stops in reverse order, ExecStop first, each service with its own timeout, and ends with 0", async () => {
    const service = (name: string): ServiceOptions => ({
      ...endsBy(`echo ${name} ends`, name),
      preStop: `echo ${name} stop $MAINPID | sed 's/[0-9][0-9]*/PID/'`,
    });
    await using container = await start(tools, {
      services: {
        a: service("a"),
        b: { ...service("b"), after: ["a.service"] },
        stubborn: {
          script: "trap '' TERM; echo stubborn; sleep infinity & wait",
          after: ["b.service"],
          serviceConfig: { TimeoutStopSec: "0.5s" },
        },
      },
    });
    await container.wrote(/^stubborn$/m);
    expect((await container.stop()).code).toBe(0);
    const logs = await container.logs();
    expect(lines(logs)).toEqual(["a", "b", "stubborn", "b stop PID", "b ends", "a stop PID", "a ends"]);
    expect(logs).toContain("stubborn.service did not stop in 0.5 s");
    expect(logs).not.toContain("not everything stopped in time");
  });

  it("everything has ended before the grace period has, though a service and its ExecStop hang", async () => {
    await using container = await start(tools, {
      stopGraceSeconds: 3,
      services: {
        a: { script: "trap '' TERM; echo a; sleep infinity & wait", after: ["b.service"] },
        b: { script: "exec sleep infinity", preStop: "sleep infinity" },
      },
    });
    await container.wrote(/^a$/m);
    // Without a period of its own it would take 9 s, but Docker kills after 8: then the code is 137.
    expect((await container.stop("-t", "8")).code).toBe(0);
    expect(await container.logs()).toContain("init: not everything stopped in time");
  });

  it("every line that was written before the end is there, though the logger is slow and the service writes last", async () => {
    const lastWords = (name: string) => endsBy("for i in $(seq 2000); do echo line $i; done", name);
    await using container = await start(tools, {
      logPrefix: true,
      services: { a: lastWords("a") },
      s6Services: {
        b: {
          script: lastWords("b").script,
          execLogger: "/bin/bash -c 'sleep 0.5; sed -u s/^/logged:/; echo logger ends'",
        },
      },
    });
    await container.ready();
    await container.exec("until [ -e /run/b.up ]; do sleep 0.02; done");
    expect((await container.stop("-t", "20")).code).toBe(0);
    const logs = await container.logs();
    expect(logs.match(/^\[a\] line \d+$/gm)?.length).toBe(2000);
    expect(logs.match(/^logged:line \d+$/gm)?.length).toBe(2000);
    expect(logs).toMatch(/^logger ends$/m);
  });

  it("SIGINT stops too; SIGHUP and a second signal do no harm", async () => {
    await using container = await start(tools, {
      services: { a: { script: "trap 'sleep 0.5; echo ended; exit' TERM; echo up; sleep infinity & wait" } },
    });
    await container.wrote(/^up$/m);
    await container.exec(
      "kill -HUP 1; kill -USR1 1; kill -USR2 1; sleep 0.2; kill -INT 1; sleep 0.1; kill -INT 1; kill -TERM 1; kill -HUP 1",
    );
    expect(await container.ended()).toBe(0);
    expect(lines(await container.logs())).toEqual(["up", "ended"]);
  });

  it.each([
    ["the first process", []],
    ["a child of docker run --init", ["--init"]],
  ])("Ctrl-C on the container's terminal stops in order, for %s", async (_, options) => {
    const services = { a: endsBy("echo a ends", "a"), b: { ...endsBy("echo b ends", "b"), after: ["a.service"] } };
    await using container = await start(tools, { services }, { docker: ["-t", ...options] });
    await container.wrote(/^b\r?$/m);
    // What the terminal does with the character: a signal to the process group that owns it.
    await container.exec("kill -INT -- -$(ps -o tpgid= -p 1 | tr -d ' ')");
    expect(await container.ended()).toBe(0);
    const logs = (await container.logs()).replaceAll("\r", "");
    expect(logs.slice(-"b ends\na ends\n".length)).toBe("b ends\na ends\n");
    expect(logs).not.toContain("started again");
  });

  it("KillSignal, KillMode=mixed and ExecStopPost's variables", async () => {
    await using container = await start(tools, {
      services: {
        a: {
          script:
            "trap 'echo a usr1; exit 3' USR1; bash -c 'trap \"echo child usr1\" USR1; sleep infinity & wait' & echo a; sleep infinity & wait",
          postStop: "echo post $SERVICE_RESULT $EXIT_CODE $EXIT_STATUS",
          serviceConfig: { KillSignal: "SIGUSR1", KillMode: "mixed" },
        },
      },
    });
    await container.wrote(/^a$/m);
    const { code } = await container.stop();
    expect(lines(await container.logs())).toEqual(["a", "a usr1", "post success exited 3"]);
    expect(code).toBe(0);
  });

  it("KillMode=process and none leave other processes alone; FinalKillSignal and SendSIGKILL=no are minded", async () => {
    await using container = await start(tools, {
      services: {
        process: {
          script: "sleep 1001 & : >/run/process.up; exec sleep 1002",
          serviceConfig: { KillMode: "process" },
        },
        final: {
          script: "trap '' TERM; trap 'echo final; exit' USR1; : >/run/final.up; sleep 2001 & wait; wait; wait",
          serviceConfig: { TimeoutStopSec: "300ms", FinalKillSignal: "SIGUSR1", KillMode: "mixed" },
        },
        polite: {
          script: "trap 'sleep 1; echo polite; exit' TERM; : >/run/polite.up; sleep infinity & wait",
          serviceConfig: { TimeoutStopSec: "200ms", SendSIGKILL: false },
        },
        stays: { script: "exec sleep 3001" },
      },
    });
    await container.ready();
    await container.exec(
      "for name in process final polite; do until [ -e /run/$name.up ]; do sleep 0.02; done; done; until pgrep -f '[s]leep 1001'; do sleep 0.02; done",
    );
    await container.exec("for name in process final polite; do /etc/decl/unit stop $name; done");
    expect((await container.exec("pgrep -af 'sleep [123]00' | sed 's/^[0-9]* //' | sort")).output).toBe(
      "sleep 1001\nsleep 3001\n",
    );
    await eventually(async () => expect(lines(await container.logs())).toEqual(["final", "polite"]));
  });

  it("with S6_DONT_TERMINATE_ON_ERROR it stays up and idle though nothing runs", async () => {
    await using container = await start(
      tools,
      { services: { a: { script: "exit 1" } } },
      { docker: ["-e", "S6_DONT_TERMINATE_ON_ERROR=1"] },
    );
    await container.wrote(/the container stays up/);
    // The manager does not run for a whole second. Once it may still look for something that was called off.
    const idle = `manager=$(pgrep -f 'init manage[r]') || exit 3
      ticks() { read -r -a f </proc/$manager/stat || exit 2; REPLY=$((f[13] + f[14])); }
      for i in {1..20}; do ticks; before=$REPLY; sleep 1; ticks; ((REPLY > before)) || exit 0; done; exit 1`;
    expect((await container.exec(idle)).code).toBe(0);
    expect((await container.stop()).code).toBe(0);
  });

  it("with S6_DONT_TERMINATE_ON_ERROR it stays up", async () => {
    await using container = await start(
      tools,
      { services: { a: { script: "exit 1" }, b: { script: "exec sleep infinity" } } },
      { docker: ["-e", "S6_DONT_TERMINATE_ON_ERROR=1"] },
    );
    await container.wrote(/the container stays up/);
    expect((await container.exec("/etc/decl/unit status")).output).toMatch(/^failed +a.service\nactive +b.service$/m);
    expect((await container.stop()).code).toBe(0);
  });

  it("all of a service's processes end with it, even those that left its session", async () => {
    await using container = await start(tools, {
      services: {
        a: {
          script:
            "setsid sleep 1001 & sleep 1002 & until [ $(/bin/pgrep -cf 'sleep 100[12]') = 2 ]; do sleep 0.02; done; echo both",
          serviceConfig: { User: "web" },
        },
        b: { script: "exec sleep infinity" },
      },
    });
    await container.wrote(/^both$/m);
    await container.exec("until /etc/decl/unit status | grep -q 'inactive *a'; do sleep 0.05; done");
    expect((await container.exec("pgrep -f 'sleep 100[12]'")).output).toBe("");
  });

  it("WatchdogSec: a service that stops saying that it is well is ended and restarted", async () => {
    const script = `
      tell() { printf "$1" | /bin/socat - UNIX-SENDTO:$NOTIFY_SOCKET; }
      echo "up $WATCHDOG_USEC"; tell READY=1
      [ -e /run/again ] && exec sleep infinity; : >/run/again
      for i in {1..6}; do sleep 1; tell WATCHDOG=1; done
      echo hangs; exec sleep infinity`;
    await using container = await start(tools, {
      services: {
        a: {
          script,
          serviceConfig: { Type: "notify", NotifyAccess: "all", WatchdogSec: "5s", Restart: "on-watchdog" },
        },
      },
    });
    await container.wrote(/up 5000000\nhangs\n[\s\S]*watchdog[\s\S]*up 5000000\n/, 60);
  });

  it("TimeoutStartSec ends a oneshot that never ends", async () => {
    const { code, output } = await run(tools, {
      services: { a: { script: "sleep infinity", serviceConfig: { Type: "oneshot", TimeoutStartSec: "300ms" } } },
    });
    expect(output).toContain("a.service failed: timeout");
    expect(code).toBe(143);
  });
});

describe.concurrent("the container's command", () => {
  it("runs when the services are ready, with the container's input, and ends the container with its code", async () => {
    const { code, output } = await run(
      tools,
      {
        services: {
          a: {
            script: "trap 'echo a ends; exit' TERM; : >/run/a.up; sleep infinity & wait",
            postStart: "until [ -e /run/a.up ]; do sleep 0.02; done; echo ready",
          },
        },
      },
      { docker: ["-i"], args: ["bash", "-c", "read line; echo got $line; exit 12"], input: "input\n" },
    );
    expect(lines(output)).toEqual(["ready", "got input", "a ends"]);
    expect(code).toBe(12);
  });

  it("has the container's environment and nothing of ours", async () => {
    const { output } = await run(tools, {}, { docker: ["-e", "A=b c"], args: ["env"] });
    expect(
      lines(output)
        // Certificates come with coreutils, which is linked to openssl in the offline package set.
        .filter((line) => !/^(?:HOSTNAME|_|(?:NIX_)?SSL_CERT_FILE)=/.test(line))
        .sort(),
    ).toEqual(["A=b c", "FROM_IMAGE=yes", "HOME=/root", "PATH=/bin"]);
  });

  it("has the container's terminal, and its keyboard reaches it alone", async () => {
    const image = await run(
      tools,
      { services: { a: { script: "trap 'echo a interrupted' INT; exec sleep infinity" } } },
      {
        docker: ["-t"],
        args: [
          "bash",
          "-c",
          "trap 'echo interrupted' INT; tty; ps -o tpgid=,pgrp= -p $$; kill -INT -- -$(ps -o tpgid= -p $$ | tr -d ' '); exit 5",
        ],
      },
    );
    expect(image.output).toMatch(/\/dev\/(?:console|pts\/0)/);
    const [foreground, own] = /^ *(\d+) +(\d+)\r?$/m.exec(image.output)?.slice(1) ?? [];
    expect(foreground).toBe(own);
    expect(image.output).toContain("interrupted");
    expect(image.output).not.toContain("a interrupted");
    expect(image.code).toBe(5);
  });

  it("is a shell that a person can work in: docker run -it", async () => {
    const output = await terminal(
      tools,
      { services: { a: { script: "trap 'echo a interrupted' INT; while :; do sleep infinity & wait; done" } } },
      ["bash", "--norc"],
      // Ctrl-C ends what runs in the foreground, Ctrl-Z stops it, and the shell goes on. What is awaited is not what is typed.
      [
        ["# ", "tty; stty size >/dev/null && echo term''inal\r"],
        ["terminal\r\n", "bash -c 'echo go\"\"ing; exec sleep 1000'\r"],
        ["going\r\n", "\x03"],
        ["# ", "echo code=$?\r"],
        ["code=130", "bash -c 'echo on\"\"ce; exec sleep 2000'\r"],
        ["once\r\n", "\x1a"],
        ["Stopped", "kill -KILL %1; sleep 1; exit 7\r"],
      ],
    );
    expect(output).toMatch(/\/dev\/(?:console|pts\/0)/);
    expect(output).not.toContain("a interrupted");
    expect(output).toMatch(/ended with 7\r?\n?$/);
  });

  it("gets the signal of docker stop before the services do", async () => {
    await using container = await start(
      tools,
      { services: { a: endsBy("echo a ends", "a") } },
      { args: ["bash", "-c", "trap 'echo command ends; exit 9' TERM; echo command; sleep infinity & wait"] },
    );
    await container.wrote(/^command$/m);
    expect((await container.stop()).code).toBe(9);
    expect(lines(await container.logs())).toEqual(["a", "command", "command ends", "a ends"]);
  });

  it("that there is not is 127", async () => {
    expect((await run(tools, {}, { args: ["no-such-program"] })).code).toBe(127);
  });
});
