import { expect, it } from "vitest";
import { exitStatuses, signalName } from "../../src/services/process-status.ts";

it("signals have names with and without SIG, and Linux's numbers", () => {
  expect(["SIGTERM", "USR1", "9"].map(signalName)).toEqual(["TERM", "USR1", "KILL"]);
  expect(() => signalName("SIGNONE")).toThrow('"SIGNONE" is not a signal');
});

it("exit statuses are codes, systemd's names of them, and signals above 128", () => {
  expect(exitStatuses(["3", "TEMPFAIL", "SIGKILL", "HUP"])).toEqual([3, 75, 137, 129]);
  for (const wrong of ["256", "-1", "NONSENSE"])
    expect(() => exitStatuses([wrong])).toThrow("neither an exit code nor a signal");
});
