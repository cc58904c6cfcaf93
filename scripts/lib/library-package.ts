import { execFileSync } from "node:child_process";
import { copyFileSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { build } from "esbuild";
import { bundle } from "./bundle.ts";

const NAME = "@decl/buildkit";
const PROTO = "@moby/buildkit-proto";

interface Manifest {
  readonly version: string;
  readonly license: string;
  readonly engines: { readonly node: string };
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** Writes the npm package for authors of frontends: src/library.ts as one file, with its types. */
export async function writeLibraryPackage(root: string, folder: string): Promise<void> {
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Manifest;
  const { version, license, engines, devDependencies } = manifest;
  const [, oldest = ""] = /^>=(\d+)$/.exec(engines.node) ?? [];
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await build({
    ...bundle,
    absWorkingDir: root,
    banner: {},
    target: `node${oldest}`,
    external: ["protobufjs"],
    entryPoints: { index: "src/library.ts" },
    outdir: folder,
    legalComments: "linked",
  });
  writeTypes(root, join(folder, "types"));
  copyFileSync(join(root, "docs/frontend-library.md"), join(folder, "README.md"));
  copyFileSync(join(root, "LICENSE"), join(folder, "LICENSE"));
  const types = "./types/library.d.ts";
  const published = {
    name: NAME,
    version,
    description: "Write BuildKit frontends: the gateway's protocol, build graphs and results",
    license,
    type: "module",
    engines,
    main: "./index.mjs",
    types,
    exports: { ".": { types, default: "./index.mjs" }, "./package.json": "./package.json" },
    dependencies: { protobufjs: devDependencies.protobufjs },
  };
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(published, undefined, 2)}\n`);
}

/** The declarations of all that src/library.ts leads to, and those of the messages beside them. */
function writeTypes(root: string, folder: string): void {
  const compiler = join(createRequire(join(root, "package.json")).resolve("typescript/package.json"), "../bin/tsc");
  const project = join(root, "tsconfig.library.json");
  execFileSync(process.execPath, [compiler, "-p", project, "--outDir", folder], { cwd: root, stdio: "inherit" });
  for (const name of ["index.d.ts", "runtime.d.ts"]) {
    mkdirSync(join(folder, "proto"), { recursive: true });
    copyFileSync(join(root, "proto", name), join(folder, "proto", name));
  }
  for (const path of globSync("**/*.d.ts", { cwd: folder })) {
    const file = join(folder, path);
    const proto = relative(dirname(file), join(folder, "proto/index.js"));
    const text = readFileSync(file, "utf8")
      .replaceAll(`"${PROTO}"`, `"${proto.startsWith(".") ? proto : `./${proto}`}"`)
      .replaceAll(/(from "\.{1,2}\/[^"]*)\.ts"/g, '$1.js"')
      .replace('import Long = require("long");\n', ""); // nothing uses it
    writeFileSync(file, text);
  }
}
