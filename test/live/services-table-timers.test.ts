import { expect, it } from "vitest";
import { buildDeclared, linesOf, oneshot, runDeclared, startDeclared } from "./services/declared.ts";

it("timers start a unit of another name, a target, an instance; not with the container", async () => {
  await using container = await startDeclared({
    systemd: {
      services: {
        job: oneshot("echo job"),
        "of-stage": oneshot("echo stage", { wantedBy: ["stage.target"] }),
        "each@": oneshot("echo each $1", { scriptArgs: "%i" }),
        stays: { script: "echo up; exec sleep infinity" },
      },
      targets: { stage: {} },
      timers: {
        first: {
          timerConfig: { OnStartupSec: "1s", Unit: "job.service", AccuracySec: "1us", RemainAfterElapse: false },
        },
        second: { timerConfig: { OnActiveSec: "1500ms", Unit: "stage.target" } },
        third: {
          timerConfig: { OnBootSec: "2s", Unit: "each@3.service", RandomizedDelaySec: "100ms", FixedRandomDelay: true },
        },
        disabled: { enable: false, timerConfig: { OnActiveSec: 0, Unit: "job.service" } },
        wanted: { wantedBy: [], timerConfig: { OnActiveSec: 0, Unit: "job.service" } },
      },
    },
  });
  for (const line of ["job", "stage", "each 3"]) await container.wrote(new RegExp(`^${line}$`, "m"));
  expect(linesOf(await container.logs()).toSorted()).toEqual(["each 3", "job", "stage", "up"]);
  expect((await container.exec("/etc/decl/unit status | grep timer")).output).toMatch(
    /active +first\.timer\nactive +second\.timer\nactive +third\.timer\nactive +timers\.target\n/,
  );
  // By hand, a timer that nothing wants.
  await container.exec("/etc/decl/unit start wanted.timer");
  await container.wrote(/job\n(?:.*\n)*job\n/);
});

it("OnUnitActiveSec, OnUnitInactiveSec and startAt repeat; DeferReactivation waits for the end of a long run", async () => {
  await using container = await startDeclared({
    systemd: {
      services: {
        // A start each second is more than StartLimitBurst allows, here as with systemd.
        active: oneshot("echo active", { startLimitIntervalSec: 0 }),
        inactive: oneshot("echo inactive", { startLimitIntervalSec: 0 }),
        at: oneshot("echo at", { startLimitIntervalSec: 0, startAt: ["*:*:*", "*:*:0/2 UTC"] }),
        deferred: oneshot("echo deferred; sleep 1.5"),
      },
      timers: {
        active: { timerConfig: { OnBootSec: 0, OnUnitActiveSec: "1s" } },
        inactive: { timerConfig: { OnBootSec: 0, OnUnitInactiveSec: "1s" } },
        deferred: { timerConfig: { OnCalendar: "*:*:*", DeferReactivation: true, Persistent: true } },
      },
    },
  });
  for (const name of ["active", "inactive", "at", "deferred"]) {
    await container.wrote(new RegExp(`^${name}\\n(?:.*\\n)*${name}\\n(?:.*\\n)*${name}$`, "m"), 60);
  }
  expect((await container.exec("ls /var/lib/systemd/timers")).output).toBe("stamp-deferred.timer\n");
  expect((await container.stop()).code).toBe(0);
});

it("settings that a container cannot have are warnings, and the timer works", async () => {
  const { output } = await buildDeclared({
    systemd: {
      services: { a: oneshot("echo tick") },
      timers: { a: { timerConfig: { OnActiveSec: 0, OnClockChange: true, OnTimezoneChange: true, WakeSystem: true } } },
    },
  });
  for (const name of ["OnClockChange", "OnTimezoneChange", "WakeSystem"]) {
    expect(output).toMatch(new RegExp(` - image\\.ts:\\d+: ${name} has no effect: `));
  }
});

it("a timer's starts count for StartLimitBurst: of one that elapses every second the sixth is a failure", async () => {
  const { code, output, lines } = await runDeclared({
    systemd: { services: { a: oneshot("echo tick", { startAt: "*:*:*" }) } },
  });
  expect(lines).toEqual(Array(5).fill("tick"));
  expect(output).toContain("init: a.service failed: start-limit-hit");
  expect(code).toBe(1);
});
