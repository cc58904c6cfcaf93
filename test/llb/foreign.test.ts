import { pb } from "@moby/buildkit-proto";
import { expect, test } from "vitest";
import { exec } from "../../src/llb/exec.ts";
import { file, mkdir } from "../../src/llb/file.ts";
import { stateFromBytes, stateFromDefinition } from "../../src/llb/foreign.ts";
import { type Graph, marshal } from "../../src/llb/marshal.ts";
import { merge } from "../../src/llb/merge.ts";
import { outputMount } from "../../src/llb/mount.ts";
import { local } from "../../src/llb/source.ts";
import { scratch } from "../../src/llb/vertex.ts";

const place = { file: "Dockerfile", start: { line: 2, column: 1 }, end: { line: 2, column: 4 } };

function foreignGraph(): Graph {
  const base = local("theirs", { name: "their files", places: [place] });
  const step = exec({ args: ["x"], mounts: [outputMount("/", base), outputMount("/b")], ignoreCache: true });
  return marshal(step.at("/b"), { sources: [{ name: "Dockerfile", data: "FROM x\nRUN y" }] });
}

test("someone else's graph keeps its bytes, its metadata and its places", () => {
  const theirs = foreignGraph();
  const sent = pb.Definition.encode(theirs.definition).finish();
  const state = stateFromBytes(sent);
  const ours = marshal(merge([local("ours"), state])).definition;
  const theirOps = theirs.definition.def?.slice(0, -1).map((bytes) => Buffer.from(bytes).toString("hex"));
  expect(ours.def?.map((bytes) => Buffer.from(bytes).toString("hex"))).toEqual(expect.arrayContaining(theirOps ?? []));
  for (const digest of Object.keys(theirs.definition.metadata ?? {}).slice(0, -1)) {
    expect(ours.metadata?.[digest]).toEqual(pb.Definition.decode(sent).metadata[digest]);
  }
  expect(ours.Source).toMatchObject({ infos: [{ filename: "Dockerfile", language: "" }] });
  expect(Object.values(ours.Source?.locations ?? {})).toMatchObject([
    { locations: [{ ranges: [{ start: { line: 2 } }] }] },
  ]);
});

test("marshalling someone else's state alone gives their ops back, whatever the order they came in", () => {
  const theirs = foreignGraph().definition;
  const [first, second, last] = theirs.def ?? [];
  if (first === undefined || second === undefined || last === undefined) throw new Error("three ops expected");
  const state = stateFromDefinition({ ...theirs, def: [second, first, last] });
  expect(marshal(state).definition.def?.map((bytes) => Buffer.from(bytes))).toEqual(
    [first, second, last].map((bytes) => Buffer.from(bytes)),
  );
});

test("an empty definition is scratch", () => {
  expect(stateFromDefinition({})).toBe(scratch);
  expect(stateFromBytes(new Uint8Array())).toBe(scratch);
});

test("a definition that lacks an op is refused", () => {
  const { def } = marshal(file(local("context"), [mkdir("/x")])).definition;
  expect(() => stateFromDefinition({ def: def?.slice(1) ?? [] })).toThrow(
    /build graph that is broken: it refers to sha256:/,
  );
});
