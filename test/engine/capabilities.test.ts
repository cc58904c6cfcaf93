import { expect, test } from "vitest";
import { readCapabilities } from "../../src/engine/capabilities.ts";
import { requireCapabilities, requireEngine } from "../../src/engine/requirements.ts";
import { marshal } from "../../src/llb/marshal.ts";
import { merge } from "../../src/llb/merge.ts";
import { git, local } from "../../src/llb/source.ts";
import { DeclError } from "../../src/text/diagnostic.ts";
import type { FakeOptions } from "./fake-bridge.ts";
import { fakeEngine } from "./in-process.ts";

async function capabilitiesOf(options: FakeOptions) {
  const { engine } = await fakeEngine(options);
  return engine.capabilities;
}

function hintOf(action: () => void): string | undefined {
  try {
    action();
  } catch (error) {
    if (error instanceof DeclError) return `${error.diagnostics[0]?.message} / ${error.diagnostics[0]?.hint}`;
    throw error;
  }
  return undefined;
}

test("supported is present and enabled, and a refusal has the engine's reason", async () => {
  const reason = "only enabled with containerd image store backend";
  const capabilities = await capabilitiesOf({ disabled: { mergeop: reason } });
  expect(["mergeop", "file.base", "nonsense"].map(capabilities.supports)).toEqual([false, true, false]);
  expect(["mergeop", "file.base", "nonsense"].map(capabilities.refusal)).toEqual([
    reason,
    undefined,
    "the engine does not know it",
  ]);
});

test.each([
  ["0.13", 4],
  ["0.14", 16],
])("BuildKit %s takes requests of %i MiB", async (buildkit, limit) => {
  expect((await capabilitiesOf({ buildkit })).messageLimit).toBe(limit * 1024 * 1024);
});

test("since BuildKit 0.17 ops are written in the order of Go's protobuf", async () => {
  const orders = [{ buildkit: "0.16" }, { buildkit: "0.17" }].map(capabilitiesOf);
  expect((await Promise.all(orders)).map(({ opOrder }) => opOrder)).toEqual(["by-number", "plain-then-oneof"]);
});

test("the workers of the environment are read, whatever the case of their keys", () => {
  const platforms = [
    { architecture: "arm", os: "linux", variant: "v7" },
    { OS: "linux", Architecture: "amd64" },
  ];
  const now = [{ id: "w", labels: {}, platforms, buildkitVersion: { version: "v0.25.1" } }];
  const before = [{ ID: "w", Labels: {}, Platforms: platforms, GCPolicy: null }];
  expect(readCapabilities({}, JSON.stringify(now))).toMatchObject({
    defaultPlatform: { os: "linux", architecture: "arm", variant: "v7" },
    buildkitVersion: "v0.25.1",
  });
  expect(readCapabilities({}, JSON.stringify(before)).defaultPlatform).toEqual(platforms[0]);
  const upperCase = [{ ...before[0], Platforms: platforms.slice(1) }];
  expect(readCapabilities({}, JSON.stringify(upperCase)).defaultPlatform).toEqual({
    os: "linux",
    architecture: "amd64",
  });
});

test("without workers in the environment those of Ping count", async () => {
  const capabilities = await capabilitiesOf({});
  expect(capabilities.defaultPlatform).toEqual({ os: "linux", architecture: "amd64" });
});

test.each(["0.10", "0.13", "0.19", "0.25"])("BuildKit %s is new enough", async (buildkit) => {
  const capabilities = await capabilitiesOf({ buildkit });
  expect(hintOf(() => requireEngine(capabilities))).toBeUndefined();
});

test("Docker Engine 20.10 is too old, and the hint names one that is not", async () => {
  const capabilities = await capabilitiesOf({ buildkit: "0.8" });
  expect(hintOf(() => requireEngine(capabilities))).toMatch(
    /^engine too old: this BuildKit \(unknown version\) lacks gateway.warnings, .* \/ use Docker Engine 23.0 \(BuildKit 0.10\) or newer/,
  );
});

test("a graph that the engine cannot build is refused before it is sent", async () => {
  const pinned = marshal(git("host/r.git", { checksum: "0123" }));
  const old = await capabilitiesOf({ buildkit: "0.21" });
  expect(hintOf(() => requireCapabilities(old, pinned))).toBe(
    "this build needs source.git.checksum of the engine: the engine does not know it" +
      " / source.git.checksum is in Docker Engine 28.2 (BuildKit 0.22) or newer",
  );
  const current = await capabilitiesOf({ disabled: { mergeop: "only enabled with containerd image store backend" } });
  expect(hintOf(() => requireCapabilities(current, pinned))).toBeUndefined();
  const merged = marshal(merge([local("a"), local("b")]));
  expect(hintOf(() => requireCapabilities(current, merged))).toBe(
    "this build needs mergeop of the engine: only enabled with containerd image store backend" +
      " / switch on Docker's containerd image store (feature containerd-snapshotter in daemon.json)",
  );
});

test("an engine that logs in nowhere says which one does", async () => {
  expect((await capabilitiesOf({ buildkit: "0.20" })).noLogin).toBe(
    "this engine gives none, Docker Engine 28.1 (BuildKit 0.21) or newer does",
  );
  expect((await capabilitiesOf({ buildkit: "0.21" })).noLogin).toBeUndefined();
});
