import { describe, expect, it } from "vitest";
import { eventually } from "./services/container.ts";
import { linesOf, oneshot, runDeclared, startDeclared } from "./services/declared.ts";

describe("stopping", () => {
  it("KillMode: all processes, the first with TERM and the others with KILL, the first alone, or none", async () => {
    // Each has a child that says which signal it got, and a main process that waits for one.
    const family = (name: string) => `
      bash -c 'trap "echo ${name} child; exit" TERM; : >/run/${name}.child; sleep infinity & wait' &
      trap 'echo ${name} main; exit' TERM; : >/run/${name}.main; sleep infinity & wait`;
    await using container = await startDeclared({
      systemd: {
        services: {
          group: { script: family("group"), serviceConfig: { KillMode: "control-group" } },
          mixed: { script: family("mixed"), serviceConfig: { KillMode: "mixed" } },
          process: { script: family("process"), serviceConfig: { KillMode: "process" } },
          none: { script: family("none"), preStop: "kill -TERM $MAINPID", serviceConfig: { KillMode: "none" } },
          stays: { script: "exec sleep infinity" },
        },
      },
    });
    await container.ready();
    await container.exec(
      `for name in group mixed process none; do
        until [ -e /run/$name.child -a -e /run/$name.main ]; do sleep 0.02; done; /etc/decl/unit stop $name
      done`,
    );
    await eventually(async () =>
      expect(linesOf(await container.logs()).toSorted()).toEqual([
        "group child",
        "group main",
        "mixed main",
        "none main",
        "process main",
      ]),
    );
    // What was left alone goes on.
    expect(
      (await container.exec("pgrep -af 'bash -c trap' | grep -oE '(group|mixed|process|none) child' | sort")).output,
    ).toBe("none child\nprocess child\n");
  });

  it("KillMode=process and none: after TimeoutStopSec only the main process is killed", async () => {
    const stubborn = (seconds: number) => `trap '' TERM; echo up; sleep ${seconds} & while :; do sleep 0.05; done`;
    await using container = await startDeclared({
      systemd: {
        services: {
          none: {
            script: stubborn(1001),
            preStop: "echo stop",
            serviceConfig: { KillMode: "none", TimeoutStopSec: "300ms" },
          },
          process: { script: stubborn(1002), serviceConfig: { KillMode: "process", TimeoutStopSec: "300ms" } },
          group: { script: stubborn(1003), serviceConfig: { TimeoutStopSec: "300ms" } },
          stays: { script: "exec sleep infinity" },
        },
      },
    });
    await container.wrote(/up\nup\nup\n/);
    await container.exec("for name in none process group; do /etc/decl/unit stop $name; done");
    await eventually(async () => expect(linesOf(await container.logs()).at(-1)).toBe("stop"));
    expect((await container.exec("pgrep -af 'sleep 100[123]' | sed 's/.* //' | sort")).output).toBe("1001\n1002\n");
  });

  it("KillSignal, FinalKillSignal after TimeoutStopSec, SendSIGKILL=no; RestartKillSignal, SendSIGHUP, TimeoutAbortSec", async () => {
    const says = (name: string, ...signals: string[]) =>
      `${signals.map((signal) => `trap 'echo ${name} ${signal}' ${signal}`).join("; ")}; echo ${name} up; while :; do sleep 0.05 || :; done`;
    await using container = await startDeclared({
      systemd: {
        services: {
          signal: {
            script:
              "trap 'echo signal USR2; exit' USR2; trap 'echo wrong' HUP TERM; echo signal up; while :; do sleep 0.05; done",
            serviceConfig: {
              KillSignal: "SIGUSR2",
              RestartKillSignal: "SIGTERM",
              SendSIGHUP: false,
              TimeoutAbortSec: "1s",
            },
          },
          final: {
            script: `${says("final", "TERM")}`,
            serviceConfig: { FinalKillSignal: "SIGUSR1", TimeoutStopSec: "300ms", KillMode: "mixed" },
          },
          polite: {
            script: "trap 'sleep 1; echo polite TERM; exit' TERM; echo polite up; sleep infinity & wait",
            serviceConfig: { SendSIGKILL: false, TimeoutStopSec: "200ms" },
          },
          both: { script: says("both", "TERM"), serviceConfig: { TimeoutSec: "200ms" } },
        },
      },
    });
    await container.wrote(/up\n(?:.*\n)*.*up\n(?:.*\n)*.*up\n(?:.*\n)*.*up\n/);
    await container.exec("for name in signal final polite both; do /etc/decl/unit stop $name; done");
    await container.wrote(/^init: final\.service did not stop in 0\.3 s/m);
    await container.wrote(/^init: both\.service did not stop in 0\.2 s/m);
    const told = async () => linesOf(await container.logs()).filter((line) => /^\w+ (?!up)[A-Z]/.test(line));
    await eventually(async () =>
      expect((await told()).toSorted()).toEqual(["both TERM", "final TERM", "polite TERM", "signal USR2"]),
    );
  });

  it("TimeoutStartSec and TimeoutSec: a service that does not become ready in time has failed", async () => {
    const { output, lines } = await runDeclared(
      {
        systemd: {
          services: {
            notify: {
              script: "trap 'echo ended; exit' TERM; sleep infinity & wait",
              serviceConfig: { Type: "notify", TimeoutSec: "300ms" },
            },
            once: oneshot("exec sleep infinity", { serviceConfig: { TimeoutStartSec: "300ms" } }),
            longer: {
              // EXTEND_TIMEOUT_USEC asks for more time.
              script: `tell() { printf "$1" | /bin/socat - UNIX-SENDTO:$NOTIFY_SOCKET; }
                tell EXTEND_TIMEOUT_USEC=20000000; sleep 0.5; echo made it; tell READY=1; exec sleep infinity`,
              serviceConfig: { Type: "notify", TimeoutStartSec: "10s", NotifyAccess: "all" },
            },
          },
        },
      },
      { docker: ["-e", "S6_DONT_TERMINATE_ON_ERROR=1", "-e", "DECL_STOP_SECONDS=4"], args: ["true"] },
    );
    expect(lines.filter((line) => !line.includes("socat")).toSorted()).toEqual(["ended", "made it"]);
    expect(output).toContain("init: notify.service did not start in 0.3 s");
    expect(output).toContain("init: notify.service failed: timeout");
    expect(output).toContain("init: once.service failed: timeout");
  });
});

describe("telling", () => {
  const TELL = `tell() { printf "$1" | /bin/socat - UNIX-SENDTO:$NOTIFY_SOCKET; }`;

  it("ReloadSignal of notify-reload; ExecReload of the others; a service that does not run is not reloaded", async () => {
    await using container = await startDeclared({
      systemd: {
        services: {
          a: {
            script: `${TELL}; trap 'echo usr1; tell RELOADING=1; sleep 0.2; echo reloaded; tell READY=1' USR1
              tell READY=1; while :; do sleep 0.05; done`,
            serviceConfig: { Type: "notify-reload", ReloadSignal: "SIGUSR1", NotifyAccess: "all" },
          },
          b: { script: "exec sleep infinity", reload: "echo own reload", serviceConfig: { GuessMainPID: false } },
          c: { script: "exec sleep infinity", wantedBy: [], reload: "echo never" },
        },
      },
    });
    await container.ready();
    const reload = (name: string) => container.exec(`/etc/decl/unit reload ${name}; echo $?`);
    expect([(await reload("a")).output, (await reload("b")).output, (await reload("c")).output]).toEqual([
      "0\n",
      "0\n",
      "unit: c.service is not active\n1\n",
    ]);
    await eventually(async () =>
      expect(linesOf(await container.logs()).filter((line) => !/^Terminated|^User/.test(line))).toEqual([
        "usr1",
        "reloaded",
        "own reload",
      ]),
    );
  });

  it("NotifyAccess: by default the main process alone is heard, not what it starts", async () => {
    const { output, lines } = await runDeclared(
      {
        systemd: {
          services: {
            main: {
              script: `${TELL}; tell READY=1; echo told; exec sleep infinity`,
              serviceConfig: { Type: "notify", TimeoutStartSec: "1s" },
            },
            all: {
              script: `${TELL}; tell READY=1; exec sleep infinity`,
              postStart: "echo all",
              serviceConfig: { Type: "notify", NotifyAccess: "all" },
            },
          },
        },
      },
      { docker: ["-e", "S6_DONT_TERMINATE_ON_ERROR=1", "-e", "DECL_STOP_SECONDS=4"], args: ["true"] },
    );
    expect(lines.filter((line) => !line.includes("socat")).toSorted()).toEqual(["all", "told"]);
    expect(output).toContain("init: main.service failed: timeout");
  });

  it("WatchdogSec: WATCHDOG_USEC, and an end by SIGABRT that Restart=on-failure answers", async () => {
    const hangs = `${TELL}; echo $WATCHDOG_USEC; tell READY=1; exec sleep infinity`;
    await using container = await startDeclared(
      {
        systemd: {
          services: {
            again: {
              script: `[ ! -e /run/again ] || { echo again; exec sleep infinity; }; : >/run/again; ${hangs}`,
              postStop: "echo $SERVICE_RESULT $EXIT_CODE $EXIT_STATUS",
              serviceConfig: {
                Type: "notify",
                NotifyAccess: "all",
                WatchdogSec: "500ms",
                Restart: "on-failure",
                TimeoutStartSec: "1min",
              },
            },
          },
        },
      },
      { docker: ["-e", "S6_DONT_TERMINATE_ON_ERROR=1"] },
    );
    await eventually(async () =>
      expect(linesOf(await container.logs()).filter((line) => !line.includes("socat"))).toEqual([
        "500000",
        "watchdog killed ABRT",
        "again",
      ]),
    );
    await container.wrote(/^init: again\.service did not tell its watchdog that it is well/m);
  });
});
