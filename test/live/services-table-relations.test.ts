import { describe, expect, it } from "vitest";
import type { Container } from "./services/container.ts";
import { linesOf, oneshot, runDeclared, startDeclared } from "./services/declared.ts";

const stays = { script: "exec sleep infinity" };

/** The units that are in one of these states, by name. */
async function unitsThatAre(container: Container, ...states: string[]): Promise<string[]> {
  const { output } = await container.exec("/etc/decl/unit status");
  const found = [...output.matchAll(/^(\S+) +(\S+)\.service$/gm)];
  return found.flatMap(([, state = "", name = ""]) => (states.includes(state) ? [name] : [])).toSorted();
}

const UP = ["active", "exited"];

describe("the options of [Unit], by systemd's own names", () => {
  it("Wants, Requires, After and Before: what is pulled in, and in which order", async () => {
    const { code, lines } = await runDeclared({
      systemd: {
        services: {
          last: oneshot("echo last", {
            unitConfig: {
              Description: "The last one",
              Documentation: "man:none(7)",
              Wants: ["wanted.service", "also.service"],
              Requires: "required.service",
              After: "wanted.service also.service required.service",
            },
          }),
          wanted: oneshot("echo wanted", {
            wantedBy: [],
            unitConfig: { Before: ["also.service", "required.service"] },
          }),
          also: oneshot("sleep 0.1; echo also", { wantedBy: [], unitConfig: { Before: "required.service" } }),
          required: oneshot("echo required", { wantedBy: [] }),
          never: oneshot("echo never", { wantedBy: [] }),
        },
      },
    });
    expect([code, lines]).toEqual([0, ["wanted", "also", "required", "last"]]);
  });

  it("Requires, BindsTo, PartOf, Upholds and Conflicts: what stops, starts and restarts with another", async () => {
    await using container = await startDeclared({
      systemd: {
        services: {
          base: stays,
          requires: { ...stays, unitConfig: { Requires: "base.service", After: "base.service" } },
          part: { ...stays, unitConfig: { PartOf: "base.service", After: "base.service" } },
          wants: { ...stays, unitConfig: { Wants: "base.service", Upholds: "upheld.service" } },
          upheld: { ...stays, wantedBy: [] },
          upheldBy: { ...stays, wantedBy: [], upheldBy: ["wants.service"] },
          short: { script: "until [ -e /run/end ]; do sleep 0.05; done" },
          bound: { ...stays, unitConfig: { BindsTo: "short.service", After: "short.service" } },
          "only-requires": { ...stays, unitConfig: { Requires: "short.service", After: "short.service" } },
          enemy: { ...stays, wantedBy: [], unitConfig: { Conflicts: "wants.service" } },
        },
      },
    });
    const unit = (command: string) => container.exec(`/etc/decl/unit ${command}`);
    const up = () => unitsThatAre(container, ...UP);
    await container.ready();
    const all = ["base", "bound", "only-requires", "part", "requires", "short", "upheld", "upheldBy", "wants"];
    expect(await up()).toEqual(all);

    await unit("stop base");
    expect(await up()).toEqual(all.filter((name) => !["base", "part", "requires"].includes(name)));
    // Starting what requires it starts it too; what is only part of it stays as it is.
    await unit("start requires");
    expect(await up()).toEqual(all.filter((name) => name !== "part"));

    await unit("start part");
    const pids = () => container.exec("for i in requires part wants; do cat /run/decl/scan/$i.service/running; done");
    const before = (await pids()).output.split("\n");
    await unit("restart base");
    await container.exec("until [ $(/etc/decl/unit status | grep -c '^active.*service') = 9 ]; do sleep 0.05; done");
    const after = (await pids()).output.split("\n");
    expect(before.map((pid, index) => pid === after[index])).toEqual([false, false, true, true]);

    // It ends well by itself: only what is bound to it ends too.
    await container.exec(": >/run/end; until /etc/decl/unit status | grep -q 'inactive *bound'; do sleep 0.05; done");
    expect(await up()).toEqual(all.filter((name) => !["short", "bound"].includes(name)));

    // Of units that conflict, the one that is started stops the other, whichever says so.
    await unit("start enemy");
    expect(await unitsThatAre(container, "active")).not.toContain("wants");
    await unit("start wants");
    expect(await unitsThatAre(container, "active")).not.toContain("enemy");
  });

  it("Requisite starts nothing, and fails where the other is not up", async () => {
    await using container = await startDeclared({
      systemd: {
        services: {
          needs: { ...stays, wantedBy: [], unitConfig: { Requisite: "other.service", After: "other.service" } },
          other: { ...stays, wantedBy: [] },
          stays,
        },
      },
    });
    await container.ready();
    const { output } = await container.exec(
      "cd /etc/decl; ./unit start needs; echo $?; ./unit start other; ./unit start needs; echo $?",
    );
    expect(output).toBe("unit: needs.service is not started: other.service, its Requisite, is not active\n1\n0\n");
    await container.wrote(/needs\.service is not started: other\.service, its Requisite, is not active/);
    await container.exec("/etc/decl/unit stop other");
    expect(await unitsThatAre(container, "active")).toEqual(["stays"]);
  });

  it("OnFailure and OnSuccess start other units", async () => {
    const { code, lines } = await runDeclared({
      systemd: {
        services: {
          well: oneshot("echo well", { unitConfig: { OnSuccess: "after-well.service", OnFailure: "never.service" } }),
          "after-well": oneshot("echo after well", { before: ["ill.service"] }),
          ill: oneshot("until [ -e /run/ill ]; do sleep 0.05; done; exit 7", {
            unitConfig: { OnFailure: ["after-ill@%n.service"], OnSuccess: "never.service" },
          }),
          go: oneshot(": >/run/ill", { after: ["well.service"] }),
          "after-ill@": oneshot("echo after $1", { scriptArgs: "%i" }),
          never: oneshot("echo never"),
        },
      },
    });
    expect(lines.toSorted()).toEqual(["after ill.service", "after well", "well"]);
    expect(code).toBe(7);
  });

  it("StartLimitBurst starts within StartLimitIntervalSec, then the container ends, whatever StartLimitAction says", async () => {
    const { code, output, lines } = await runDeclared({
      systemd: {
        services: {
          a: {
            script: "echo try; exit 5",
            unitConfig: { StartLimitIntervalSec: "1min", StartLimitBurst: 2, StartLimitAction: "reboot" },
            serviceConfig: { Restart: "on-failure", RestartSec: "10ms" },
          },
        },
      },
    });
    expect([code, lines]).toEqual([5, ["try", "try"]]);
    expect(output).toContain("init: a.service failed: start-limit-hit");
  });

  it("StartLimitIntervalSec=infinity counts for ever, 0 never", async () => {
    const failing = (name: string, unitConfig: Record<string, string | number>) => ({
      script: `echo ${name} >>/run/${name}; [ $(wc -l </run/${name}) -gt 8 ] && exec sleep infinity; exit 5`,
      unitConfig,
      serviceConfig: { Restart: "on-failure", RestartSec: "10ms" },
    });
    await using container = await startDeclared(
      {
        systemd: {
          services: {
            never: failing("never", { StartLimitIntervalSec: 0, StartLimitBurst: 3 }),
            ever: failing("ever", { StartLimitIntervalSec: "infinity", StartLimitBurst: 3 }),
          },
        },
      },
      { docker: ["-e", "S6_DONT_TERMINATE_ON_ERROR=1"] },
    );
    await container.wrote(/ever\.service failed: start-limit-hit/);
    await container.exec("until [ $(wc -l </run/never) = 9 ]; do sleep 0.05; done");
    expect((await container.exec("wc -l </run/ever")).output).toBe("3\n");
  });
});

describe("names", () => {
  it("requiredBy and upheldBy say it from the other side", async () => {
    const { code, output, lines } = await runDeclared({
      systemd: {
        services: {
          needed: oneshot("exit 3", { wantedBy: [], requiredBy: ["main.service"], before: ["main.service"] }),
          main: oneshot("echo never"),
          staged: oneshot("echo staged", { wantedBy: [], requiredBy: ["stage.target"] }),
          late: oneshot("echo late", { after: ["stage.target"], before: ["main.service", "needed.service"] }),
        },
        targets: { stage: { wantedBy: ["multi-user.target"] } },
      },
    });
    expect(output).toContain("init: main.service is not started: needed.service, which it requires, failed");
    expect([code, lines]).toEqual([3, ["staged", "late"]]);
  });

  it("aliases are other names of a unit, for other units and for people", async () => {
    await using container = await startDeclared({
      systemd: {
        services: {
          web: { script: "echo web; exec sleep infinity", aliases: ["www.service", "http.service"], wantedBy: [] },
          a: oneshot("echo after www", { wants: ["www.service"], after: ["http.service"] }),
        },
      },
    });
    await container.ready();
    // A simple service is started when its program is about to run, which may write later than what comes after it.
    await container.wrote(/^web$/m);
    expect(linesOf(await container.logs()).toSorted()).toEqual(["after www", "web"]);
    expect((await container.exec("/etc/decl/unit stop http; echo $?")).output).toBe("0\n");
    expect(await unitsThatAre(container, "active")).toEqual([]);
  });

  it("a template has instances: the one of DefaultInstance, those that are named, and those that say more", async () => {
    const { code, lines } = await runDeclared({
      systemd: {
        services: {
          "web@": oneshot("echo $PORT of %i $1", {
            scriptArgs: "%i",
            environment: { PORT: "80%i", MORE: "template" },
            wantedBy: ["multi-user.target"],
            unitConfig: { DefaultInstance: "1" },
          }),
          "web@2": { environment: { PORT: "own" } },
          other: oneshot("echo other", { wants: ["web@3.service"], after: ["web@3.service"] }),
          "unused@": oneshot("echo never"),
        },
      },
    });
    expect(code).toBe(0);
    expect(lines.toSorted()).toEqual(["801 of %i 1", "803 of %i 3", "other", "own of %i 2"]);
  });

  it("a target is what others wait for; with DefaultDependencies=false it waits for nothing", async () => {
    const { code, lines } = await runDeclared({
      systemd: {
        services: {
          slow: oneshot("until [ -e /run/go ]; do sleep 0.05; done; echo slow", {
            wantedBy: ["stage.target", "early.target"],
          }),
          early: oneshot("echo early; : >/run/go", { after: ["early.target"] }),
          late: oneshot("echo late", { after: ["stage.target"] }),
        },
        targets: {
          stage: { wantedBy: ["multi-user.target"], description: "What is slow" },
          early: { wantedBy: ["multi-user.target"], unitConfig: { DefaultDependencies: false } },
        },
      },
    });
    expect([code, lines]).toEqual([0, ["early", "slow", "late"]]);
  });

  it("enable: false takes a service away, with its timer", async () => {
    const { code, lines } = await runDeclared({
      systemd: {
        services: {
          a: oneshot("echo a", { enable: true }),
          b: oneshot("echo b", { enable: false, startAt: "*:*:*" }),
        },
      },
    });
    expect([code, lines]).toEqual([0, ["a"]]);
  });
});
