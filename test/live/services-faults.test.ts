import { beforeAll, describe, expect, it } from "vitest";
import type { ServiceOptions, Tools } from "../../src/services/unit.ts";
import { endsBy, eventually, prepareBase, run, start } from "./services/container.ts";

let tools: Tools;
beforeAll(async () => {
  tools = await prepareBase();
});

const lines = (output: string): string[] =>
  output.split("\n").filter((line) => line !== "" && !line.startsWith("init: "));
/** Kills the program that a service becomes. No pattern here finds the shell that looks for it. */
const killed = (seconds: string): string => `until pkill -KILL -f 'sleep ${seconds}'; do sleep 0.02; done`;
const ZOMBIES = "ps -eo stat= | grep -c '^Z'";

describe.concurrent("faults", () => {
  it("kill -9 of a service: Restart= starts it again", async () => {
    await using container = await start(tools, {
      services: {
        a: {
          script: "echo up $(( $(cat /run/n 2>/dev/null || echo 0) )); echo 1 >/run/n; exec sleep 1000",
          serviceConfig: { Restart: "on-failure" },
        },
      },
    });
    await container.wrote(/^up 0$/m);
    await container.exec(killed("100[0]"));
    await container.wrote(/^up 1$/m);
  });

  it("a manager that is held up while a service runs and ends: the service is not started again", async () => {
    await using container = await start(tools, {
      services: {
        a: { script: "exec sleep 1000" },
        // What c says waits behind what b says, while the time for c to say it is over.
        b: {
          script: "sleep 1; pkill -STOP -f 'init manage[r]'; pkill -CONT -f '^ise c[.]service'",
          serviceConfig: { Type: "oneshot" },
          wantedBy: [],
        },
        c: { script: "echo ran", serviceConfig: { Type: "oneshot" }, wantedBy: [] },
      },
    });
    await container.exec(
      `until pkill -STOP -f '^ise c[.]service'; do sleep 0.02; done
       (sleep 7; pkill -CONT -f 'init manage[r]') & /etc/decl/unit start b & /etc/decl/unit start c; wait`,
    );
    await container.exec("sleep 2");
    expect(await container.logs()).toBe("ran\n");
  });

  it("kill -9 of its supervisor: the service is started again once, and the old one is gone", async () => {
    await using container = await start(tools, {
      services: { a: { script: "echo up; exec sleep 1000" }, b: { script: "exec sleep 2000" } },
    });
    await container.wrote(/^up$/m);
    await container.exec(
      "kill -KILL $(ps -eo pid=,args= | grep 'a.servic[e]' | grep -v run | sed 's/^ *//; s/ .*//' | head -1)",
    );
    await container.wrote(/up\n(?:.*\n)*up\n/);
    await eventually(async () => expect((await container.exec("pgrep -cf 'sleep 100[0]'")).output).toBe("1\n"));
    expect((await container.stop()).code).toBe(0);
  });

  it("kill -9 of a logger: it comes back, and at most the line that it was writing is lost", async () => {
    await using container = await start(tools, {
      logPrefix: true,
      services: { a: { script: "for i in $(seq 100); do echo line $i; sleep 0.02; done; exec sleep infinity" } },
    });
    await container.wrote(/line 10$/m);
    await container.exec("pkill -KILL -f 'init lo[g]'");
    await container.wrote(/line 100$/m);
    expect(lines(await container.logs()).filter((line) => line.startsWith("[a] line ")).length).toBeGreaterThanOrEqual(
      99,
    );
  });

  it("kill -9 of the manager: it knows the services again, and stops them in order", async () => {
    await using container = await start(tools, {
      services: {
        a: endsBy("echo a ends", "a"),
        b: { ...endsBy("echo b ends", "b"), after: ["a.service"] },
        c: {
          script: "exit 0",
          serviceConfig: { Type: "oneshot", RemainAfterExit: true },
          preStop: "echo c ends",
          before: ["a.service"],
        },
      },
    });
    await container.wrote(/^b$/m);
    await container.exec("pkill -KILL -f 'init manage[r]'; until pgrep -f 'init manage[r]'; do sleep 0.05; done");
    expect((await container.stop()).code).toBe(0);
    expect(lines(await container.logs())).toEqual(["a", "b", "b ends", "a ends", "c ends"]);
  });

  it("kill -9 of the manager while units start, wait to be restarted, and are asked for", async () => {
    const counted = (name: string, end: string): string =>
      `echo x >>/run/${name}; echo ${name} $(wc -l </run/${name}); ${end}`;
    await using container = await start(tools, {
      services: {
        slow: {
          script: "until [ -e /run/go ]; do sleep 0.02; done; echo slow",
          serviceConfig: { Type: "oneshot" },
        },
        later: { script: "echo later; exec sleep infinity", after: ["slow.service"], requires: ["slow.service"] },
        ready: {
          script:
            "until [ -e /run/go ]; do sleep 0.02; done; printf READY=1 | /bin/socat - UNIX-SENDTO:$NOTIFY_SOCKET; exec sleep infinity",
          serviceConfig: { Type: "notify", NotifyAccess: "all" },
        },
        again: {
          script: counted("again", "[ -e /run/go ] || exit 1; exec sleep infinity"),
          serviceConfig: { Restart: "always", RestartSec: "3s" },
        },
        asked: { script: "exec sleep infinity", preStop: "until [ -e /run/go ]; do sleep 0.02; done" },
      },
    });
    await container.wrote(/^again 1$/m);
    await container.exec(`
      until /etc/decl/unit status | grep -q 'restarting *again'; do sleep 0.02; done
      (/etc/decl/unit stop asked; echo $? >/run/answer) & until /etc/decl/unit status | grep -q 'stopping *asked'; do sleep 0.02; done
      old=$(pgrep -of 'init manage[r]'); kill -KILL $old; until [ "$(pgrep -of 'init manage[r]' || echo $old)" != $old ]; do sleep 0.02; done
      until [ -e /run/answer ]; do sleep 0.02; done; : >/run/go`);
    // Whoever asked is not left waiting.
    expect((await container.exec("cat /run/answer")).output).toBe("1\n");
    await container.wrote(/^later$/m);
    await container.exec("until [ -e /run/decl/ready ]; do sleep 0.05; done");
    await container.wrote(/^again 2$/m);
    await container.exec("until /etc/decl/unit status | grep -q '^inactive *asked'; do sleep 0.05; done");
    const status = (await container.exec("/etc/decl/unit status")).output;
    for (const name of ["again", "later", "ready"])
      expect(status).toMatch(new RegExp(`^active +${name}.service$`, "m"));
    expect((await container.stop()).code).toBe(0);
    expect(lines(await container.logs()).sort()).toEqual(["again 1", "again 2", "later", "slow"]);
  });

  it("kill -9 of a supervisor while its service stops: it stops all the same", async () => {
    await using container = await start(tools, {
      services: {
        a: { script: "trap '' TERM; echo up; sleep infinity & wait; wait", serviceConfig: { TimeoutStopSec: "20s" } },
        b: { script: "exec sleep infinity" },
      },
    });
    await container.wrote(/^up$/m);
    const stopped = await container.exec(`
      /etc/decl/unit stop a & until /etc/decl/unit status | grep -q 'stopping *a'; do sleep 0.02; done
      kill -KILL $(ps -o ppid= -p $(cat /run/decl/scan/a.service/running)); wait $!; echo $?; pgrep -cf '[s]leep infinity'`);
    expect(stopped.output).toBe("0\n1\n");
    expect((await container.exec("/etc/decl/unit status")).output).toMatch(/^inactive +a.service\nactive +b.service$/m);
  });

  it("kill -9 of what cleans up after a service: the service goes on", async () => {
    await using container = await start(tools, {
      services: {
        a: {
          script: "echo up; exec sleep 1000",
          postStop: "[ -e /run/hangs ] || { : >/run/hangs; exec sleep 2000; }",
          serviceConfig: { Restart: "always" },
        },
      },
    });
    await container.wrote(/^up$/m);
    await container.exec(`${killed("100[0]")}; until pgrep -f 'sleep 200[0]'; do sleep 0.02; done`);
    await container.exec("pkill -KILL -f '^(./)?finish '");
    await container.wrote(/up\n(?:.*\n)*up\n/);
    const counts = "/etc/decl/unit status | grep -c '^active *a.service'; pgrep -cf 'sleep 100[0]'";
    await eventually(async () => expect((await container.exec(counts)).output).toBe("1\n1\n"));
  });

  it("what a service says to NOTIFY_SOCKET is never run or believed beyond its own", async () => {
    const send = (message: string): string => `printf '${message}' | /bin/socat - UNIX-SENDTO:$NOTIFY_SOCKET`;
    await using container = await start(tools, {
      services: {
        a: {
          script: `${[
            "EXTEND_TIMEOUT_USEC=x[$(echo>/run/decl/owned)]",
            "EXTEND_TIMEOUT_USEC=09",
            "MAINPID=1",
            "MAINPID=../1",
            "READY=1\\nended b.service 1 success 0",
          ]
            .map(send)
            .join("; ")}; exec sleep infinity`,
          serviceConfig: { Type: "notify", NotifyAccess: "all", User: "web" },
        },
        b: { script: "exec sleep infinity", after: ["a.service"] },
      },
    });
    await container.exec("until [ -e /run/decl/ready ]; do sleep 0.05; done");
    expect((await container.exec("ls /run/decl/owned")).code).not.toBe(0);
    expect((await container.exec("/etc/decl/unit status")).output).toMatch(/^active +a.service\nactive +b.service$/m);
    expect((await container.exec("/etc/decl/unit stop a; echo $?")).output).toBe("0\n");
    expect((await container.exec("/etc/decl/unit status")).output).toMatch(/^inactive +a.service\nactive +b.service$/m);
  });

  it("10,000 orphans leave no zombie", async () => {
    await using container = await start(tools, {
      services: {
        a: {
          script:
            "for i in $(seq 100); do ( for j in $(seq 100); do true & done ) & done; wait; sleep 0.5; echo done; exec sleep infinity",
        },
      },
    });
    await container.wrote(/^done$/m, 60);
    await container.exec(`until [ "$(${ZOMBIES})" = 0 ]; do sleep 0.05; done`);
    expect((await container.stop()).code).toBe(0);
  });

  it("200 services start, have their prefixes, and stop", async () => {
    const services: Record<string, ServiceOptions> = {};
    for (let i = 0; i < 200; i++)
      services[`s${i}`] = {
        script: `echo up ${i}; exec sleep infinity`,
        after: i % 10 === 0 ? [] : [`s${i - 1}.service`],
      };
    services.last = {
      script: "echo last; exec sleep infinity",
      after: Object.keys(services).map((name) => `${name}.service`),
    };
    const docker = ["-e", "DECL_STOP_SECONDS=120"];
    await using container = await start(tools, { services, logPrefix: true }, { docker });
    await container.wrote(/^\[last\] last$/m, 60);
    await eventually(async () => expect((await container.logs()).match(/^\[s(\d+)\] up \1$/gm)?.length).toBe(200));
    expect((await container.stop("-t", "120")).code).toBe(0);
    expect(await container.logs()).not.toMatch(/did not stop|not everything stopped/);
  });

  it("a full /run: services run, fail and stop as ever", async () => {
    await using container = await start(
      tools,
      {
        services: {
          a: { script: "exec sleep 1000", serviceConfig: { Restart: "on-failure" }, postStart: "echo up" },
          b: {
            script: "until [ -e /tmp/fail ]; do sleep 0.05; done; exit 17",
            after: ["a.service"],
            wants: ["a.service"],
          },
        },
      },
      { docker: ["--tmpfs", "/run:size=1m"] },
    );
    await container.wrote(/^up$/m);
    await container.exec(`cat /dev/zero >/run/full; ${killed("100[0]")}`);
    await container.wrote(/up\n[\s\S]*up\n/);
    await container.exec(": >/tmp/fail");
    expect(await container.ended()).toBe(17);
  });

  it("kill -9 of the manager with a full /run: services are started again, wait no longer than said, and stop in order", async () => {
    await using container = await start(
      tools,
      {
        services: {
          a: { script: "trap 'echo a ends; exit' TERM; echo a; sleep infinity & wait" },
          b: {
            script: "echo b; exec sleep 1000",
            after: ["a.service"],
            postStop: "echo b ends",
            serviceConfig: { Restart: "on-failure", RestartSec: "1s" },
          },
          slow: {
            script: "until [ -e /tmp/go ]; do sleep 0.02; done; echo slow",
            serviceConfig: { Type: "oneshot", TimeoutStartSec: "30s" },
          },
          last: { script: "echo last; exec sleep infinity", after: ["slow.service"] },
        },
      },
      { docker: ["--tmpfs", "/run:size=1m"] },
    );
    await container.wrote(/^b$/m);
    await container.exec(`
      cat /dev/zero >/run/full
      ${killed("100[0]")}; until /etc/decl/unit status | grep -q 'restarting *b'; do sleep 0.02; done
      old=$(pgrep -of 'init manage[r]'); kill -KILL $old; until [ "$(pgrep -of 'init manage[r]' || echo $old)" != $old ]; do sleep 0.02; done`);
    await container.wrote(/b\n[\s\S]*^b$/m);
    await container.exec("pkill -KILL -of 'init manage[r]'; : >/tmp/go");
    await container.wrote(/^last$/m);
    const { code } = await container.stop();
    const logs = await container.logs();
    const said = lines(logs).filter((line) => !line.startsWith("s6-supervise "));
    // b and last may end in any order, a comes after b.
    expect([code, said.toSorted()], logs).toEqual([0, ["a", "a ends", "b", "b", "b ends", "b ends", "last", "slow"]]);
  });

  it("a read-only root with a tmpfs on /run, noexec as Docker makes it", async () => {
    const { code, output } = await run(
      tools,
      { services: { a: { script: "echo fine", serviceConfig: { RuntimeDirectory: "a" } } } },
      { docker: ["--read-only", "--tmpfs", "/run"] },
    );
    expect([code, output]).toEqual([0, "fine\n"]);
  });

  it("a read-only root without it says what is missing", async () => {
    const { code, output } = await run(
      tools,
      { services: { a: { script: "echo fine" } } },
      { docker: ["--read-only"] },
    );
    expect([code, output]).toEqual([
      111,
      "init: /run/decl cannot be written by user 0: start the container with --tmpfs /run\n",
    ]);
  });

  it("a read-only root with a tmpfs that the user cannot write says which one is needed", async () => {
    const services = { a: { script: "echo fine", serviceConfig: { RuntimeDirectory: "a" } } };
    const options = ["--read-only", "--user", "1234:1234"];
    const refused = await run(tools, { services }, { docker: [...options, "--tmpfs", "/run"] });
    expect([refused.code, refused.output]).toEqual([
      111,
      "init: /run/decl cannot be written by user 1234: start the container with --tmpfs /run:mode=1777\n",
    ]);
    const fine = await run(tools, { services }, { docker: [...options, "--tmpfs", "/run:mode=1777"] });
    expect([fine.code, fine.output]).toEqual([0, "fine\n"]);
    const declared = await run(tools, { services, containerUser: "1234" }, { docker: [...options, "--tmpfs", "/run"] });
    expect([declared.code, declared.output]).toEqual([0, "fine\n"]);
  });

  it("with a read-only root, services, timers and loggers of all kinds write below /run only", async () => {
    const { code, output } = await run(
      tools,
      {
        logPrefix: true,
        services: {
          notify: {
            script: "printf READY=1 | /bin/socat - UNIX-SENDTO:$NOTIFY_SOCKET; sleep 0.5",
            serviceConfig: { Type: "notify", NotifyAccess: "all", WatchdogSec: "5s" },
          },
          forking: {
            script:
              "setsid bash -c 'echo $$ >/run/f.pid; exec sleep 1000' & until [ -s /run/f.pid ]; do sleep 0.05; done",
            postStart: "echo up",
            serviceConfig: { Type: "forking", PIDFile: "/run/f.pid" },
          },
          tick: { script: "echo tick", startAt: "*:*:0/3", serviceConfig: { Type: "oneshot" } },
          last: {
            script: "sleep 4",
            after: ["notify.service", "forking.service"],
            serviceConfig: { Type: "oneshot", DynamicUser: true, ExecStopPost: "+/etc/decl/unit shutdown 3" },
          },
        },
        s6Services: { logged: { script: "echo line", execLogger: "/bin/sed -u 's/^/logged: /'" } },
      },
      { docker: ["--read-only", "--tmpfs", "/run"] },
    );
    expect(code, output).toBe(3);
    for (const line of ["[forking] up", "[tick] tick", "logged: line"]) expect(lines(output)).toContain(line);
    expect(output).not.toMatch(/[Rr]ead-only|[Pp]ermission|No such/);
  });

  it("any user: what needs no other user runs, what does is refused", async () => {
    const services = {
      a: { script: "echo a $(id -u)", serviceConfig: { Type: "oneshot" } },
      b: { script: "echo b $(id -u)", serviceConfig: { Type: "oneshot", User: "1234", Group: "1234" } },
    };
    const fine = await run(tools, { services }, { docker: ["--user", "1234:1234"] });
    expect([fine.code, lines(fine.output).sort()]).toEqual([0, ["a 1234", "b 1234"]]);
    const refused = await run(
      tools,
      { services: { ...services, c: { script: "echo c", serviceConfig: { User: "web" } } } },
      { docker: ["--user", "1234:1234"] },
    );
    expect(refused.output).toContain("c.service: cannot become user web (990): the container runs as user 1234");
    expect(refused.code).toBe(217);
  });

  it("under docker run --init, and as any process of a container", async () => {
    const services = { a: { script: "sleep 0.2; exit 6" } };
    const init = await run(tools, { services }, { docker: ["--init"] });
    expect(init.code).toBe(6);
    const inside = await run(
      tools,
      { services },
      { docker: ["--entrypoint", "/bin/bash"], args: ["-c", "/etc/decl/init /tmp/state; echo inner $?"] },
    );
    expect(inside.output).toContain("inner 6");
  });

  it("no service at all: the container ends with 0, or with its command", async () => {
    expect((await run(tools, {})).code).toBe(0);
    expect((await run(tools, {}, { args: ["bash", "-c", "exit 3"] })).code).toBe(3);
  });
});
