import { describe, expect, it } from "vitest";
import { decl } from "./fixture.ts";

const FILES = {
  "web.ts": `import { lib } from "decl";
import site from "./site.ts";
export default ({ pkgs }) => ({
  imports: [site],
  image: { name: lib.mkDefault("web"), cmd: [\`\${pkgs.hello}/bin/hello\`], env: { A: "1", "B.C": lib.mkForce("2") } },
  environment: { systemPackages: [pkgs.hello] },
});`,
  "site.ts": `import { lib } from "decl";
export default lib.mkMerge([
  { image: { name: "site", env: { "B.C": "3" } } },
  { image: { name: lib.mkOverride(200, "other"), workingDir: lib.mkIf(false, "/never") } },
]);`,
};
const explain = (...argv: string[]) => decl(FILES, "explain", "FOLDER/web.ts", ...argv);

describe("decl explain", () => {
  it("lists what the declaration defines", async () => {
    expect(await explain()).toEqual({
      code: 0,
      stdout: `environment.systemPackages = ["pkgs.hello"]  (FOLDER/web.ts:6:34)
image.cmd = ["\${pkgs.hello}/bin/hello"]  (FOLDER/web.ts:5:45)
image.env."B.C" = "2"  (FOLDER/site.ts:3:42, FOLDER/web.ts:5:96)
image.env.A = "1"  (FOLDER/web.ts:5:84)
image.name = "site"  (FOLDER/site.ts:3:20, FOLDER/site.ts:4:20, FOLDER/web.ts:5:18)
`,
      stderr: "",
    });
  });

  it("shows every definition of an option, its priority and place, which of them win, and the value", async () => {
    expect((await explain("image.name")).stdout).toMatch(
      /^image\.name\n {2}What the image is called[^\n]*\n {2}type: null, or a string of one line\n {2}default: null\n\nvalue: "site"\n/,
    );
    expect((await explain("image.name")).stdout).toContain(`definitions:
  FOLDER/site.ts:3:20  plain           wins        "site"
  FOLDER/site.ts:4:20  mkOverride 200  overridden  "other"
  FOLDER/web.ts:5:18   mkDefault       overridden  "web"
`);
    expect((await explain('image.env."B.C"')).stdout).toBe(`image.env."B.C"
  type: a string

value: "2"
definitions:
  FOLDER/web.ts:5:96   mkForce  wins        "2"
  FOLDER/site.ts:3:42  plain    overridden  "3"
`);
  });

  it("shows what a false condition keeps away, and the order of what is joined", async () => {
    expect((await explain("image.workingDir")).stdout).toContain(`value: null
definitions:
  FOLDER/site.ts:4:62  plain  unused: its condition is false  …
`);
    const text = `import { lib } from "decl";
export default { image: { run: lib.mkMerge(["a", lib.mkBefore("b"), lib.mkOrder(1100, "c")]) } };`;
    expect((await decl({ "a.ts": text }, "explain", "FOLDER/a.ts", "image.run")).stdout).toContain(`definitions:
  FOLDER/a.ts:2:32  plain, mkBefore      wins  "b"
  FOLDER/a.ts:2:32  plain                wins  "a"
  FOLDER/a.ts:2:32  plain, mkOrder 1100  wins  "c"
`);
  });

  it("says that a default is one", async () => {
    expect((await explain("image.interactive")).stdout).toMatch(
      /default: false\n\nvalue: false\nnothing defines it: this is the default\n$/,
    );
  });

  it("shows what is below a set", async () => {
    expect((await explain("image.env")).stdout).toContain(
      'below it:\n  image.env."B.C" = "2"  (FOLDER/site.ts:3:42, FOLDER/web.ts:5:96)\n  image.env.A = "1"  (FOLDER/web.ts:5:84)\n',
    );
    expect((await explain("environment")).stdout).toBe(
      'environment\n\nbelow it:\n  environment.systemPackages = ["pkgs.hello"]  (FOLDER/web.ts:6:34)\n',
    );
  });

  it("answers in JSON", async () => {
    expect(JSON.parse((await explain("image.name", "--json")).stdout)).toMatchObject({
      option: "image.name",
      value: "site",
      definitions: [{ priority: "plain", wins: true, place: { file: "site.ts" } }, { wins: false }, { wins: false }],
    });
    expect(JSON.parse((await explain("--json")).stdout)[0]).toMatchObject({ option: "environment.systemPackages" });
  });

  it("refuses options that there are not, with the nearest name", async () => {
    expect(await explain("image.nmae")).toEqual({
      code: 1,
      stdout: "",
      stderr: 'error: there is no option "image.nmae"\n  hint: did you mean "name"?\n',
    });
    expect((await explain("image.env.Z.y")).code).toBe(1);
  });

  it("knows the options of submodules and of the declaration itself", async () => {
    const text = `import { lib } from "decl";
const unit = lib.types.submodule(({ name }) => ({ options: { url: lib.mkOption({ type: lib.types.str, default: "http://" + name }) } }));
export default { options: { units: lib.mkOption({ type: lib.types.attrsOf(unit), description: "Units." }) }, config: { units: { a: {} } } };`;
    const { stdout } = await decl({ "own.ts": text }, "explain", "FOLDER/own.ts", "units.a.url");
    expect(stdout).toContain('value: "http://a"');
    const set = await decl({ "own.ts": text }, "explain", "FOLDER/own.ts", "units");
    expect(set.stdout).toContain("type: an object, each value an object of the options below");
  });
});

describe("decl options", () => {
  it("lists the options below a name, and one in full", async () => {
    const { stdout } = await decl({}, "options", "image.healthcheck");
    expect(stdout.split("\n")[1]).toMatch(/^image\.healthcheck\.test {2,}The program, with its arguments/);
    expect((await decl({}, "options", "image.interactive")).stdout).toMatch(
      /^image\.interactive\n {2}Whether a shell is wanted in the image[^\n]*\n {2}type: true or false\n {2}default: false\n$/,
    );
    expect((await decl({}, "options", "image.entryPoint")).stdout).toBe(
      "image.entryPoint\n  now called image.entrypoint\n",
    );
  });

  it("lists all of them, and as JSON", async () => {
    const rows = JSON.parse((await decl({}, "options", "--json")).stdout);
    expect(rows.length).toBeGreaterThan(50);
    expect(rows).toContainEqual(expect.objectContaining({ option: "image.files.<name>.text", default: '""' }));
  });
});
