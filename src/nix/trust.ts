import { proveContent } from "./content-address.ts";
import type { ContentHash } from "./nar-hash.ts";
import type { Narinfo } from "./narinfo.ts";
import type { PublicKey } from "./public-key.ts";
import { checkSignatures, type SignatureCheck } from "./signature.ts";

/** Why the archive that a narinfo describes may be used. */
export type Trust =
  | { readonly by: "key"; readonly keyName: string }
  /** The path is made of its own contents; with `contentHash`, only if the archive is one file with that hash. */
  | { readonly by: "content"; readonly contentHash?: ContentHash }
  /** Unsigned, from a cache that the user trusts without signatures. */
  | { readonly by: "cache" }
  /** A lock file has it, whose signatures nobody has looked at yet: `judge` says more before an archive is fetched. */
  | { readonly by: "lock" }
  /** This build has made it itself: there is no archive. */
  | { readonly by: "build" };

export interface TrustRules {
  readonly publicKeys: readonly PublicKey[];
  /** False: the user vouches for all that the cache holds. */
  readonly requireSignature: boolean;
}

/** A reason in words that complete "it is not trusted: …". */
export interface Distrust {
  readonly by: "nobody";
  readonly reason: string;
}

/** What trust depends on. */
export type Judged = Pick<Narinfo, "storePath" | "narHash" | "narSize" | "references" | "signatures" | "ca">;

/** One good signature of a trusted key is enough, whatever the others are; so is a content address that proves itself. */
export function judge(narinfo: Judged, rules: TrustRules): Trust | Distrust {
  const checks = checkSignatures(narinfo, narinfo.signatures, rules.publicKeys);
  const good = checks.find((check) => check.kind === "good");
  if (good !== undefined) return { by: "key", keyName: good.keyName };
  const proof = proveContent(narinfo);
  if (proof.kind === "proven") return { by: "content" };
  if (proof.kind === "if-file") return { by: "content", contentHash: proof.contentHash };
  if (!rules.requireSignature) return { by: "cache" };
  const address = narinfo.ca === undefined ? "" : `, and its content address proves nothing: ${proof.reason}`;
  return { by: "nobody", reason: describe(checks, rules.publicKeys) + address };
}

function describe(checks: readonly SignatureCheck[], keys: readonly PublicKey[]): string {
  const names = (kind: "bad" | "unknown-key") =>
    [...new Set(checks.flatMap((check) => (check.kind === kind ? [check.keyName] : [])))].join(", ");
  if (checks.length === 0) return "no signature";
  if (keys.length === 0) return `signed by ${names("unknown-key") || "nobody"}, but no key is trusted`;
  if (names("bad") !== "") return `bad signature of key ${names("bad")}`;
  if (names("unknown-key") !== "") return `signed only by unknown keys ${names("unknown-key")}`;
  return "malformed signature";
}
