import { lstatSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { program } from "../../../src/steps/failure/program.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "decl-failure-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

async function resultOf(file: string): Promise<unknown> {
  const output = join(dir, "out");
  await program(JSON.stringify({ file: join(dir, file), output }), () => undefined);
  expect(lstatSync(join(output, "result.json")).mtimeMs).toBe(1000);
  return JSON.parse(readFileSync(join(output, "result.json"), "utf8"));
}

it("the reason of a failure is what its file has", async () => {
  writeFileSync(join(dir, "hello.drv"), "builder failed\nüber\n");
  expect(await resultOf("hello.drv")).toEqual({ reason: "builder failed\nüber\n" });
});

it("there is no reason where there is no file", async () => {
  expect(await resultOf("other.drv")).toEqual({});
});
