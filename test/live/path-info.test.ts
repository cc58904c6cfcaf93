import { copyFileSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { hashSri } from "../../src/nix/nar-hash.ts";
import { parsePublicKey } from "../../src/nix/public-key.ts";
import { type Cache, walkClosure } from "../../src/packages/closure-walk.ts";
import { readNameTable, tablePackages } from "../../src/packages/name-table.ts";
import { packageFolder, temporaryFolder, trustedKey } from "./engine.ts";
import { withNix } from "./real-nix.ts";

/** What Nix says of a path; version 1 of its JSON has full paths. */
interface PathInfo {
  readonly narHash: string;
  readonly narSize: number;
  readonly references: readonly string[];
  readonly closureSize: number;
}

it.each(["cache-zstd", "cache-xz"])(
  "every package of the offline set has the closure, the hashes and the sizes that Nix finds in %s",
  async (name) => {
    const folder = temporaryFolder();
    const cache = join(folder, "cache");
    mkdirSync(cache);
    const source = join(packageFolder(), name);
    const metadata = readdirSync(source).filter((file) => file.endsWith(".narinfo") || file === "nix-cache-info");
    for (const file of metadata) copyFileSync(join(source, file), join(cache, file));

    const table = readNameTable(readFileSync(join(packageFolder(), "nixpkgs/packages.json"), "utf8"));
    const packages = tablePackages(table, "x86_64-linux");
    const names = Object.keys(table.systems["x86_64-linux"] ?? {});
    const roots = [...new Map(names.flatMap((each) => packages.find(each).install).map((p) => [p.path, p])).values()];
    const printed = withNix(
      folder,
      `nix path-info --json --recursive --closure-size --store file:///mnt/cache ${roots.map(({ path }) => path).join(" ")}`,
    );
    const nix = JSON.parse(printed) as Record<string, PathInfo>;

    const readNarinfos: Cache["readNarinfos"] = async (paths) =>
      new Map(
        paths.map(({ hashPart }) => [
          hashPart,
          { kind: "found", text: readFileSync(join(cache, `${hashPart}.narinfo`)) },
        ]),
      );
    const publicKeys = [parsePublicKey(trustedKey())];
    const closure = await walkClosure(roots, [{ name, priority: 0, publicKeys, requireSignature: true, readNarinfos }]);

    expect(closure.entries.length).toBeGreaterThan(200);
    expect(closure.entries.map(({ path }) => path.path)).toEqual(Object.keys(nix).sort());
    for (const { path, narHash, narSize, references } of closure.entries) {
      const closureSize = closure.reach([path]).reduce((sum, entry) => sum + entry.narSize, 0);
      expect({ narHash: hashSri(narHash), narSize, references: references.map((p) => p.path), closureSize }).toEqual({
        narHash: nix[path.path]?.narHash,
        narSize: nix[path.path]?.narSize,
        references: nix[path.path]?.references.toSorted(),
        closureSize: nix[path.path]?.closureSize,
      });
    }
  },
);
