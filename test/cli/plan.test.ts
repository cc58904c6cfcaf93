import { describe, expect, it } from "vitest";
import { decl } from "./fixture.ts";

const TEXT = `export default ({ pkgs }) => ({
  image: { cmd: [\`\${pkgs.hello}/bin/hello\`], labels: { "a": "b" } },
  environment: { systemPackages: [pkgs.hello] },
});`;
const HELLO = "/nix/store/00000000000000000000000000000000-hello-1";
const NAMES = JSON.stringify({
  version: 1,
  systems: { "x86_64-linux": { hello: { name: "hello-1", outputs: { out: HELLO }, defaultOutput: "out" } } },
});
const plan = (...options: string[]) =>
  decl(
    { "web.ts": TEXT, "packages.json": NAMES, "wrong.json": "{}" },
    "plan",
    "FOLDER/web.ts",
    "--platform",
    "linux/amd64",
    ...options,
  );

describe("decl plan", () => {
  it("prints what the image is made of, with packages by name", async () => {
    const { code, stdout } = await plan();
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      platform: { os: "linux", architecture: "amd64" },
      systemPackages: ["pkgs.hello"],
      container: { cmd: ["${pkgs.hello}/bin/hello"], labels: { a: "b" } },
    });
  });

  it("prints store paths where it is told what names mean", async () => {
    expect(JSON.parse((await plan("--names", "FOLDER/packages.json")).stdout)).toMatchObject({
      systemPackages: [HELLO],
      container: { cmd: [`${HELLO}/bin/hello`] },
    });
  });

  it("prints a list where several platforms are asked for", async () => {
    const { stdout } = await decl({ "web.ts": TEXT }, "plan", "FOLDER/web.ts", "--platform", "linux/amd64,linux/arm64");
    expect(JSON.parse(stdout).map((one: { platform: { architecture: string } }) => one.platform.architecture)).toEqual([
      "amd64",
      "arm64",
    ]);
  });

  it.each([
    ["FOLDER/no.json", "--names FOLDER/no.json: ENOENT: no such file or directory, open 'FOLDER/no.json'\n"],
    ["FOLDER/wrong.json", "--names FOLDER/wrong.json: it is not a name table"],
  ])("refuses %s as names", async (file, message) => {
    const { code, stderr } = await plan("--names", file);
    expect(code).toBe(2);
    expect(stderr.slice(0, message.length + 6)).toBe(`decl: ${message}`);
  });

  it("says which package there is not", async () => {
    const text = TEXT.replace("[pkgs.hello]", "[pkgs.helo]");
    const { code, stderr } = await decl(
      { "web.ts": text, "packages.json": NAMES },
      ...["plan", "FOLDER/web.ts", "--names", "FOLDER/packages.json", "--platform", "linux/amd64"],
    );
    expect(code).toBe(1);
    expect(stderr).toContain("FOLDER/web.ts:3:35: ");
    expect(stderr).toContain('did you mean "hello"?');
  });
});
