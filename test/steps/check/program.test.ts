import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { check } from "../../../src/steps/check/program.ts";
import { temporaryFolder } from "../../live/engine.ts";

function resultOf(command: readonly string[], environment: readonly string[] = []) {
  const output = join(temporaryFolder(), "out");
  const reported: string[] = [];
  check({ command, environment, output }, (line) => reported.push(line));
  return { reported, ...(JSON.parse(readFileSync(join(output, "result.json"), "utf8")) as object) };
}

it("keeps how a command ended and what it said, with the image's environment alone", () => {
  expect(resultOf(["/bin/sh", "-c", 'echo "$MODE-$HOME"; echo bad >&2; exit 3'], ["MODE=a=b", "PATH=/bin"])).toEqual({
    status: 3,
    output: "a=b-\n\nbad",
    reported: ["a=b-\n\nbad"],
  });
  expect(resultOf(["/bin/sh", "-c", "true"])).toEqual({ status: 0, output: "", reported: [""] });
});

it("says of a program that is not there, or is killed, that it was so", () => {
  expect(resultOf(["/no/such/program"])).toMatchObject({ status: null, output: expect.stringMatching(/ENOENT/) });
  expect(resultOf(["/bin/sh", "-c", "kill -9 $$"])).toMatchObject({ status: null, output: "ended by SIGKILL" });
});

it("keeps the end of what is said at length", () => {
  const { output } = resultOf([
    "/bin/sh",
    "-c",
    "i=0; while [ $i -lt 3000 ]; do echo line $i; i=$((i+1)); done; exit 1",
  ]) as unknown as {
    output: string;
  };
  expect(output.length).toBe(8000);
  expect(output).toMatch(/line 2999$/);
});
