import { resolve } from "node:path";
import { writeNpmPackage } from "./lib/npm-package.ts";

/** Writes the npm package to a folder, dist/npm unless another is named: `npm pack ./dist/npm` packs it. */
const root = resolve(import.meta.dirname, "..");
await writeNpmPackage(root, resolve(process.argv[2] ?? resolve(root, "dist/npm")));
