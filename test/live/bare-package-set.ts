import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { offlineContexts, packageFolder, temporaryFolder } from "./engine.ts";

/** The offline package set as nixpkgs itself comes: without a name table. */
export function barePackageSet(change: (folder: string) => void = () => {}, folder = temporaryFolder()): string {
  cpSync(join(packageFolder(), "nixpkgs"), folder, { recursive: true, dereference: true });
  rmSync(join(folder, "packages.json"));
  change(folder);
  return folder;
}

export function bareContexts(change?: (folder: string) => void, folder?: string): Record<string, string> {
  return { ...offlineContexts(), nixpkgs: barePackageSet(change, folder) };
}

/** How nixpkgs says which Nix evaluates it. */
export function withFallbackNix(folder: string): void {
  const tools = join(folder, "nixos/modules/installer/tools");
  mkdirSync(tools, { recursive: true });
  writeFileSync(join(tools, "nix-fallback-paths.nix"), `{\n  x86_64-linux = "${offlineNix()}";\n}\n`);
}

/** The offline set takes no overlays and no configuration; nixpkgs does. */
export function withOverlays(folder: string): void {
  withFallbackNix(folder);
  renameSync(join(folder, "default.nix"), join(folder, "set.nix"));
  writeFileSync(
    join(folder, "default.nix"),
    `{ system, config ? { }, overlays ? [ ], ... }:
let
  base = import ./set.nix { inherit system; };
  steam = base.hello // { pname = "steam"; version = config.greeting or "none"; };
  allowed = (config.allowUnfreePredicate or (_: false)) steam;
  set = base // { steam = if allowed then steam else throw "steam has an unfree license, refusing to evaluate"; };
in
builtins.foldl' (prev: overlay: let final = prev // overlay final prev; in final) set overlays
`,
  );
}

export function offlineNix(): string {
  const table = JSON.parse(readFileSync(join(packageFolder(), "nixpkgs/packages.json"), "utf8"));
  return table.systems["x86_64-linux"].nix.outputs.out;
}
