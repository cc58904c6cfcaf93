import { pb } from "@moby/buildkit-proto";
import { expect, test } from "vitest";
import { exec } from "../../src/llb/exec.ts";
import { file, mkdir, mkfile } from "../../src/llb/file.ts";
import { marshal } from "../../src/llb/marshal.ts";
import { merge } from "../../src/llb/merge.ts";
import { outputMount, readonlyMount } from "../../src/llb/mount.ts";
import { http, image, local } from "../../src/llb/source.ts";
import { type Output, type State, scratch } from "../../src/llb/vertex.ts";
import { printDefinition } from "./text.ts";

const position = (line: number, column: number) => ({ line, column });

test("a graph reads as a list of steps", () => {
  const place = { file: "web.ts", start: position(2, 3), end: position(2, 9) };
  const tool = image("docker.io/library/tool:1");
  const nar = http("http://cache/x.nar", { checksum: "sha256:00", filename: "x.nar", name: "[nix] fetch x" });
  const step = exec({
    args: ["/unpack"],
    mounts: [readonlyMount("/", tool), readonlyMount("/in", nar), outputMount("/a"), outputMount("/b")],
    name: "[nix] x",
    places: [place],
  });
  const etc = file(scratch, [mkdir("/etc"), mkfile("/etc/hostname", "box")]);
  const graph = marshal(merge([step.at("/a"), step.at("/b"), etc]), {
    platform: { os: "linux", architecture: "amd64" },
    sources: [{ name: "web.ts", data: "a\n  unpack\n" }],
  });
  expect(printDefinition(graph.definition)).toMatchInlineSnapshot(`
    "#1 source docker-image://docker.io/library/tool:1 [linux/amd64]
    #2 source http://cache/x.nar http.checksum=sha256:00 http.filename=x.nar "[nix] fetch x"
    #3 exec /unpack / <- #1 ro, /a <- scratch => 0, /b <- scratch => 1, /in <- #2 ro, network none [linux/amd64] "[nix] x" @ web.ts:2
    #4 file scratch mkdir /etc 0755; mkfile /etc/hostname 0644 3 B
    #5 merge #3 #3.1 #4
    => #5
    "
  `);
  expect([...graph.capabilities].sort()).toMatchInlineSnapshot(`
    [
      "constraints",
      "exec.meta.base",
      "exec.meta.network",
      "exec.mount.bind",
      "file.base",
      "mergeop",
      "meta.description",
      "platform",
      "source.http",
      "source.http.checksum",
      "source.image",
    ]
  `);
});

test("scratch is a definition without ops", () => {
  expect(marshal(scratch).definition.def).toEqual([]);
  expect(printDefinition(marshal(scratch).definition)).toBe("=> scratch\n");
});

test("equal steps are one op, whoever made them", () => {
  const tree = () => file(local("context"), [mkdir("/x")]);
  expect(marshal(merge([tree(), tree(), tree()])).definition.def?.length).toBe(4);
});

test("of equal steps the first name counts, and all capabilities and places", () => {
  const place = (line: number) => ({ file: "f", start: position(line, 1), end: position(line, 2) });
  const a = local("context", { name: "first", places: [place(1)] });
  const b = local("context", { name: "second", ignoreCache: true, places: [place(2), place(1)] });
  const graph = marshal(merge([a, b]), { sources: [{ name: "f", data: "x\ny" }] });
  const digest = graph.digest(a);
  expect(graph.definition.metadata?.[digest]).toMatchObject({
    description: { "llb.customname": "first" },
    ignoreCache: true,
  });
  const lines = graph.definition.Source?.locations?.[digest]?.locations?.map((at) => at.ranges?.[0]?.start?.line);
  expect(lines).toEqual([1, 2]);
});

test("merge leaves out what is empty", () => {
  const tree = local("context");
  expect(merge([])).toBe(scratch);
  expect(merge([scratch, tree])).toBe(tree);
});

test("merge counts every mention of an input", () => {
  const tree = local("context");
  const opOf = (state: State) => pb.Op.decode(marshal(state).definition.def?.at(-2) ?? new Uint8Array());
  expect(opOf(merge([tree, tree])).merge?.inputs?.map(({ input }) => input)).toEqual([0, 1]);
});

test("the terminal op names what the metadata of the graph needs, and is never empty", () => {
  const capsOf = (state: State) => {
    const { def, metadata } = marshal(state).definition;
    const digests = Object.keys(metadata ?? {});
    expect(digests.length).toBe(def?.length);
    return Object.keys(metadata?.[digests.at(-1) ?? ""]?.caps ?? {});
  };
  expect(capsOf(local("context"))).toEqual(["constraints", "platform"]);
  expect(capsOf(local("context", { name: "n", ignoreCache: true }))).toEqual([
    "constraints",
    "platform",
    "meta.ignorecache",
    "meta.description",
  ]);
});

test("capabilities that no daemon registers are never listed", () => {
  const step = exec({
    args: ["x"],
    removeMountStubs: true,
    mounts: [outputMount("/", local("context"))],
  });
  expect([...marshal(step.at("/")).capabilities].join()).not.toContain("removemountstubs");
});

test("lines count from 1 and characters from 0, and a range ends on the last line that it touches", () => {
  const places = [
    { file: "f", start: position(2, 3), end: position(4, 1) },
    { file: "unknown", start: position(1, 1), end: position(1, 2) },
  ];
  const state = local("context", { places });
  const source = marshal(state, { sources: [{ name: "f", data: "1\n2\n3\n4" }] }).definition.Source;
  expect(source?.locations?.[marshal(state).digest(state)]?.locations).toEqual([
    { sourceIndex: 0, ranges: [{ start: { line: 2, character: 2 }, end: { line: 3, character: 0 } }] },
  ]);
  expect(source?.infos?.map(({ filename }) => filename)).toEqual(["f"]);
});

test("older daemons order the fields of an op by number", () => {
  const state = local("context");
  const first = (opOrder?: "by-number") => marshal(state, { opOrder }).definition.def?.[0]?.[0];
  expect([first(), first("by-number")]).toEqual([0x5a, 0x1a]);
});

test("ten thousand steps in a row, and ten thousand side by side, are each looked at a few times", () => {
  let looks = 0;
  const counted = (output: Output): Output => {
    const { inputs } = output.vertex;
    const get = () => {
      looks++;
      return inputs;
    };
    return { ...output, vertex: Object.defineProperty({ ...output.vertex }, "inputs", { get }) };
  };
  let chain: State = scratch;
  for (let n = 0; n < 10_000; n++) chain = counted(file(chain, [mkfile(`/${n}`, String(n))]));
  expect(marshal(chain).definition.def?.length).toBe(10_001);
  const wide = merge(Array.from({ length: 10_000 }, (_, n) => counted(file(scratch, [mkdir(`/${n}`)]))));
  expect(marshal(wide).definition.def?.length).toBe(10_002);
  expect(looks).toBeLessThan(10 * 20_000);
});

test("a step that many ways lead to is looked at once", () => {
  let doubled: State = file(scratch, [mkdir("/a")]);
  // 2^100 ways lead to the first step.
  for (let n = 0; n < 100; n++)
    doubled = merge([file(doubled, [mkdir(`/${n}`)]), file(doubled, [mkfile(`/${n}`, "")])]);
  expect(marshal(doubled).definition.def?.length).toBe(302);
});
