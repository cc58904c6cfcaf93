import { spawnSync } from "node:child_process";
import { mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { runChild } from "./run-child.ts";

const program = { file: join(import.meta.dirname, "child.ts"), cache: mkdtempSync(join(tmpdir(), "decl-child-")) };
afterAll(() => rmSync(program.cache, { recursive: true }));

const json = (value: Uint8Array | null | undefined) => JSON.parse(Buffer.from(value ?? []).toString());
type Outcome = Awaited<ReturnType<typeof runChild>>;

/** The one error that was returned. */
function errorOf({ bridge }: Outcome) {
  expect(bridge.returns.length).toBe(1);
  const { code, message, details } = bridge.returns[0]?.error ?? {};
  const sources = (details ?? []).filter((detail) => detail.type_url?.endsWith("errdefs.Source+json"));
  return { code, message, details: details ?? [], sources: sources.map((detail) => json(detail.value)) };
}

test("a build returns its result once and exits with 0, and what it prints does not get in the way", async () => {
  const outcome = await runChild(program, ["succeed"]);
  expect([outcome.exitCode, outcome.bridge.calls]).toEqual([0, ["Ping", "Solve", "Return"]]);
  expect(outcome.bridge.problems).toEqual([]);
  expect(outcome.bridge.returns[0]?.result?.ref?.id).toBe("0");
  expect(outcome.stderr).toContain("so would this");
});

// The daemon waits 10 s for the session.
test("the session is open before the build begins, and stays while it is busy", async () => {
  const folder = mkdtempSync(join(tmpdir(), "decl-run-"));
  const opened = join(folder, "opened");
  const outcome = await runChild(program, ["busy", opened], { onFirstByte: () => writeFileSync(opened, "") });
  rmSync(folder, { recursive: true });
  expect([outcome.exitCode, outcome.bridge.calls]).toEqual([0, ["Ping", "Solve", "Return"]]);
  expect(outcome.bridge.returns[0]?.error).toBe(null);
});

test.each([
  ["throw", "x is not a function"],
  ["throwText", "just a text"],
  ["reject", "nobody waits for this"],
  ["uncaught", "thrown in a timer"],
  ["lazy", "the module does not load"],
  ["stack", "Maximum call stack size exceeded"],
])("a crash (%s) reaches the user as an internal error without a stack in it", async (mode, text) => {
  const outcome = await runChild(program, [mode]);
  const error = errorOf(outcome);
  expect(outcome.exitCode).toBe(0);
  expect(error).toMatchObject({ code: 13, message: `decl: internal error: ${text}` });
  const stack = error.details.find((detail) => detail.type_url === "github.com/moby/buildkit/stack.Stack+json");
  const frames: { File: string }[] = json(stack?.value).frames;
  expect(frames.length > 0 || mode === "throwText").toBe(true);
});

test("nothing is returned twice when something crashes after the result", async () => {
  const outcome = await runChild(program, ["afterReturn"]);
  expect(outcome.bridge.returns.map(({ error }) => error)).toEqual([null]);
});

test("an error of the user is its message and excerpts, the first one last, as the client unwraps them", async () => {
  const error = errorOf(await runChild(program, ["mistake"]));
  expect(error.code).toBe(2);
  expect(error.message).toBe(
    'web.ts:2:3: no such package: helo (environment)\n  hint: did you mean "hello"?\n' +
      "and another thing\nweb.ts:3:1: and this",
  );
  expect(error.details.map((detail) => detail.type_url)).toEqual(
    Array(2).fill("github.com/moby/buildkit/errdefs.Source+json"),
  );
  expect(error.sources).toMatchObject([
    { ranges: [{ start: { line: 3, character: 0 }, end: { line: 3, character: 4 } }] },
    {
      info: { filename: "web.ts", language: "TypeScript" },
      ranges: [{ start: { line: 2, character: 2 }, end: { line: 2, character: 9 } }],
    },
  ]);
  expect(Buffer.from(error.sources[1].info.data, "base64").toString()).toContain("  mistake here\n");
});

test("an error without a place has an empty excerpt, so that the daemon does not show the syntax line", async () => {
  expect(errorOf(await runChild(program, ["throw"])).sources).toEqual([{ info: { filename: "web.ts" }, ranges: [] }]);
});

test.each([
  ["0.25", 17_000_000, "the build graph is 16.2 MiB, and this engine takes at most 16.0 MiB in one message"],
  ["0.13", 5_000_000, "the build graph is 4.8 MiB, and this engine takes at most 4.0 MiB in one message"],
])("BuildKit %s: a graph over the limit is told with its size", async (buildkit, size, message) => {
  const outcome = await runChild(program, ["oversize", String(size)], { buildkit });
  expect(errorOf(outcome).message).toContain(message);
  expect(outcome.bridge.calls).not.toContain("Solve");
});

test("a graph just under the limit goes through", async () => {
  const outcome = await runChild(program, ["oversize", String(16 * 1024 * 1024 - 1000)]);
  expect(errorOf(outcome).message).toBe("decl: internal error: unreachable");
  expect(outcome.bridge.solves.length).toBe(1);
});

test("an error of the daemon is passed on with all its details", async () => {
  const details = [
    { type_url: "github.com/moby/buildkit/errdefs.Source+json", value: Buffer.from('{"info":{},"ranges":[]}') },
    { type_url: "example.com/unknown", value: Buffer.from([1, 2, 3]) },
  ];
  const outcome = await runChild(program, ["daemonError"], { fail: { Solve: { code: 5, message: "gone", details } } });
  const error = errorOf(outcome);
  expect([error.code, error.message]).toEqual([5, "gone"]);
  expect(error.details).toMatchObject(details);
});

test("a file larger than a message is read in pages", async () => {
  const big = Buffer.alloc(40_000_000, "0123456789");
  const outcome = await runChild(program, ["pages"], { files: { context: { big, small: "s" } } });
  const metadata = outcome.bridge.returns[0]?.result?.metadata ?? {};
  expect(Object.entries(metadata).map(([key, value]) => [key, Buffer.from(value).toString()])).toEqual([
    ["whole", "40000000"],
    ["part", "0123"],
    ["end", "6789"],
    ["small", "s"],
  ]);
});

test("a daemon that goes away ends the process", async () => {
  const outcome = await runChild(program, ["wait"], { onCall: (_method, _pid, bridge) => bridge.close() });
  expect([outcome.exitCode, outcome.bridge.returns]).toEqual([1, []]);
  expect(outcome.stderr).toContain("the daemon closed the connection");
});

test("a process that was not started by BuildKit says how to use it", () => {
  const { status, stderr } = spawnSync(process.execPath, [program.file, "succeed"], {
    stdio: [openSync("/dev/null", "r"), "pipe", "pipe"],
  });
  expect([status, String(stderr)]).toEqual([1, expect.stringContaining("this program is a BuildKit frontend")]);
});

test("SIGTERM ends the process at once, without a result", async () => {
  const outcome = await runChild(program, ["wait"], { onCall: (_method, pid) => process.kill(pid, "SIGTERM") });
  expect([outcome.exitCode, outcome.bridge.returns]).toEqual([143, []]);
});
