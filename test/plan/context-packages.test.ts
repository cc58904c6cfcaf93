import { describe, expect, it } from "vitest";
import { placeholder } from "../../src/lib/placeholder.ts";
import { makeClosure } from "../../src/nix/closure.ts";
import { addedPath } from "../../src/nix/content-address.ts";
import { sha256Of } from "../../src/nix/nar-hash.ts";
import { findMention } from "../../src/options/mention.ts";
import { readableValue } from "../../src/options/value-text.ts";
import { imageContent, mentionedIn } from "../../src/plan/image-content.ts";
import { planImage } from "../../src/plan/image-plan.ts";
import { type AddedPath, mentionedNames, resolvePackages } from "../../src/plan/packages.ts";
import { configure, type DeclareOptions, errorOf } from "../declaration/declare.ts";

const narHash = sha256Of<"nar">(new Uint8Array(32));

const addedAs = (name: string): AddedPath => ({
  ...addedPath(name, narHash),
  narHash,
  narSize: 120,
  subject: `${name} of the build context`,
});

async function resolve(text: string, options: DeclareOptions = {}) {
  const configuration = await configure(text, options);
  const content = imageContent(configuration.config);
  const placeOf = (name: string) => findMention(configuration, name)?.place;
  const files = new Map(
    mentionedIn(content).flatMap((name) => {
      const storeName = /^context\(.*?(\w+)"\)$/.exec(name)?.[1];
      return storeName === undefined ? [] : [[name, addedAs(storeName)]];
    }),
  );
  const packages = resolvePackages(content, (name) => findMention(configuration, name), undefined, files);
  return { configuration, content, packages, placeOf };
}

const APP = addedAs("app").path.path;

describe("files of a build context that are a package", () => {
  it("are installed, mentioned in texts, and looked up nowhere", async () => {
    const { content, packages, placeOf } = await resolve(`import { context } from "decl";
export default {
  environment: { systemPackages: [context("./app")] },
  image: { cmd: [\`\${context("app")}/bin/serve\`] },
};`);
    expect(mentionedIn(content)).toEqual(['context("app")']);
    expect(mentionedNames(content)).toEqual([]);
    expect(placeOf('context("app")')?.start).toEqual({ line: 3, column: 35 });
    expect(packages.system.map(({ install }) => install.map(({ path }) => path))).toEqual([[APP]]);
    expect(content.container.cmd?.map(packages.resolveText)).toEqual([`${APP}/bin/serve`]);
    expect(packages.roots.size).toBe(0);
    expect(packages.added.map(({ path }) => path.path)).toEqual([APP]);
  });

  it.each([
    ["a text", "image: { cmd: [context('app')] }", (one: Configured) => one.image.cmd?.[0]],
    ["a path", "image: { workingDir: context('app') }", (one: Configured) => one.image.workingDir],
    ["a list of packages", "fonts: { packages: [context('app')] }", (one: Configured) => `${one.fonts.packages[0]}`],
    [
      "what a unit takes",
      "systemd: { services: { a: { serviceConfig: { ExecStart: context('app') } } } }",
      (one: Configured) => one.systemd.services.a?.serviceConfig.ExecStart,
    ],
    [
      "the path of a service",
      "systemd: { services: { a: { path: [context('app')] } } }",
      (one: Configured) => `${one.systemd.services.a?.path[0]}`,
    ],
  ])("stand where %s is wanted", async (_, options, read) => {
    const { config } = await configure(`import { context } from "decl";\nexport default { ${options} };`);
    expect(read(config)).toBe(placeholder('context("app")'));
  });

  it("are still files where files are wanted", async () => {
    const { content, packages, configuration } = await resolve(`import { context } from "decl";
export default {
  environment: { etc: { motd: { source: context("motd") } } },
  services: { nginx: { enable: true, virtualHosts: { a: { root: context("www") } } } },
};`);
    expect(content.contents.map(({ source }) => source)).toEqual(
      expect.arrayContaining([
        { kind: "context", context: "context", path: "motd" },
        { kind: "context", context: "context", path: "www" },
      ]),
    );
    expect(packages.added.filter(({ subject }) => /^(?:motd|www) /.test(subject))).toEqual([]);
    expect(readableValue(configuration.config.services.nginx.virtualHosts.a?.root)).toBe('context("www")');
  });

  it("are written ./app in JSON", async () => {
    const { packages, content } = await resolve(
      JSON.stringify({
        environment: { systemPackages: ["./app"] },
        image: { cmd: ["${./app}/bin/serve", "$${./app}"] },
      }),
      { file: "image.json" },
    );
    expect(packages.added.map(({ path }) => path.path)).toEqual([APP]);
    expect(content.container.cmd?.map(packages.resolveText)).toEqual([`${APP}/bin/serve`, "${./app}"]);
    expect(await errorOf(configure('{"environment": {"systemPackages": ["./../app"]}}', { file: "image.json" }))).toBe(
      'image.json:1:37: must be a package (environment.systemPackages.0)\n  hint: this is "./../app"',
    );
  });

  it("of the same place are one package, and another with another name", async () => {
    const { content } = await resolve(`import { context } from "decl";
const paths = [context("app"), context("./app/"), context("app", "server"), context("other:app"), context("./a:b")];
export default { image: { cmd: paths.map((path) => \`\${path}\`) } };`);
    expect(mentionedIn(content)).toEqual([
      'context("app")',
      'context("app", "server")',
      'context("other:app")',
      'context("./a:b")',
    ]);
  });

  it("pass through the configuration of other modules", async () => {
    const { content } = await resolve(`import { context } from "decl";
export default ({ config }) => ({
  environment: { systemPackages: [context("app")] },
  image: { cmd: config.environment.systemPackages.map((one) => \`\${one}/bin/x\`) },
});`);
    expect(content.container.cmd).toEqual([`${placeholder('context("app")')}/bin/x`]);
  });

  it.each([
    ['context("app", 1)', "image.ts:2:43: TypeError: context() takes the text of a name as its second argument"],
    ["nix`f ${context('app')}`", "image.ts:2:39: TypeError: only packages, texts, numbers and booleans can be part"],
  ])("%s is an error", async (text, message) => {
    const declared = configure(`import { context, nix } from "decl";
export default { image: { cmd: [\`\${${text}}\`] } };`);
    expect(await errorOf(declared)).toContain(message);
  });

  it("are a layer of their own, between the packages and what is generated", async () => {
    const { content, packages } = await resolve(`import { context } from "decl";
export default { environment: { systemPackages: [context("app")] } };`);
    const plan = planImage({
      platform: { os: "linux", architecture: "amd64", system: "x86_64-linux" },
      content,
      packages: { ...packages, system: packages.system },
      closure: makeClosure([], []),
      labels: {},
      created: 0,
      placeOf: () => undefined,
    });
    expect(plan.added.map(({ name }) => name)).toEqual([`decl: ${APP}`]);
    expect(plan.config.history?.map(({ created_by }) => created_by)[0]).toBe(`decl: ${APP}`);
  });
});

type Configured = Awaited<ReturnType<typeof configure>>["config"];
