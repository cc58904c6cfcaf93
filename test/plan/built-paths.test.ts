import { describe, expect, it } from "vitest";
import { type PackageSet, packageOfEntry } from "../../src/nix/package-entry.ts";
import { madeEntry } from "../../src/packages/builds/run-builds.ts";
import { walkClosure } from "../../src/packages/closure-walk.ts";
import { imageContent } from "../../src/plan/image-content.ts";
import { planImage } from "../../src/plan/image-plan.ts";
import { type AddedPath, resolvePackages } from "../../src/plan/packages.ts";
import { configure } from "../declaration/declare.ts";
import { builtPath, fakeCache, type Graph, made, pathOf } from "../packages/fake-cache.ts";

/** Each name is a package of one output. */
const ANY: PackageSet = {
  find: (name) => packageOfEntry(name, { name, outputs: { out: pathOf(name).path }, defaultOutput: "out" }),
};

interface Paths {
  /** What caches have. */
  readonly cached?: Graph;
  /** What this build has made. */
  readonly built: Graph;
  /** What it has made of evaluation's sources. */
  readonly sources?: Graph;
  readonly added?: readonly AddedPath[];
}

/** The plan of an image that has these packages. */
async function planOf(names: readonly string[], { cached = {}, built, sources = {}, added = [] }: Paths, more = "") {
  const { config, placeOf } = await configure(`export default ({ pkgs }) => ({
  environment: { systemPackages: [${names.map((name) => `pkgs.${name}`).join(", ")}] }, ${more}
});`);
  const content = imageContent(config);
  // The place of each name is its own line.
  const mentionOf = (name: string) => {
    const start = { line: names.indexOf(name) + 1, column: 1 };
    return { place: { file: "image.ts", start, end: start }, path: [] };
  };
  const packages = { ...resolvePackages(content, mentionOf, ANY), added };
  const paths = new Map(made(built));
  for (const [name, references] of Object.entries(sources)) {
    paths.set(pathOf(name).path, { entry: madeEntry(builtPath(name, references)) });
  }
  const roots = names.map(pathOf);
  const closure = await walkClosure(roots, [fakeCache("main", cached)], undefined, paths);
  return planImage({
    platform: { os: "linux", architecture: "amd64", system: "x86_64-linux" },
    ...{ content, packages, closure, labels: {}, created: 0, placeOf },
  });
}

describe("store paths that this build has made", () => {
  const APP: Paths = { cached: { glibc: [], tool: ["app"] }, built: { app: ["lib", "glibc", "app"], lib: ["glibc"] } };

  it("are layers of their own after those of caches, with what they refer to and what they are built from", async () => {
    const { layers, added, config } = await planOf(["tool"], APP);
    expect(layers.map(({ paths }) => paths.map(({ entry }) => entry.path.name))).toEqual([["glibc", "tool"]]);
    expect(added.map(({ name }) => name)).toEqual(["lib", "app"].map((name) => `nix: ${pathOf(name).path}`));
    const made = added.flatMap(({ paths }) => paths);
    expect(made).toEqual([
      {
        ...{ path: pathOf("lib"), narHash: builtPath("lib", []).narHash, narSize: 103, ca: undefined },
        references: [pathOf("glibc")],
        deriver: pathOf("lib.drv").base,
        subject: `the derivation ${pathOf("lib.drv").base}`,
        place: expect.objectContaining({ start: { line: 1, column: 1 } }),
      },
      expect.objectContaining({ path: pathOf("app"), deriver: pathOf("app.drv").base, narSize: 103 }),
    ]);
    expect(made[1]?.references.map(({ name }) => name).sort()).toEqual(["app", "glibc", "lib"]);
    expect(config.history?.map(({ created_by: by }) => by).slice(0, 3)).toEqual([
      `nix: ${pathOf("glibc").path} and 1 more`,
      ...["lib", "app"].map((name) => `nix: ${pathOf(name).path}`),
    ]);
  });

  it("have the place of the first package that needs them", async () => {
    const { added } = await planOf(["tool", "app"], APP);
    const made = added.flatMap(({ paths }) => paths);
    expect(made.map(({ path, place }) => [path.name, place?.start.line])).toEqual([
      ["lib", 1],
      ["app", 2],
    ]);
  });

  it("may be what evaluation has made, which no derivation makes", async () => {
    const { added } = await planOf(["app"], { built: { app: ["script.sh"] }, sources: { "script.sh": [] } });
    const made = added.flatMap(({ paths }) => paths);
    expect(made.map(({ subject, deriver }) => [subject, deriver])).toEqual([
      ["script.sh", undefined],
      [`the derivation ${pathOf("app.drv").base}`, pathOf("app.drv").base],
    ]);
  });

  it("are in the Nix database once, each after what it refers to, beside those of caches and of contexts", async () => {
    const app = { ...builtPath("app", []), ca: "fixed:r:sha256:x", subject: "app of the build context" };
    const config = { ...builtPath("config", []), ca: "fixed:r:sha256:y", subject: "config of the build context" };
    const plan = await planOf(["tool"], { ...APP, added: [app, config] }, "nix: { enable: true },");
    expect(plan.added.flatMap(({ paths }) => paths.map(({ path }) => path.name))).toEqual(["lib", "app", "config"]);
    expect(
      plan.nixDatabase?.paths.map(({ path, references, deriver }) => [path.name, references.length, deriver]),
    ).toEqual([
      ["glibc", 0, undefined],
      ["lib", 1, pathOf("lib.drv").base],
      ["app", 3, pathOf("app.drv").base],
      ["tool", 1, undefined],
      ["config", 0, undefined],
    ]);
    expect(plan.nixDatabase?.roots.map(({ name }) => name)).toEqual(["tool", "config"]);
  });

  it("are in no more than 40 layers, and leave as many less to those of caches", async () => {
    const names = (count: number, prefix: string) => Array.from({ length: count }, (_, n) => `${prefix}${n}`);
    const [ours, theirs] = [names(60, "ours"), names(80, "theirs")];
    const leaf = (all: readonly string[]): Graph => Object.fromEntries(all.map((name) => [name, []]));
    const { layers, added } = await planOf(["app"], {
      built: { app: [...ours, ...theirs], ...leaf(ours) },
      cached: leaf(theirs),
    });
    expect(added.length).toBeLessThanOrEqual(40);
    expect(added.flatMap(({ paths }) => paths)).toHaveLength(61);
    expect(layers.length).toBeLessThanOrEqual(100 - added.length);
    expect(layers.flatMap(({ paths }) => paths)).toHaveLength(80);
  });
});
