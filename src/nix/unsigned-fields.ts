import { proveContent } from "./content-address.ts";
import { FormatError } from "./format-error.ts";
import type { Narinfo } from "./narinfo.ts";
import { splitNamedBytes } from "./public-key.ts";
import { parseStorePathBase } from "./store-path.ts";

type Unsigned = Pick<Narinfo, "deriver" | "ca" | "signatures">;

/** Bytes of an Ed25519 signature. */
const SIGNATURE_BYTES = 64;

/**
 * Of what no signature covers, what Nix can read: it goes into the Nix database of images, and one value that is none keeps Nix
 * from reading the row. Whether a signature is good is not said.
 */
export function unsignedFields(narinfo: Parameters<typeof proveContent>[0] & Unsigned): Unsigned {
  const { deriver, ca, signatures } = narinfo;
  return {
    ...(deriver !== undefined && isDerivation(deriver) && { deriver }),
    ...(ca !== undefined && proveContent(narinfo).kind !== "unproven" && { ca }),
    signatures: Object.freeze(signatures.filter(isSignature)),
  };
}

function isDerivation(base: string): boolean {
  return base.endsWith(".drv") && isReadable(() => parseStorePathBase(base));
}

function isSignature(text: string): boolean {
  if (/\s/.test(text)) return false;
  return isReadable(() => {
    if (splitNamedBytes(text, "signature").bytes.length !== SIGNATURE_BYTES) throw new FormatError("another length");
  });
}

function isReadable(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch (error) {
    if (error instanceof FormatError) return false;
    throw error;
  }
}
