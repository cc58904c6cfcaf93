import { describe, expect, it } from "vitest";
import { ClosureError } from "../../../src/nix/closure.ts";
import { type PackageSet, packageOfEntry } from "../../../src/nix/package-entry.ts";
import { findWithBuilds, type Maker } from "../../../src/packages/builds/find-with-builds.ts";
import { madeEntry } from "../../../src/packages/builds/run-builds.ts";
import type { Cache, MadePaths } from "../../../src/packages/closure-walk.ts";
import { pathsOfCaches } from "../../../src/packages/path-source.ts";
import type { ResolvedBuild } from "../../../src/plan/declared-builds.ts";
import { imageContent } from "../../../src/plan/image-content.ts";
import { resolvePackages } from "../../../src/plan/packages.ts";
import { fakeSession } from "../../context/fake-session.ts";
import { configure } from "../../declaration/declare.ts";
import { builtPath, fakeCache, made, pathOf } from "../fake-cache.ts";

type Made = NonNullable<ReturnType<MadePaths["get"]>>;

/** Each name is a package of one output. */
const ANY: PackageSet = {
  find: (name) => packageOfEntry(name, { name, outputs: { out: pathOf(name).path }, defaultOutput: "out" }),
};

/** A maker that must not be asked for anything. */
const NOBODY: Maker<Made> = {
  derivations: () => Promise.reject(new Error("a derivation is built")),
  declared: () => Promise.reject(new Error("a program of the declaration is built")),
  files: new Map(),
};

interface Asked {
  /** What is installed: a name, or a store path. */
  readonly installed: string;
  readonly cache: Cache;
  /** The option, */
  readonly option?: string;
  /** and what the client says instead. */
  readonly setting?: string;
  readonly maker?: Maker<Made>;
  /** What the declaration builds, and from what. */
  readonly builds?: Readonly<Record<string, readonly string[]>>;
}

const NOTHING = { src: undefined, script: "", env: {}, network: false, cache: [], secrets: [], ssh: [] };
const declared = (name: string, inputs: readonly string[]): ResolvedBuild => ({
  ...{ ...NOTHING, name, path: pathOf(name), inputs: inputs.map(pathOf) },
});

/** What becomes of an image, how often its closure was looked for, and how often the engine was asked. */
async function find({ installed, cache, option = "missing", setting = "", maker = NOBODY, builds = {} }: Asked) {
  const { session, bridge } = await fakeSession({}, { "build-arg:DECL_BUILD": setting });
  const configuration = await configure(
    `export default { environment: { systemPackages: ["${installed}"] }, nixpkgs: { build: "${option}" } };`,
  );
  const named = resolvePackages(imageContent(configuration.config), () => undefined, ANY);
  const packages = {
    ...named,
    builds: Object.entries(builds).map(([name, inputs]) => declared(name, inputs)),
    buildInputs: Object.values(builds)
      .flat()
      .filter((name) => builds[name] === undefined)
      .map(pathOf),
  };
  const platform = { os: "linux", architecture: "amd64", system: "x86_64-linux" } as const;
  const roots = [...Array.from(packages.roots.values(), ({ path }) => path), ...Object.keys(builds).map(pathOf)];
  const source = pathsOfCaches({ all: [cache] });
  let looked = 0;
  const look = (known: MadePaths) => {
    looked++;
    return source.find(roots, { made: known });
  };
  const image = { platform, configuration, packages };
  const found = await findWithBuilds(session, image, source, look, maker).catch((error: unknown) => error);
  return { found, looked, solves: bridge.solves.length };
}

const EMPTY = fakeCache("main", {});

describe("nothing is built", () => {
  it("where caches have all that is needed", async () => {
    const cache = fakeCache("main", { hello: ["glibc"], glibc: [] });
    const { found, looked, solves } = await find({ installed: "hello", cache });
    expect(found).toMatchObject({ closure: { roots: [pathOf("hello")] }, made: new Map(), builds: new Map() });
    expect([looked, solves]).toEqual([1, 0]);
  });

  it("where the declaration says never, or the client does: what is missing is an error", async () => {
    for (const policy of [{ option: "never" }, { setting: "never" }, { option: "always", setting: "never" }]) {
      const { found, looked, solves } = await find({ installed: "hello", cache: EMPTY, ...policy });
      expect(found).toBeInstanceOf(ClosureError);
      expect([looked, solves]).toEqual([1, 0]);
    }
  });

  it("where something is not trusted, or could not be asked for: that is the error", async () => {
    const cache = fakeCache("main", { hello: ["lost"] }, { isSigned: false });
    const { found, solves } = await find({ installed: "hello", cache });
    expect(found).toBeInstanceOf(ClosureError);
    expect(`${found}`).toContain("it is not trusted: no signature");
    expect(solves).toBe(0);
  });

  it("where a store path is named, as nobody knows how it was made", async () => {
    for (const setting of ["missing", "always"]) {
      const { found, looked, solves } = await find({ installed: pathOf("hello").path, cache: EMPTY, setting });
      expect(`${found}`).toContain(`no binary cache has a usable ${pathOf("hello").path}: main: does not have it`);
      expect([looked, solves]).toEqual([1, 0]);
    }
  });

  it("where a closure cannot be found for another reason, which is thrown as it is", async () => {
    const cache = fakeCache("main", {}, { readNarinfos: () => Promise.reject(new TypeError("bug")) });
    expect((await find({ installed: "hello", cache })).found).toBeInstanceOf(TypeError);
  });
});

describe("what the declaration builds", () => {
  const cache = fakeCache("main", { hello: [], go: [], glibc: [] });
  const builds = { lib: ["go"], app: ["lib", "go"] };

  /** Each build refers to what it is made of. */
  function maker(asked: string[], files: Maker<Made>["files"] = new Map()): Maker<Made> {
    return {
      ...NOBODY,
      files,
      declared: async (_session, _image, build, { source }) => {
        const { entries } = await source.find(build.inputs);
        asked.push(`${build.name}: ${entries.map(({ path, cache: from }) => `${path.name} of ${from}`).sort()}`);
        return {
          entry: madeEntry(
            builtPath(
              build.name,
              build.inputs.map(({ name }) => name),
            ),
          ),
        };
      },
    };
  }

  it("is made in order, of what caches have and of what was made before, and is then in the closure", async () => {
    const asked: string[] = [];
    const { found, looked } = await find({ installed: "hello", cache, builds, maker: maker(asked) });
    expect(asked).toEqual(["lib: go of main", "app: go of main,lib of this build"]);
    expect(looked).toBe(1);
    if (found instanceof Error) throw found;
    const { closure, made: all } = found as Awaited<ReturnType<typeof findWithBuilds<Made>>>;
    expect([...all.keys()]).toEqual([pathOf("lib").path, pathOf("app").path]);
    expect(closure.entries.map(({ path }) => path.name).sort()).toEqual(["app", "go", "hello", "lib"]);
  });

  it("may be made of files of build contexts", async () => {
    const asked: string[] = [];
    const files = made({ www: [] });
    await find({ installed: "hello", cache, builds: { site: ["www"] }, maker: maker(asked, files) });
    expect(asked).toEqual(["site: www of this build"]);
  });

  it("is made though nothing else is built, but not of what there is nowhere", async () => {
    const asked: string[] = [];
    const never = await find({ installed: "hello", cache, builds, maker: maker(asked), option: "never" });
    expect(never.found).not.toBeInstanceOf(Error);
    expect(asked).toHaveLength(2);

    const lost = await find({ installed: "hello", cache, builds: { app: ["lost"] }, option: "never" });
    expect(`${lost.found}`).toContain(`no binary cache has a usable ${pathOf("lost").path}: main: does not have it`);
    expect(lost.looked).toBe(0);
  });

  it("that fails is the error, and no image is looked for", async () => {
    const { found, looked } = await find({ installed: "hello", cache, builds, maker: NOBODY });
    expect(`${found}`).toBe("Error: a program of the declaration is built");
    expect(looked).toBe(0);
  });
});
