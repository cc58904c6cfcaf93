import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { BuildOptions, Plugin } from "esbuild";

/** `import text from "./file.js?raw"` is the file's text, as vitest has it. */
const rawText: Plugin = {
  name: "raw-text",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\?raw$/ }, ({ path, resolveDir }) => ({
      path: resolve(resolveDir, path.slice(0, -"?raw".length)),
      namespace: "raw-text",
    }));
    onLoad({ filter: /.*/, namespace: "raw-text" }, async ({ path }) => ({
      contents: await readFile(path, "utf8"),
      loader: "text",
    }));
  },
};

/** How esbuild makes one file of a program and its libraries, for the Node of the frontend's image. */
export const bundle = {
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node24",
  mainFields: ["module", "main"],
  outExtension: { ".js": ".mjs" },
  // Libraries in CommonJS ask for Node's own modules with require.
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
  plugins: [rawText],
  logLevel: "warning",
} satisfies BuildOptions;

/** The same as a script, which V8 keeps a cache of: a function of `require` and `module` when it is wrapped. */
export const scriptBundle = {
  ...bundle,
  format: "cjs",
  outExtension: { ".js": ".cjs" },
  banner: {},
  supported: { "dynamic-import": false },
  // Libraries ask for it to require Node's own modules, from anywhere.
  define: { "import.meta.url": '"file:///frontend.cjs"' },
} satisfies BuildOptions;
