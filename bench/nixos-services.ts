import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseDerivation } from "../src/nix/derivation.ts";
import { explainNixosError } from "../src/reasons/nixos.ts";
import "../scripts/lib/text-imports.ts";
import { NIXOS_OPTIONS } from "../src/modules/nixos/areas.ts";

/**
 * What becomes of services of a real NixOS: `DECL_NIXPKGS=DIR node bench/nixos-services.ts [NAME…]` evaluates each of the list
 * below as a build does, and prints a table: how long it takes, what units come of it, what would be built, what is left out. Needs a
 * nix-instantiate on PATH.
 */
const SERVICES: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(join(import.meta.dirname, "nixos-services.json"), "utf8"),
);

const { nixosServices } = await import("../src/modules/nixos/units.ts");
const { DECL_NIXPKGS: nixpkgs = "" } = process.env;
const scratch = mkdtempSync(join(tmpdir(), "decl-nixos-"));
const wanted = process.argv.slice(2);
console.log("| service | evaluates | units | built | left out |\n|---|---|---|---|---|");
for (const [name, text] of Object.entries(SERVICES)) {
  if (wanted.length === 0 || wanted.includes(name)) console.log(row(name, text));
}
rmSync(scratch, { recursive: true });

function row(name: string, text: string): string {
  const store = join(scratch, "store");
  rmSync(store, { recursive: true, force: true });
  mkdirSync(store);
  writeFileSync(join(scratch, "module.nix"), `{ config, lib, pkgs, ... }: { ${text} }`);
  const lists = Object.entries(NIXOS_OPTIONS).map(
    ([kind, paths]) =>
      `${kind} = [ ${paths.map((path) => `[ ${path.map((one) => JSON.stringify(one)).join(" ")} ]`).join(" ")} ];`,
  );
  writeFileSync(
    join(scratch, "ask.nix"),
    `let packageSet = ${resolve(nixpkgs)}; pkgs = import packageSet { system = "x86_64-linux"; config.allowUnfree = true; overlays = [ ]; };
in import ${resolve("src/steps/evaluate/nixos.nix")} { inherit packageSet pkgs; asked = { modules = [ ${join(scratch, "module.nix")} ]; ${lists.join(" ")} }; }`,
  );
  const began = performance.now();
  const { status, stdout, stderr } = spawnSync(
    "nix-instantiate",
    ["--eval", "--strict", "--json", "--read-write-mode", "--store", `local?root=${store}`, join(scratch, "ask.nix")],
    {
      encoding: "utf8",
      maxBuffer: 1 << 28,
      env: {
        ...process.env,
        NIX_CONFIG:
          "allow-import-from-derivation = false\nsubstituters =\nbuild-users-group =\nsandbox = false\nfilter-syscalls = false\n",
      },
    },
  );
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  if (status !== 0)
    return `| ${name} | no: ${explainNixosError(stderr).message.replaceAll("|", "\\|").slice(0, 160)} | | | |`;
  const answer = JSON.parse(stdout);
  const units = [
    ...Object.entries(answer.services).map(
      ([unit, { serviceConfig }]: [string, any]) => `${unit} (${serviceConfig?.Type ?? "simple"})`,
    ),
    ...Object.keys(answer.timers).map((unit) => `${unit}.timer`),
  ];
  const left = [
    ...answer.ignored.map(({ path }: { path: string[] }) => path.join(".")),
    ...Object.keys(answer.sockets).map((unit) => `${unit}.socket`),
    ...answer.failures.map((text: string) => `FAILS: ${text.slice(0, 80)}`),
  ];
  return `| ${name} | ${seconds} s | ${units.join(", ")} | ${built(JSON.stringify([{ ...answer, services: nixosServices(answer.services) }]), join(store, "nix/store")).join(", ")} | ${left.join(", ")} |`;
}

/** Its variables, structured ones too. */
function envOf({ env }: ReturnType<typeof parseDerivation>): ReadonlyMap<string, unknown> {
  return new Map(Object.entries({ ...Object.fromEntries(env), ...JSON.parse(env.get("__json") ?? "{}") }));
}

/** What is made for this configuration alone: derivations that are no packages, from what the answer names down to packages. */
function built(text: string, store: string): string[] {
  const makers = new Map<string, string>();
  const drvs = existsSync(store) ? readdirSync(store).filter((file) => file.endsWith(".drv")) : [];
  const texts = new Map(drvs.map((file) => [file, readFileSync(join(store, file), "utf8")]));
  for (const [file, drv] of texts) {
    const head = /^Derive\(\[[^\]]*\]/.exec(drv)?.[0] ?? "";
    for (const [, output = ""] of head.matchAll(/\("[^"]*","(\/nix\/store\/[^"]*)"/g)) makers.set(output, file);
  }
  const found = new Set<string>();
  const left = Array.from(text.matchAll(/\/nix\/store\/[a-z0-9]{32}-[\w+.?=-]+/g), ([path]) => makers.get(path));
  for (let file = left.pop(); left.length > 0 || file !== undefined; file = left.pop()) {
    if (file === undefined || found.has(file)) continue;
    const derivation = parseDerivation(texts.get(file) ?? "");
    const env = envOf(derivation);
    if (env.has("src") || env.has("srcs") || env.has("version") || env.has("outputHash")) continue;
    found.add(file);
    left.push(...Array.from(derivation.inputDerivations.keys(), (path) => path.slice("/nix/store/".length)));
  }
  return [...found].map((file) => file.slice(33, -4)).sort();
}
