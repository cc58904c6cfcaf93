import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { type ClosureEntry, ClosureError, makeClosure } from "../../src/nix/closure.ts";
import { sha256Of } from "../../src/nix/nar-hash.ts";
import { madeEntry } from "../../src/packages/builds/run-builds.ts";
import { type Cache, MIN_PRIORITY, orderCaches, walkClosure } from "../../src/packages/closure-walk.ts";
import { always, builtPath, fakeCache, type Graph, made, narinfoOf, pathOf } from "./fake-cache.ts";

async function problemsOf(walk: Promise<unknown>) {
  const error = await walk.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ClosureError)) throw error;
  return error;
}

const HELLO: Graph = {
  hello: ["glibc", "hello"],
  glibc: ["glibc", "libidn2"],
  libidn2: ["libunistring"],
  libunistring: [],
};

test("a closure has all that the roots refer to, sorted by path, references first in its order", async () => {
  const closure = await walkClosure([pathOf("hello")], [fakeCache("main", HELLO)]);
  expect(closure.entries.map((entry) => entry.path.name).sort()).toEqual(["glibc", "hello", "libidn2", "libunistring"]);
  const paths = closure.entries.map((entry) => entry.path.path);
  expect(paths).toEqual(paths.toSorted());
  expect(closure.ordered.map((entry) => entry.path.name)).toEqual(["libunistring", "libidn2", "glibc", "hello"]);
  expect(closure.get(pathOf("glibc"))).toMatchObject({
    url: "nar/glibc.nar",
    compression: "none",
    narSize: 105,
    cache: "main",
    trust: { by: "key", keyName: "test-1" },
  });
  expect(Object.isFrozen(closure.entries) && Object.isFrozen(closure.entries[0])).toBe(true);
});

test("a cache is asked level by level, and for no path twice", async () => {
  const cache = fakeCache("main", { a: ["b", "c"], b: ["d"], c: ["d"], d: ["d"] });
  await walkClosure([pathOf("a"), pathOf("b")], [cache]);
  expect(cache.asked.map((level) => level.sort())).toEqual([
    ["a", "b"],
    ["c", "d"],
  ]);
});

test("a cache's own word on its priority is asked for only where it decides something", async () => {
  const says = (name: string, priority: number) => {
    const readPriority = vi.fn(async () => priority);
    return { ...fakeCache(name, HELLO, { priority: 0 }), readPriority };
  };
  const names = (caches: readonly Cache[]) => caches.map(({ name }) => name);
  const [slow, public_, ours] = [says("silent", Number.POSITIVE_INFINITY), says("public", 40), says("ours", 30)];
  const given = fakeCache("given", HELLO, { priority: 35 });
  const folder = fakeCache("folder", HELLO, { priority: MIN_PRIORITY * 2 });
  expect(names(await orderCaches([public_, folder]))).toEqual(["folder", "public"]);
  expect(public_.readPriority).not.toHaveBeenCalled();
  expect(names(await orderCaches([slow, public_, folder, given, ours]))).toEqual([
    "folder",
    "ours",
    "given",
    "public",
    "silent",
  ]);
});

test("caches are asked by priority, then in the given order, and only for what is left", async () => {
  const last = fakeCache("last", HELLO, { priority: 40 });
  const first = fakeCache("first", { hello: ["glibc"] }, { priority: 10 });
  const second = fakeCache("second", { glibc: [] }, { priority: 10 });
  const closure = await walkClosure([pathOf("hello")], [last, first, second]);
  expect(closure.ordered.map((entry) => [entry.path.name, entry.cache])).toEqual([
    ["glibc", "second"],
    ["hello", "first"],
  ]);
  expect(first.asked).toEqual([["hello"], ["glibc"]]);
  expect(second.asked).toEqual([["glibc"]]);
  expect(last.asked).toEqual([]);
});

test("a path that is untrusted, corrupt, down or another in one cache is taken from the next", async () => {
  const caches = [
    fakeCache("unsigned", HELLO, { isSigned: false }),
    fakeCache("down", HELLO, always({ kind: "failed", reason: "cannot be reached" })),
    fakeCache("corrupt", HELLO, always({ kind: "found", text: "<html>" })),
    fakeCache("other", HELLO, always({ kind: "found", text: narinfoOf("other", [], true) })),
    fakeCache("good", HELLO),
  ];
  const closure = await walkClosure([pathOf("hello")], caches);
  expect(closure.entries.map((entry) => entry.cache)).toEqual(["good", "good", "good", "good"]);
  const error = await problemsOf(walkClosure([pathOf("hello")], caches.slice(0, -1)));
  const { path, base } = pathOf("hello");
  expect(base).toMatch(/-hello$/);
  expect(error.message).toBe(
    `no binary cache has a usable ${path}: ` +
      "unsigned: has it, but it is not trusted: no signature; " +
      "down: cannot be reached; " +
      "corrupt: the narinfo does not end with a newline, it may be cut short; " +
      `other: answers with another path, ${pathOf("other").path}`,
  );
});

test("an error lists every path that is missing and who wants it", async () => {
  const cache = fakeCache("main", { a: ["b", "lost"], b: ["gone"] });
  const { problems } = await problemsOf(walkClosure([pathOf("a")], [cache]));
  const found = problems.map((problem) =>
    problem.kind === "unavailable"
      ? [problem.path.name, problem.wantedBy.map((path) => path.name), problem.answers]
      : problem,
  );
  const answers = [{ cache: "main", kind: "absent", reason: "does not have it" }];
  expect(found).toEqual([
    ["lost", ["a", "lost"], answers],
    ["gone", ["a", "b", "gone"], answers],
  ]);
});

test("without caches nothing is known", async () => {
  const error = await problemsOf(walkClosure([pathOf("a")], []));
  expect(error.message).toBe(`nothing is known of ${pathOf("a").path}`);
});

test("no cache is asked for what this build has made, and what that refers to is followed", async () => {
  const cache = fakeCache("main", { app: ["lib"], lib: ["lib"], glibc: [], hello: ["app"] });
  const closure = await walkClosure([pathOf("hello")], [cache], undefined, made({ app: ["lib", "glibc"], lib: [] }));
  expect(cache.asked).toEqual([["hello"], ["glibc"]]);
  expect(closure.entries.map(({ path, cache: from, trust }) => [path.name, from, trust.by]).sort()).toEqual([
    ["app", "this build", "build"],
    ["glibc", "main", "key"],
    ["hello", "main", "key"],
    ["lib", "this build", "build"],
  ]);
  expect(closure.get(pathOf("app"))).toMatchObject({
    references: [pathOf("lib"), pathOf("glibc")].sort((a, b) => (a.path < b.path ? -1 : 1)),
    deriver: pathOf("app.drv").base,
    signatures: [],
  });
});

test("what is made and nobody needs is in no closure", async () => {
  const closure = await walkClosure([pathOf("glibc")], [fakeCache("main", HELLO)], undefined, made({ app: ["glibc"] }));
  expect(closure.entries.map(({ path }) => path.name)).not.toContain("app");
});

test("what a path that is made refers to may be missing, and then it is said who wants it", async () => {
  const error = await problemsOf(
    walkClosure([pathOf("app")], [fakeCache("main", {})], undefined, made({ app: ["c"] })),
  );
  expect(error.message).toBe(
    `no binary cache has a usable ${pathOf("c").path} (needed by ${pathOf("app").base} → ${pathOf("c").base}): main: does not have it`,
  );
});

test("a circle of references is refused and named", async () => {
  const cache = fakeCache("main", { a: ["b"], b: ["b", "c"], c: ["b"] });
  const error = await problemsOf(walkClosure([pathOf("a")], [cache]));
  expect(error.problems).toHaveLength(1);
  const [problem] = error.problems;
  if (problem?.kind !== "cycle") throw new Error("no cycle");
  const names = problem.cycle.map((path) => path.name);
  expect(names.toSorted()).toEqual(names[0] === "b" ? ["b", "b", "c"] : ["b", "c", "c"]);
  expect(names[0]).toBe(names.at(-1));
  expect(error.message).toContain("store paths refer to each other in a circle: ");
});

test("a bug in a cache's reader is not taken for an answer", async () => {
  const cache = fakeCache("main", HELLO, { readNarinfos: () => Promise.reject(new TypeError("bug")) });
  await expect(walkClosure([pathOf("hello")], [cache])).rejects.toThrow(TypeError);
});

test("a table that lacks a path makes no closure", async () => {
  const { entries } = await walkClosure([pathOf("hello")], [fakeCache("main", HELLO)]);
  expect(makeClosure([pathOf("hello")], entries).entries).toEqual(entries);
  expect(() =>
    makeClosure(
      [pathOf("hello")],
      entries.filter((entry) => entry.path.name !== "glibc"),
    ),
  ).toThrow(
    `nothing is known of ${pathOf("glibc").path} (needed by ${pathOf("hello").base} → ${pathOf("glibc").base})`,
  );
});

test("what a table lacks is wanted by the root that needs it, by the shortest way", () => {
  const entry = (name: string, ...references: string[]) => madeEntry(builtPath(name, references));
  const table = [entry("long", "a"), entry("a", "b"), entry("b", "lost"), entry("short", "b", "short")];
  const wantedBy = (...roots: string[]) => {
    try {
      makeClosure(roots.map(pathOf), table);
    } catch (error) {
      if (!(error instanceof ClosureError)) throw error;
      return error.problems.map((one) => (one.kind === "cycle" ? [] : one.wantedBy.map(({ name }) => name)));
    }
    return [];
  };
  expect(wantedBy("long")).toEqual([["long", "a", "b", "lost"]]);
  expect(wantedBy("long", "short")).toEqual([["short", "b", "lost"]]);
  expect(wantedBy("long", "lost", "gone")).toEqual([["lost"], ["gone"]]);
});

test("what the roots do not need is left out of the closure of a table", async () => {
  const { entries } = await walkClosure([pathOf("hello")], [fakeCache("main", HELLO)]);
  const closure = makeClosure([pathOf("libidn2")], entries);
  expect(closure.entries.map((entry) => entry.path.name).sort()).toEqual(["libidn2", "libunistring"]);
});

test("what some of the paths need can be asked for", async () => {
  const closure = await walkClosure([pathOf("hello")], [fakeCache("main", HELLO)]);
  expect(
    closure
      .reach([pathOf("glibc")])
      .map((entry) => entry.path.name)
      .sort(),
  ).toEqual(["glibc", "libidn2", "libunistring"]);
  expect(closure.reach([])).toEqual([]);
});

test("a chain of 20,000 paths is not too deep", () => {
  const entry = (n: number): ClosureEntry => ({
    path: pathOf(`n${n}`),
    narHash: sha256Of(Buffer.alloc(32)),
    narSize: 1,
    references: n === 0 ? [] : [pathOf(`n${n - 1}`)],
    url: "x",
    compression: "none",
    cache: "main",
    signatures: [],
    trust: { by: "cache" },
  });
  const entries = Array.from({ length: 20_000 }, (_, n) => entry(n));
  const { ordered } = makeClosure([pathOf("n19999")], entries);
  expect(ordered).toHaveLength(20_000);
  expect(ordered[0]?.path.name).toBe("n0");
});

/** Names n0, n1, …, each of which refers to some of those before it, and perhaps to itself. */
const graphs = fc.array(fc.array(fc.nat(), { maxLength: 4 }), { minLength: 1, maxLength: 25 }).map((nodes): Graph => {
  const edges = nodes.map((picks, n) => [...new Set(picks.map((pick) => `n${pick % (n + 1)}`))] as const);
  return Object.fromEntries(edges.map((references, n) => [`n${n}`, references]));
});

test("on any graph, however it is spread over caches, the closure is what can be reached, in order", async () => {
  await fc.assert(
    fc.asyncProperty(graphs, fc.infiniteStream(fc.nat(4)), async (graph, picks) => {
      // 0: only in the first cache, 1: only in the second, 2: unsigned in the first, 3: in both, 4: made.
      const first: Record<string, readonly string[]> = {};
      const built: Record<string, readonly string[]> = {};
      const second: Record<string, readonly string[]> = {};
      const unsigned: Record<string, readonly string[]> = {};
      for (const [name, references] of Object.entries(graph)) {
        const pick = picks.next().value;
        if (pick === 0 || pick === 3) first[name] = references;
        if (pick === 4) built[name] = references;
        else if (pick !== 0) second[name] = references;
        if (pick === 2) unsigned[name] = references;
      }
      const caches = [
        fakeCache("unsigned", unsigned, { isSigned: false }),
        fakeCache("first", first, { priority: 1 }),
        fakeCache("second", second, { priority: 2 }),
      ];
      const root = `n${Object.keys(graph).length - 1}`;
      const closure = await walkClosure([pathOf(root)], caches, undefined, made(built));

      const reached = new Set<string>();
      const visit = (name: string) => {
        if (reached.has(name)) return;
        reached.add(name);
        for (const reference of graph[name] ?? []) visit(reference);
      };
      visit(root);
      expect(closure.entries.map((entry) => entry.path.name).sort()).toEqual([...reached].sort());
      for (const { path, cache } of closure.entries) {
        expect(cache).toBe(path.name in built ? "this build" : path.name in first ? "first" : "second");
      }
      const place = new Map(closure.ordered.map((entry, i) => [entry.path.path, i]));
      for (const entry of closure.entries) {
        for (const reference of entry.references) {
          expect(place.get(reference.path)).toBeLessThanOrEqual(place.get(entry.path.path) ?? -1);
        }
      }
      for (const { asked } of caches) {
        expect(asked.flat()).toEqual([...new Set(asked.flat())]);
        expect(asked.flat().filter((name) => name in built)).toEqual([]);
      }
    }),
  );
});

test("an archive that its cache says to be on another server is taken from the next cache", async () => {
  const archiveFault = (url: string) =>
    url === "nar/a.nar" ? "says that the archive is on x, and not on its own server" : undefined;
  const first = fakeCache("first", { a: ["b"], b: [] }, { archiveFault });
  const closure = await walkClosure([pathOf("a")], [first, fakeCache("second", { a: ["b"], b: [] })]);
  expect(closure.entries.map(({ path, cache }) => [path.name, cache]).sort()).toEqual([
    ["a", "second"],
    ["b", "first"],
  ]);
  const { problems } = await problemsOf(walkClosure([pathOf("a")], [first]));
  expect(problems).toMatchObject([{ answers: [{ cache: "first", kind: "elsewhere" }] }]);
});

test("what Nix could not read of a signed narinfo is left out of the closure", async () => {
  const text = `${narinfoOf("a", [], true)}Deriver: garbage\nCA: garbage\nSig: broken\n`;
  const [entry] = (await walkClosure([pathOf("a")], [fakeCache("main", {}, always({ kind: "found", text }))])).entries;
  expect([entry?.deriver, entry?.ca, entry?.signatures.length]).toEqual([undefined, undefined, 1]);
});

test("a cache that always names one path more is not followed for ever", async () => {
  const readNarinfos: Cache["readNarinfos"] = async (paths) =>
    new Map(
      paths.map(({ hashPart, name }) => {
        const next = [`${name}x`, `${name}y`];
        return [hashPart, { kind: "found", text: narinfoOf(name, next, true) }];
      }),
    );
  const endless = [fakeCache("main", {}, { readNarinfos })];
  const walk = (paths: number, levels: number) =>
    problemsOf(walkClosure([pathOf("a")], endless, undefined, undefined, { paths, levels }));
  expect((await walk(100, 1000)).message).toMatch(
    /^there is no end of what \/nix\/store\/\w+-a needs: over 100 paths, \S+-a[xy]+ being the last that was looked at$/,
  );
  expect((await walk(1000, 5)).message).toContain("needs: over 5 levels, ");
});
