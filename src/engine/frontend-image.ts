import { readFile } from "node:fs/promises";
import { stateFromBytes } from "../llb/foreign.ts";
import { image } from "../llb/source.ts";
import type { State } from "../llb/vertex.ts";

/** Where BuildKit says which image this frontend runs in (frontend/gateway/gateway.go); root only, 0400. */
const DEFINITION = "/run/config/buildkit/metadata/frontend.bin";

/**
 * The frontend's own image as the start of build steps: it has the helper programs. `source` is the image's name in the
 * build file, for engines that keep the definition from us (user namespaces).
 */
export async function frontendImage(source: string): Promise<State> {
  try {
    return stateFromBytes(await readFile(DEFINITION));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "EACCES") return image(source, { recordType: "internal" });
    throw error;
  }
}
