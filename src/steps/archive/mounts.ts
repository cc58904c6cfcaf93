import { type Mount, readonlyMount, tmpfsMount } from "../../llb/mount.ts";
import type { Output } from "../../llb/vertex.ts";
import type { NarHash } from "../../nix/nar-hash.ts";

/** An archive of one folder. */
export interface PackedFiles {
  readonly state: Output;
  /** The archive in that state. */
  readonly file: string;
  /** What the folder must have, where the archive has no checksum of its own. */
  readonly narHash?: NarHash | undefined;
}

/** Where a step unpacks an archive: in memory, and so in no snapshot of the daemon's. */
const FOLDER = "/unpacked";
export const UNPACKED = `${FOLDER}/tree`;
const ARCHIVE = "/archive";

/** How a program is given an archive. */
export function packedInput({ state, file, narHash }: PackedFiles) {
  const mounts: Mount[] = [readonlyMount(ARCHIVE, state, { selector: `/${file}` }), tmpfsMount(FOLDER)];
  return { value: { archive: ARCHIVE, narHash, target: UNPACKED }, mounts };
}
