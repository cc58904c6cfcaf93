import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { addedPath, proveContent } from "../../../src/nix/content-address.ts";
import { sha256Of } from "../../../src/nix/nar-hash.ts";
import { add } from "../../../src/steps/add/program.ts";
import type { AddedFacts } from "../../../src/steps/add/spec.ts";
import { HelperFailure } from "../../../src/steps/helper/failure.ts";
import { file, folder, narOf, readTree, symlink, type Tree, trees, writeTree } from "../../nix/nar/trees.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "decl-add-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

let count = 0;

/** Adds what is in a folder of its own, and tells what came of it. */
function added(tree: Tree, name = "app") {
  const [source, output, facts] = ["source", "out", "facts"].map((part) => join(dir, `${part}-${count}`));
  if (source === undefined || output === undefined || facts === undefined) throw new Error("three are made");
  count++;
  writeTree(source, tree);
  mkdirSync(output);
  add({ source, name, output, facts }, () => {});
  const names = readdirSync(join(output, "nix/store"));
  const written = JSON.parse(readFileSync(facts, "utf8")) as AddedFacts;
  return { names, path: join(output, "nix/store", names[0] ?? ""), facts: written, output };
}

describe("a store path made of files", () => {
  it("has the files, is named by the hash of their archive, and proves itself", () => {
    fc.assert(
      fc.property(trees, fc.stringMatching(/^[a-z][a-zA-Z0-9+._?=-]{0,30}$/), (tree, name) => {
        const { names, path, facts } = added(tree, name);
        const nar = narOf(tree);
        const narHash = sha256Of<"nar">(createHash("sha256").update(nar).digest());
        expect(facts).toEqual({ narHash, narSize: nar.length });
        const { path: storePath, ca } = addedPath(name, narHash);
        expect(names).toEqual([storePath.base]);
        expect(proveContent({ storePath, narHash, references: [], ca })).toEqual({ kind: "proven" });
        expect(readTree(path)).toEqual(tree);
      }),
      { numRuns: 60 },
    );
  });

  it("has the modes and times of the store, whatever the files had", () => {
    const { path, output } = added(folder({ run: file("x", true), data: file("y"), link: symlink("run") }));
    const mode = (name: string) => (lstatSync(join(path, name)).mode & 0o7777).toString(8);
    expect([mode("."), mode("run"), mode("data")]).toEqual(["555", "555", "444"]);
    const all = [output, join(output, "nix"), join(output, "nix/store"), path, join(path, "run"), join(path, "link")];
    expect(all.map((one) => lstatSync(one).mtimeMs)).toEqual(all.map(() => 1000));
  });

  it("may be one file", () => {
    const { path } = added(file("#!/bin/sh\n", true), "run.sh");
    expect(path).toMatch(/-run\.sh$/);
    expect(lstatSync(path).mode & 0o777).toBe(0o555);
  });

  it("cannot have a name that a layer takes for the mark of a removed file: of a file, a folder or a link", () => {
    for (const tree of [file("x"), folder({}), symlink("x")])
      expect(() => added(folder({ share: folder({ ".wh.x": tree }) }))).toThrow(
        new HelperFailure("/share/.wh.x would vanish: layers of images say by such a name that a file is removed"),
      );
  });

  it("cannot have a pipe in it", () => {
    const source = join(dir, "source");
    mkdirSync(join(source, "run"), { recursive: true });
    mkdirSync(join(dir, "out"));
    execFileSync("mkfifo", [join(source, "run/pipe")]);
    const spec = { source, name: "app", output: join(dir, "out"), facts: join(dir, "facts") };
    expect(() => add(spec, () => {})).toThrow(
      "app/run/pipe is neither a file, a folder nor a symlink: an archive cannot hold it",
    );
  });

  it("is the one that Nix makes", () => {
    // nix store add-path (2.34) of a folder with an executable "run" and a file "data".
    const { names } = added(folder({ run: file("#!/bin/sh\n", true), data: file("x") }));
    expect(names).toEqual(["lrf2v2jgdj513qgzsnvb2i12bacn7drp-app"]);
  });
});
