import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { HELPER } from "../../src/steps/helper-step.ts";

const DOCKERFILE = readFileSync(join(import.meta.dirname, "../../frontend.Dockerfile"), "utf8");
const entryPoint: string[] = JSON.parse(
  /^ENTRYPOINT (\[[^\]]*\])/m.exec(DOCKERFILE)?.[1]?.replaceAll("\\\n", "") ?? "[]",
);
const flagsOf = (command: readonly string[]) => command.filter((word) => word.startsWith("--"));

/** Loads modules of Node and says which of them had to be compiled. */
const PROBE = `
  for (const name of ["http2", "crypto", "zlib", "child_process", "fs/promises"]) require("node:" + name);
  const { internalBinding } = require("internal/test/binding");
  const { compiledWithCache, compiledWithoutCache } = internalBinding("builtins").getCacheUsage();
  console.log(JSON.stringify([compiledWithCache.size > 50, [...compiledWithoutCache]]));`;
const compiled = (flags: readonly string[]) =>
  JSON.parse(execFileSync(process.execPath, [...flags, "--expose-internals", "-e", PROBE], { encoding: "utf8" }));

it.each([
  ["the frontend", flagsOf(entryPoint)],
  ["the programs of steps", flagsOf(HELPER)],
])("Node takes its own modules as they were compiled where it runs %s", (_, flags) => {
  expect(flags).toContain("--no-warnings");
  expect(compiled(flags)).toEqual([true, []]);
});

it("it would compile them again with a flag of V8 that changes what is compiled", () => {
  expect(compiled(["--no-warnings", "--single-threaded"])).toEqual([false, expect.arrayContaining(["zlib"])]);
});
