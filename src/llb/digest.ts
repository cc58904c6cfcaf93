import { hash } from "node:crypto";
import type { Digest } from "./vertex.ts";

/** The name of an op: the SHA-256 of its bytes. */
export function digestOf(bytes: Uint8Array): Digest {
  return `sha256:${hash("sha256", bytes, "hex")}`;
}
