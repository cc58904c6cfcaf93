/**
 * What an image of services holds beside a container of NixOS with the same configuration:
 * `DECL_NIXPKGS=DIR node bench/nixos-size.ts [MODULE]`, where MODULE is the inside of a module in Nix. Both are evaluated with real Nix
 * and walked from what they are to the packages that their own files name. Sizes are those of the offline package set, for packages that
 * it has under the same name, with all that those refer to; seconds are those of a processor that Nix took. Needs a nix-instantiate on PATH.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { parseDerivation } from "../src/nix/derivation.ts";
import { nameAndVersion } from "../src/nix/name-and-version.ts";
import { parseNarinfo } from "../src/nix/narinfo.ts";
import { askRealNixos } from "../test/live/ask-real-nixos.ts";
import { packageFolder } from "../test/live/engine.ts";
import "../scripts/lib/text-imports.ts";

const { nixosServices } = await import("../src/modules/nixos/units.ts");

const { DECL_NIXPKGS } = process.env;
if (DECL_NIXPKGS === undefined) throw new Error("DECL_NIXPKGS names a folder with a nixpkgs");
const [module = "services.nginx.enable = true; services.postgresql.enable = true;"] = process.argv.slice(2);

/** Where a store path stands in a derivation without being part of what it makes. */
const OF_THE_BUILD = ["builder", "stdenv", "nativeBuildInputs", "buildInputs", "PATH", "system", "setup", "shell"];
const PATHS = /\/nix\/store\/[a-z0-9]{32}-[\w+.?=-]+/g;

/** The packages that a text names, itself or by files that are made for it alone: their store paths. */
function packagesOf(text: string, store: string): string[] {
  const makers = new Map<string, ReturnType<typeof parseDerivation>>();
  for (const file of readdirSync(store).filter((name) => name.endsWith(".drv"))) {
    const derivation = parseDerivation(readFileSync(join(store, file), "utf8"));
    for (const { path } of derivation.outputs.values()) makers.set(path.path, derivation);
  }
  const seen = new Set<string>();
  const packages: string[] = [];
  const pathsIn = (text: string) => Array.from(text.matchAll(PATHS), ([path]) => path);
  const left = pathsIn(text);
  for (let path = left.pop(); path !== undefined; path = left.pop()) {
    const derivation = makers.get(path);
    if (derivation === undefined || seen.has(path)) continue;
    seen.add(path);
    const variables = { ...Object.fromEntries(derivation.env), ...JSON.parse(derivation.env.get("__json") ?? "{}") };
    if (["src", "srcs", "version", "outputHash"].some((name) => Object.hasOwn(variables, name))) packages.push(path);
    else {
      const own = Object.entries(variables).filter(([name]) => !OF_THE_BUILD.includes(name) && name !== "__json");
      left.push(...pathsIn(JSON.stringify(own)));
    }
  }
  return packages;
}

/** Sizes and references of the offline set, by hash. */
const offline = new Map(
  readdirSync(join(packageFolder(), "cache-zstd"))
    .filter((file) => file.endsWith(".narinfo"))
    .map((file) => {
      const { storePath, narSize, references } = parseNarinfo(
        readFileSync(join(packageFolder(), "cache-zstd", file), "utf8"),
      );
      return [storePath.path, { name: nameAndVersion(storePath.name).name, narSize, references }] as const;
    }),
);

function closureOf(roots: readonly string[]): number {
  const seen = new Set<string>();
  const left = [...roots];
  for (let path = left.pop(); path !== undefined; path = left.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    left.push(...(offline.get(path)?.references ?? []).map((one) => one.path));
  }
  return [...seen].reduce((sum, path) => sum + Number(offline.get(path)?.narSize ?? 0), 0);
}

function tell(what: string, packages: readonly string[]): void {
  const names = [...new Set(packages.map((path) => nameAndVersion(path.slice(44)).name))].sort();
  const roots = [...offline].filter(([, { name }]) => names.includes(name)).map(([path]) => path);
  const known = new Set(roots.map((path) => offline.get(path)?.name));
  const missing = names.filter((name) => !known.has(name));
  const size = `${(closureOf(roots) / 1e6).toFixed(0)} MB with what they refer to`;
  console.log(`${what}: ${names.length} packages; ${size}: ${[...known].sort().join(", ")}`);
  console.log(`  not in the offline set: ${missing.join(", ")}`);
}

const asked = askRealNixos("nix-instantiate", DECL_NIXPKGS, module);
if ("error" in asked) throw new Error(asked.error);
const { answer, store, cpuSeconds } = asked;
const { services, etc, packages, users } = answer;
tell(
  `decl (evaluated in ${cpuSeconds.toFixed(1)} s)`,
  packagesOf(JSON.stringify([nixosServices(services), etc, packages, users]), store),
);
rmSync(dirname(dirname(dirname(store))), { recursive: true });

const folder = mkdtempSync(join(tmpdir(), "decl-nixos-"));
const file = join(folder, "system.nix");
writeFileSync(
  file,
  `(import ${resolve(DECL_NIXPKGS)}/nixos/lib/eval-config.nix {
  system = "x86_64-linux";
  modules = [ {
    boot.isContainer = true;
    system.stateVersion = "26.05";
    documentation.enable = false;
    # A program of Haskell's, which a tree may be without, that only looks at scripts in a build.
    nixpkgs.overlays = [ (_: set: { shellcheck-minimal = set.hello // { compiler.bootstrapAvailable = false; }; }) ];
    ${module}
  } ];
}).config.system.build.toplevel\n`,
);
const options = ["--eval", "--strict", "--json", "--read-write-mode", "--store", `local?root=${folder}`];
const { status, stdout, stderr } = spawnSync("nix-instantiate", [...options, "-A", "outPath", file], {
  encoding: "utf8",
  env: { ...process.env, NIX_SHOW_STATS: "1", NIX_SHOW_STATS_PATH: join(folder, "statistics") },
});
if (status !== 0) throw new Error(stderr);
const { cpuTime } = JSON.parse(readFileSync(join(folder, "statistics"), "utf8"));
tell(`NixOS (evaluated in ${cpuTime.toFixed(1)} s)`, packagesOf(stdout, join(folder, "nix/store")));
rmSync(folder, { recursive: true });
