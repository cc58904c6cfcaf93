import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { KINDS, kindNames } from "../../src/cli/first-declaration.ts";
import { workFolder } from "./fixture.ts";

describe("decl new", () => {
  it.each([
    ["node", { "package.json": '{ "name": "@me/Shop 2", "scripts": { "start": "node src/main.js" } }' }, "src/main.js"],
    ["node", { "package.json": '{ "main": "./lib/a.js" }', "package-lock.json": "{}" }, "npm ci"],
    ["node", { "package.json": "not JSON", "server.js": "" }, "server.js"],
    ["python", { "requirements.txt": "", "main.py": "" }, "app/main.py"],
    ["python", { "pyproject.toml": "" }, "--ignore-installed ."],
    ["go", { "go.mod": "", Makefile: "" }, "go build"],
    ["make", { Makefile: "" }, "make install"],
    ["web", { "public/index.html": "" }, 'context("./public")'],
    ["web", { "index.html": "" }, 'context(".")'],
    ["tool", {}, "pkgs.hello"],
  ])("sees what is in the folder: %s of %j", async (kind, files, has) => {
    const folder = workFolder(files as Record<string, string>);
    const { code, stdout, stderr } = await folder.run("new", "FOLDER/image.ts");
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(
      new RegExp(
        `^FOLDER/image.ts: written, ${KINDS[kind as "node"].does}. Build it: docker buildx build -f FOLDER/image.ts -t [a-z0-9-]+ FOLDER\n$`,
      ),
    );
    expect(readFileSync(join(folder.path, "image.ts"), "utf8")).toContain(has);
  });

  it.each(kindNames)("writes a declaration that is right: %s", async (kind) => {
    const folder = workFolder({});
    expect(await folder.run("new", "FOLDER/web.ts", kind)).toMatchObject({ code: 0 });
    const { code, stderr } = await folder.run("check", "FOLDER/web.ts");
    expect([code, stderr]).toEqual([0, ""]);
  });

  it("calls the image what the program is called", async () => {
    const folder = workFolder({ "package.json": '{ "name": "@me/Shop_2" }' });
    expect((await folder.run("new", "FOLDER/image.ts")).stdout).toContain("-t shop-2 ");
  });

  it.each([
    [["FOLDER/image.ts"], "FOLDER/image.ts: it is there already"],
    [["FOLDER/new.ts", "pyhton"], 'there is no kind "pyhton": did you mean "python"?'],
    [["FOLDER/new.json"], "FOLDER/new.json: a declaration that is written anew is a .ts file"],
    [["FOLDER/new.ts", "web", "more"], 'decl new has no place for "more"'],
  ])("refuses %j", async (words, message) => {
    const folder = workFolder({ "image.ts": "mine" });
    expect(await folder.run("new", ...words)).toEqual({ code: 2, stdout: "", stderr: `decl: ${message}\n` });
    expect(readFileSync(join(folder.path, "image.ts"), "utf8")).toBe("mine");
  });
});

describe("help", () => {
  it("lists every command and says more of each", async () => {
    const folder = workFolder({});
    const { stdout } = await folder.run("--help");
    const names = [...stdout.matchAll(/^ {2}decl (\w+) /gm)].map(([, name = ""]) => name);
    expect(names).toEqual(expect.arrayContaining(["new", "check", "lock", "types"]));
    for (const name of names) {
      const help = (await folder.run(name, "--help")).stdout;
      expect(help.split("\n")[0]).toMatch(new RegExp(`^decl ${name}\\b`));
      expect(help).toContain("--json");
      expect((await folder.run("help", name)).stdout).toBe(help);
    }
  });

  it("has the options of a command and no others", async () => {
    const { stdout } = await workFolder({}).run("services", "--help");
    expect(stdout).toContain("--dot");
    expect(stdout).not.toContain("--prefix");
  });

  it("refuses a command that there is not", async () => {
    const { code, stderr } = await workFolder({}).run("help", "lokc");
    expect([code, stderr]).toEqual([2, 'decl: there is no command "lokc": did you mean "lock"?\n']);
  });
});
