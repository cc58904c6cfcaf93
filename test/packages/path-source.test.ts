import { describe, expect, it } from "vitest";
import type { CacheAnswer, ClosureProblem } from "../../src/nix/closure.ts";
import { ClosureError } from "../../src/nix/closure.ts";
import { hashSri } from "../../src/nix/nar-hash.ts";
import type { PathInfo } from "../../src/nix/serve-protocol.ts";
import type { LockFile } from "../../src/packages/lock/lock-file.ts";
import type { LockedCaches } from "../../src/packages/lock/locked-closure-source.ts";
import { type PathSource, pathsOfCaches, pathsOfLock } from "../../src/packages/path-source.ts";
import { builtPath, fakeCache, KEY, made, pathOf, signatureOf } from "./fake-cache.ts";

const CACHE = "https://cache.example.org";

const signedOf = ({ path: storePath, ...info }: PathInfo) => ({ storePath, ...info });

/** What a lock says of a path that a cache has. */
const locked = (name: string, references: readonly string[]) => ({
  narHash: hashSri(builtPath(name, []).narHash),
  narSize: builtPath(name, []).narSize,
  references: references.map((reference) => pathOf(reference).base),
  signatures: [signatureOf(signedOf(builtPath(name, references)))],
  ...{ cache: CACHE, url: `nar/${name}.nar`, compression: "none" as const },
});

/** tool and glibc are served; app and its lib are built. */
const LOCK: LockFile = {
  version: 1,
  packages: {},
  storePaths: {
    [pathOf("tool").base]: locked("tool", ["glibc"]),
    [pathOf("glibc").base]: locked("glibc", []),
  },
  builds: {
    [pathOf("app.drv").base]: { outputs: { out: pathOf("app").base }, inputs: [pathOf("lib").base] },
    [pathOf("lib.drv").base]: { outputs: { out: pathOf("lib").base, dev: pathOf("lib-dev").base }, inputs: [] },
  },
};
const NOWHERE: LockedCaches = {
  mirrors: [],
  folders: [],
  all: [],
  rulesOf: () => ({ publicKeys: [KEY], requireSignature: true }),
  archiveFault: () => undefined,
};
const ofLock = pathsOfLock(LOCK, NOWHERE);
const names = async (source: PathSource, root: string, known = made({})) =>
  (await source.find([pathOf(root)], { made: known })).entries.map(({ path }) => path.name).sort();

async function problemsOf(source: PathSource, root: string): Promise<readonly ClosureProblem[]> {
  const error: unknown = await source.find([pathOf(root)]).catch((reason: unknown) => reason);
  if (!(error instanceof ClosureError)) throw error;
  return error.problems;
}

describe("paths that a lock has", () => {
  it("are found with all that they need, of what is made too", async () => {
    expect(await names(ofLock, "tool")).toEqual(["glibc", "tool"]);
    expect(await names(ofLock, "app", made({ app: ["tool", "lib"], lib: [] }))).toEqual([
      "app",
      "glibc",
      "lib",
      "tool",
    ]);
  });

  it.each([
    ["app", true],
    ["lib-dev", true],
    ["other", false],
    ["app.drv", false],
  ])("and does not have, such as %s, may be built where it says so: %j", async (name, mayBuild) => {
    const problems = await problemsOf(ofLock, name);
    expect(problems.map((problem) => ofLock.mayBuild(problem))).toEqual([mayBuild]);
  });

  it("are never built where it does not say what is", async () => {
    const { builds: _, ...plain } = LOCK;
    const source = pathsOfLock(plain, NOWHERE);
    const problems = await problemsOf(source, "app");
    expect(problems.map((problem) => source.mayBuild(problem))).toEqual([false]);
  });
});

describe("paths that caches have", () => {
  it("are found with all that they need, of what is made too", async () => {
    const source = pathsOfCaches({ all: [fakeCache("main", { tool: ["glibc", "lib"], glibc: [] })] });
    expect(await names(source, "tool", made({ lib: [] }))).toEqual(["glibc", "lib", "tool"]);
  });

  it.each<[string, readonly CacheAnswer["kind"][], boolean]>([
    ["that all have not", ["absent", "absent"], true],
    ["that one is not trusted with", ["absent", "untrusted"], false],
    ["that one could not be asked for", ["failed"], false],
    ["that nobody was asked for", [], false],
  ])("and one %s may be built, or not", (_, kinds, mayBuild) => {
    const answers = kinds.map((kind) => ({ cache: "main", kind, reason: "…" }));
    const problem = { kind: "unavailable", path: pathOf("a"), wantedBy: [pathOf("a")], answers } as const;
    expect(pathsOfCaches({ all: [] }).mayBuild(problem)).toBe(mayBuild);
  });
});

it("paths in a circle may be built by nobody", () => {
  const circle = { kind: "cycle", cycle: [pathOf("app"), pathOf("lib"), pathOf("app")] } as const;
  expect([ofLock, pathsOfCaches({ all: [] })].map((source) => source.mayBuild(circle))).toEqual([false, false]);
});
