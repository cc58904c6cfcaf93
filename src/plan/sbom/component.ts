import { type NameAndVersion, nameAndVersion } from "../../nix/name-and-version.ts";
import type { PackageEntry } from "../../nix/package-entry.ts";
import type { StorePath } from "../../nix/store-path.ts";

/** What a store path is a build of. */
export interface Component extends NameAndVersion {
  /** The output of the derivation, where it is not `out`. */
  readonly output?: string;
}

/**
 * Tells what a store path is, by what a package set says of it, else by the derivation that a cache says made it, else by
 * its name.
 * @param deriver base name of a .drv
 */
export function componentOf(path: StorePath, entry: PackageEntry | undefined, deriver: string | undefined): Component {
  if (entry !== undefined) {
    const [output] = Object.entries(entry.outputs).find(([, one]) => one === path.path) ?? [];
    return { ...nameAndVersion(entry.name, entry.version), ...outputNamed(output) };
  }
  const [, derivation = ""] = /^[0-9a-z]{32}-(.+)\.drv$/.exec(deriver ?? "") ?? [];
  const output = path.name.startsWith(`${derivation}-`) ? path.name.slice(derivation.length + 1) : undefined;
  if (derivation === "" || (path.name !== derivation && output === undefined)) return nameAndVersion(path.name);
  return { ...nameAndVersion(derivation), ...outputNamed(output) };
}

const outputNamed = (output: string | undefined) => (output === undefined || output === "out" ? {} : { output });

/**
 * The package URL of a store path. The registry of types knows no `nix`; this is the form that syft and what builds on it
 * write and read.
 */
export function packageUrl({ name, version, output }: Component, { hashPart }: StorePath): string {
  const at = version === undefined ? "" : `@${encodeURIComponent(version)}`;
  const which = output === undefined ? "" : `output=${encodeURIComponent(output)}&`;
  return `pkg:nix/${encodeURIComponent(name)}${at}?${which}outputhash=${hashPart}`;
}
