import { describe, expect, it } from "vitest";
import { ClosureError, makeClosure } from "../../../src/nix/closure.ts";
import { type PackageSet, packageOfEntry } from "../../../src/nix/package-entry.ts";
import { findWithBuilds } from "../../../src/packages/builds/build-missing.ts";
import { type Cache, walkClosure } from "../../../src/packages/closure-walk.ts";
import { imageContent } from "../../../src/plan/image-content.ts";
import { resolvePackages } from "../../../src/plan/packages.ts";
import { fakeSession } from "../../context/fake-session.ts";
import { configure } from "../../declaration/declare.ts";
import { fakeCache, pathOf } from "../fake-cache.ts";

/** Each name is a package of one output. */
const ANY: PackageSet = {
  find: (name) => packageOfEntry(name, { name, outputs: { out: pathOf(name).path }, defaultOutput: "out" }),
};

interface Asked {
  /** What is installed: a name, or a store path. */
  readonly installed: string;
  readonly cache: Cache;
  /** The option, */
  readonly option?: string;
  /** and what the client says instead. */
  readonly setting?: string;
}

/** What becomes of an image, and how often its closure was looked for. */
async function find({ installed, cache, option = "missing", setting = "" }: Asked) {
  const { session, bridge } = await fakeSession({}, { "build-arg:DECL_BUILD": setting });
  const configuration = await configure(
    `export default { environment: { systemPackages: ["${installed}"] }, nixpkgs: { build: "${option}" } };`,
  );
  const packages = resolvePackages(imageContent(configuration.config), () => undefined, ANY);
  const platform = { os: "linux", architecture: "amd64", system: "x86_64-linux" } as const;
  const roots = Array.from(packages.roots.values(), ({ path }) => path);
  let looked = 0;
  const found = await findWithBuilds(session, { platform, configuration, packages }, (made) => {
    looked++;
    return walkClosure(roots, [cache], undefined, made);
  }).catch((error: unknown) => error);
  return { found, looked, solves: bridge.solves.length };
}

const EMPTY = fakeCache("main", {});

describe("nothing is built", () => {
  it("where caches have all that is needed", async () => {
    const cache = fakeCache("main", { hello: ["glibc"], glibc: [] });
    const { found, looked, solves } = await find({ installed: "hello", cache });
    expect(found).toMatchObject({ closure: { roots: [pathOf("hello")] }, made: new Map() });
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
});

it("a bug in finding a closure is not taken for something that is missing", async () => {
  const { session } = await fakeSession();
  const configuration = await configure("export default {};");
  const packages = resolvePackages(imageContent(configuration.config), () => undefined, undefined);
  const platform = { os: "linux", architecture: "amd64", system: "x86_64-linux" } as const;
  const image = { platform, configuration, packages };
  await expect(findWithBuilds(session, image, () => Promise.reject(new TypeError("bug")))).rejects.toThrow(TypeError);
  const closure = makeClosure([], []);
  expect(await findWithBuilds(session, image, async () => closure)).toEqual({ closure, made: new Map() });
});
