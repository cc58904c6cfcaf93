import { cpSync, renameSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { bareContexts, withFallbackNix } from "./bare-package-set.ts";

/** The offline package set with a small NixOS of our own (test/live/nixos), as contexts of a build; a test's own folder by default. */
export function nixosContexts(folder?: string): Record<string, string> {
  return bareContexts((folder) => {
    withFallbackNix(folder);
    cpSync(resolve(import.meta.dirname, "nixos"), join(folder, "nixos"), { recursive: true });
    renameSync(join(folder, "default.nix"), join(folder, "set.nix"));
    writeFileSync(
      join(folder, "default.nix"),
      `args: let set = import ./set.nix args; in set // { lib = import ./nixos/lib set.lib; }\n`,
    );
  }, folder);
}
