import { execFileSync } from "node:child_process";
import { chmodSync, lstatSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { parseStorePathBase } from "../../../src/nix/store-path.ts";
import { takeResult } from "../../../src/steps/build/take-result.ts";
import { HelperFailure } from "../../../src/steps/helper/failure.ts";
import { FACTS, realisedFacts } from "../../../src/steps/realise/spec.ts";
import { temporaryFolder } from "../../live/engine.ts";
import { pathOf } from "../../packages/fake-cache.ts";
import { elfFile } from "../elf/elf-file.ts";

const APP = parseStorePathBase(`${"1".repeat(32)}-app`);

let folder: string;
let left: string;
beforeEach(() => {
  folder = temporaryFolder();
  left = join(folder, "left");
  for (const name of ["output", "facts"]) mkdirSync(join(folder, name));
});

/** What is known of what a script has left, with these store paths beside it, and a file of the store path. */
function taken(store: readonly string[] = []) {
  const spec = { path: APP, store: store.map(pathOf), output: join(folder, "output"), facts: join(folder, "facts") };
  const before = process.umask(0);
  try {
    takeResult(spec, left, () => undefined);
  } finally {
    process.umask(before);
  }
  const [facts] = realisedFacts(JSON.parse(readFileSync(join(folder, "facts") + FACTS, "utf8")), "facts");
  return { facts, at: (name: string) => join(folder, "output", APP.path, name) };
}

describe("the result of a build", () => {
  it("is a store path, with the modes and times of the store", () => {
    mkdirSync(join(left, "bin"), { recursive: true });
    writeFileSync(join(left, "bin/run"), "#!/bin/sh\n");
    chmodSync(join(left, "bin/run"), 0o4711);
    writeFileSync(join(left, "data"), "x", { mode: 0o600 });
    symlinkSync("bin/run", join(left, "link"));
    const { facts, at } = taken();
    expect(facts).toMatchObject({ path: APP, references: [] });
    const stats = ["bin", "bin/run", "data"].map((name) => lstatSync(at(name)));
    expect(stats.map(({ mode, mtimeMs }) => [(mode & 0o7777).toString(8), mtimeMs])).toEqual([
      ["555", 1000],
      ["555", 1000],
      ["444", 1000],
    ]);
    expect(lstatSync(at("link")).isSymbolicLink()).toBe(true);
  });

  it("has no name that a layer takes for the mark of a removed file", () => {
    mkdirSync(join(left, "share"), { recursive: true });
    writeFileSync(join(left, "share/.wh.hello"), "");
    expect(() => taken()).toThrow(
      new HelperFailure("/share/.wh.hello would vanish: layers of images say by such a name that a file is removed"),
    );
  });

  it("refers to what it names of all that was there, in files and in links, and to itself", () => {
    mkdirSync(left);
    writeFileSync(join(left, "text"), `exec ${pathOf("tool").path}/bin/tool ${APP.path}/data`);
    symlinkSync(pathOf("lib").path, join(left, "lib"));
    const { facts } = taken(["lib", "tool", "compiler"]);
    expect(facts?.references.map(({ name }) => name)).toEqual(["app", "lib", "tool"]);
  });

  it("refers to nothing that was not there, whatever it names", () => {
    writeFileSync(left, pathOf("other").path);
    expect(taken(["lib"]).facts?.references).toEqual([]);
  });

  it("is told of programs in it that want what was not there", () => {
    mkdirSync(left);
    writeFileSync(join(left, "tool"), elfFile({ needed: ["libz.so.1"], runpath: `${APP.path}/lib` }), { mode: 0o755 });
    expect(taken().facts?.foreign).toMatchObject([{ file: "tool", libraries: ["libz.so.1"] }]);
    mkdirSync(join(left, "lib"));
    writeFileSync(join(left, "lib/libz.so.1"), "");
    folder = temporaryFolder();
    for (const name of ["output", "facts"]) mkdirSync(join(folder, name));
    expect(taken().facts?.foreign).toBeUndefined();
  });

  it("must be there, and nothing that no archive can hold", () => {
    expect(() => taken()).toThrow(new HelperFailure("its script has made nothing: what it makes belongs to $out"));
    mkdirSync(left);
    execFileSync("mkfifo", [join(left, "pipe")]);
    expect(() => taken()).toThrow(HelperFailure);
  });

  it("may be a link that leads nowhere", () => {
    symlinkSync("/nowhere", left);
    expect(taken().facts?.narSize).toBeGreaterThan(0);
  });
});
