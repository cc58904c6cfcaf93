import { build } from "esbuild";
import { bundle } from "./lib/bundle.ts";

/**
 * dist/frontend.mjs and dist/helper.mjs: our code and its libraries, a file for each of the two programs in the image. What
 * is imported with `import()` stays lazy, so the session to BuildKit is open before the rest is even evaluated.
 */
const result = await build({
  ...bundle,
  entryPoints: { frontend: "src/main.ts", helper: "src/helper-main.ts" },
  outdir: "dist",
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: "linked",
  metafile: true,
});

for (const [file, { bytes }] of Object.entries(result.metafile.outputs)) console.log(`${file}: ${bytes} bytes`);
