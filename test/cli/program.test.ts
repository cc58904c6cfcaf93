import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundle } from "../../scripts/lib/bundle.ts";
import { nameTable } from "./package-table.ts";

/** `dist/decl.mjs` as `npm run build` makes it, started as a person starts it. */
const folder = mkdtempSync(join(tmpdir(), "decl-test-"));
const PROGRAM = join(folder, "decl.mjs");
const SOURCE = resolve(import.meta.dirname, "../../src/cli-main.ts");

beforeAll(async () => {
  const files = {
    "web.ts": `export default ({ pkgs }) => ({
  image: { name: "web" },
  environment: { systemPackages: [pkgs.hello] },
  systemd: { services: { web: { script: "exec hello" } } },
});
`,
    "wrong.ts": "export default {\n  imgae: {},\n};\n",
    "broken.ts": "export default {\n  image: {\n",
    "throws.ts": 'export default () => {\n  throw new Error("no luck");\n};\n',
    "packages.json": nameTable("hello", "bash", "coreutils", "findutils", "gnugrep", "gnused", "s6"),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  // decl's own programs are beside it.
  writeFileSync(join(folder, "init-x86_64"), "");
  await build({ ...bundle, entryPoints: [SOURCE], outfile: PROGRAM, define: { DECL_VERSION: '"1.2.3"' } });
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function decl(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...args], { cwd: folder, encoding: "utf8" });
  return { code: status, stdout, stderr };
}

const AMD64 = ["--platform", "linux/amd64"];

describe("the program decl", () => {
  it.each([
    ["check", ["check", "web.ts"], /^web\.ts: no mistakes\n {2}docker buildx build -f web\.ts -t web \.\n$/],
    ["explain", ["explain", "web.ts", "image.name"], /^image\.name\n[\s\S]*value: "web"\n/],
    ["plan", ["plan", "web.ts"], /^\{\n {2}"platform": \{/],
    ["options", ["options", "image.name"], /^image\.name\n {2}What the image is called/],
    ["services", ["services", "web.ts"], /^With the container:\n {2}1 {2}web\.service {2}simple\n$/],
    ["services as a graph", ["services", "web.ts", "--dot"], /^\/\/ [\s\S]*\ndigraph services \{\n/],
    ["help", ["--help"], /^decl checks and explains declarations of images/],
    ["help with nothing else", [], /^decl checks and explains declarations of images/],
    ["help of one command", ["init", "--help"], /^decl init FILE -o DIR/],
    ["version", ["--version"], /^decl 1\.2\.3\n$/],
  ])("answers on standard output and ends with 0: %s", (_, args, stdout) => {
    expect(decl(...args)).toEqual({ code: 0, stdout: expect.stringMatching(stdout), stderr: "" });
  });

  it("writes an init", () => {
    const { code, stdout, stderr } = decl("init", "web.ts", "-o", "out", "--nixpkgs", ".", ...AMD64);
    expect([code, stdout]).toEqual([0, `${folder}/out: written. Run it: ${folder}/out/init STATE-DIR\n`]);
    expect(stderr).toMatch(/^decl: this machine does not have 6 of the store paths/);
  });

  it.each([
    ["a command there is not", ["chekc", "web.ts"], /^decl: there is no command "chekc": did you mean "check"\?\n$/],
    ["an option there is not", ["check", "--frob", "web.ts"], /^decl: Unknown option '--frob'\n$/],
    ["a file there is not", ["check", "no.ts"], /^decl: no\.ts: there is no such file\n$/],
    ["no file", ["services"], /^decl: decl services needs the file of a declaration\n$/],
    ["no place to write to", ["init", "web.ts"], /^decl: decl init needs the folder that it writes: -o DIR\n$/],
  ])("says on standard error what is wrong with its command line and ends with 2: %s", (_, args, stderr) => {
    expect(decl(...args)).toEqual({ code: 2, stdout: "", stderr: expect.stringMatching(stderr) });
  });

  it.each(["check", "explain", "plan", "services"])(
    "says on standard error what is wrong and ends with 1: %s",
    (command) => {
      expect(decl(command, "wrong.ts")).toEqual({
        code: 1,
        stdout: "",
        stderr:
          'error: wrong.ts:2:3: there is no option "imgae"\n   2 |   imgae: {},\n     |   ^^^^^\n  hint: did you mean "image"?\n',
      });
    },
  );

  it.each([
    ["a file that is not JavaScript", "broken.ts", /^error: broken\.ts:3:1: unexpected token/],
    ["a declaration that throws", "throws.ts", /^error: throws\.ts:2:\d+: .*no luck/],
  ])("shows no stack of its own for %s", (_, file, message) => {
    const { code, stdout, stderr } = decl("check", file);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^ +at /m);
    expect(stderr).not.toContain("decl.mjs");
  });

  it("ends in silence where nobody reads what it says", () => {
    const script = '"$0" "$1" options --json | head -c 1 >/dev/null; exit "${PIPESTATUS[0]}"';
    const { status, stderr } = spawnSync("bash", ["-c", script, process.execPath, PROGRAM], { encoding: "utf8" });
    expect([status, stderr]).toEqual([0, ""]);
  });
});
