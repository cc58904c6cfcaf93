import { beforeAll, expect, it } from "vitest";
import { build, errorIn } from "./engine.ts";
import { digestsOfSteps, PROBE_FILE } from "./probe/digests.ts";
import { buildProbe } from "./probe/image.ts";

beforeAll(() => buildProbe());

const probe = (mode: string) => build({ files: { "probe.ts": PROBE_FILE }, contexts: {}, args: { MODE: mode } });

it("every kind of step has the digest that the daemon computes", async () => {
  const { code, output, ours, theirs } = await digestsOfSteps();
  expect(code, output).toBe(0);
  expect(Object.keys(ours).length).toBe(5);
  expect(theirs).toEqual(ours);
});

it("a step that fails after the result is shown at its place by the daemon alone", async () => {
  const result = await probe("fail");
  expect(errorIn(result)).toContain("exit code: 3");
  expect(result.output).toContain("probe.ts:3\n");
  expect(result.output).toContain("   3 | >>>   one: 1,");
});

it.each([
  ["throw", "boom is not a function"],
  ["reject", "nobody waits for this"],
])("a crash of the frontend (%s) reaches the user, and no line of the build file is blamed", async (mode, message) => {
  const result = await probe(mode);
  expect(errorIn(result)).toBe(`Internal: decl: internal error: ${message}`);
  expect(result.output).not.toContain(">>>");
  expect(result.code).toBe(100); // buildx's exit code for an internal error
});
