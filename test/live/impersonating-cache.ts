import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zstdDecompressSync } from "node:zlib";
import { type Derivation, parseDerivation } from "../../src/nix/derivation.ts";
import { nameAndVersion } from "../../src/nix/name-and-version.ts";
import { dumpNar } from "../../src/nix/nar/dump.ts";
import { NarReader } from "../../src/nix/nar/reader.ts";
import { parseNarinfo } from "../../src/nix/narinfo.ts";
import { parseStorePathBase, type StorePath } from "../../src/nix/store-path.ts";
import { packageFolder } from "./engine.ts";
import { type MadePath, madePath, narOf, TestKey, writeCache } from "./make-cache.ts";

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
  const signed = ({ name, hashPart }: StorePath, nar: Buffer, references: readonly string[]): MadePath => {
    const one = madePath(name, nar, hashPart, references);
    const narUrl = `nar/${hashPart}.nar`;
    return { ...one, narUrl, narinfo: key.sign(one.narinfo.replace(/^URL: .*$/m, `URL: ${narUrl}`)) };
  };
  for (const file of readdirSync(store).filter((name) => name.endsWith(".drv"))) {
    const derivation = parseDerivation(readFileSync(join(store, file), "utf8"));
    for (const [output, { path }] of derivation.outputs) {
      if (isBuilt(file.slice(33, -".drv".length)) || made.has(path.path)) continue;
      const name = path.name.endsWith(`-${output}`) ? path.name.slice(0, -output.length - 1) : path.name;
      const plain = nameAndVersion(name).name.replace(
        /-(?:static|minimal|interactive|and-plugins|with-extensions)$/,
        "",
      );
      const program = ours.get(`${plain} ${output}`) ?? ours.get(`${plain} out`);
      const text = name === "stdenv-linux" ? setupOf(derivation, store) : undefined;
      const nar = text === undefined ? linksTo(program) : narOf({ setup: text });
      const references = referencesIn(text ?? program ?? "");
      made.set(path.path, signed(path, nar, references));
      // The files that it sets itself up with, which evaluation puts into the store.
      for (const base of text === undefined ? [] : references.filter((one) => existsSync(join(store, one)))) {
        const source = parseStorePathBase(base);
        made.set(source.path, signed(source, Buffer.concat([...dumpNar(join(store, base))]), []));
      }
    }
  }
  writeCache(folder, [...made.values()]);
  return { key: key.text };
}

/**
 * What a stdenv has, which Nix lets refer to nothing but its own set's paths: how it is to set itself up, said as its derivation
 * says it.
 */
function setupOf({ env }: Derivation, store: string): string {
  const variable = (name: string) => `${name}="${env.get(name) ?? ""}"`;
  const setup = readFileSync(join(store, (env.get("setup") ?? "").slice("/nix/store/".length)), "utf8");
  const lists = ["initialPath", "defaultNativeBuildInputs", "defaultBuildInputs"].map(variable);
  return [`export SHELL=${env.get("shell")}`, ...lists, env.get("preHook") ?? "", setup].join("\n");
}

const referencesIn = (text: string): string[] => [
  ...new Set(Array.from(text.matchAll(/\/nix\/store\/([a-z0-9]{32}-[\w.+=?-]+)/g), ([, base = ""]) => base)),
];

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
    for (const name of program === undefined ? [] : entriesOf(program))
      symlinkSync(`${program}/${name}`, join(folder, name));
    return Buffer.concat([...dumpNar(folder)]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const known = new Map<string, readonly string[]>();

/** What is at the top of a package of the offline set. */
function entriesOf(program: string): readonly string[] {
  const before = known.get(program);
  if (before !== undefined) return before;
  const cache = join(packageFolder(), "cache-zstd");
  const hashPart = program.slice("/nix/store/".length).slice(0, 32);
  const { url } = parseNarinfo(readFileSync(join(cache, `${hashPart}.narinfo`), "utf8"));
  const entries: string[] = [];
  let depth = 0;
  const ignore = () => undefined;
  const add = (name: string) => void (depth === 1 && entries.push(name));
  const reader = new NarReader({
    directory: (name) => {
      add(name);
      depth++;
    },
    endDirectory: () => void depth--,
    file: add,
    symlink: add,
    ...{ data: ignore, endFile: ignore },
  });
  reader.push(zstdDecompressSync(readFileSync(join(cache, url))));
  known.set(program, entries);
  return entries;
}
