import { expect, test } from "vitest";
import { exec } from "../../src/llb/exec.ts";
import { copy, type FileAction, file, mkdir, mkfile } from "../../src/llb/file.ts";
import { cacheMount, outputMount, readonlyMount, tmpfsMount } from "../../src/llb/mount.ts";
import { local } from "../../src/llb/source.ts";
import { scratch } from "../../src/llb/vertex.ts";
import { decodeOp } from "./decode.ts";

// In LLB a number that is left out is 0, and 0 often means something bad: "the first input", "chmod 000", "1970".

const context = local("context");
const actionsOf = (actions: readonly FileAction[]) => decodeOp(file(scratch, actions)).file?.actions ?? [];

test("an action on nothing has input -1, and one without a source has secondary input -1", () => {
  expect(actionsOf([mkdir("/etc")])).toMatchObject([{ input: -1, secondaryInput: -1, output: 0 }]);
});

test("of several actions each works on the result before it, and only the last is an output", () => {
  const actions = actionsOf([mkdir("/a"), copy(context, "/x", "/a"), mkdir("/b")]);
  expect(actions).toMatchObject([
    { input: -1, secondaryInput: -1, output: -1 },
    { input: 1, secondaryInput: 0, output: -1 },
    { input: 2, secondaryInput: -1, output: 0 },
  ]);
});

test("a copy keeps modes and times unless told otherwise", () => {
  expect(actionsOf([copy(context, "/", "/")])[0]?.copy).toMatchObject({ mode: -1, timestamp: -1 });
  const stamped = actionsOf([copy(context, "/", "/", { mode: 0o555, mtime: 1 })])[0]?.copy;
  expect(stamped).toMatchObject({ mode: 0o555, timestamp: 1e9 });
});

test("made files and folders are of now unless they have a time, and 1970 is a time", () => {
  const actions = actionsOf([mkfile("/f", ""), mkdir("/d"), mkfile("/g", "", { mtime: 0 })]);
  expect(actions[0]?.mkfile?.timestamp).toBe(-1);
  expect(actions[1]?.mkdir?.timestamp).toBe(-1);
  expect(actions[2]?.mkfile?.timestamp).toBe(0);
});

test("made files and folders can be read unless told otherwise", () => {
  const actions = actionsOf([mkfile("/f", ""), mkdir("/d")]);
  expect([actions[0]?.mkfile?.mode, actions[1]?.mkdir?.mode]).toEqual([0o644, 0o755]);
});

test("a mount without input or output has -1 for it", () => {
  const step = exec({
    args: ["true"],
    mounts: [readonlyMount("/", context), outputMount("/out"), tmpfsMount("/tmp"), cacheMount("/var/cache", "c")],
  });
  const mounts = decodeOp(step.at("/out")).exec?.mounts ?? [];
  expect(mounts.map(({ dest, input, output, mountType }) => [dest, input, output, mountType])).toEqual([
    ["/", 0, -1, 0],
    ["/out", -1, 0, 0],
    ["/tmp", -1, -1, 4],
    ["/var/cache", -1, -1, 3],
  ]);
  expect(mounts[3]?.cacheOpt).toMatchObject({ ID: "c", sharing: 0 });
});

test("a step has no network unless told otherwise", () => {
  const mounts = [outputMount("/", context)];
  expect(decodeOp(exec({ args: ["true"], mounts }).at("/")).exec?.network).toBe(2);
  expect(decodeOp(exec({ args: ["true"], mounts, network: "sandbox" }).at("/")).exec?.network).toBe(0);
});
