import { describe, expect, it } from "vitest";
import type { PlanService, PlanUnit } from "../../src/services/plan-file.ts";
import { play } from "../../src/services/play.ts";

const command = [{ run: ["/bin/x"] }];
const web: PlanUnit = { after: ["db.service"], requires: ["db.service"], service: { start: command } };
const db: PlanUnit = { service: { start: command } };
const target: PlanUnit = { wants: ["web.service", "db.service"], after: ["web.service", "db.service"] };
const units = { "db.service": db, "web.service": web, "default.target": target };

const texts = (lines: readonly string[]) => lines.map((line) => line.replace(/^ *[\d.]+ s {2}/, ""));

describe("playing a plan", () => {
  it("starts in order, and stops in reverse", () => {
    expect(texts(play({ units, graceSeconds: 9 }))).toEqual([
      "db.service is starting",
      "db.service is active",
      "web.service is starting",
      "web.service is active",
      "default.target is active",
      "everything that starts with the container has been started",
      "the container is told to stop",
      "the container ends, with 0",
      "default.target has ended",
      "web.service is stopping",
      "web.service has ended",
      "db.service is stopping",
      "db.service has ended",
    ]);
  });

  it("shows what a failure does, and how often it is tried again", () => {
    const restarts = {
      ...db,
      startLimit: { burst: 2, seconds: 10 },
      service: { start: command, restart: "always", restartSeconds: 2 },
    } as const;
    const lines = play({ units: { ...units, "db.service": restarts }, graceSeconds: 9 }, "db.service");
    expect(lines).toContain("    2.0 s  db.service is starting");
    expect(texts(lines)).toContain("db.service failed: start-limit-hit, exit code 1");
    expect(texts(lines)).toContain("the container ends, with 1");
  });

  it("ends what would be tried for ever, after ten times or as often as a limit allows", () => {
    const failing = (service: Partial<PlanService>, startLimit?: PlanUnit["startLimit"]) => {
      const unit = { startLimit, service: { start: command, restart: "always", ...service } } as const;
      const lines = texts(play({ units: { ...units, "db.service": unit }, graceSeconds: 9 }, "db.service"));
      const endless = lines.includes("db.service would be started again and again");
      return [lines.filter((line) => line === "db.service is starting").length, endless];
    };
    expect(failing({ restartSeconds: 5 }, { burst: 5, seconds: 10 })).toEqual([11, true]);
    expect(failing({ restartSeconds: 0 })).toEqual([11, true]);
    expect(failing({ restartSeconds: 2 }, { burst: 30, seconds: 100 })).toEqual([30, false]);
  });

  it("lets no watchdog bark at a service that does what it should", () => {
    const watched = { service: { type: "notify", start: command, watchdogSeconds: 5 } } as const;
    const lines = texts(play({ units: { ...units, "db.service": watched }, graceSeconds: 9 }));
    expect(lines).toContain("the container is told to stop");
    expect(lines.filter((line) => line.includes("watchdog"))).toEqual([]);
  });

  const backup: PlanUnit = { service: { type: "oneshot", start: command } };
  const timed = {
    "backup.service": backup,
    "backup.timer": { timer: { unit: "backup.service" } },
    "default.target": { wants: ["backup.timer"], after: ["backup.timer"] },
  };

  it("lets each timer elapse once, when all has been started", () => {
    expect(texts(play({ units: timed, graceSeconds: 9 }))).toEqual([
      "backup.timer is active",
      "default.target is active",
      "everything that starts with the container has been started",
      "backup.timer elapses",
      "backup.service is starting",
      "backup.service has ended",
      "the container is told to stop",
      "the container ends, with 0",
      "default.target has ended",
      "backup.timer has ended",
    ]);
    const failed = texts(play({ units: timed, graceSeconds: 9 }, "backup.service"));
    expect(failed).toContain("backup.service failed: exit-code, exit code 1");
    expect(failed).toContain("the container ends, with 1");
  });

  it("starts what OnFailure= names before the container ends", () => {
    const failing = { "db.service": { ...db, onFailure: ["backup.service"] }, "backup.service": backup };
    expect(texts(play({ units: { ...units, ...failing }, graceSeconds: 9 }, "db.service"))).toEqual([
      "db.service is starting",
      "db.service is active",
      "web.service is starting",
      "db.service is failed",
      "db.service failed: exit-code, exit code 1",
      "backup.service is starting",
      "web.service is active",
      "default.target is active",
      "everything that starts with the container has been started",
      "backup.service has ended",
      "the container ends, with 1",
      "default.target has ended",
      "web.service is stopping",
      "web.service has ended",
    ]);
  });

  it("takes conditions for met", () => {
    const conditions = [{ kind: "PathExists", values: ["/x"] }];
    const target = { ...units["default.target"], conditions };
    const lines = texts(play({ units: { ...units, "default.target": target }, graceSeconds: 9 }));
    expect(lines).toContain("default.target is active");
  });

  it("says when nothing starts what is to fail", () => {
    const lines = texts(play({ units: { ...units, "backup.service": backup }, graceSeconds: 9 }, "backup.service"));
    expect(lines.at(-1)).toBe("nothing has started backup.service");
  });
});
