import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { OWN_PROGRAMS } from "../../src/value/own-program.ts";
import { copyAmaro } from "./amaro.ts";
import { bundle } from "./bundle.ts";

/** The types of the module "decl", which import each other by their places below src/. */
const TYPES = [
  "declaration/decl.d.ts",
  "declaration/known-module.d.ts",
  "lib/lib.d.ts",
  "lib/options.gen.d.ts",
  "lib/references.d.ts",
];

const FILES = {
  "docs/options.schema.json": "options.schema.json",
  "docs/lock.schema.json": "lock.schema.json",
  "docs/npm.md": "README.md",
  LICENSE: "LICENSE",
};

interface Manifest {
  readonly version: string;
  readonly description: string;
  readonly license: string;
  readonly engines: { readonly node: string };
}

/**
 * Writes the npm package for people who write declarations: the types of "decl", the schemas and the command `decl`, without a
 * dependency. It runs with every Node that `engines` promises. `programs` is the folder that has the init's, for `decl init`.
 */
export async function writeNpmPackage(root: string, folder: string, programs: string): Promise<void> {
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Manifest;
  const { version, description, license, engines } = manifest;
  const [, oldest = ""] = /^>=(\d+)$/.exec(engines.node) ?? [];
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const common = {
    ...bundle,
    absWorkingDir: root,
    target: `node${oldest}`,
    outdir: folder,
    define: { DECL_VERSION: JSON.stringify(version) },
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: "linked",
  } as const;
  await build({ ...common, entryPoints: { decl: "src/cli-main.ts" } });
  // What a declaration imports, for those who test parts of one with Node.
  await build({ ...common, banner: {}, entryPoints: { index: "src/declaration/guest/decl.ts" } });
  chmodSync(join(folder, "decl.mjs"), 0o755);
  copyAmaro(folder);
  for (const name of OWN_PROGRAMS) {
    copyFileSync(join(programs, name), join(folder, name));
    chmodSync(join(folder, name), 0o755);
  }
  for (const file of TYPES) {
    const target = join(folder, "types", file);
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(join(root, "src", file), target);
  }
  for (const [from, to] of Object.entries(FILES)) copyFileSync(join(root, from), join(folder, to));
  const types = "./types/declaration/decl.d.ts";
  const published = {
    name: "decl",
    version,
    description,
    license,
    type: "module",
    engines,
    bin: { decl: "decl.mjs" },
    main: "./index.mjs",
    types,
    exports: {
      ".": { types, default: "./index.mjs" },
      "./options.schema.json": "./options.schema.json",
      "./lock.schema.json": "./lock.schema.json",
      "./package.json": "./package.json",
    },
  };
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(published, undefined, 2)}\n`);
}
