import { lstatSync } from "node:fs";
import { rawName, showName } from "../../nix/nar/name.ts";
import { STORE_DIR } from "../../nix/store-path.ts";
import { didYouMean } from "../../text/did-you-mean.ts";
import { HelperFailure } from "../helper/failure.ts";
import type { GenerateSpec } from "./spec.ts";
import { isThere, resolvePath, type StoreTree } from "./store-tree.ts";

/**
 * Looks whether what a container is to run is there: of packages in the store, and of what has been generated.
 *
 * @throws HelperFailure for the first that is not
 */
export function checkPrograms(
  { wanted = [], output }: Pick<GenerateSpec, "wanted" | "output">,
  store: StoreTree,
): void {
  for (const path of wanted) {
    if (!path.startsWith(`${STORE_DIR}/`)) {
      if (lstatSync(output + path, { throwIfNoEntry: false }) !== undefined) continue;
      throw new HelperFailure(
        `${path} is to run a line of a check, and the image has no shell: environment.systemPackages with pkgs.bash has one`,
      );
    }
    const name = rawName(path);
    if (!isThere(store, name)) throw new HelperFailure(`${path} is to be run, and is not there${nearest(name, store)}`);
    const resolved = resolvePath(store, name);
    // A link may lead to where only a container has something.
    const node = resolved === undefined ? undefined : store.node(resolved);
    if (node === undefined || (node.kind === "file" && node.executable)) continue;
    throw new HelperFailure(`${path} is to be run, and is ${node.kind === "file" ? "not executable" : "a folder"}`);
  }
}

/** What the folder has instead. */
function nearest(path: string, store: StoreTree): string {
  const slash = path.lastIndexOf("/");
  const folder = resolvePath(store, path.slice(0, slash));
  if (folder === undefined || store.node(folder)?.kind !== "directory") return "";
  const names = store.list(folder).map(showName).sort();
  const meant = didYouMean(path.slice(slash + 1), names);
  if (meant !== undefined) return `: ${meant}`;
  return names.length > 0 && names.length <= 8 ? `: there is ${names.join(", ")}` : "";
}
