import { describe, expect, it } from "vitest";
import { readBuild } from "../../src/plan/declared-builds.ts";
import { imageContent } from "../../src/plan/image-content.ts";
import { configure, errorOf } from "./declare.ts";

/** The names of what a declaration in JSON with these builds installs. */
async function installed(builds: unknown, packages: readonly string[] = ["${builds.app}"]) {
  const json = { builds, environment: { systemPackages: packages } };
  const { config } = await configure(JSON.stringify(json, undefined, 2), { file: "image.json" });
  return imageContent(config).systemPackages;
}

const readAll = async (...args: Parameters<typeof installed>) => (await installed(...args)).map(readBuild);
const failure = (builds: unknown, packages?: readonly string[]) => errorOf(installed(builds, packages));

const NOTHING = { src: null, packages: [], env: {}, network: false, cache: [], secrets: [], ssh: [] };

describe("builds in JSON", () => {
  it("are what build() is, with the name that they have there", async () => {
    const app = {
      ...{
        src: "./app",
        packages: ["nodejs", "${pkgs.cacert}"],
        script: "cp -r . $out",
        env: { A: "${pkgs.hello}/x" },
      },
      ...{ network: true, cache: ["/root/.npm"], secrets: ["token"], ssh: ["default"] },
    };
    const [read] = await readAll({ app });
    expect(read).toEqual({
      ...app,
      name: "app",
      src: 'context("app")',
      packages: ["nodejs", "cacert"],
      env: expect.anything(),
    });
    expect(await readAll({ app: { script: "true" } })).toEqual([{ ...NOTHING, name: "app", script: "true" }]);
  });

  it("may be made of those before them, in texts and as packages", async () => {
    const builds = {
      inner: { script: "x" },
      app: { packages: ["${builds.inner}"], script: "cat ${builds.inner} > $out" },
    };
    const [inner = "", app = ""] = await installed(builds, ["${builds.inner}", "${builds.app}"]);
    expect(readBuild(app)?.packages).toEqual([inner]);
    expect(readBuild(app)?.script).toContain("inner");
  });

  it("are one where they are equal to those of a declaration in TypeScript", async () => {
    const ts = await configure(`import { build, context } from "decl";
export default ({ pkgs }) => ({ environment: { systemPackages: [build({ name: "app", src: context("./app"), packages: [pkgs.nodejs], script: "true" })] } });`);
    const json = await installed({ app: { src: "app", packages: ["nodejs"], script: "true" } });
    expect(json).toEqual(imageContent(ts.config).systemPackages);
  });

  it.each<[string, unknown, string]>([
    ["no object", [], "image.json:2:13: builds is not an object of builds by name"],
    ["a build that is no object", { app: "x" }, "image.json:3:12: builds.app is not an object"],
    [
      "an unknown option",
      { app: { scrpt: "" } },
      'builds.app: it has no option "scrpt", but name, src, packages, script',
    ],
    ["no script", { app: {} }, "builds.app: script is not a text but"],
    ["a script that is no text", { app: { script: 1 } }, "builds.app: script is not a text but a number"],
    [
      "files outside of the context",
      { app: { src: "../x", script: "x" } },
      "the path must be relative and stay inside of the context",
    ],
    ["packages that are no list", { app: { packages: "x", script: "x" } }, "builds.app: packages is not a list but"],
    [
      "a variable that is no text",
      { app: { env: { A: 1 }, script: "x" } },
      "builds.app: env.A is not a text but a number",
    ],
  ])("are refused with %s, at their place", async (_, builds, message) => {
    const error = await failure(builds);
    expect(error).toContain(message);
    expect(error).toMatch(/^image\.json:\d+:\d+: /);
    expect(error).toContain('hint: a build is { "src": "./app", "packages": ["nodejs"], "script": "cp -r . $out" }');
  });

  it("are unknown to those before them, and to what names one that is not there", async () => {
    const builds = { app: { script: "cat ${builds.later}" }, later: { script: "x" } };
    expect(await failure(builds)).toMatch(/^image\.json:4:17: \$\{builds\.later\} is no build before this one\n/);
    expect(await failure({ app: { script: "${builds.app}" } })).toContain("${builds.app} is no build before this one");
    expect(await failure({ app: { script: "x" } }, ["${builds.other}"])).toContain("${builds.other} is no package");
    expect(await failure({ app: { script: "$${builds.later}" } }, ["${builds.other}"])).not.toContain("before");
  });
});
