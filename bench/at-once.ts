import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import { docker } from "./docker.ts";

const PROGRAM = `
import { file, imageResult, marshal, mkfile, runFrontend, scratch } from "${resolve(import.meta.dirname, "../src/library.ts")}";
await runFrontend("at-once", async (engine) => {
  const { opOrder, defaultPlatform: platform } = await engine.capabilities;
  const ref = await engine.solve(marshal(file(scratch, [mkfile("/file", "", { mtime: 1 })], { name: "write" }), { opOrder, platform }));
  return imageResult([{ platform, ref, config: JSON.stringify({ ...platform, config: {}, rootfs: { type: "layers", diff_ids: [] } }) }]);
});
`;

/**
 * Makes the image of a frontend that reads nothing and answers at once: what any frontend in Node costs with this engine. It
 * has the Node of decl's own image.
 */
export async function atOnceFrontend(tag: string, frontend: string, folder: string): Promise<void> {
  mkdirSync(folder);
  writeFileSync(join(folder, "frontend.ts"), PROGRAM);
  await build({
    absWorkingDir: resolve(import.meta.dirname, ".."),
    entryPoints: [join(folder, "frontend.ts")],
    outfile: join(folder, "frontend.mjs"),
    bundle: true,
    minify: true,
    platform: "node",
    format: "esm",
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
    logLevel: "error",
  });
  const label = 'LABEL moby.buildkit.frontend.network.none="true"';
  writeFileSync(
    join(folder, "Dockerfile"),
    `FROM ${frontend}\nCOPY frontend.mjs /at-once.mjs\n${label}\nENTRYPOINT ["/bin/node", "/at-once.mjs"]\n`,
  );
  docker("buildx", "build", "--provenance=false", "-t", tag, folder);
}
