import { cacheMount, type Mount, readonlyMount, tmpfsMount } from "../../llb/mount.ts";
import type { Output } from "../../llb/vertex.ts";
import { hashHex, type NarHash } from "../../nix/nar-hash.ts";

/** An archive of one folder. */
export interface PackedFiles {
  readonly state: Output;
  /** The archive in that state. */
  readonly file: string;
  /** What the folder must have, where the archive has no checksum of its own. */
  readonly narHash?: NarHash | undefined;
}

const FOLDER = "/unpacked";
export const UNPACKED = `${FOLDER}/tree`;
const ARCHIVE = "/archive";

/**
 * How a program is given an archive, and a place to unpack it that is in no layer. A tree whose hash is known stays on the
 * builder for the next time, when it is hashed again; another one is unpacked to memory.
 */
export function packedInput({ state, file, narHash }: PackedFiles) {
  const place = narHash === undefined ? tmpfsMount(FOLDER) : cacheMount(FOLDER, `decl-tree-${hashHex(narHash)}`);
  const mounts: Mount[] = [readonlyMount(ARCHIVE, state, { selector: `/${file}` }), place];
  return { value: { archive: ARCHIVE, narHash, target: UNPACKED }, mounts };
}
