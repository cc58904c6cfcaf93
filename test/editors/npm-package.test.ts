import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { OWN_PROGRAMS } from "../../src/value/own-program.ts";
import { commandBlocks } from "../docs/documented-commands.ts";
import { faultsOfPackage } from "../scripts/published.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "decl-npm-"));
const project = join(folder, "project");
const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));

const RIGHT = `// syntax=decl/frontend
import { image, type Module } from "decl";
const users: Module = { users: { users: { alice: { isNormalUser: true as boolean } } } };
export default image(({ pkgs }) => ({
  imports: [users],
  config: { image: { name: "web" }, environment: { systemPackages: [pkgs.hello] } },
}));
`;
const WRONG = RIGHT.replace("image: { name", "services: { ngix: {} }, image: { name");

function run(program: string, args: readonly string[], options: { cwd?: string; path?: string } = {}) {
  const env = { ...process.env, npm_config_offline: "true", npm_config_update_notifier: "false", NO_COLOR: "1" };
  const PATH = [options.path ?? "", process.env.PATH ?? ""].filter(Boolean).join(delimiter);
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd: options.cwd ?? project,
    env: { ...env, PATH },
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

beforeAll(() => {
  const packed = join(folder, "packed");
  // What stands for dist/: each program says its name.
  const programs = join(folder, "programs");
  mkdirSync(programs);
  for (const name of OWN_PROGRAMS) writeFileSync(join(programs, name), name);
  expect(run(process.execPath, [join(ROOT, "scripts/npm-package.ts"), packed, programs], { cwd: ROOT })).toMatchObject({
    status: 0,
  });
  expect(run("npm", ["pack", packed, "--pack-destination", folder], { cwd: folder })).toMatchObject({ status: 0 });
  const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz")) ?? "";
  mkdirSync(project);
  const files = {
    "package.json": '{ "private": true, "type": "module" }',
    // As docs/npm.md has it, and every type of the package is looked at.
    "tsconfig.json": JSON.stringify({
      compilerOptions: { ...settingsOf("docs/npm.md"), lib: ["ES2024"], types: [], skipLibCheck: false },
      files: ["image.ts"],
    }),
    "image.ts": RIGHT,
    "wrong.ts": WRONG,
    "tsconfig.wrong.json": '{ "extends": "./tsconfig.json", "files": ["wrong.ts"] }',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(project, name), text);
  expect(run("npm", ["install", "--save-dev", "--no-audit", "--no-fund", join(folder, tarball)])).toMatchObject({
    status: 0,
  });
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function settingsOf(file: string): object {
  const [, text = "{}"] = /```json\n([\s\S]*?)```/.exec(readFileSync(join(ROOT, file), "utf8")) ?? [];
  return (JSON.parse(text) as { compilerOptions: object }).compilerOptions;
}

/** All files that a value of `exports` names. */
const leaves = (value: unknown): string[] =>
  typeof value === "string" ? [value] : Object.values(value ?? {}).flatMap((one) => leaves(one));

/** The versions of Node before type stripping was part of it that this machine has. */
const oldNodes = (process.env.PATH ?? "")
  .split(delimiter)
  .map((each) => join(each, "node"))
  .filter((node) => /^v2[012]\./.test(spawnSync(node, ["--version"], { encoding: "utf8" }).stdout ?? ""));

describe("the npm package", () => {
  it("has types, schemas and the command, and depends on nothing", () => {
    const own = JSON.parse(readFileSync(join(project, "node_modules/decl/package.json"), "utf8"));
    expect(own).toMatchObject({ name: "decl", version: manifest.version, engines: { node: ">=20" } });
    expect(own).not.toHaveProperty("dependencies");
    expect(own).not.toHaveProperty("scripts");
    expect(readdirSync(join(project, "node_modules")).filter((name) => !name.startsWith("."))).toEqual(["decl"]);
    const require = createRequire(join(project, "image.ts"));
    for (const schema of ["options", "lock"]) {
      const file = require.resolve(`decl/${schema}.schema.json`);
      expect(readFileSync(file, "utf8")).toBe(readFileSync(join(ROOT, `docs/${schema}.schema.json`), "utf8"));
    }
    const lock = JSON.parse(readFileSync(join(project, "package-lock.json"), "utf8"));
    expect(Object.keys(lock.packages)).toEqual(["", "node_modules/decl"]);
  });

  it.each([
    ["5.9", import.meta.filename],
    ["7", join(ROOT, "package.json")],
  ])("tells an editor with TypeScript %s what is right and what is not", (_, from) => {
    const tsc = createRequire(from).resolve("typescript/package.json").replace("package.json", "bin/tsc");
    expect(run(process.execPath, [tsc, "-p", "."])).toEqual({ status: 0, stdout: "", stderr: "" });
    const wrong = run(process.execPath, [tsc, "-p", "tsconfig.wrong.json", "--pretty", "false"]);
    expect(wrong.stdout).toMatch(/^wrong\.ts\(6,25\): error TS2322: .*there is no option ngix: did you mean nginx\?/);
    expect(wrong.stdout.trimEnd().split("\n")).toHaveLength(1);
  });

  it("has the command for npx, in the project and with --prefix outside of it", () => {
    expect(run("npx", ["--no-install", "decl", "check", "image.ts"]).stdout).toMatch(/^image\.ts: no mistakes\n/);
    const outside = run("npx", ["--prefix", project, "--no-install", "decl", "check", join(project, "image.ts")], {
      cwd: folder,
    });
    expect(outside.stdout).toContain("image.ts: no mistakes");
    const wrong = run("npx", ["--no-install", "decl", "check", "wrong.ts"]);
    expect([wrong.status, wrong.stderr.split("\n")[0]]).toEqual([
      1,
      'error: wrong.ts:6:25: there is no option "services.ngix"',
    ]);
  });

  it("runs the commands of its page", () => {
    const fresh = join(project, "fresh");
    mkdirSync(fresh);
    const commands = commandBlocks("docs/npm.md").flatMap((block) => block.commands.map(({ text }) => text));
    expect(commands.map((text) => text.split(" ").slice(0, 2).join(" "))).toEqual([
      "npm install", // what beforeAll has done, with the package itself
      "npx decl",
      "npx decl",
      "docker buildx", // as in README.md
    ]);
    for (const command of commands.filter((text) => text.startsWith("npx "))) {
      const args = ["--no-install", ...command.split(" ").slice(1)];
      expect(run("npx", args, { cwd: fresh }), command).toMatchObject({ status: 0 });
    }
    expect(readdirSync(fresh)).toContain("image.ts");
  });

  it("has nothing that publint and Are the Types Wrong complain of", () => {
    expect(faultsOfPackage(join(folder, `decl-${manifest.version}.tgz`))).toBe("");
  });

  it("is published in a shape that each way of finding modules takes", () => {
    const home = join(project, "node_modules/decl");
    const { exports, main, types, bin } = JSON.parse(readFileSync(join(home, "package.json"), "utf8"));
    const targets = [main, types, bin.decl, ...Object.values(exports).flatMap((one) => leaves(one))];
    for (const target of targets) expect(existsSync(join(home, target)), target).toBe(true);
    // The first condition that fits is taken.
    expect(Object.keys(exports["."])).toEqual(["types", "default"]);
    const from = createRequire(import.meta.filename).resolve("typescript/package.json");
    const tsc = from.replace("package.json", "bin/tsc");
    for (const [module, moduleResolution] of [
      ["NodeNext", "NodeNext"],
      ["Node16", "Node16"],
      ["ESNext", "Bundler"],
    ] as const) {
      const compilerOptions = { module, moduleResolution, target: "ES2024", strict: true, noEmit: true, types: [] };
      const file = `tsconfig.${moduleResolution}.json`;
      writeFileSync(join(project, file), JSON.stringify({ compilerOptions, files: ["image.ts"] }));
      expect(run(process.execPath, [tsc, "-p", file])).toEqual({ status: 0, stdout: "", stderr: "" });
    }
  });

  it("has the programs that decl init writes", () => {
    const service = { systemd: { services: { a: { serviceConfig: { ExecStart: "/bin/true" } } } } };
    writeFileSync(join(project, "service.json"), JSON.stringify(service));
    mkdirSync(join(project, "usr/bin"), { recursive: true });
    writeFileSync(join(project, "usr/bin/s6-svscan"), "", { mode: 0o755 });
    const init = ["--no-install", "decl", "init", "service.json", "-o", "tree", "--prefix", join(project, "usr")];
    expect(run("npx", init)).toMatchObject({ status: 0, stderr: "" });
    expect(OWN_PROGRAMS).toContain(readFileSync(join(project, "tree/init"), "utf8"));
  });

  it.skipIf(oldNodes.length === 0)("runs with the oldest Node that is promised, types and all", () => {
    for (const node of oldNodes) {
      const program = join(project, "node_modules/decl/decl.mjs");
      expect(run(node, [program, "check", "image.ts"])).toMatchObject({ status: 0, stderr: "" });
      writeFileSync(join(project, "enum.ts"), "export default {\n  image: {} as object,\n};\nenum A { B }\n");
      expect(run(node, [program, "check", "enum.ts"]).stderr).toMatch(
        /^error: enum\.ts:4:1: TypeScript enum is not supported/,
      );
      writeFileSync(join(project, "broken.ts"), "const a: = 1;\nexport default {};\n");
      expect(run(node, [program, "check", "broken.ts"]).stderr).toMatch(/^error: broken\.ts:1:10: unexpected "="/);
    }
  });

  it("lets parts of a declaration be tested with Node", () => {
    const script = `import { image, lib } from "decl";
      const module = image(({ pkgs }) => ({ image: { cmd: [pkgs.hello] } }));
      console.log(typeof module, lib.concatStringsSep(",", ["a", "b"]));`;
    const { stdout } = run(process.execPath, ["--input-type=module", "-e", script]);
    expect(stdout).toBe("function a,b\n");
  });
});
