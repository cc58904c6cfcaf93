import { describe, expect, it } from "vitest";
import { build } from "../../src/lib/build-reference.ts";
import { contextAt, parseContext } from "../../src/lib/context-reference.ts";
import { packageAt, packageOf } from "../../src/lib/package-reference.ts";
import type { BuildOptions } from "../../src/lib/references.d.ts";
import { type Package, packageOfEntry } from "../../src/nix/package-entry.ts";
import { namesIn, readBuild, resolveBuild } from "../../src/plan/declared-builds.ts";
import { pathOf } from "../packages/fake-cache.ts";

const files = (path: string) => contextAt(parseContext(path) ?? { context: "context", path });

/** What is written into a declaration for a build. */
const nameOf = (options: Partial<BuildOptions> = {}) =>
  packageOf(build({ name: "app", script: "make", ...options })) ?? "";

function read(options: Partial<BuildOptions> = {}) {
  const declared = readBuild(nameOf(options));
  if (declared === undefined) throw new Error("it is a build");
  return declared;
}

/** Each name is a package of one output, or of several that it says: "x:dev:man". */
function find(name: string): Package {
  const [own = "", ...others] = name.replace(/^context\("(.*)"\)$/, "$1").split(":");
  const outputs = ["out", ...others].map((output) => [
    output,
    pathOf(output === "out" ? own : `${own}-${output}`).path,
  ]);
  return packageOfEntry(name, { name: own, outputs: Object.fromEntries(outputs), defaultOutput: "out" });
}

/** A build with a path. */
function resolved(options: Partial<BuildOptions> = {}, findIt: (name: string) => Package | undefined = find) {
  const made = resolveBuild(read(options), findIt);
  if (!("path" in made)) throw new Error("something of it is not looked at");
  return made;
}

const pkg = (name: string) => packageAt(name);
const namesOf = ({ inputs }: { readonly inputs: readonly { readonly name: string }[] }) =>
  inputs.map(({ name }) => name);

describe("a build that a declaration names", () => {
  it("is read back as it was written", () => {
    const options = {
      src: files("./app"),
      packages: [pkg("gcc")],
      env: { CC: "cc" },
      network: true,
      cache: ["/root/.npm"],
    };
    expect(read({ ...options, secrets: ["token"], ssh: ["default"] })).toEqual({
      ...{ name: "app", src: 'context("app")', packages: ["gcc"], script: "make", env: { CC: "cc" } },
      ...{ network: true, cache: ["/root/.npm"], secrets: ["token"], ssh: ["default"] },
    });
    expect(readBuild("hello")).toBeUndefined();
  });

  it.each<[string, Partial<BuildOptions>, string]>([
    ["a folder that is not absolute", { cache: ["root"] }, "build(): cache.0 is not an absolute folder"],
    ["a folder that leads out", { cache: ["/a/../b"] }, "build(): cache.0 is not an absolute folder"],
    ["a variable with another name", { env: { "A-B": "x" } }, "build(): env.A-B"],
    ["an id with a slash", { secrets: ["a/b"] }, "build(): secrets.0 is no id: letters, digits and _ . -"],
    ["an id of SSH with a space", { ssh: ["a b"] }, "build(): ssh.0 is no id"],
    ["a name that no store path has", { name: "a b" }, "a b"],
  ])("is refused with %s", (_, options, message) => {
    expect(() => read(options)).toThrow(message);
  });

  it("is refused where somebody wrote the text of a reference by hand", () => {
    for (const text of ["build(", "build({})", "build(x)", 'build({"name":"app"})']) {
      if (text.endsWith(")")) expect(() => readBuild(text)).toThrow("build():");
      else expect(readBuild(text)).toBeUndefined();
    }
  });

  it("is made of its packages, what its texts mention, its files, and bash and coreutils", () => {
    const script = `${pkg("hello")}/bin/hello > $out`;
    const declared = read({
      script,
      env: { LIB: `${pkg("zlib")}` },
      packages: [pkg("gcc"), pkg("bash")],
      src: files("app"),
    });
    expect(namesIn(declared)).toEqual(["bash", "coreutils", "gcc", "hello", "zlib", 'context("app")']);
  });
});

describe("a build whose packages are known", () => {
  it("has them in order, then those of every build, then those that only texts mention, each once", () => {
    const made = resolved({ packages: [pkg("gcc"), pkg("make")], script: `${pkg("hello")} ${pkg("gcc")}` });
    expect(namesOf(made)).toEqual(["gcc", "make", "bash", "coreutils", "hello"]);
  });

  it("has all outputs of its packages that it may look into, and no manuals", () => {
    const made = resolved({ packages: [pkg("zlib:dev:lib:man:doc")] });
    expect(namesOf(made)).toEqual(["zlib", "zlib-dev", "zlib-lib", "bash", "coreutils"]);
  });

  it("has their paths in its texts", () => {
    const made = resolved({ script: `cp ${pkg("hello")}/x $out`, env: { LIB: `${pkg("zlib")}/lib` } });
    expect(made.script).toBe(`cp ${pathOf("hello").path}/x $out`);
    expect(made.env).toEqual({ LIB: `${pathOf("zlib").path}/lib` });
  });

  it("has no path where its files are not looked at, but says which packages it needs", () => {
    const made = resolveBuild(read({ src: files("app"), packages: [pkg("gcc")] }), (name) =>
      name.startsWith("context(") ? undefined : find(name),
    );
    expect(made).not.toHaveProperty("path");
    expect(namesOf(made)).toEqual(["gcc", "bash", "coreutils"]);
  });

  it.each<[string, Partial<BuildOptions>]>([
    ["its name", { name: "other" }],
    ["its script", { script: "make all" }],
    ["its packages", { packages: [pkg("gcc")] }],
    ["its variables", { env: { A: "1" } }],
    ["its network", { network: true }],
    ["its files", { src: files("app") }],
  ])("has another path for %s", (_, options) => {
    expect(resolved(options).path.path).not.toBe(resolved().path.path);
  });

  it("keeps its path whatever it does not depend on", () => {
    const more = { cache: ["/root/.npm"], secrets: ["token"], ssh: ["default"] };
    expect(resolved(more).path).toEqual(resolved().path);
    expect(resolved().path.name).toBe("app");
    // It is in images and locks: another one would make all builds run again.
    expect(resolved().path.base).toMatchInlineSnapshot(`"616k9qm02vns7zvw5nmwnsdcjrwd2cl5-app"`);
  });

  it("has another path where a package of the same name is another one", () => {
    const other = (name: string) => find(name === "bash" ? "other-bash" : name);
    expect(resolved({}, other).path).not.toEqual(resolved().path);
  });

  it("may be made of another, whose path its own depends on", () => {
    const outer = (script: string) => {
      const inner = build({ name: "inner", script });
      const innerPath = resolved({ name: "inner", script }).path;
      const findBoth = (name: string): Package =>
        name === packageOf(inner) ? { ...find("inner"), path: innerPath, install: [innerPath] } : find(name);
      return resolved({ script: `cat ${inner} > $out` }, findBoth);
    };
    expect(outer("a").script).toMatch(/^cat \/nix\/store\/\w{32}-inner > \$out$/);
    expect(outer("a").path).not.toEqual(outer("b").path);
  });
});
