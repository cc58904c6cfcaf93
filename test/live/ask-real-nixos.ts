import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { NIXOS_OPTIONS } from "../../src/modules/nixos/areas.ts";
import { type Derivation, parseDerivation } from "../../src/nix/derivation.ts";
import type { NixosAnswer } from "../../src/value/nixos-answer.ts";

const NIX_CONFIG = `allow-import-from-derivation = false
substituters =
build-users-group =
sandbox = false
filter-syscalls = false
`;

/**
 * What the NixOS of a folder with nixpkgs makes of a module, asked as a build asks it, and a store with all derivations of it. `seconds`
 * are those of the clock, `cpuSeconds` those that Nix itself had.
 */
export type RealAnswer = { readonly seconds: number; readonly cpuSeconds: number } & (
  | { readonly answer: NixosAnswer; readonly store: string }
  | { readonly error: string }
);

/** Asks with the program `nix` on this machine; `module` is the inside of a module in Nix. */
export function askRealNixos(nix: string, nixpkgs: string, module: string): RealAnswer {
  const folder = mkdtempSync(join(tmpdir(), "decl-nixos-"));
  const store = join(folder, "store");
  mkdirSync(store);
  writeFileSync(join(folder, "module.nix"), `{ config, lib, pkgs, ... }: { ${module} }`);
  writeFileSync(join(folder, "asked.json"), JSON.stringify({ ...NIXOS_OPTIONS, values: [] }));
  writeFileSync(
    join(folder, "ask.nix"),
    `let
  packageSet = ${resolve(nixpkgs)};
  pkgs = import packageSet { system = "x86_64-linux"; config = { }; overlays = [ ]; };
in
import ${resolve(import.meta.dirname, "../../src/steps/evaluate/nixos.nix")} {
  inherit packageSet pkgs;
  asked = builtins.fromJSON (builtins.readFile ./asked.json) // { modules = [ ${join(folder, "module.nix")} ]; };
}
`,
  );
  const began = performance.now();
  const written = ["--eval", "--strict", "--json", "--read-write-mode", "--store", `local?root=${store}`];
  const { status, stdout, stderr } = spawnSync(nix, [...written, join(folder, "ask.nix")], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
    env: { ...process.env, NIX_CONFIG, NIX_SHOW_STATS: "1", NIX_SHOW_STATS_PATH: join(folder, "statistics") },
  });
  const seconds = (performance.now() - began) / 1000;
  if (status !== 0) {
    rmSync(folder, { recursive: true });
    return { seconds, cpuSeconds: Number.NaN, error: stderr };
  }
  const { cpuTime: cpuSeconds } = JSON.parse(readFileSync(join(folder, "statistics"), "utf8"));
  return { seconds, cpuSeconds, answer: JSON.parse(stdout), store: join(store, "nix/store") };
}

/**
 * What is made for a configuration alone, by the names of the derivations: those that are no packages, from what `text` mentions down
 * to packages.
 */
export function madeFor(text: string, store: string): string[] {
  const files = existsSync(store) ? readdirSync(store).filter((file) => file.endsWith(".drv")) : [];
  const texts = new Map(files.map((file) => [file, readFileSync(join(store, file), "utf8")]));
  const makers = new Map<string, string>();
  for (const [file, drv] of texts) {
    const head = /^Derive\(\[[^\]]*\]/.exec(drv)?.[0] ?? "";
    for (const [, output = ""] of head.matchAll(/\("[^"]*","(\/nix\/store\/[^"]*)"/g)) makers.set(output, file);
  }
  const found = new Set<string>();
  const left = Array.from(text.matchAll(/\/nix\/store\/[a-z0-9]{32}-[\w+.?=-]+/g), ([path]) => makers.get(path));
  while (left.length > 0) {
    const file = left.pop();
    if (file === undefined || found.has(file)) continue;
    const derivation = parseDerivation(texts.get(file) ?? "");
    const variables = variablesOf(derivation);
    if (["src", "srcs", "version", "outputHash"].some((name) => Object.hasOwn(variables, name))) continue;
    found.add(file);
    left.push(...Array.from(derivation.inputDerivations.keys(), (path) => path.slice("/nix/store/".length)));
  }
  return [...found].map((file) => file.slice(33, -".drv".length)).sort();
}

/** Structured ones too. */
function variablesOf({ env }: Derivation): Readonly<Record<string, unknown>> {
  return { ...Object.fromEntries(env), ...JSON.parse(env.get("__json") ?? "{}") };
}
