import { readFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import type { BuildOptions, Plugin } from "esbuild";
import { sandboxText } from "./sandbox-text.ts";

const PROJECT = resolve(import.meta.dirname, "../..");

/**
 * `import text from "./file.sh?raw"` is the file's text, as vitest has it, and `"./file.ts?sandbox"` what the sandbox loads of
 * it. A bundle names its parts: by their paths in this project, which are the same wherever it lies.
 */
const texts: Plugin = {
  name: "texts",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\?(?:raw|sandbox)$/ }, ({ path, resolveDir }) => {
      const [file = "", form = ""] = path.split("?");
      return { path: relative(PROJECT, resolve(resolveDir, file)), namespace: `${form}-text` };
    });
    onLoad({ filter: /.*/, namespace: "raw-text" }, async ({ path }) => ({
      contents: await readFile(join(PROJECT, path), "utf8"),
      loader: "text",
    }));
    onLoad({ filter: /.*/, namespace: "sandbox-text" }, ({ path }) => ({
      contents: sandboxText(join(PROJECT, path)),
      loader: "text",
    }));
  },
};

/** Leaves out what QuickJS's package carries as text: the frontend has it as a file, compiled before it is wanted. */
const wasmAsFile: Plugin = {
  name: "wasm-as-file",
  setup({ onLoad }) {
    onLoad({ filter: /quickjs-singlefile-[^/]*[/]dist[/]emscripten-module-[^/]*\.mjs$/ }, async ({ path }) => {
      const text = await readFile(path, "utf8");
      const contents = text.replace(/`\\0asm(?:[^`\\]|\\.)*`/s, '""');
      if (contents.length > text.length / 2) throw new Error(`${path} has its WebAssembly somewhere else`);
      return { contents, loader: "js" };
    });
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
  plugins: [texts],
  // A part of node_modules is named by its path there, also where node_modules is a link.
  preserveSymlinks: true,
  logLevel: "warning",
} satisfies BuildOptions;

/** The same as a script, which V8 keeps a cache of: a function of `require` and `module` when it is wrapped. */
export const scriptBundle = {
  ...bundle,
  format: "cjs",
  outExtension: { ".js": ".cjs" },
  banner: {},
  plugins: [texts, wasmAsFile],
  supported: { "dynamic-import": false },
  // Libraries ask for it to require Node's own modules, from anywhere.
  define: { "import.meta.url": '"file:///frontend.cjs"' },
} satisfies BuildOptions;
