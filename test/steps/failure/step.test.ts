import { pb } from "@moby/buildkit-proto";
import { describe, expect, it } from "vitest";
import { readFailure } from "../../../src/steps/failure/step.ts";
import { fakeSession } from "../../context/fake-session.ts";
import { resultingIn } from "./resulting-in.ts";

const NAME = `${"0".repeat(32)}-hello-1.drv`;

describe("the reason that a failed build has left", () => {
  it("is read by a step, which is another one each time: what is in the folder is no part of its key", async () => {
    const { session, bridge } = await fakeSession(
      resultingIn({ reason: "builder failed with exit code 3.\none\ntwo" }),
    );
    expect(await readFailure(session, NAME)).toBe("builder failed with exit code 3.\none\ntwo");
    expect(await readFailure(session, NAME)).toBe("builder failed with exit code 3.\none\ntwo");

    const steps = bridge.solves.map(({ Definition }) => {
      const ops = (Definition?.def ?? []).map((bytes) => pb.Op.decode(bytes));
      const exec = ops.find((op) => op.exec)?.exec;
      const [, text = ""] = /^DECL_SPECIFICATION=(.*)$/.exec(exec?.meta?.env?.[0] ?? "") ?? [];
      return { exec, spec: JSON.parse(text) };
    });
    expect(steps).toHaveLength(2);
    for (const { exec, spec } of steps) {
      expect(exec?.meta?.args?.at(-1)).toBe("failure");
      expect(spec.file).toBe(`/.decl/failures/${NAME}`);
      const folder = exec?.mounts?.find(({ dest }) => dest === "/.decl/failures");
      expect(folder?.cacheOpt).toMatchObject({ ID: `decl-failures-${NAME}` });
    }
    expect(new Set(steps.map(({ spec }) => spec.output)).size).toBe(2);
    expect(bridge.problems).toEqual([]);
  });

  it("is none where it has left none", async () => {
    expect(await readFailure((await fakeSession(resultingIn({}))).session, NAME)).toBeUndefined();
    expect(await readFailure((await fakeSession()).session, NAME)).toBeUndefined();
  });

  it("is none where it cannot be read", async () => {
    const { session } = await fakeSession({ fail: { Solve: { code: 2, message: "no space left on device" } } });
    expect(await readFailure(session, NAME)).toBeUndefined();
  });
});
