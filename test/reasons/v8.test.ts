import { expect, it } from "vitest";
import { isCallStackExhausted, stackFrames } from "../../src/reasons/v8.ts";

function thrownBy(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}

it("functions that call each other without end are known by what V8 says", () => {
  const endless = (): number => endless() + 1;
  expect(thrownBy(endless)).toMatchObject({ message: "Maximum call stack size exceeded" });
  expect(isCallStackExhausted(thrownBy(endless))).toBe(true);
  expect(isCallStackExhausted(thrownBy(() => new Array(-1)))).toBe(false);
  expect(isCallStackExhausted(new Error("Maximum call stack size exceeded"))).toBe(false);
});

it.each([
  ["    at build (/app/frontend.cjs:1:22)", { name: "build", file: "/app/frontend.cjs", line: 1 }],
  ["    at async Engine.solve (file:///a.ts:3:4)", { name: "Engine.solve", file: "file:///a.ts", line: 3 }],
  ["    at async file:///a.ts:5:6", { name: "", file: "file:///a.ts", line: 5 }],
])("%s", (line, frame) => {
  expect(stackFrames(`Error: at home\n${line}\n    at new Promise (<anonymous>)`)).toEqual([frame]);
});

it("the stack of an error of this V8 has places", () => {
  const { stack = "" } = new Error("x");
  expect(stackFrames(stack)[0]).toMatchObject({ file: expect.stringContaining("v8.test.ts") });
});
