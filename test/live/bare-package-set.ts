import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { offlineContexts, packageFolder, temporaryFolder } from "./engine.ts";

/** The offline package set as nixpkgs itself comes: without a name table. */
export function barePackageSet(change: (folder: string) => void = () => {}): string {
  const folder = temporaryFolder();
  cpSync(join(packageFolder(), "nixpkgs"), folder, { recursive: true, dereference: true });
  rmSync(join(folder, "packages.json"));
  change(folder);
  return folder;
}

export function bareContexts(change?: (folder: string) => void): Record<string, string> {
  return { ...offlineContexts(), nixpkgs: barePackageSet(change) };
}

/** How nixpkgs says which Nix evaluates it. */
export function withFallbackNix(folder: string): void {
  const tools = join(folder, "nixos/modules/installer/tools");
  mkdirSync(tools, { recursive: true });
  writeFileSync(join(tools, "nix-fallback-paths.nix"), `{\n  x86_64-linux = "${offlineNix()}";\n}\n`);
}

export function offlineNix(): string {
  const table = JSON.parse(readFileSync(join(packageFolder(), "nixpkgs/packages.json"), "utf8"));
  return table.systems["x86_64-linux"].nix.outputs.out;
}
