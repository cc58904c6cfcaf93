import { expect, test } from "vitest";
import { localFolder } from "../../src/gateway/local-folder.ts";
import { local } from "../../src/llb/source.ts";
import { fakeGateway } from "./in-process.ts";

const source = local("context", { sessionId: "s" });
const files = { context: { "a.txt": "one" } };

test("a file of a folder is asked for once, whoever wants it", async () => {
  const { gateway, bridge } = await fakeGateway({ files });
  const texts = [
    await localFolder(gateway, source).readText("a.txt"),
    await localFolder(gateway, local("context", { sessionId: "s" })).readText("a.txt"),
  ];
  expect(texts).toEqual(["one", "one"]);
  expect(bridge.calls).toEqual(["Ping", "Solve", "ReadFile"]);
});

test("a folder from another source is asked again", async () => {
  const { gateway, bridge } = await fakeGateway({ files });
  await localFolder(gateway, source).readText("a.txt");
  await localFolder(gateway, local("context", { sessionId: "s", followPaths: ["a.txt"] })).readText("a.txt");
  expect(bridge.calls.filter((method) => method === "ReadFile")).toHaveLength(2);
});

test("a file that is not there is no error, one that cannot be read is", async () => {
  const { gateway } = await fakeGateway({ files });
  expect(await localFolder(gateway, source).readText("b.txt")).toBeUndefined();
  const failing = await fakeGateway({ files, fail: { ReadFile: { code: 13, message: "disk on fire" } } });
  await expect(localFolder(failing.gateway, source).readText("a.txt")).rejects.toThrow("disk on fire");
});
