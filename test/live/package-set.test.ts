import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const SMOKE = resolve(import.meta.dirname, "../package-set/smoke");

it("every program of the offline package set runs from its store path, with its closure and nothing else", async () => {
  const { stdout } = await promisify(execFile)(SMOKE, { maxBuffer: 1 << 26, encoding: "utf8" });
  expect(stdout.trimEnd().split("\n").at(-1)).toMatch(/^\d{3,} passed, 0 failed$/);
});
