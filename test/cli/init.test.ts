import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { workFolder } from "./fixture.ts";
import { lockText, nameTable, storePath } from "./package-table.ts";

const TEXT = `export default ({ pkgs }) => ({
  systemd: { services: {
    web: { path: [pkgs.hello], serviceConfig: { ExecStart: \`\${pkgs.hello}/bin/hello --root=\${pkgs.hello}/share\` } },
  } },
});`;
const WITH_SCRIPT = TEXT.replace(/serviceConfig: .*? \} \},/, 'script: "true" },');
const TOOLS = ["bash", "coreutils", "findutils", "gnugrep", "gnused", "s6"];
const PROGRAMS = ["bash", "env", "find", "grep", "sed", "s6-svscan"];
const SET = { "set/packages.json": nameTable("hello", ...TOOLS) };

/** `decl init` of one file; the tree is FOLDER/out. */
function init(files: Readonly<Record<string, string>> = {}) {
  const folder = workFolder({ "web.ts": TEXT, ...files });
  const out = join(folder.path, "out");
  return {
    ...folder,
    out,
    write: (...options: string[]) =>
      folder.run("init", "FOLDER/web.ts", "-o", "FOLDER/out", "--platform", "linux/amd64", ...options),
    read: (file: string) => readFileSync(join(out, file), "utf8"),
    readPlan: () => JSON.parse(readFileSync(join(out, "plan.json"), "utf8")),
    /** A folder with empty programs, as /usr. */
    withPrograms: (...names: readonly string[]) => {
      for (const name of names) {
        const path = join(folder.path, "usr", name);
        mkdirSync(join(path, ".."), { recursive: true });
        writeFileSync(path, "");
        chmodSync(path, 0o755);
      }
    },
  };
}

describe("decl init", () => {
  it("says how decl's own program is made where it is missing, and writes nothing", async () => {
    const { write, programs, out } = init({ ...SET, "web.ts": TEXT });
    rmSync(join(programs, "init-x86_64"));
    expect(await write("--nixpkgs", "FOLDER/set")).toEqual({
      code: 2,
      stdout: "",
      stderr: `decl: there is no ${join(programs, "init-x86_64")}, the program that an init is: npm run build makes it\n`,
    });
    expect(existsSync(out)).toBe(false);
  });

  it("writes the init as the image has it, with the store paths of a package set, in its own place", async () => {
    const { write, read, readPlan, out, path } = init(SET);
    const { code, stdout, stderr } = await write("--nixpkgs", "FOLDER/set");
    expect([code, stdout]).toEqual([0, "FOLDER/out: written. Run it: FOLDER/out/init STATE-DIR\n"]);
    expect(stderr).toContain(
      "decl: this machine does not have 2 of the store paths that the init needs; Nix brings them:\n",
    );
    expect(stderr).toContain(`nix-store --realise ${storePath("hello")} ${storePath("s6")}`);
    expect(readdirSync(out).sort()).toEqual(["init", "plan.json", "scan", "unit"]);
    expect(read("init")).toBe("init-x86_64");
    expect(lstatSync(join(out, "init")).mode & 0o777).toBe(0o755);
    expect(readPlan().s6).toBe(`${storePath("s6")}/bin`);
    expect(readPlan().units["web.service"].service).toEqual({
      start: [{ run: [`${storePath("hello")}/bin/hello`, `--root=${storePath("hello")}/share`] }],
      path: [`${storePath("hello")}/bin`, `${storePath("hello")}/sbin`],
    });
    expect(readlinkSync(join(out, "scan/web.service/run"))).toBe("../../init");
    expect(readdirSync(path).sort()).toEqual(["out", "set", "web.ts"]);
  });

  it("names the scripts of a declaration by where they are", async () => {
    const { write, read, readPlan, out } = init({ ...SET, "web.ts": WITH_SCRIPT });
    await write("--nixpkgs", "FOLDER/set");
    expect(readPlan().units["web.service"].service.start).toEqual([{ run: [`${out}/units/web.service/start`] }]);
    expect(read("units/web.service/start")).toBe(`#!${storePath("bash")}/bin/bash\nset -e\ntrue\n`);
  });

  it("takes store paths from the lock file beside the declaration", async () => {
    const { write, readPlan } = init({ "web.lock.json": lockText("hello", ...TOOLS) });
    expect((await write()).code).toBe(0);
    expect(readPlan().s6).toBe(`${storePath("s6")}/bin`);
  });

  it("takes all programs from one folder, wherever they are in it", async () => {
    const { write, readPlan, withPrograms, path } = init();
    withPrograms("bin/s6-svscan", "sbin/hello");
    expect(await write("--prefix", "FOLDER/usr")).toMatchObject({ code: 0, stderr: "" });
    expect(readPlan().units["web.service"].service).toMatchObject({
      start: [{ run: [`${path}/usr/sbin/hello`, `--root=${path}/usr/share`] }],
      path: [`${path}/usr/bin`, `${path}/usr/sbin`],
    });
  });

  it("says which programs that folder lacks, and which lines name them", async () => {
    const { write, withPrograms, out } = init({ "web.ts": TEXT.replace("path:", "enableDefaultPath: true, path:") });
    withPrograms(...PROGRAMS.filter((name) => name !== "s6-svscan").map((name) => `bin/${name}`));
    expect(await write("--prefix", "FOLDER/usr")).toEqual({
      code: 1,
      stdout: "",
      stderr: `error: there is no s6-svscan in FOLDER/usr/bin or FOLDER/usr/sbin
  hint: the init needs it: install s6

error: FOLDER/web.ts:3:44: there is no hello in FOLDER/usr/bin or FOLDER/usr/sbin
   3 |     web: { enableDefaultPath: true, path: [pkgs.hello], serviceConfig: { ExecStart: \`\${pkgs.hello}/bin/hello --root=\${pkgs.hello}/share\` } },
     |                                            ^^^^^^^^^^
  hint: it is the program of \${pkgs.hello}
`,
    });
    expect(existsSync(out)).toBe(false);
  });

  it("asks where programs are when nothing says it", async () => {
    const { code, stderr } = await init().write();
    expect([code, stderr]).toEqual([
      2,
      "decl: nothing says where the programs are: FOLDER/web.ts has no lock file beside it. Give --nixpkgs DIR or --prefix DIR (decl init --help)\n",
    ]);
  });

  it("replaces a tree that it has written, and one that is empty", async () => {
    const { write, out, path } = init(SET);
    mkdirSync(out);
    expect((await write("--nixpkgs", "FOLDER/set")).code).toBe(0);
    writeFileSync(join(out, "scan/old"), "");
    expect((await write("--nixpkgs", "FOLDER/set")).code).toBe(0);
    expect(existsSync(join(out, "scan/old"))).toBe(false);
    expect(readdirSync(path).sort()).toEqual(["out", "set", "web.ts"]);
  });

  it.each([
    [
      "has other files",
      "notes.txt",
      "FOLDER/out: this folder is not an init that decl has written, and stays as it is: it has notes.txt",
    ],
    ["only looks like one", "scan", "FOLDER/out: this folder is not an init that decl has written, and stays as it is"],
  ])("leaves a folder alone that %s", async (_, file, message) => {
    const { write, out } = init(SET);
    mkdirSync(out);
    writeFileSync(join(out, file), "mine");
    expect(await write("--nixpkgs", "FOLDER/set")).toEqual({ code: 2, stdout: "", stderr: `decl: -o ${message}\n` });
    expect(readdirSync(out)).toEqual([file]);
  });

  it("leaves nothing behind where it cannot write", async () => {
    const { run, path } = init({ ...SET, file: "" });
    const { code, stderr } = await run(
      "init",
      "FOLDER/web.ts",
      "-o",
      "FOLDER/file",
      "--nixpkgs",
      "FOLDER/set",
      "--platform",
      "linux/amd64",
    );
    expect([code, stderr]).toEqual([2, "decl: -o FOLDER/file: it is a file\n"]);
    const below = await run(
      "init",
      "FOLDER/web.ts",
      "-o",
      "FOLDER/file/out",
      "--nixpkgs",
      "FOLDER/set",
      "--platform",
      "linux/amd64",
    );
    expect([below.code, below.stderr]).toEqual([2, expect.stringMatching(/^decl: -o FOLDER\/file\/out: E/)]);
    expect(readdirSync(path).sort()).toEqual(["file", "set", "web.ts"]);
  });

  it("refuses paths that scripts could not name", async () => {
    const { run } = init(SET);
    const { code, stderr } = await run("init", "FOLDER/web.ts", "-o", "FOLDER/a b");
    expect([code, stderr]).toEqual([
      2,
      "decl: -o FOLDER/a b: choose a folder whose path has letters, digits and / . _ + @ % ~ - only\n",
    ]);
  });

  it("says that an image without services has no init", async () => {
    const { write } = init({ "web.ts": "export default {};" });
    expect(await write("--prefix", "/usr")).toEqual({
      code: 1,
      stdout: "",
      stderr: "error: this image has no services\n",
    });
  });

  it("answers in JSON", async () => {
    const { write } = init(SET);
    const { stdout } = await write("--nixpkgs", "FOLDER/set", "--json");
    expect(JSON.parse(stdout)).toMatchObject({ folder: "FOLDER/out", diagnostics: [] });
    expect(JSON.parse(stdout).missing).toContain(storePath("s6"));
  });
});
