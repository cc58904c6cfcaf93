import { resolve } from "node:path";
import { writeNpmPackage } from "./lib/npm-package.ts";

/**
 * Writes the npm package to a folder, dist/npm unless another is named: `npm pack ./dist/npm` packs it. The init's programs come from
 * dist, where scripts/init-program makes them, or the folder that is named second.
 */
const root = resolve(import.meta.dirname, "..");
const [folder = resolve(root, "dist/npm"), programs = resolve(root, "dist")] = process.argv.slice(2);
await writeNpmPackage(root, resolve(folder), resolve(programs));
