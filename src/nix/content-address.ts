import { createHash } from "node:crypto";
import { FormatError } from "./format-error.ts";
import {
  type ContentHash,
  hashHex,
  type NarHash,
  parseContentHash,
  parseNarHash,
  type Sha256,
  sha256Of,
} from "./nar-hash.ts";
import type { Narinfo } from "./narinfo.ts";
import { encodeNix32 } from "./nix32.ts";
import { compareStorePaths, parseStorePathBase, STORE_DIR, type StorePath } from "./store-path.ts";

/** What is left to check once a content address has been found to make the path. */
export type ContentProof =
  /** Nothing: the content address is the NarHash. */
  | { readonly kind: "proven" }
  /** The archive must be one file with this hash. */
  | { readonly kind: "if-file"; readonly contentHash: ContentHash }
  /** The content address proves nothing. */
  | { readonly kind: "unproven"; readonly reason: string };

type Addressed = Pick<Narinfo, "storePath" | "narHash" | "references" | "ca">;

/**
 * Whether `ca` proves the path: the path is recomputed from it, the references and the name (NixOS/nix:
 * doc/manual/source/protocols/store-path.md). The address of a folder covers the archive, so it must be the NarHash; the
 * address of a file (`text:`, `fixed:sha256:`) covers the contents only, so the one who unpacks must compare them.
 */
export function proveContent(narinfo: Addressed): ContentProof {
  if (narinfo.ca === undefined) return unproven("it has no content address");
  const [, method, text] = /^(text|fixed:r|fixed):(sha256:.*)$/s.exec(narinfo.ca) ?? [];
  if (method === undefined || text === undefined) return unproven(`nothing is known of addresses like "${narinfo.ca}"`);
  try {
    return method === "fixed:r" ? proveArchive(narinfo, text) : proveFile(narinfo, method, parseContentHash(text));
  } catch (error) {
    if (error instanceof FormatError) return unproven(error.message);
    throw error;
  }
}

function proveArchive(narinfo: Addressed, text: string): ContentProof {
  const hash = parseNarHash(text);
  const others = referencePaths(narinfo);
  // Its hash is taken with the path's own name blanked out, which only a second pass over the archive could repeat.
  if (others.length < narinfo.references.length) return unproven("it refers to itself");
  if (hash !== narinfo.narHash) return unproven("its content address is not its NarHash");
  return makesPath(narinfo, ["source", ...others].join(":"), hash) ? { kind: "proven" } : otherPath();
}

function proveFile(narinfo: Addressed, method: string, hash: ContentHash): ContentProof {
  const proof: ContentProof = { kind: "if-file", contentHash: hash };
  if (method === "text") {
    const others = referencePaths(narinfo);
    if (others.length < narinfo.references.length) return unproven("it refers to itself");
    return makesPath(narinfo, ["text", ...others].join(":"), hash) ? proof : otherPath();
  }
  if (narinfo.references.length > 0) return unproven("a fixed file can have no references");
  const inner = sha256Of(
    createHash("sha256")
      .update(`fixed:out:sha256:${hashHex(hash)}:`)
      .digest(),
  );
  return makesPath(narinfo, "output:out", inner) ? proof : otherPath();
}

function referencePaths({ references, storePath }: Addressed): string[] {
  const others = references.filter((reference) => reference.path !== storePath.path);
  return others.toSorted(compareStorePaths).map((reference) => reference.path);
}

function makesPath({ storePath }: Addressed, type: string, hash: Sha256): boolean {
  return hashPartOf(type, hash, storePath.name) === storePath.hashPart;
}

/**
 * The path that `nix store add-path` makes of files with this archive: content-addressed and without references.
 * @throws FormatError when the name is none for a store path
 */
export function addedPath(name: string, narHash: NarHash): { readonly path: StorePath; readonly ca: string } {
  return { path: parseStorePathBase(`${hashPartOf("source", narHash, name)}-${name}`), ca: `fixed:r:${narHash}` };
}

/**
 * The path of what is known by what it is made from, as the output of a derivation is: `identity` is a SHA-256 of that.
 * @throws FormatError when the name is none for a store path
 */
export function builtPath(name: string, identity: Uint8Array): StorePath {
  return parseStorePathBase(`${hashPartOf("output:out", sha256Of(identity), name)}-${name}`);
}

/** The path's hash from a type, a hash and the name: a SHA-256 folded to 160 bits. */
function hashPartOf(type: string, hash: Sha256, name: string): string {
  const digest = createHash("sha256")
    .update(`${type}:sha256:${hashHex(hash)}:${STORE_DIR}:${name}`)
    .digest();
  const folded = new Uint8Array(20);
  digest.forEach((byte, i) => {
    folded[i % 20] = (folded[i % 20] ?? 0) ^ byte;
  });
  return encodeNix32(folded);
}

function otherPath(): ContentProof {
  return unproven("its content address belongs to another path");
}

function unproven(reason: string): ContentProof {
  return { kind: "unproven", reason };
}
