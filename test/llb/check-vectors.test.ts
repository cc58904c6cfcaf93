import { expect, test } from "vitest";
import { digestOf } from "../../src/llb/digest.ts";
import { encodeOp } from "../../src/llb/encode-op.ts";
import { file, mkfile } from "../../src/llb/file.ts";
import { marshal } from "../../src/llb/marshal.ts";
import { local } from "../../src/llb/source.ts";
import { scratch } from "../../src/llb/vertex.ts";
import { MessageWriter } from "../../src/llb/wire.ts";

const BUSYBOX = "sha256:74ecb5d790c33a213ba00f8f43d62947df1d4dea72f5ec13353a9b943f469f0f";

test("an op with only an identifier has the bytes of BuildKit's own fixture", () => {
  const source = new MessageWriter().string(1, "docker-image://docker.io/library/busybox:latest");
  const bytes = encodeOp({ inputs: [], body: [3, source] });
  expect(Buffer.from(bytes).toString("latin1")).toBe("\x1a\x31\x0a\x2fdocker-image://docker.io/library/busybox:latest");
  expect(digestOf(bytes)).toBe(BUSYBOX);
});

test("a terminal op has the digest of BuildKit's own fixture", () => {
  const bytes = encodeOp({ inputs: [{ digest: BUSYBOX, index: 0 }] });
  expect(digestOf(bytes)).toBe("sha256:fdd990931001ae92f1971673ff21204ef6a5ccc8c1a4dd133d8f0f9bff67a3c2");
});

test("a local source has the digest of an independent encoder", () => {
  const folder = local("dockerfile", {
    differ: "none",
    followPaths: ["decl.ts", "decl.ts.dockerignore"],
    sessionId: "s1",
    sharedKeyHint: "dockerfile",
  });
  const graph = marshal(folder);
  expect(graph.definition.def?.[0]?.length).toBe(160);
  expect(graph.digest(folder)).toBe("sha256:c7cb02306a99ae70fc581670232f4bca480bd0239c0b28f6b638f2b60aab8553");
});

test("a file made from nothing has the digest of an independent encoder", () => {
  const tree = file(scratch, [mkfile("/hello", "hi", { mtime: 0 })]);
  expect(marshal(tree).digest(tree)).toBe("sha256:ad53386285963e2f88fce5e7cd23d92c133e4800a8fd6409178e8364f8f4a2f8");
});
