import { join } from "node:path";
import { expect, it } from "vitest";
import { decl } from "./decl-program.ts";
import { build, jsonLines, temporaryFolder } from "./engine.ts";
import { LARGE } from "./large-image.ts";

const MIB = 1 << 20;

it("an image of 99 store paths has 45 layers of them: those of 1 MiB and more, and up to 2 MiB of others", async () => {
  const folder = temporaryFolder();
  const files = { "image.ts": LARGE };
  const { code, output } = await build({ folder, files, options: ["--target", "lock", "-o", folder] });
  expect(code, output).toBe(0);
  const printed = await decl(["plan", join(folder, "image.ts"), "--platform", "linux/amd64"]);
  expect(printed.code, printed.output).toBe(0);
  const layers: { bytes?: number; paths?: string[] }[] = JSON.parse(printed.output).layers;
  const ofPaths = layers.flatMap(({ bytes = 0, paths = [] }) => (paths.length > 0 ? [{ bytes, paths }] : []));
  expect(ofPaths.flatMap(({ paths }) => paths)).toHaveLength(99);
  expect(ofPaths).toHaveLength(45);
  for (const { bytes, paths } of ofPaths) if (paths.length > 1) expect(bytes).toBeLessThanOrEqual(2 * MIB);
});

const WITH_CHECK = `// syntax=decl/frontend
import { context, image } from "decl";
export default image(({ pkgs }) => ({
  environment: { systemPackages: [pkgs.bash, pkgs.coreutils, context("./app")] },
  image: { checks: { app: { command: ["/bin/sh", "-c", "test -e /bin/app"] } } },
}));
`;

it("a changed file of an application runs its own steps again, and no tree of the whole image is made", async () => {
  const folder = temporaryFolder();
  const ran = async (text: string) => {
    const files = { "image.ts": WITH_CHECK, "app/bin/app": text };
    const { code, output } = await build({ folder, files, options: ["--progress=rawjson", "-t", "live-layers"] });
    expect(code, output).toBe(0);
    const steps = new Map<string, boolean>();
    for (const { vertexes = [] } of jsonLines(output)) {
      for (const { name, cached = false, completed, inputs } of vertexes) {
        if (/^\[(?:nix|decl)\] /.test(name) && completed !== undefined && inputs !== undefined) {
          steps.set(name, cached || steps.get(name) === true);
        }
      }
    }
    return [...steps].flatMap(([name, isCached]) => (isCached ? [] : [name])).sort();
  };
  const salt = `${process.pid}-${Date.now()}`;
  await ran(`first ${salt}`);
  expect(await ran(`second ${salt}`)).toEqual([
    "[decl] check app in the image (runs programs of the image)",
    "[decl] link the system path and write what is generated",
    "[decl] make a store path of app of the build context",
    "[decl] put the image together",
  ]);
});
