import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { sha256Of } from "../../src/nix/nar-hash.ts";
import { parseNarinfo } from "../../src/nix/narinfo.ts";
import { encodeNix32 } from "../../src/nix/nix32.ts";
import { parsePublicKey } from "../../src/nix/public-key.ts";
import type { PathInfo } from "../../src/nix/serve-protocol.ts";
import { fingerprint, type Signed } from "../../src/nix/signature.ts";
import { parseStorePathBase, type StorePath } from "../../src/nix/store-path.ts";
import { madeEntry } from "../../src/packages/builds/run-builds.ts";
import type { Cache, MadePaths, NarinfoReply } from "../../src/packages/closure-walk.ts";

const { publicKey, privateKey } = generateKeyPairSync("ed25519");
const raw = publicKey.export({ format: "der", type: "spki" }).subarray(-32);
/** Whose signatures the narinfos here have. */
export const KEY = parsePublicKey(`test-1:${raw.toString("base64")}`);

/** What each name refers to. */
export type Graph = Readonly<Record<string, readonly string[]>>;

/** The same path each time, with a hash that follows from the name. */
export function pathOf(name: string): StorePath {
  return parseStorePathBase(`${encodeNix32(createHash("sha256").update(name).digest().subarray(0, 20))}-${name}`);
}

/** By KEY. */
export const signatureOf = (signed: Signed): string =>
  `${KEY.name}:${sign(null, Buffer.from(fingerprint(signed)), privateKey).toString("base64")}`;

export function narinfoOf(name: string, references: readonly string[], isSigned: boolean): string {
  const text = `StorePath: ${pathOf(name).path}
URL: nar/${name}.nar
Compression: none
NarHash: ${sha256Of(createHash("sha256").update(name).digest())}
NarSize: ${100 + name.length}
References: ${references.map((reference) => pathOf(reference).base).join(" ")}
`;
  if (!isSigned) return text;
  return `${text}Sig: ${signatureOf(parseNarinfo(text))}\n`;
}

/** A cache that has what a graph says, and keeps what it was asked. */
export interface FakeCache extends Cache {
  /** Names in the order of asking, a list for each question. */
  readonly asked: string[][];
}

export function fakeCache(
  name: string,
  graph: Graph,
  changes: Partial<Cache> & { isSigned?: boolean } = {},
): FakeCache {
  const asked: string[][] = [];
  const { isSigned = true, ...rest } = changes;
  return {
    name,
    priority: 0,
    publicKeys: [KEY],
    requireSignature: true,
    asked,
    async readNarinfos(paths) {
      asked.push(paths.map((path) => path.name));
      const found = paths.flatMap((path): [string, NarinfoReply][] => {
        const references = graph[path.name];
        return references === undefined
          ? []
          : [[path.hashPart, { kind: "found", text: narinfoOf(path.name, references, isSigned) }]];
      });
      return new Map(found);
    },
    ...rest,
  };
}

/** A cache that answers the same of all paths. */
export function always(reply: NarinfoReply): Partial<Cache> {
  return { readNarinfos: async (paths) => new Map(paths.map((path) => [path.hashPart, reply])) };
}

/** What Nix says of a path that it has built. */
export function builtPath(name: string, references: readonly string[]): PathInfo {
  return {
    path: pathOf(name),
    narHash: sha256Of(createHash("sha256").update(name).digest()),
    narSize: 100 + name.length,
    references: references.map(pathOf),
  };
}

/** Paths that are made, each from a derivation with its name. */
export function made(graph: Graph): MadePaths {
  return new Map(
    Object.entries(graph).map(([name, references]) => {
      const info = builtPath(name, references);
      return [info.path.path, { entry: madeEntry(info, pathOf(`${name}.drv`)) }];
    }),
  );
}
