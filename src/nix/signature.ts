import { verify } from "node:crypto";
import type { Narinfo } from "./narinfo.ts";
import { type PublicKey, splitNamedBytes } from "./public-key.ts";
import { compareStorePaths } from "./store-path.ts";

/** What signatures cover. */
export type Signed = Pick<Narinfo, "storePath" | "narHash" | "narSize" | "references">;

/**
 * The text that is signed, without a newline: `1;<path>;sha256:<Nix32>;<size>;<full reference paths, sorted, by comma>`
 * (NixOS/nix: ValidPathInfo::fingerprint in src/libstore/path-info.cc).
 */
export function fingerprint({ storePath, narHash, narSize, references }: Signed): string {
  const paths = references.toSorted(compareStorePaths).map((reference) => reference.path);
  return `1;${storePath.path};${narHash};${narSize};${paths.join(",")}`;
}

/** What one `Sig` line is worth. */
export type SignatureCheck =
  | { readonly kind: "good"; readonly keyName: string }
  | { readonly kind: "bad"; readonly keyName: string }
  | { readonly kind: "unknown-key"; readonly keyName: string }
  | { readonly kind: "malformed" };

/** Checks each signature by itself: it is good only if a key of its very name verifies it. */
export function checkSignatures(
  signed: Signed,
  signatures: readonly string[],
  keys: readonly PublicKey[],
): SignatureCheck[] {
  const bytes = Buffer.from(fingerprint(signed));
  return signatures.map((text): SignatureCheck => {
    let signature: { name: string; bytes: Buffer };
    try {
      signature = splitNamedBytes(text, "signature");
    } catch {
      return { kind: "malformed" };
    }
    const keyName = signature.name;
    // Two keys of one name are legal while a key is being replaced: either may verify.
    const candidates = keys.filter((key) => key.name === keyName);
    if (candidates.length === 0) return { kind: "unknown-key", keyName };
    const good = candidates.some((key) => verify(null, bytes, key.key, signature.bytes));
    return { kind: good ? "good" : "bad", keyName };
  });
}
