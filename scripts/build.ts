import { chmodSync, readFileSync } from "node:fs";
import { build } from "esbuild";
import { bundle } from "./lib/bundle.ts";

/**
 * dist/frontend.mjs and dist/helper.mjs, the two programs in the image, and dist/decl.mjs, the one for command lines: a file
 * for each, with our code and its libraries. What is imported with `import()` stays lazy, so the session to BuildKit is open
 * before the rest is even evaluated.
 */
const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
const result = await build({
  ...bundle,
  entryPoints: { frontend: "src/main.ts", helper: "src/helper-main.ts", decl: "src/cli-main.ts" },
  define: { DECL_VERSION: JSON.stringify(version) },
  outdir: "dist",
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: "linked",
  metafile: true,
});

chmodSync("dist/decl.mjs", 0o755);
for (const [file, { bytes }] of Object.entries(result.metafile.outputs)) console.log(`${file}: ${bytes} bytes`);
