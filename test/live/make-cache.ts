import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { dumpNar } from "../../src/nix/nar/dump.ts";
import { sha256Of } from "../../src/nix/nar-hash.ts";
import { parseNarinfo } from "../../src/nix/narinfo.ts";
import { encodeNix32 } from "../../src/nix/nix32.ts";
import { fingerprint } from "../../src/nix/signature.ts";

/** A key that signs what a test makes. */
export class TestKey {
  readonly name: string;
  /** `name:base64` */
  readonly text: string;
  readonly #key: KeyObject;

  constructor(name: string) {
    const { publicKey, privateKey } = generateKeyPairSync("ed25519");
    this.name = name;
    this.text = `${name}:${publicKey.export({ format: "der", type: "spki" }).subarray(-32).toString("base64")}`;
    this.#key = privateKey;
  }

  /** The narinfo with its signature. */
  sign(narinfo: string): string {
    const signature = sign(null, Buffer.from(fingerprint(parseNarinfo(narinfo))), this.#key).toString("base64");
    return `${narinfo}Sig: ${this.name}:${signature}\n`;
  }
}

/** One store path of a cache that a test makes by hand, to be falsified as it likes. */
export interface MadePath {
  readonly storePath: string;
  readonly nar: Buffer;
  readonly narUrl: string;
  readonly narinfo: string;
}

/** A folder as an archive. */
export function narOf(files: Readonly<Record<string, string>>): Buffer {
  const folder = mkdtempSync(join(tmpdir(), "decl-nar-"));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    return Buffer.concat([...dumpNar(folder)]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A path with this archive, described truthfully and not compressed. `letter` makes its hash part, or is all of it. */
export function madePath(name: string, nar: Buffer, letter = "a", references: readonly string[] = []): MadePath {
  const storePath = `/nix/store/${letter.length === 32 ? letter : letter.repeat(32)}-${name}`;
  const hash = sha256Of(createHash("sha256").update(nar).digest());
  const narUrl = `nar/${name}.nar`;
  const narinfo = [
    `StorePath: ${storePath}`,
    `URL: ${narUrl}`,
    "Compression: none",
    `FileHash: ${hash}`,
    `FileSize: ${nar.length}`,
    `NarHash: ${hash}`,
    `NarSize: ${nar.length}`,
    `References: ${references.join(" ")}`,
    "",
  ].join("\n");
  return { storePath, nar, narUrl, narinfo };
}

/** Writes a cache folder as `nix copy --to file://` does. Narinfos are written as they are, signed or not. */
export function writeCache(folder: string, paths: readonly MadePath[], info = "StoreDir: /nix/store\n"): string {
  mkdirSync(join(folder, "nar"), { recursive: true });
  writeFileSync(join(folder, "nix-cache-info"), info);
  for (const { storePath, narinfo, nar, narUrl } of paths) {
    writeFileSync(join(folder, `${storePath.slice("/nix/store/".length).slice(0, 32)}.narinfo`), narinfo);
    writeFileSync(join(folder, narUrl), nar);
  }
  return folder;
}

/** Signed paths, of which the first needs all others: each refers to itself and to the next three of a binary tree. */
export function madeClosure(count: number, key: TestKey, contents = "x"): MadePath[] {
  const hashPart = (index: number) => encodeNix32(createHash("sha1").update(`${index}`).digest());
  const base = (index: number) => `${hashPart(index)}-path-${index}`;
  return Array.from({ length: count }, (_, index) => {
    const children = [index, 2 * index + 1, 2 * index + 2, index + 1].filter((other) => other < count);
    const references = [...new Set(children)].map(base).sort();
    const path = madePath(`path-${index}`, narOf({ [`share/${index}`]: contents }), hashPart(index), references);
    return { ...path, narinfo: key.sign(path.narinfo) };
  });
}
