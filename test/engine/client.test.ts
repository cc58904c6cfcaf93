import { expect, test } from "vitest";
import { EngineError } from "../../src/engine/engine-error.ts";
import { reportWarnings } from "../../src/engine/warnings.ts";
import { file, mkfile } from "../../src/llb/file.ts";
import { marshal } from "../../src/llb/marshal.ts";
import { image, local, ociLayout } from "../../src/llb/source.ts";
import { scratch } from "../../src/llb/vertex.ts";
import { isNotFound } from "../../src/reasons/buildkit.ts";
import type { Diagnostic } from "../../src/text/diagnostic.ts";
import { fakeEngine } from "./in-process.ts";

const folder = local("context", { sessionId: "s" });
const context = marshal(folder);
const files = { context: { "web.ts": "export default 1" } };

test("a file of the client is read through a solve", async () => {
  const { engine, bridge } = await fakeEngine({ files });
  const ref = await engine.solve(context, { cacheImports: [{ type: "registry", attributes: { ref: "r" } }] });
  expect(String(await engine.readFile(ref, "/web.ts"))).toBe("export default 1");
  expect(await engine.statFile(ref, "web.ts")).toMatchObject({ type: "file", mode: 0o644, size: 16 });
  expect((await engine.readDir(ref, "/")).map(({ path }) => path)).toEqual(["web.ts"]);
  expect(bridge.solves[0]).toMatchObject({
    allowResultReturn: true,
    allowResultArrayRef: true,
    CacheImports: [{ Type: "registry", Attrs: { ref: "r" } }],
  });
  expect(bridge.problems).toEqual([]);
});

test("a missing file is an error that can be told from others", async () => {
  const { engine } = await fakeEngine({ files });
  const ref = await engine.solve(context);
  const error: unknown = await engine.readFile(ref, "nothing").catch((reason: unknown) => reason);
  expect([isNotFound(error), isNotFound(new Error("not found"))]).toEqual([true, false]);
});

test("the details of an error are decoded", async () => {
  const details = [
    { type_url: "github.com/moby/buildkit/errdefs.Vertex+json", value: Buffer.from('{"digest":"sha256:1"}') },
    { type_url: "github.com/moby/buildkit/errdefs.Source+json", value: Buffer.from("not json") },
    { type_url: "example.com/other", value: Buffer.from([0]) },
  ];
  const { engine } = await fakeEngine({ fail: { StatFile: { code: 2, message: "exit code: 1 – ü", details } } });
  const error: unknown = await engine.statFile({ id: "0" }, "/").catch((reason: unknown) => reason);
  if (!(error instanceof EngineError)) throw new Error("an EngineError expected");
  expect([error.code, error.message]).toEqual([2, "exit code: 1 – ü"]);
  expect(error.details.map(({ type }) => type)).toEqual(["errdefs.Vertex+json", "errdefs.Source+json", "other"]);
  expect(error.detailsOf("errdefs.Vertex+json")).toEqual([{ digest: "sha256:1" }]);
});

test("scratch solves to the empty ref", async () => {
  const { engine } = await fakeEngine();
  expect(await engine.solve(marshal(scratch))).toEqual({ id: "" });
});

test("images are resolved to digest and config", async () => {
  const images = { "docker.io/library/x:1": { digest: "sha256:2", config: "{}" } };
  const { engine } = await fakeEngine({ images });
  const config = await engine.resolveImageConfig("docker.io/library/x:1", { logName: "[internal] x" });
  expect(config).toMatchObject({ digest: "sha256:2", reference: "docker.io/library/x:1" });
  const { op } = image("docker.io/library/x:1").vertex;
  if (op.kind !== "source") throw new Error("a source expected");
  expect(String(await engine.resolveSourceConfig(op, {}))).toBe("{}");
  await expect(engine.resolveImageConfig("y")).rejects.toThrow("y: not found");
});

test("an engine without source metadata is asked for the image of a layout the old way", async () => {
  const reference = "docker.io/library/x@sha256:2";
  const images = { [reference]: { digest: "sha256:2", config: "{}" } };
  const { engine, bridge } = await fakeEngine({ images, buildkit: "0.12" });
  const { op } = ociLayout(reference, { sessionId: "s", storeId: "layout" }).vertex;
  if (op.kind !== "source") throw new Error("a source expected");
  expect(String(await engine.resolveSourceConfig(op, {}))).toBe("{}");
  expect(bridge.calls).toContain("ResolveImageConfig");
  expect(bridge.calls).not.toContain("ResolveSourceMeta");
});

test("graphs of the client are states to build on", async () => {
  const theirs = marshal(file(scratch, [mkfile("/f", "")]));
  const { engine } = await fakeEngine({ inputs: { base: theirs.definition, empty: {} } });
  const inputs = await engine.inputs();
  const base = inputs.get("base");
  expect([inputs.get("empty"), base === undefined || base === scratch]).toEqual([scratch, false]);
  expect(marshal(base ?? scratch).definition.def?.map((bytes) => Buffer.from(bytes))).toEqual(
    theirs.definition.def?.map((bytes) => Buffer.from(bytes)),
  );
});

test("a warning hangs on a step and points into the file", async () => {
  const { engine, bridge } = await fakeEngine();
  const place = { file: "web.ts", start: { line: 1, column: 8 }, end: { line: 1, column: 15 } };
  const warning: Diagnostic = {
    code: "c",
    severity: "warning",
    message: "odd",
    path: ["a", "b"],
    hint: "mend it",
    place,
  };
  const sources = new Map([["web.ts", { name: "web.ts", data: "export default 1" }]]);
  const digest = context.digest(folder);
  await reportWarnings({ engine, sources }, [warning], digest);
  const [sent] = bridge.warnings;
  expect([String(sent?.short), sent?.detail?.map(String)]).toEqual(["web.ts:1: odd (a.b)", ["mend it"]]);
  expect(sent).toMatchObject({
    digest,
    level: 1,
    info: { filename: "web.ts", language: "TypeScript" },
    ranges: [{ start: { line: 1, character: 7 }, end: { line: 1, character: 14 } }],
  });
});

test("requests in parallel are answered each", async () => {
  const { engine } = await fakeEngine({ files });
  const refs = await Promise.all(Array.from({ length: 300 }, () => engine.solve(context)));
  expect(new Set(refs.map(({ id }) => id)).size).toBe(300);
});
