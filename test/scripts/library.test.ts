import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { builtinModules, createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runChild } from "../engine/run-child.ts";
import { faultsOfPackage } from "./published.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const project = mkdtempSync(join(tmpdir(), "decl-library-"));
const own = join(project, "node_modules/@decl/buildkit");
const [, example = ""] =
  /```ts\n([\s\S]*?)```/.exec(readFileSync(join(ROOT, "docs/frontend-library.md"), "utf8")) ?? [];

beforeAll(() => {
  execFileSync(process.execPath, [join(ROOT, "scripts/npm-package.ts"), "--library", own], { cwd: ROOT });
  // What npm would install beside it.
  for (const name of ["protobufjs", "@types/node", "undici-types"]) {
    mkdirSync(join(project, "node_modules", name, ".."), { recursive: true });
    symlinkSync(join(ROOT, "node_modules", name), join(project, "node_modules", name));
  }
  writeFileSync(join(project, "package.json"), '{ "private": true, "type": "module" }');
  writeFileSync(join(project, "frontend.ts"), example);
}, 300_000);

afterAll(() => rmSync(project, { recursive: true, force: true }));

const child = (text: string) =>
  runChild({ file: join(project, "frontend.ts"), cache: join(project, "cache") }, [], {
    options: { filename: "files.lines" },
    files: { dockerfile: { "files.lines": text } },
  });

describe("the library for authors of frontends", () => {
  it("loads nothing but protobufjs and Node's own modules", () => {
    const { dependencies } = JSON.parse(readFileSync(join(own, "package.json"), "utf8"));
    expect(Object.keys(dependencies)).toEqual(["protobufjs"]);
    const imports = [...readFileSync(join(own, "index.mjs"), "utf8").matchAll(/^import .*?"([^"]+)";$/gm)];
    const foreign = imports
      .map(([, name = ""]) => name)
      .filter((name) => !builtinModules.includes(name.replace("node:", "")));
    expect([...new Set(foreign)].sort()).toEqual(["protobufjs/minimal.js"]);
  });

  it("has nothing that publint and Are the Types Wrong complain of", () => {
    const name = execFileSync("npm", ["pack", own, "--pack-destination", project], { encoding: "utf8", stdio: "pipe" });
    expect(faultsOfPackage(join(project, name.trim()))).toBe("");
  });

  it("has types that the example of its documentation is right by, and a mistake is not", () => {
    const compilerOptions = { module: "NodeNext", target: "ES2024", strict: true, noEmit: true, types: ["node"] };
    writeFileSync(join(project, "wrong.ts"), example.replace("{ mtime: 1 }", '{ mtime: "1" }'));
    const compiled = (file: string) => {
      writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, files: [file] }));
      const require = createRequire(join(ROOT, "package.json"));
      const tsc = join(require.resolve("typescript/package.json"), "../bin/tsc");
      return spawnSync(process.execPath, [tsc, "-p", project], { encoding: "utf8" }).stdout;
    };
    expect(compiled("frontend.ts")).toBe("");
    expect(compiled("wrong.ts")).toContain("Type 'string' is not assignable to type 'number'");
  });

  it("runs the example as BuildKit runs a frontend", async () => {
    const { bridge, exitCode, stderr } = await child("# syntax=example/lines\n/greeting Hello!\n");
    expect(stderr).not.toContain("Error");
    expect([exitCode, bridge.problems]).toEqual([0, []]);
    expect(bridge.solves.length).toBe(2);
    expect(bridge.returns[0]?.result?.ref?.id).toBeTruthy();
  });

  it("tells a mistake at its line, and one of the frontend's under its name", async () => {
    const { bridge } = await child("/greeting Hello!\ngreeting\n");
    expect(bridge.returns[0]?.error?.message).toBe("files.lines:2:1: a line is a path, a space and a text");
    writeFileSync(
      join(project, "broken.ts"),
      'import { runFrontend } from "@decl/buildkit";\nawait runFrontend("lines", async () => { throw new TypeError("boom"); });\n',
    );
    const broken = await runChild({ file: join(project, "broken.ts"), cache: join(project, "cache") }, []);
    expect(broken.bridge.returns[0]?.error?.message).toBe("lines: internal error: boom");
  });
});
