import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseDerivation } from "../../src/nix/derivation.ts";
import { nameAndVersion } from "../../src/nix/name-and-version.ts";
import { dumpNar } from "../../src/nix/nar/dump.ts";
import { packageFolder } from "./engine.ts";
import { type MadePath, madePath, TestKey, writeCache } from "./make-cache.ts";

/**
 * A cache with the store paths of another package set, whose contents are the programs of the offline set: what is built with
 * them builds here, though nobody has the other set's own. Each path is a folder of links to that of the offline package of the
 * same name, or an empty one where there is none.
 *
 * @param store a folder with the .drv files of all that is to be had
 * @param isBuilt whether a derivation of this name is left to be built
 */
export function impersonate(
  folder: string,
  store: string,
  isBuilt: (name: string) => boolean,
): { readonly key: string } {
  const ours = offlineOutputs();
  const key = new TestKey("impersonating-1");
  const made = new Map<string, MadePath>();
  for (const file of readdirSync(store).filter((name) => name.endsWith(".drv"))) {
    const { outputs } = parseDerivation(readFileSync(join(store, file), "utf8"));
    for (const [output, { path }] of outputs) {
      if (isBuilt(file.slice(33, -".drv".length)) || made.has(path.path)) continue;
      const name = path.name.endsWith(`-${output}`) ? path.name.slice(0, -output.length - 1) : path.name;
      const plain = nameAndVersion(name).name.replace(/-(?:static|minimal|interactive)$/, "");
      const program = ours.get(`${plain} ${output}`) ?? ours.get(`${plain} out`);
      const nar = linksTo(program);
      const references = program === undefined ? [] : [program.slice("/nix/store/".length)];
      const one = madePath(path.name, nar, path.hashPart, references);
      const narinfo = one.narinfo.replace(/^URL: .*$/m, `URL: nar/${path.hashPart}.nar`);
      made.set(path.path, { ...one, narUrl: `nar/${path.hashPart}.nar`, narinfo: key.sign(narinfo) });
    }
  }
  writeCache(folder, [...made.values()]);
  return { key: key.text };
}

/** The store paths of the offline set, by the name of a package and that of its output. */
function offlineOutputs(): ReadonlyMap<string, string> {
  const { systems } = JSON.parse(readFileSync(join(packageFolder(), "nixpkgs/packages.json"), "utf8"));
  const names: Readonly<Record<string, { readonly name: string; readonly outputs: Readonly<Record<string, string>> }>> =
    systems["x86_64-linux"];
  const found = new Map<string, string>();
  for (const { name, outputs } of Object.values(names)) {
    const main = outputs.bin ?? outputs.out;
    for (const [output, path] of Object.entries(outputs)) found.set(`${nameAndVersion(name).name} ${output}`, path);
    if (main !== undefined) found.set(`${nameAndVersion(name).name} out`, main);
  }
  return found;
}

/** The archive of a folder with a link for each of the entries that a package has at its top. */
function linksTo(program: string | undefined): Buffer {
  const folder = mkdtempSync(join(tmpdir(), "decl-links-"));
  try {
    for (const name of program === undefined
      ? []
      : ["bin", "lib", "share", "etc", "include", "libexec", "nix-support"]) {
      symlinkSync(`${program}/${name}`, join(folder, name));
    }
    return Buffer.concat([...dumpNar(folder)]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
