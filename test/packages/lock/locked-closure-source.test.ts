import { describe, expect, it } from "vitest";
import { hashSri, parseNarHash } from "../../../src/nix/nar-hash.ts";
import type { PathInfo } from "../../../src/nix/serve-protocol.ts";
import { parseStorePathBase, type StorePath } from "../../../src/nix/store-path.ts";
import { madeEntry } from "../../../src/packages/builds/run-builds.ts";
import type { Cache } from "../../../src/packages/closure-walk.ts";
import { DownloadFailures } from "../../../src/packages/download-failures.ts";
import type { LockFile } from "../../../src/packages/lock/lock-file.ts";
import { findLockedClosure, type LockedCaches } from "../../../src/packages/lock/locked-closure-source.ts";
import { builtPath, KEY, signatureOf } from "../fake-cache.ts";

const base = `${"a".repeat(32)}-tool-1`;
const path = parseStorePathBase(base);
const hash = parseNarHash("1".repeat(64));

const signatures = [signatureOf({ storePath: path, narHash: hash, narSize: 9, references: [] })];
const lockedPath = { narHash: hashSri(hash), narSize: 9, references: [], compression: "none" as const, signatures };

const lockOf = (cache: string, url = "nar/tool.nar"): LockFile => ({
  version: 1,
  packages: {},
  storePaths: { [base]: { ...lockedPath, cache, url } },
});

/** A cache that has the path in another file, with this hash. */
const cacheWith = (name: string, narHash = hash): Cache => ({
  name,
  priority: 0,
  publicKeys: [],
  requireSignature: true,
  readNarinfos: async () =>
    new Map([
      [
        path.hashPart,
        {
          kind: "found",
          text: `StorePath: ${path.path}\nURL: nar/other.nar.xz\nCompression: xz\nNarHash: ${narHash}\nNarSize: 9\nReferences: \n`,
        },
      ],
    ]),
});

const CACHE = "https://cache.example.org";
const MIRROR = "https://mirror.example.org";

/** Nobody vouches for all that a cache has, and archives may be anywhere. */
const RULES: Pick<LockedCaches, "rulesOf" | "archiveFault"> = {
  rulesOf: () => ({ publicKeys: [KEY], requireSignature: true }),
  archiveFault: () => undefined,
};

async function placeIn(lock: LockFile, caches: Partial<LockedCaches>, failures = new DownloadFailures()) {
  const all = { ...RULES, mirrors: [], folders: [], all: [], ...caches };
  const [entry] = (await findLockedClosure(lock, [path], all, { failures, made: new Map() })).entries;
  if (entry === undefined) throw new Error("no entry");
  const next = () => {
    failures.add(entry, "has it not", false);
    return placeIn(lock, caches, failures);
  };
  return { entry, next };
}

describe("a path that this build has made", () => {
  const tool = builtPath("tool-2", []);
  const needsTool = builtPath("app", []);
  const closureOf = async (roots: readonly StorePath[], made: readonly PathInfo[], lock = lockOf(CACHE)) => {
    const asked: string[] = [];
    const cache: Cache = {
      ...cacheWith(CACHE),
      readNarinfos: async (paths) => {
        asked.push(...paths.map(({ name }) => name));
        return new Map();
      },
    };
    const table = new Map(made.map((info) => [info.path.path, { entry: madeEntry(info) }]));
    const { entries } = await findLockedClosure(
      lock,
      roots,
      { ...RULES, mirrors: [MIRROR], folders: [], all: [cache] },
      { failures: new DownloadFailures(), made: table },
    );
    return { asked, placed: entries.map((entry) => [entry.path.name, entry.cache, entry.trust.by]).sort() };
  };

  it("is in the closure though the lock does not have it, with what it needs out of the lock", async () => {
    const { asked, placed } = await closureOf([needsTool.path], [{ ...needsTool, references: [path] }]);
    expect(placed).toEqual([
      ["app", "this build", "build"],
      ["tool-1", MIRROR, "key"],
    ]);
    expect(asked).toEqual([]);
  });

  it("is taken instead of what the lock has of it", async () => {
    const rebuilt = { ...tool, path, narHash: parseNarHash("2".repeat(64)) };
    expect((await closureOf([path], [rebuilt])).placed).toEqual([["tool-1", "this build", "build"]]);
  });

  it("is looked for nowhere, though its archive would be lost", async () => {
    const { asked, placed } = await closureOf([path], [{ ...tool, path }], lockOf("nix-cache"));
    expect(placed).toEqual([["tool-1", "this build", "build"]]);
    expect(asked).toEqual([]);
  });

  it("does not make up for what the lock and nobody else has", async () => {
    await expect(closureOf([needsTool.path], [{ ...needsTool, references: [tool.path] }])).rejects.toThrow(
      `nothing is known of ${tool.path.path} (needed by ${needsTool.path.base} → ${tool.path.base})`,
    );
  });
});

describe("an archive of a lock", () => {
  it("is looked for on the mirrors, then where the lock says, then wherever its hash is known", async () => {
    const caches = { mirrors: [MIRROR], all: [cacheWith(CACHE)] };
    const first = await placeIn(lockOf(CACHE), caches);
    expect(first.entry).toMatchObject({ cache: MIRROR, url: "nar/tool.nar", unasked: true });
    const second = await first.next();
    expect(second.entry).toMatchObject({ cache: CACHE, url: "nar/tool.nar", unasked: true });
    const third = await second.next();
    expect(third.entry).toMatchObject({ cache: CACHE, url: "nar/other.nar.xz", compression: "xz", narHash: hash });
    expect(third.entry.unasked).toBeUndefined();
    await expect(third.next()).rejects.toThrow(`no binary cache has a usable ${path.path}: ${CACHE}: has it not`);
  });

  it("of a folder is taken from the folder, if that was given", async () => {
    expect((await placeIn(lockOf("nix-cache"), { folders: ["nix-cache"] })).entry.cache).toBe("nix-cache");
    expect((await placeIn(lockOf("nix-cache"), { all: [cacheWith(CACHE)] })).entry.cache).toBe(CACHE);
    await expect(placeIn(lockOf("nix-cache"), {})).rejects.toThrow(
      "nix-cache: had it when the lock file was written, and was not given: --build-context nix-cache=DIR",
    );
  });

  it("that can be had nowhere is told with the path that wants it", async () => {
    const app = parseStorePathBase(`${"b".repeat(32)}-app`);
    const lock = lockOf("nix-cache");
    const { [base]: tool } = lock.storePaths;
    if (tool === undefined) throw new Error("it is there");
    const both = {
      ...lock,
      storePaths: {
        ...lock.storePaths,
        [app.base]: {
          ...tool,
          references: [base],
          cache: CACHE,
          signatures: [signatureOf({ storePath: app, narHash: hash, narSize: 9, references: [path] })],
        },
      },
    };
    const caches = { ...RULES, mirrors: [], folders: [], all: [] };
    const found = findLockedClosure(both, [app], caches, { failures: new DownloadFailures(), made: new Map() });
    await expect(found).rejects.toMatchObject({ problems: [{ path: { name: "tool-1" }, wantedBy: [app, path] }] });
  });

  it("keeps what the lock says of the path, wherever it comes from: images have it", async () => {
    const lock = lockOf("nix-cache");
    const others = [...signatures, `other-1:${Buffer.alloc(64).toString("base64")}`];
    const deriver = `${"d".repeat(32)}-x.drv`;
    const unsignedFields = { deriver, signatures: others, fileHash: hashSri(hash), fileSize: 3 };
    Object.assign(lock.storePaths[base] ?? {}, unsignedFields);
    const { entry } = await placeIn(lock, { all: [cacheWith(CACHE)] });
    expect(entry).toMatchObject({ cache: CACHE, deriver, signatures: others, trust: { by: "key" } });
    expect([entry.fileHash, entry.fileSize]).toEqual([undefined, undefined]);
  });

  it("at an address of its own has nothing to do with mirrors", async () => {
    const lock = lockOf(CACHE, "https://elsewhere.example.org/tool.nar");
    expect((await placeIn(lock, { mirrors: [MIRROR] })).entry.cache).toBe(CACHE);
  });

  it("is never another build of the same path", async () => {
    const other = cacheWith("other", parseNarHash("2".repeat(64)));
    await expect(placeIn(lockOf("nix-cache"), { all: [other] })).rejects.toThrow(
      "other: has another build of it than the lock file",
    );
  });
});
