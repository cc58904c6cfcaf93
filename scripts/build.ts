import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { type BuildResult, build } from "esbuild";
import { copyAmaro } from "./lib/amaro.ts";
import { bundle, scriptBundle } from "./lib/bundle.ts";
import { bundledPackages } from "./lib/bundled-packages.ts";
import { quickjsWasm } from "./lib/quickjs-wasm.ts";

/**
 * The programs in dist/, a file for each with our code and its libraries. In the image: frontend.mjs, which starts
 * frontend.cjs with V8's cache of it, and helper.cjs; for command lines decl.mjs. What is imported with `import()` stays
 * lazy, so the session to BuildKit is open before the rest is even evaluated.
 */
const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
const options = {
  define: { DECL_VERSION: JSON.stringify(version) },
  outdir: "dist",
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: "linked",
  metafile: true,
} as const;

/** tar-stream and what it is made of: loaded by the programs that read archives, a millisecond for all others. */
const HELPER_LIBRARIES = /node_modules\/(?:tar-stream|streamx|b4a|fast-fifo|text-decoder|events-universal)\//;

const results: BuildResult[] = [
  await build({
    ...scriptBundle,
    ...options,
    define: { ...scriptBundle.define, ...options.define },
    entryPoints: { frontend: "src/main.ts", helper: "src/helper-main.ts" },
  }),
  await build({
    ...bundle,
    ...options,
    entryPoints: { frontend: "src/start.ts" },
  }),
  // It is started with whatever Node a machine has, of those that package.json promises.
  await build({ ...bundle, ...options, target: "node20", entryPoints: { decl: "src/cli-main.ts" } }),
];
writeFileSync("dist/quickjs.wasm", await quickjsWasm());

copyAmaro("dist");

chmodSync("dist/decl.mjs", 0o755);
for (const { metafile } of results) {
  for (const [file, { bytes, inputs }] of Object.entries(metafile?.outputs ?? {})) {
    console.log(`${file}: ${bytes} bytes`);
    const library = Object.keys(inputs).find(
      (input) => !HELPER_LIBRARIES.test(input) && input.includes("node_modules/"),
    );
    // start.ts reads it as latin1. esbuild escapes texts, and leaves regular expressions as they are: write \uXXXX in those.
    const foreign = file.endsWith(".cjs") ? /.{0,60}[^\0-\x7f]/.exec(readFileSync(file, "utf8")) : null;
    if (foreign !== null) throw new Error(`${file} is not ASCII: ${foreign[0]}`);
    // It starts once for each store path.
    if (file === "dist/helper.cjs" && library !== undefined) throw new Error(`${file} has a library in it: ${library}`);
  }
}
writeFileSync(
  "dist/packages.json",
  JSON.stringify(bundledPackages(results.map(({ metafile }) => metafile)), undefined, 2),
);
