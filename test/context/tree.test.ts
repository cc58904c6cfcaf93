import { expect, test } from "vitest";
import { openTree } from "../../src/context/tree.ts";
import { local } from "../../src/llb/source.ts";
import { fakeSession } from "./fake-session.ts";

const source = local("context", { sessionId: "s" });
const files = { context: { "a.txt": "one" } };

test("a file of a folder is asked for once, whoever wants it", async () => {
  const { session, bridge } = await fakeSession({ files });
  const texts = [
    await openTree(session, source).readText("a.txt"),
    await openTree(session, local("context", { sessionId: "s" })).readText("a.txt"),
  ];
  expect(texts).toEqual(["one", "one"]);
  expect(bridge.calls).toEqual(["Ping", "Inputs", "Solve", "ReadFile"]);
});

test("a folder from another source is asked again", async () => {
  const { session, bridge } = await fakeSession({ files });
  await openTree(session, source).readText("a.txt");
  await openTree(session, local("context", { sessionId: "s", followPaths: ["a.txt"] })).readText("a.txt");
  expect(bridge.calls.filter((method) => method === "ReadFile")).toHaveLength(2);
});

test("a file that is not there is no error, one that cannot be read is", async () => {
  const { session } = await fakeSession({ files });
  expect(await openTree(session, source).readText("b.txt")).toBeUndefined();
  const failing = await fakeSession({ files, fail: { ReadFile: { code: 13, message: "disk on fire" } } });
  await expect(openTree(failing.session, source).readText("a.txt")).rejects.toThrow("disk on fire");
});
