import { createPublicKey, type KeyObject } from "node:crypto";
import { FormatError } from "./format-error.ts";

/** The fixed head of an Ed25519 key in DER (SubjectPublicKeyInfo, RFC 8410); the 32 bytes of the key follow. */
const DER_HEAD = Buffer.from("302a300506032b6570032100", "hex");

/** An Ed25519 key that signs narinfos. */
export interface PublicKey {
  /** A signature counts only if it carries this very name. */
  readonly name: string;
  /** `name:base64`, as nix.conf's trusted-public-keys has it. */
  readonly text: string;
  readonly key: KeyObject;
}

/** @throws FormatError unless `text` is `name:base64` of 32 bytes */
export function parsePublicKey(text: string): PublicKey {
  const { name, bytes } = splitNamedBytes(text, "public key");
  if (bytes.length !== 32) {
    const hint = bytes.length === 64 ? "; that is the length of a secret key" : "";
    throw new FormatError(`the public key "${name}" has ${bytes.length} bytes, not 32${hint}`);
  }
  const key = createPublicKey({ format: "der", type: "spki", key: Buffer.concat([DER_HEAD, bytes]) });
  return Object.freeze({ name, text, key });
}

/** The `name:base64` of keys and signatures. @throws FormatError that never shows the bytes, they may be a secret */
export function splitNamedBytes(text: string, what: string): { name: string; bytes: Buffer } {
  const colon = text.indexOf(":");
  const name = text.slice(0, Math.max(colon, 0));
  const base64 = text.slice(colon + 1);
  const bytes = Buffer.from(base64, "base64");
  if (name === "" || base64 === "") throw new FormatError(`a ${what} is written as name:base64`);
  if (bytes.toString("base64") !== base64) throw new FormatError(`the ${what} "${name}" is not valid base64`);
  return { name, bytes };
}
