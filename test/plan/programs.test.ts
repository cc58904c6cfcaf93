import { describe, expect, it } from "vitest";
import { evaluateImages } from "../../src/build/evaluate-images.ts";
import { prepareDeclaration } from "../../src/declaration/evaluate.ts";
import { loadDeclaration } from "../../src/declaration/load.ts";
import { parsePlatform } from "../../src/value/platform.ts";
import { readablePlaceholders } from "../../src/value/reference.ts";

/** The programs that an image is to have, each with its place. */
async function wanted(options: string): Promise<string[]> {
  const text = `export default ({ pkgs }) => (${options});`;
  const declaration = await prepareDeclaration(await loadDeclaration("image.ts", text, async () => new Map()));
  const { images } = evaluateImages({ args: {}, target: "", platforms: [parsePlatform("linux/amd64")] }, declaration);
  return images.flatMap(({ programs }) =>
    programs.map(({ path, place }) => `${readablePlaceholders(path)} ${place?.start.line}:${place?.start.column}`),
  );
}

describe("a program of a package that has to be there", () => {
  it.each([
    ["{ image: {\n cmd: [`${pkgs.hello}/bin/nope`, 'x'] } }", "${pkgs.hello}/bin/nope 2:7"],
    ["{ image: {\n entrypoint: [`${pkgs.a}/bin/a`], cmd: [`${pkgs.b}/b`] } }", "${pkgs.a}/bin/a 2:14"],
    ["{ image: { healthcheck: {\n test: ['CMD', `${pkgs.curl}/bin/crul`] } } }", "${pkgs.curl}/bin/crul 2:8"],
    ["{ image: { healthcheck: {\n test: [`${pkgs.curl}/bin/crul`, 'x'] } } }", "${pkgs.curl}/bin/crul 2:8"],
    ["{ image: { healthcheck: {\n test: ['CMD-SHELL', 'curl -f localhost'] } } }", "/bin/sh 2:8"],
    [
      "{ systemd: { services: { a: { serviceConfig: {\n ExecStart: `+${pkgs.hello}/bin/nope -g x` } } } } }",
      "${pkgs.hello}/bin/nope 2:13",
    ],
    [
      "{ systemd: { services: { a: { script: 'true', serviceConfig: {\n ExecStop: [`${pkgs.a}/bin/a`] } } } } }",
      "${pkgs.a}/bin/a 2:12",
    ],
  ])("is that of %s", async (options, program) => {
    expect(await wanted(options)).toEqual([program]);
  });

  it("is looked for once", async () => {
    const options = "{ image: { cmd: [`${pkgs.a}/a`], healthcheck: { test: [`${pkgs.a}/a`] } } }";
    expect(await wanted(options)).toEqual(["${pkgs.a}/a 1:47"]);
  });

  it.each([
    ["a path that a volume may have", "{ image: { cmd: ['/app/run'], healthcheck: { test: ['CMD', '/app/check'] } } }"],
    ["a name", "{ image: { cmd: ['hello'], healthcheck: { test: ['NONE'] } } }"],
    ["arguments of an entrypoint that is a name", "{ image: { entrypoint: ['x'], cmd: [`${pkgs.a}/a`] } }"],
    ["what may be missing", "{ systemd: { services: { a: { serviceConfig: { ExecStart: `-${pkgs.a}/a` } } } } }"],
    ["what a module of decl's names", "{ services: { nginx: { enable: true } } }"],
    [
      "what is below a root of its own",
      "{ systemd: { services: { a: { serviceConfig: { ExecStart: `${pkgs.a}/a`, RootDirectory: '/srv' } } } } }",
    ],
  ])("is not %s", async (_, options) => {
    expect(await wanted(options)).toEqual([]);
  });
});
