/**
 * Text or bytes from outside that break the rules of a Nix format: a store path, hash, key, narinfo or archive.
 * The message is one sentence without a final period; the caller adds where the input came from.
 */
export class FormatError extends Error {
  override name = "FormatError";
}
