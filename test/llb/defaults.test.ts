import { expect, test } from "vitest";
import { exec } from "../../src/llb/exec.ts";
import { copy, type FileAction, file, mkdir, mkfile, rm, symlink } from "../../src/llb/file.ts";
import { cacheMount, outputMount, readonlyMount, secretMount, sshMount, tmpfsMount } from "../../src/llb/mount.ts";
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

test("a symbolic mode leaves the numeric one at -1", () => {
  expect(actionsOf([copy(context, "/", "/", { mode: "u+x" })])[0]?.copy).toMatchObject({ mode: -1, modeStr: "u+x" });
});

test("made files, folders and links are of now unless they have a time, and 1970 is a time", () => {
  const actions = actionsOf([mkfile("/f", ""), mkdir("/d"), symlink("f", "/l"), mkfile("/g", "", { mtime: 0 })]);
  expect(actions[0]?.mkfile?.timestamp).toBe(-1);
  expect(actions[1]?.mkdir?.timestamp).toBe(-1);
  expect(actions[2]?.symlink?.timestamp).toBe(-1);
  expect(actions[3]?.mkfile?.timestamp).toBe(0);
});

test("made files and folders can be read unless told otherwise", () => {
  const actions = actionsOf([mkfile("/f", ""), mkdir("/d")]);
  expect([actions[0]?.mkfile?.mode, actions[1]?.mkdir?.mode]).toEqual([0o644, 0o755]);
});

test("owner root is written, because absent would mean nobody was named", () => {
  const owner = actionsOf([mkfile("/f", "", { owner: { uid: 0, gid: 7 } })])[0]?.mkfile?.owner;
  expect(owner?.user).toMatchObject({ user: "byID", byID: 0 });
  expect(owner?.group).toMatchObject({ user: "byID", byID: 7 });
});

test("an owner by name says whose /etc/passwd is read", () => {
  const owner = { user: "www", group: "data", from: context };
  expect(actionsOf([mkfile("/f", "", { owner })])[0]?.mkfile?.owner?.group?.byName).toMatchObject({
    name: "data",
    input: 0,
  });
});

test("rm tolerates nothing unless told otherwise", () => {
  expect(actionsOf([rm("/x")])[0]?.rm).toMatchObject({ path: "/x", allowNotFound: false, allowWildcard: false });
});

test("a mount without input or output has -1 for it", () => {
  const step = exec({
    args: ["true"],
    mounts: [
      readonlyMount("/", context),
      outputMount("/out"),
      tmpfsMount("/tmp"),
      cacheMount("/var/cache", "c", "locked"),
      secretMount("/run/secret", { id: "s" }),
      sshMount("/run/ssh", { id: "default" }),
    ],
  });
  const mounts = decodeOp(step.at("/out")).exec?.mounts ?? [];
  expect(mounts.map(({ dest, input, output, mountType }) => [dest, input, output, mountType])).toEqual([
    ["/", 0, -1, 0],
    ["/out", -1, 0, 0],
    ["/run/secret", -1, -1, 1],
    ["/run/ssh", -1, -1, 2],
    ["/tmp", -1, -1, 4],
    ["/var/cache", -1, -1, 3],
  ]);
  expect(mounts[2]?.secretOpt).toMatchObject({ ID: "s", mode: 0o400 });
  expect(mounts[3]?.SSHOpt).toMatchObject({ ID: "default", mode: 0o600 });
});

test("a step has no network unless told otherwise", () => {
  const mounts = [outputMount("/", context)];
  expect(decodeOp(exec({ args: ["true"], mounts }).at("/")).exec?.network).toBe(2);
  expect(decodeOp(exec({ args: ["true"], mounts, network: undefined }).at("/")).exec?.network).toBe(2);
  expect(decodeOp(exec({ args: ["true"], mounts, network: "sandbox" }).at("/")).exec?.network).toBe(0);
});
