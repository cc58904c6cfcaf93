import { describe, expect, it } from "vitest";
import type { Command, Event } from "../../../src/services/machine/types.ts";
import type { PlanUnit } from "../../../src/services/plan-file.ts";
import { RUN, service, withTarget } from "./plans.ts";
import { World } from "./world.ts";

/** A world where everything that starts with the container runs. */
function up(units: Readonly<Record<string, PlanUnit>>, settings?: ConstructorParameters<typeof World>[1]): World {
  const world = new World(withTarget(units), settings);
  world.send({ kind: "boot" });
  world.calm();
  expect(world.broken).toEqual([]);
  return world;
}

/** What the machine wants done for an event: in one word each, with the unit's name. */
function does(world: World, event: Event): string[] {
  world.log = [];
  world.send(event);
  return commands(world).flatMap((command) => {
    if (command.kind === "record") return command.entered ? [`${command.unit} ${command.state}`] : [];
    return "unit" in command ? [`${command.kind} ${command.unit}`] : [command.kind];
  });
}

const commands = (world: World): Command[] =>
  world.log.filter((line) => line.startsWith("  ")).map((line) => JSON.parse(line) as Command);

const numberOf = (world: World, unit: string): number => world.records[unit]?.number ?? 0;

function ends(world: World, unit: string, code: number, result = code === 0 ? "success" : "exit-code"): string[] {
  world.processes = world.processes.filter((process) => process.unit !== unit);
  return does(world, { kind: "ended", unit, number: numberOf(world, unit), result, code });
}

const pass = (world: World): void => world.time()[0]?.[1](world);

describe("starting", () => {
  it("what comes after a unit waits until that is active", () => {
    const world = new World(withTarget({ "a.service": service(), "b.service": service({ after: ["a.service"] }) }));
    expect(does(world, { kind: "boot" })).toEqual(["a.service starting", "bringUp a.service"]);
    does(world, { kind: "running", unit: "a.service", number: 10 });
    expect(does(world, { kind: "active", unit: "a.service", number: 10 })).toEqual([
      "a.service active",
      "b.service starting",
      "bringUp b.service",
    ]);
  });

  it("a oneshot is done when it has ended well, and what requires one that failed is not started", () => {
    const units = {
      "a.service": service({ service: { type: "oneshot" }, onFailure: ["x.service"] }),
      "b.service": service({ requires: ["a.service"], after: ["a.service"] }),
      "x.service": service(),
    };
    const world = new World(withTarget(units));
    world.send({ kind: "boot" });
    world.send({ kind: "running", unit: "a.service", number: 10 });
    expect(ends(world, "a.service", 3)).toEqual([
      "exitCode",
      "a.service failed",
      "say",
      "b.service inactive",
      "say",
      "x.service starting",
      "bringUp x.service",
      "default.target active",
      "ready",
    ]);
    expect(world.messages).toEqual([
      "a.service failed: exit-code, exit code 3",
      "b.service is not started: a.service, which it requires, failed",
    ]);
    // OnFailure= is told of whom.
    expect(commands(world).find(({ kind }) => kind === "bringUp")).toMatchObject({
      environment: {
        MONITOR_UNIT: "a.service",
        MONITOR_SERVICE_RESULT: "exit-code",
        MONITOR_EXIT_CODE: "exited",
        MONITOR_EXIT_STATUS: "3",
      },
    });
    world.calm();
    expect([world.finished, world.exitCode]).toEqual([true, 3]);
  });

  it("what an earlier start says late counts for nothing", () => {
    const world = up({ "a.service": service() });
    const number = numberOf(world, "a.service");
    expect(does(world, { kind: "ended", unit: "a.service", number: number - 1, result: "signal", code: 139 })).toEqual(
      [],
    );
    expect(does(world, { kind: "ended", unit: "x.service", number, result: "signal", code: 139 })).toEqual([]);
  });

  it("a start that nobody asked for is killed", () => {
    const world = up({ "a.service": service(), "x.service": service() });
    expect(does(world, { kind: "running", unit: "x.service", number: 77 })).toEqual(["killUnasked x.service"]);
  });

  it("a notify service that ends well before READY=1 has failed: protocol", () => {
    const world = new World(withTarget({ "a.service": service({ service: { type: "notify" } }) }));
    world.send({ kind: "boot" });
    world.send({ kind: "running", unit: "a.service", number: 10 });
    ends(world, "a.service", 0);
    expect(world.messages).toContain("a.service failed: protocol, exit code 0");
    expect(world.exitCode).toBe(1);
  });

  it("a unit of conditions that are not met is skipped, which is no failure", () => {
    const checked: PlanUnit = { conditions: [{ kind: "PathExists", values: ["/a"] }] };
    const world = new World(withTarget({ "a.target": checked, "b.service": service({ requires: ["a.target"] }) }));
    expect(does(world, { kind: "boot" })).toContain("check a.target");
    does(world, { kind: "checked", unit: "a.target", result: "condition" });
    expect(world.messages).toEqual(["a.target was skipped: a condition is not met"]);
    world.calm();
    expect(world.up()).toEqual(["b.service", "default.target"]);
  });

  it("a timer starts its unit, which is told so, as long as the timer is active", () => {
    const world = up({ "a.timer": { timer: { unit: "x.service" } }, "x.service": service() });
    does(world, { kind: "timerElapsed", unit: "a.timer" });
    expect(commands(world).find(({ kind }) => kind === "bringUp")).toMatchObject({
      unit: "x.service",
      environment: { TRIGGER_UNIT: "a.timer" },
    });
    world.calm();
    world.ask("stop", "x.service");
    world.ask("stop", "a.timer");
    world.calm();
    expect(does(world, { kind: "timerElapsed", unit: "a.timer" })).toEqual([]);
  });

  it("Type=idle services wait until no unit has a job", () => {
    const world = new World(
      withTarget({ "a.service": service({ service: { type: "idle" } }), "b.service": service() }),
    );
    world.send({ kind: "boot" });
    world.send({ kind: "running", unit: "a.service", number: 10 });
    world.send({ kind: "running", unit: "b.service", number: 11 });
    world.send({ kind: "active", unit: "a.service", number: 10 });
    expect(does(world, { kind: "idle", unit: "a.service", number: 10 })).toEqual([]);
    expect(does(world, { kind: "active", unit: "b.service", number: 11 })).toContain("releaseIdle a.service");
  });
});

describe("stopping", () => {
  it("goes the other way round, with ExecStop= first where there is one", () => {
    const world = up({
      "a.service": service({ service: { stop: [RUN] } }),
      "b.service": service({ after: ["a.service"] }),
    });
    expect(does(world, { kind: "shutdown", code: 4 })).toEqual([
      "ending",
      "default.target inactive",
      "b.service stopping",
      "markStopping b.service",
      "signal b.service",
    ]);
    expect(ends(world, "b.service", 143, "success")).toEqual([
      "b.service inactive",
      "a.service stopping",
      "markStopping a.service",
      "runBeside a.service",
    ]);
    expect(does(world, { kind: "stopDone", unit: "a.service", number: numberOf(world, "a.service") })).toEqual([
      "signal a.service",
    ]);
    expect(ends(world, "a.service", 143, "success")).toEqual(["a.service inactive", "finish"]);
    expect(world.exitCode).toBe(4);
  });

  it("a service that does not stop is killed after TimeoutStopSec=, as KillMode= says", () => {
    const signals = (killMode: "mixed" | "process" | "none" | undefined): unknown[] => {
      const world = up({ "a.service": service({ service: { killMode, stopSeconds: 1.5 } }) });
      world.log = [];
      world.ask("stop", "a.service");
      pass(world);
      expect(world.messages).toContain("a.service did not stop in 1.5 s");
      return commands(world).flatMap((command) =>
        command.kind === "signal" ? [`${command.signal} ${command.target}`] : [],
      );
    };
    expect(signals(undefined)).toEqual(["TERM group", "KILL group"]);
    expect(signals("mixed")).toEqual(["TERM process", "KILL group"]);
    expect(signals("process")).toEqual(["TERM process", "KILL process"]);
    expect(signals("none")).toEqual(["KILL process"]);
  });

  it("when the grace period is over everything is killed, and half a second later nobody waits any more", () => {
    const world = up({ "a.service": service() }, { graceMicros: 2_000_000 });
    const stop = world.ask("stop", "a.service");
    does(world, { kind: "shutdown", code: 0 });
    world.now += 2_000_000;
    expect(does(world, { kind: "time" })).toEqual(["say", "markStopping a.service", "killEverything"]);
    expect(world.messages).toContain("not everything stopped in time");
    world.now += 500_000;
    expect(does(world, { kind: "time" })).toEqual(["answer", "finish"]);
    expect(world.answers[stop]).toEqual({ code: 1, error: "the container ends" });
  });

  it("the container's command ends first, and its code is the container's", () => {
    const world = up({ "a.service": service() }, { hasCommand: true });
    expect(does(world, { kind: "shutdown", code: 0 })).toEqual(["ending", "signalCommand"]);
    expect(does(world, { kind: "commandEnded", code: 7 })).toContain("signal a.service");
    world.calm();
    expect([world.finished, world.exitCode]).toEqual([true, 7]);
  });
});

describe("failing", () => {
  it("a service is started again as Restart= says, after RestartSec=", () => {
    const world = up({ "a.service": service({ service: { restart: "on-failure", restartSeconds: 2 } }) });
    const now = world.now;
    expect(ends(world, "a.service", 3)).toEqual(["say", "a.service restarting"]);
    expect(world.messages).toContain("a.service ended with 3 (exit-code) and is started again");
    pass(world);
    expect(world.now - now).toBe(2_000_000);
    world.calm();
    expect(ends(world, "a.service", 0)).toEqual(["a.service inactive", "ending", "default.target inactive", "finish"]);
  });

  it("not more often than StartLimitBurst=", () => {
    const limited = service({ startLimit: { burst: 2, seconds: 10 }, service: { restart: "always" } });
    const world = up({ "a.service": limited });
    for (let i = 0; i < 2; i++) {
      ends(world, "a.service", 5);
      pass(world);
      world.calm();
    }
    expect(world.messages).toContain("a.service failed: start-limit-hit, exit code 5");
    expect([world.finished, world.exitCode]).toEqual([true, 5]);
  });

  it("S6_DONT_TERMINATE_ON_ERROR keeps the container up", () => {
    const world = up({ "a.service": service() }, { keepUp: true });
    expect(ends(world, "a.service", 3)).toEqual(["a.service failed", "say", "say"]);
    expect(world.messages).toContain("the container stays up, as S6_DONT_TERMINATE_ON_ERROR says");
  });

  it("a watchdog that is not told: SIGABRT, and the result is watchdog", () => {
    const world = up({ "a.service": service({ service: { type: "notify", watchdogSeconds: 2 } }) });
    world.log = [];
    pass(world);
    const number = numberOf(world, "a.service");
    expect(commands(world).find(({ kind }) => kind === "signal")).toMatchObject({ signal: "ABRT" });
    // It is too late to say that it is well.
    expect(does(world, { kind: "notified", unit: "a.service", number, key: "WATCHDOG" })).toEqual([]);
    ends(world, "a.service", 134, "signal");
    expect(world.messages).toContain("a.service failed: watchdog, exit code 134");
  });

  it("a service whose own logger cannot be started fails with that code", () => {
    const world = up({ "a.service": service() });
    does(world, { kind: "loggerFailed", unit: "a.service", code: 127 });
    ends(world, "a.service", 143, "signal");
    expect(world.messages).toContain("a.service failed: resources, exit code 127");
    expect(world.exitCode).toBe(127);
  });

  it("a start that takes longer than TimeoutStartSec= fails, unless EXTEND_TIMEOUT_USEC= asked for more", () => {
    const world = new World(withTarget({ "a.service": service({ service: { type: "notify", startSeconds: 0.3 } }) }));
    world.send({ kind: "boot" });
    world.send({ kind: "running", unit: "a.service", number: 10 });
    const began = world.now;
    world.send({ kind: "notified", unit: "a.service", number: 10, key: "EXTEND_TIMEOUT_USEC", value: 700_000 });
    pass(world);
    expect(world.now - began).toBe(700_000);
    expect(world.messages).toEqual(["a.service did not start in 0.3 s"]);
  });
});

describe("requests", () => {
  const answer = (world: World, what: "start" | "stop" | "reload" | "restart", unit: string) => {
    const id = world.ask(what, unit);
    world.calm();
    return world.answers[id];
  };

  it("that cannot be done are answered with the reason", () => {
    const world = up({ "a.service": service(), "x.service": service({ service: { reload: [RUN] } }) });
    expect(answer(world, "start", "nothere.service")).toEqual({ code: 2, error: "there is no unit nothere.service" });
    expect(answer(world, "start", "foo@c.service")).toEqual({
      code: 2,
      error: "there is no unit foo@c.service: an instance is declared with the image",
    });
    expect(answer(world, "reload", "a.service")).toEqual({
      code: 1,
      error: "a.service cannot be reloaded: it has no ExecReload=",
    });
    expect(answer(world, "reload", "x.service")).toEqual({ code: 1, error: "x.service is not active" });
  });

  it("are known by aliases, and done when the unit is in the state that was asked for", () => {
    const world = up({ "a.service": service({ aliases: ["also.service"] }), "b.service": service() });
    expect(answer(world, "stop", "also.service")).toEqual({ code: 0, error: null });
    expect(world.up()).toEqual(["b.service", "default.target"]);
    expect(answer(world, "stop", "a.service")).toEqual({ code: 0, error: null });
    expect(answer(world, "start", "a.service")).toEqual({ code: 0, error: null });
    expect(answer(world, "start", "a.service")).toEqual({ code: 0, error: null });
  });

  it("a start that another request stops is not done", () => {
    const world = up({ "x.service": service(), "b.service": service() });
    const start = world.ask("start", "x.service");
    const stop = world.ask("stop", "x.service");
    world.calm();
    expect(world.answers[start]).toEqual({ code: 1, error: "x.service was stopped" });
    expect(world.answers[stop]).toEqual({ code: 0, error: null });
  });

  it("the reload of a notify-reload service is done with READY=1, or fails when it does not come", () => {
    const world = up({ "a.service": service({ service: { type: "notify-reload", startSeconds: 5 } }) });
    const number = numberOf(world, "a.service");
    const first = world.ask("reload", "a.service");
    world.send({ kind: "reloaded", unit: "a.service", number, code: 0 });
    expect(world.answers[first]).toBeUndefined();
    world.send({ kind: "notified", unit: "a.service", number, key: "READY" });
    expect(world.answers[first]).toEqual({ code: 0, error: null });
    const second = world.ask("reload", "a.service");
    pass(world);
    expect(world.answers[second]).toEqual({ code: 1, error: "a.service did not reload in 5 s" });
  });
});

describe("a new manager", () => {
  it("goes on with what was under way, and starts what the one before had not come to", () => {
    const world = new World(withTarget({ "a.service": service(), "b.service": service() }));
    world.send({ kind: "boot" });
    delete world.records["b.service"];
    world.recover(true);
    world.calm();
    expect(world.up()).toEqual(["a.service", "b.service", "default.target"]);
    expect(world.messages).toEqual(["the manager was started again"]);
  });

  it("knows that a unit has failed, and with which code the container ends", () => {
    const world = up({ "a.service": service({ onFailure: ["x.service"] }), "x.service": service() });
    world.send({
      kind: "ended",
      unit: "a.service",
      number: numberOf(world, "a.service"),
      result: "exit-code",
      code: 6,
    });
    world.recover(true);
    world.calm();
    expect([world.finished, world.exitCode]).toEqual([true, 6]);
  });
});
