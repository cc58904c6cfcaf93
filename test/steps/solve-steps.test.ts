import { expect, it } from "vitest";
import { exec } from "../../src/llb/exec.ts";
import { file, mkfile } from "../../src/llb/file.ts";
import { marshal } from "../../src/llb/marshal.ts";
import { outputMount, readonlyMount } from "../../src/llb/mount.ts";
import { scratch } from "../../src/llb/vertex.ts";
import type { GraphStep } from "../../src/steps/graph-step.ts";
import { solveSteps } from "../../src/steps/solve-steps.ts";
import { DownloadError } from "../../src/steps/step-failure.ts";
import { fakeSession } from "../context/fake-session.ts";
import type { FakeOptions } from "../engine/fake-bridge.ts";
import { resultingIn } from "./failure/resulting-in.ts";

const buildPlatform = { os: "linux", architecture: "amd64" };
const output = file(scratch, [mkfile("/a", "b")], { name: "a" });
const graph = marshal(output);
const start = { line: 3, column: 7 };
const step = {
  output,
  kind: "run",
  subject: "image.checks.app",
  place: { file: "web.ts", start, end: start },
} as const;
/** What the daemon says where the step of this digest did not run. */
function failure(digest: string, message = "process did not complete: exit code: 127") {
  const vertex = {
    type_url: "github.com/moby/buildkit/errdefs.Vertex+json",
    value: Buffer.from(JSON.stringify({ digest })),
  };
  return { code: 2, message, details: [vertex] };
}

async function errorOf(daemon: FakeOptions, failed: GraphStep = step): Promise<unknown> {
  const { session } = await fakeSession(daemon);
  return solveSteps(session, { state: failed.output, steps: [failed], buildPlatform }).catch((error: unknown) => error);
}

const failing = (digest: string) => errorOf({ fail: { Solve: failure(digest) } });

it("a step that cannot run is an error at the line that asked for it", async () => {
  expect(`${await failing(graph.digest(output))}`).toContain(
    "web.ts:3:7: image.checks.app failed (exit code: 127): its step says why",
  );
});

it("what is wrong elsewhere is told as the daemon says it", async () => {
  expect(`${await failing(`sha256:${"0".repeat(64)}`)}`).toContain("process did not complete");
});

it("a build that fails is told with the reason that it has left, and is not run again for that", async () => {
  const build = { ...step, kind: "build", subject: "hello-1", failure: "hello-1.drv" } as const;
  let solves = 0;
  // The first is the build, the second reads the reason.
  const daemon = {
    ...resultingIn({ reason: "builder failed with exit code 3.\none" }),
    fail: {
      get Solve() {
        return solves++ === 0 ? failure(graph.digest(output)) : undefined;
      },
    },
  };
  expect(`${await errorOf(daemon, build)}`).toContain(
    "web.ts:3:7: hello-1 could not be built: builder failed with exit code 3.\none",
  );
  expect(solves).toBe(2);
});

it("a build that fails and has left no reason says how it ended", async () => {
  const build = { ...step, kind: "build", subject: "hello-1", failure: "hello-1.drv" } as const;
  expect(`${await errorOf({ fail: { Solve: failure(graph.digest(output)) } }, build)}`).toContain(
    "web.ts:3:7: hello-1 could not be built (exit code: 127): its step says why",
  );
});

const unpacking = {
  ...step,
  kind: "unpack",
  subject: "hello-1",
  cache: "https://cache.example.org",
  entries: [],
} as const;

it.each([
  [
    "a full disk",
    "failed to write: write /var/lib/x: no space left on device",
    "the disk of the engine is full\n  hint: `docker system df` says of what",
  ],
  [
    "a step that was killed",
    'process "/bin/node" did not complete successfully: exit code: 137',
    "the step was killed from outside\n  hint: the system does that where memory is short",
  ],
  ["a full memory", "fork/exec: cannot allocate memory", "the memory of the engine's machine is full\n  hint: "],
])("%s is not the fault of a cache", async (_, message, explained) => {
  const error = await errorOf({ fail: { Solve: failure(graph.digest(output), message) } }, unpacking);
  expect(`${error}`).toContain(`web.ts:3:7: hello-1 could not be made: ${explained}`);
  expect(error).not.toBeInstanceOf(DownloadError);
  const download = await errorOf(
    { fail: { Solve: failure(graph.digest(output), message) } },
    { ...unpacking, kind: "download" },
  );
  expect(download).not.toBeInstanceOf(DownloadError);
});

it("a disk that a step has filled is said to be full, though the step cannot be run once more to ask it", async () => {
  const mounts = [readonlyMount("/", scratch), outputMount("/out")];
  const unpack = exec({ args: ["/unpack"], mounts, platform: buildPlatform }).at("/out");
  const answers = [
    failure(marshal(unpack).digest(unpack), 'process "/unpack" did not complete successfully: exit code: 1'),
    { code: 2, message: "failed to add snapshot x to lease: write meta.db: no space left on device" },
  ];
  const daemon = {
    fail: {
      get Solve() {
        return answers.shift();
      },
    },
  };
  expect(`${await errorOf(daemon, { ...unpacking, output: unpack })}`).toContain(
    "web.ts:3:7: hello-1 could not be made: the disk of the engine is full\n  hint: `docker system df` says of what",
  );
  expect(answers).toEqual([]);
});

it("what a step was called with says nothing of how it ended", async () => {
  const message = 'process "/bin/sh -euc echo no space left on device" did not complete successfully: exit code: 1';
  expect(`${await errorOf({ fail: { Solve: failure(graph.digest(output), message) } })}`).toContain(
    "image.checks.app failed (exit code: 1): its step says why",
  );
});

it("nobody is blamed for an archive where it is not known what is wrong with it", async () => {
  expect(`${await errorOf({ fail: { Solve: failure(graph.digest(output)) } }, unpacking)}`).toMatch(
    /hello-1 from https:\/\/cache\.example\.org could not be unpacked \(exit code: 127\): its step says why$/,
  );
});
