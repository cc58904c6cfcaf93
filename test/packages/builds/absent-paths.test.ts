import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ClosureError } from "../../../src/nix/closure.ts";
import { sha256Of } from "../../../src/nix/nar-hash.ts";
import { absentFrom } from "../../../src/packages/builds/absent-paths.ts";
import { madeEntry } from "../../../src/packages/builds/run-builds.ts";
import type { Cache } from "../../../src/packages/closure-walk.ts";
import { pathsOfCaches, withMade } from "../../../src/packages/path-source.ts";
import { always, fakeCache, type Graph, pathOf } from "../fake-cache.ts";

/** Of some names, those that are absent. */
async function absent(names: readonly string[], ...caches: readonly Cache[]): Promise<string[]> {
  const paths = await absentFrom(pathsOfCaches({ all: caches }))(names.map(pathOf));
  return names.filter((name) => paths.has(pathOf(name).path));
}

/** No cache has glibc. */
const WITHOUT_GLIBC: Graph = { hello: ["glibc"], curl: ["glibc", "zlib"], git: ["curl"], zlib: [] };

describe("absent", () => {
  it("is what no cache has", async () => {
    const first = fakeCache("first", { a: [] });
    const second = fakeCache("second", { b: [] });
    expect(await absent(["a", "b", "c"], first, second)).toEqual(["c"]);
    expect(await absent([], first)).toEqual([]);
  });

  it("is what a cache has without all that it needs", async () => {
    expect(await absent(["hello", "zlib"], fakeCache("main", WITHOUT_GLIBC))).toEqual(["hello"]);
    expect(await absent(["hello"], fakeCache("main", WITHOUT_GLIBC), fakeCache("other", { glibc: [] }))).toEqual([]);
  });

  it("is all that needs the same thing which no cache has, itself included", async () => {
    const cache = fakeCache("main", WITHOUT_GLIBC);
    expect(await absent(["hello", "curl", "git", "zlib", "glibc"], cache)).toEqual(["hello", "curl", "git", "glibc"]);
  });

  it("is not what needs something that evaluation makes, of which no cache or lock says anything", async () => {
    const digest = createHash("sha256").update("glibc").digest();
    const glibc = madeEntry({ path: pathOf("glibc"), narHash: sha256Of(digest), narSize: 1, references: [] });
    const source = pathsOfCaches({ all: [fakeCache("main", WITHOUT_GLIBC)] });
    const paths = [pathOf("hello"), pathOf("lost")];
    const made = new Map([[glibc.path.path, { entry: glibc }]]);
    expect([...(await absentFrom(withMade(source, made))(paths))]).toEqual([pathOf("lost").path]);
  });

  it("is what was asked for, and not what that needs", async () => {
    const paths = await absentFrom(pathsOfCaches({ all: [fakeCache("main", WITHOUT_GLIBC)] }))([pathOf("git")]);
    expect([...paths]).toEqual([pathOf("git").path]);
  });

  it.each<[string, Cache]>([
    ["a cache is not trusted with", fakeCache("other", { a: [], glibc: [] }, { isSigned: false })],
    ["a cache fails to answer", fakeCache("other", {}, always({ kind: "failed", reason: "cannot be reached" }))],
    ["a cache answers with something else", fakeCache("other", {}, always({ kind: "found", text: "<html>" }))],
  ])("is not what %s: that is an error, as is what needs it", async (_, other) => {
    const main = fakeCache("main", { hello: ["glibc"] });
    await expect(absent(["a"], main, other)).rejects.toThrow(ClosureError);
    await expect(absent(["hello"], main, other)).rejects.toThrow(/usable \S+-glibc .*main: does not have it; other: /);
    // Nor is it hidden by what nobody has.
    await expect(absent(["hello"], other, fakeCache("last", { hello: ["glibc", "lost"] }))).rejects.toThrow(
      ClosureError,
    );
  });

  it("is not what a cache fails to answer and another has", async () => {
    const down = fakeCache("down", {}, always({ kind: "failed", reason: "cannot be reached" }));
    expect(await absent(["a"], down, fakeCache("main", { a: [] }))).toEqual([]);
  });

  it("is nothing where there is no cache to ask: that is an error", async () => {
    await expect(absent(["a"])).rejects.toThrow(`nothing is known of ${pathOf("a").path}`);
  });

  it("is not what refers to itself in a circle: that is an error", async () => {
    const cache = fakeCache("main", { a: ["b"], b: ["a"] });
    await expect(absent(["a"], cache)).rejects.toThrow("store paths refer to each other in a circle");
  });

  it("cannot be said where a source names nobody who was asked for: that is an error, and no endless search", async () => {
    const problem = {
      kind: "unavailable",
      path: pathOf("c"),
      wantedBy: [pathOf("b"), pathOf("c")],
      answers: [],
    } as const;
    const find = () => Promise.reject(new ClosureError([problem]));
    await expect(absentFrom({ find, mayBuild: () => true })([pathOf("a")])).rejects.toThrow(
      `nothing is known of ${pathOf("c").path}`,
    );
  });

  it("cannot be said where a reader of caches has a bug", async () => {
    const cache = fakeCache("main", {}, { readNarinfos: () => Promise.reject(new TypeError("bug")) });
    await expect(absent(["a"], cache)).rejects.toThrow(TypeError);
  });
});

it("of any graph, absent is all whose closure has something that is in no cache", async () => {
  const node = fc.record({ picks: fc.array(fc.nat(), { maxLength: 3 }), isThere: fc.boolean(), isRoot: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.array(node, { minLength: 1, maxLength: 20 }), async (nodes) => {
      const edges = nodes.map(({ picks }, n) => (n === 0 ? [] : [...new Set(picks.map((pick) => pick % n))]));
      const graph = Object.fromEntries(
        edges.flatMap((to, n) => (nodes[n]?.isThere === true ? [[`n${n}`, to.map((one) => `n${one}`)]] : [])),
      );
      const isWhole = (n: number): boolean => nodes[n]?.isThere === true && (edges[n] ?? []).every(isWhole);
      const roots = nodes.flatMap(({ isRoot }, n) => (isRoot ? [n] : []));
      const found = await absent(
        roots.map((n) => `n${n}`),
        fakeCache("main", graph),
      );
      expect(found).toEqual(roots.filter((n) => !isWhole(n)).map((n) => `n${n}`));
    }),
  );
});
