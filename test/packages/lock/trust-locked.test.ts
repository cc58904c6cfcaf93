import { describe, expect, it } from "vitest";
import { hashSri, parseNarHash } from "../../../src/nix/nar-hash.ts";
import { parsePublicKey } from "../../../src/nix/public-key.ts";
import { DownloadFailures } from "../../../src/packages/download-failures.ts";
import { type LockedPath, type LockFile, printLock } from "../../../src/packages/lock/lock-file.ts";
import { findLockedClosure, type LockedCaches } from "../../../src/packages/lock/locked-closure-source.ts";
import { parseLock } from "../../../src/packages/lock/parse-lock.ts";
import { errorOf } from "../../declaration/declare.ts";
import { builtPath, fakeCache, KEY, narinfoOf, pathOf, signatureOf } from "../fake-cache.ts";

const CACHE = "https://cache.example.org";
const tool = builtPath("tool", []);

const SIGNED: LockedPath = {
  narHash: hashSri(tool.narHash),
  narSize: tool.narSize,
  references: [],
  cache: CACHE,
  url: "nar/tool.nar",
  compression: "none",
  signatures: [signatureOf({ storePath: tool.path, ...tool })],
};
const { signatures: _, ...UNSIGNED } = SIGNED;

const rules =
  (requireSignature: boolean, key = KEY) =>
  () => ({ publicKeys: [key], requireSignature });

/** The closure of `tool` in a lock file of these words. */
async function find(path: LockedPath, caches: Partial<LockedCaches> = {}) {
  const lock: LockFile = { version: 1, packages: {}, storePaths: { [tool.path.base]: path } };
  const from: LockedCaches = {
    mirrors: [],
    folders: [],
    all: [],
    rulesOf: rules(true),
    archiveFault: () => undefined,
    ...caches,
  };
  const parsed = parseLock("web.lock.json", printLock(lock), "write it again");
  const failures = new DownloadFailures();
  const [entry] = (await findLockedClosure(parsed, [tool.path], from, { failures, made: new Map() })).entries;
  return entry;
}

const notTrusted = (reason: string) =>
  `web.lock.json:5:${9 + tool.path.base.length}: what the lock file says of ${tool.path.path} is not trusted: ${reason}\n` +
  "  hint: it needs what a path of a cache needs: the signature of a key in publicKeys or DECL_TRUSTED_PUBLIC_KEYS, or a cache of " +
  "the declaration with requireSignature: false; if the lock was not changed by hand, --target update writes it again";

describe("a path of a lock", () => {
  it("is used with the signature that its cache gave", async () => {
    expect(await find(SIGNED)).toMatchObject({ trust: { by: "key", keyName: "test-1" }, cache: CACHE });
  });

  it("is refused at its line with another NarHash than was signed", async () => {
    const changed = { ...SIGNED, narHash: hashSri(parseNarHash("1".repeat(64))) };
    expect(await errorOf(find(changed))).toBe(notTrusted("bad signature of key test-1"));
  });

  it.each([
    ["another size", { ...SIGNED, narSize: 1 }, "bad signature of key test-1"],
    ["another reference", { ...SIGNED, references: [tool.path.base] }, "bad signature of key test-1"],
    ["no signature", UNSIGNED, "no signature"],
    ["an empty list of signatures", { ...UNSIGNED, signatures: [] }, "no signature"],
    ["a content address of something else", { ...UNSIGNED, ca: `fixed:r:${tool.narHash}` }, "no signature"],
  ] satisfies [string, LockedPath, string][])("is refused with %s", async (_, path, reason) => {
    expect(await errorOf(find(path))).toContain(`${tool.path.path} is not trusted: ${reason}`);
  });

  it("is refused where only a key signed it that nobody trusts any more", async () => {
    const other = parsePublicKey(`other-1:${Buffer.alloc(32).toString("base64")}`);
    expect(await errorOf(find(SIGNED, { rulesOf: rules(true, other) }))).toBe(
      notTrusted("signed only by unknown keys test-1"),
    );
  });

  it("without a signature is used where the declaration trusts its cache without", async () => {
    const trusting = { rulesOf: (cache: string) => rules(cache !== CACHE)() };
    expect(await find(UNSIGNED, trusting)).toMatchObject({ trust: { by: "cache" } });
    const elsewhere = { ...UNSIGNED, cache: "https://elsewhere.example.org" };
    expect(await errorOf(find(elsewhere, trusting))).toBe(notTrusted("no signature"));
  });

  it("without a signature is taken from no other cache that would not be trusted with it", async () => {
    const folder = { ...UNSIGNED, cache: "ours" };
    const trusting = { rulesOf: (cache: string) => rules(cache !== "ours")() };
    const strict = fakeCache("strict", { tool: [] }, { isSigned: false });
    await expect(find(folder, { ...trusting, all: [strict] })).rejects.toThrow(
      "strict: has it, but it is not trusted: no signature",
    );
    expect(await find(folder, { ...trusting, all: [fakeCache("signing", { tool: [] })] })).toMatchObject({
      cache: "signing",
    });
    // With a signature the hash is known, and it does not matter who has the archive.
    expect(await find({ ...SIGNED, cache: "ours" }, { all: [strict] })).toMatchObject({ cache: "strict" });
  });
});

it("an archive is fetched from no server that the lock alone names", async () => {
  const url = "https://elsewhere.example.org/tool.nar";
  const archiveFault = (_: string, archiveUrl: string) =>
    archiveUrl === url ? "says that the archive is on elsewhere.example.org, and not on its own server" : undefined;
  await expect(find({ ...SIGNED, url }, { archiveFault })).rejects.toThrow(
    `no binary cache has a usable ${tool.path.path}: ${CACHE} in the lock file: says that the archive is on ` +
      "elsewhere.example.org, and not on its own server",
  );
  const cache = fakeCache(
    "main",
    {},
    {
      readNarinfos: async () =>
        new Map([[pathOf("tool").hashPart, { kind: "found", text: narinfoOf("tool", [], true) } as const]]),
    },
  );
  expect(await find({ ...SIGNED, url }, { archiveFault, all: [cache] })).toMatchObject({ cache: "main" });
});

it("what Nix could not read is not kept of a lock either: it would be in the image's Nix database", async () => {
  const broken = { ...SIGNED, deriver: "garbage", signatures: [...(SIGNED.signatures ?? []), "not a signature"] };
  const entry = await find(broken);
  expect([entry?.deriver, entry?.signatures]).toEqual([undefined, SIGNED.signatures]);
});
