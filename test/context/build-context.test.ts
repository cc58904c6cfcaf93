import { describe, expect, it } from "vitest";
import { type Folder, findBuildContext } from "../../src/context/build-context.ts";
import { readRequest } from "../../src/context/request.ts";
import { marshal } from "../../src/llb/marshal.ts";
import { local } from "../../src/llb/source.ts";
import type { FakeOptions } from "../engine/fake-bridge.ts";
import { fakeEngine } from "../engine/in-process.ts";

async function open(options: Readonly<Record<string, string>>, daemon: FakeOptions = {}) {
  const { engine, bridge } = await fakeEngine(daemon);
  const all = new Map(Object.entries({ filename: "web.ts", ...options }));
  const context = await findBuildContext(engine, readRequest({ options: all, sessionId: "s", workerPlatforms: [] }));
  expect(bridge.problems).toEqual([]);
  return context;
}

const opOf = (folder: Folder) => (folder.kind === "tree" ? folder.tree.vertex.op : undefined);

describe("where a build has its files", () => {
  it("is two folders of the client's", async () => {
    expect(await open({})).toEqual({
      filename: "web.ts",
      isAlone: false,
      buildFolder: { kind: "local", localName: "dockerfile" },
      files: { kind: "local", localName: "context" },
    });
  });

  it("is what the client sends as inputs, as bake does", async () => {
    const input = (name: string) => marshal(local(name, { sessionId: "s" })).definition;
    const inputs = { context: input("one"), dockerfile: input("two") };
    const both = await open({}, { inputs });
    expect([both.files.kind, both.buildFolder.kind]).toEqual(["tree", "tree"]);
    const own = await open({ dockerfilekey: "own" }, { inputs });
    expect([own.files.kind, own.buildFolder]).toEqual(["tree", { kind: "local", localName: "own" }]);
  });

  it("is the client's where an engine knows nothing of inputs", async () => {
    const fail = { Inputs: { code: 12, message: "unknown method" } };
    expect((await open({}, { fail })).files.kind).toBe("local");
  });

  it("is a repository, or a folder of it", async () => {
    const { buildFolder, files } = await open({ context: "https://x.example/y.git#v1", contextsubdir: "app" });
    expect(opOf(buildFolder)).toMatchObject({ kind: "source", identifier: "git://x.example/y.git#v1" });
    expect(opOf(files)).toMatchObject({ actions: [{ action: "copy", src: "app", dest: "/", contents: true }] });
  });

  it("is an archive, unpacked", async () => {
    const url = "https://x.example/y.tar.gz";
    const archive = new Uint8Array([0x1f, 0x8b, 0x08, 0]);
    const { filename, isAlone, files } = await open({ context: url }, { files: { [url]: { context: archive } } });
    expect([filename, isAlone]).toEqual(["web.ts", false]);
    expect(opOf(files)).toMatchObject({ actions: [{ action: "copy", src: "/context", dest: "/", unpack: true }] });
  });

  it("is one file, which is called as its address is", async () => {
    const url = "https://x.example/a/y.ts?token=1";
    const daemon = { files: { [url]: { context: "// syntax=decl/frontend" } } };
    expect(await open({ context: url }, daemon)).toMatchObject({ filename: "y.ts", isAlone: true });
    const own = await open({ context: url, dockerfilekey: "own" }, daemon);
    expect(own).toMatchObject({ filename: "web.ts", isAlone: false });
  });
});
