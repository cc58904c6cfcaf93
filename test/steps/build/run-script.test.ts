import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runScript } from "../../../src/steps/build/run-script.ts";
import { HelperFailure } from "../../../src/steps/helper/failure.ts";
import { temporaryFolder } from "../../live/engine.ts";

const PATH = process.env.PATH ?? "";

/** Runs a script in a new folder, and returns that and what was reported. */
async function run(text: string, env: Readonly<Record<string, string>> = {}) {
  const folder = temporaryFolder();
  const reported: string[] = [];
  const failed = await runScript({ text, folder, env: { PATH, ...env } }, (line) => reported.push(line)).then(
    () => undefined,
    (error: unknown) => error,
  );
  return { folder, reported, failed };
}

/** Whether a process is still there that has not ended. */
function isRunning(pid: string): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid.trim()}/stat`, "utf8"));
  } catch {
    return false;
  }
}

describe("the script of a build", () => {
  it("is run in its folder, with its variables and no others", async () => {
    const { reported, failed, folder } = await run('pwd; echo "$A"; echo "${HOME-none}" >&2', { A: "a b" });
    expect(failed).toBeUndefined();
    expect(reported.toSorted()).toEqual([folder, "a b", "none"].toSorted());
  });

  it("ends at its first command that fails, or variable that is not set", async () => {
    const { reported, failed } = await run("echo before; false; echo after");
    expect(reported).toEqual(["before"]);
    expect(failed).toEqual(new HelperFailure("its script failed with exit code 1\nbefore"));
    expect((await run("echo $NOTHING")).failed).toMatchObject({
      message: expect.stringMatching(/exit code 2\n.*NOTHING/),
    });
  });

  it("is told with its last 20 lines where it fails, and with the signal that ended it", async () => {
    const { failed } = await run("i=0; while [ $i -lt 30 ]; do echo $i; i=$((i+1)); done; kill -9 $$");
    const lines = Array.from({ length: 20 }, (_, index) => `\n${index + 10}`);
    expect(failed).toEqual(new HelperFailure(`its script was ended by SIGKILL${lines.join("")}`));
  });

  it.each(["exit 0", "exit 3"])(
    "has what it has left running ended first, and its last lines are read: %s",
    async (end) => {
      const left =
        "(trap '' HUP TERM; sleep 1000; echo late) & echo $! > left; sleep 1000 >/dev/null 2>&1 & echo $! > quiet";
      const { folder, reported, failed } = await run(`${left}; echo done; ${end}`);
      for (const file of ["left", "quiet"]) expect(isRunning(readFileSync(join(folder, file), "utf8"))).toBe(false);
      expect(reported).toEqual(["done"]);
      expect(failed instanceof HelperFailure).toBe(end === "exit 3");
    },
  );
});
