import { describe, expect, it } from "vitest";
import type { PlanUnit } from "../../src/services/plan-file.ts";
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
});
