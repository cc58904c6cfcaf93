import { expect, test } from "vitest";
import { answer } from "../src/answer.ts";
import { fakeEngine } from "./engine/in-process.ts";

const DECLARATION = "export default { image: { cmd: ['/bin/true'] } };\n";
const OPTIONS = {
  filename: "image.ts",
  "context:nixpkgs": "local:nixpkgs",
  "context:nix-cache": "local:nix-cache",
  platform: "linux/amd64",
};

/** The calls of a build, in order. */
async function callsOf(files: Readonly<Record<string, string>>): Promise<string[]> {
  const dockerfile = { "image.ts": DECLARATION, ...files };
  const { engine, bridge } = await fakeEngine({ files: { dockerfile, nixpkgs: {}, "nix-cache": {} } });
  const environment = Object.entries(OPTIONS).map(([key, value], i) => [
    `BUILDKIT_FRONTEND_OPT_${i}`,
    `${key}=${value}`,
  ]);
  // main.ts asks for them before this code is loaded.
  await engine.inputs();
  await answer(engine, new Map(), Object.fromEntries(environment));
  return bridge.calls;
}

test("what is known to be wanted is asked for at once: a build waits for the daemon three times", async () => {
  const calls = await callsOf({});
  // The build file and the lock file, before anything is known of the engine; the folders of packages beside their
  // reading; names and the cache's own description while the declaration is evaluated; the image.
  const [first, second, third, last] = [calls.slice(0, 4), calls.slice(4, 8), calls.slice(8, 10), calls.slice(10)];
  expect(first).toEqual(["Ping", "Inputs", "Solve", "Solve"]);
  expect(second.sort()).toEqual(["ReadFile", "ReadFile", "Solve", "Solve"]);
  expect(third).toEqual(["ReadFile", "ReadFile"]);
  expect(last).toEqual(["Solve"]);
});

test("with a lock file, nothing is read of the folders of packages", async () => {
  const lock = JSON.stringify({ version: 1, packages: {}, storePaths: {} });
  const calls = await callsOf({ "image.lock.json": lock });
  expect(calls.filter((method) => method === "ReadFile")).toHaveLength(2);
});
