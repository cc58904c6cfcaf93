import { resolve } from "node:path";
import { writeLibraryPackage } from "./lib/library-package.ts";
import { writeNpmPackage } from "./lib/npm-package.ts";

/**
 * Writes the npm package for declarations to a folder, dist/npm unless another is named: `npm pack ./dist/npm` packs it. The init's
 * programs come from dist, where scripts/native-programs makes them, or the folder that is named second. `--library [FOLDER]` writes
 * the package for authors of frontends, to dist/npm-buildkit.
 */
const root = resolve(import.meta.dirname, "..");
const args = process.argv.slice(2);
if (args[0] === "--library") {
  await writeLibraryPackage(root, resolve(args[1] ?? resolve(root, "dist/npm-buildkit")));
} else {
  const [folder = resolve(root, "dist/npm"), programs = resolve(root, "dist")] = args;
  await writeNpmPackage(root, resolve(folder), resolve(programs));
}
