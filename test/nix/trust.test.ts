import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { expect, test } from "vitest";
import { parseNarinfo } from "../../src/nix/narinfo.ts";
import { type PublicKey, parsePublicKey } from "../../src/nix/public-key.ts";
import { fingerprint } from "../../src/nix/signature.ts";
import { judge } from "../../src/nix/trust.ts";
import { CA_FLAT, CA_SOURCE, CA_TEXT, NET_TOOLS, NIXOS_KEY, RIPGREP, SIGNED_BY_NIXOS } from "./real-narinfos.ts";

const nixosKey = parsePublicKey(NIXOS_KEY);

function makeKey(name: string): { publicKey: PublicKey; privateKey: KeyObject } {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const raw = publicKey.export({ format: "der", type: "spki" }).subarray(-32);
  return { publicKey: parsePublicKey(`${name}:${raw.toString("base64")}`), privateKey };
}

function signed(text: string, name: string, key: KeyObject): string {
  const signature = sign(null, Buffer.from(fingerprint(parseNarinfo(text))), key).toString("base64");
  return `${text}Sig: ${name}:${signature}\n`;
}

function judged(text: string, publicKeys: readonly PublicKey[], requireSignature = true) {
  return judge(parseNarinfo(text), { publicKeys, requireSignature });
}

test("a fingerprint lists path, hash, size and full references in order", () => {
  const swapped = NET_TOOLS.replace("References: ", "References: zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz-z ");
  expect(fingerprint(parseNarinfo(swapped))).toBe(
    "1;/nix/store/00bgd045z0d4icpbc2yyz4gx48ak44la-net-tools-1.60_p20170221182432;" +
      "sha256:0lxjvvpr59c2mdram7ympy5ay741f180kv3349hvfc3f8nrmbqf6;464152;" +
      "/nix/store/7gx4kiv5m0i7d7qkixq2cwzbr10lvxwc-glibc-2.27,/nix/store/zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz-z",
  );
});

test("the real narinfos of cache.nixos.org are trusted by its key", () => {
  for (const text of [RIPGREP, NET_TOOLS]) {
    expect(judged(text, [nixosKey])).toEqual({ by: "key", keyName: "cache.nixos.org-1" });
  }
});

test.each(Object.entries(SIGNED_BY_NIXOS))("cache.nixos.org signed %s, and nothing else of that name", (_, text) => {
  expect(judged(text, [nixosKey])).toEqual({ by: "key", keyName: "cache.nixos.org-1" });
  const bad = { by: "nobody", reason: "bad signature of key cache.nixos.org-1" };
  const ours = text.replace(/^Sig: (?!cache\.nixos\.org-1:).*\n/m, "");
  expect(judged(ours.replace(/(StorePath: .*)./, "$1x"), [nixosKey])).toEqual(bad);
  expect(judged(ours.replace(/NarSize: (\d)/, "NarSize: 1$1"), [nixosKey])).toEqual(bad);
  expect(judged(ours.replace(/References: \S+ ?/, "References: "), [nixosKey])).toEqual(bad);
});

test("a change of anything that is signed makes the signature bad", () => {
  for (const [from, to] of [
    ["ripgrep-15.2.0", "ripgrep-15.2.1"],
    ["NarSize: 7088584", "NarSize: 7088585"],
    ["NarHash: sha256:19y", "NarHash: sha256:09y"],
    ["glibc-2.42-67", "glibc-2.42-68"],
  ] as const) {
    expect(judged(RIPGREP.replace(from, to), [nixosKey])).toEqual({
      by: "nobody",
      reason: "bad signature of key cache.nixos.org-1",
    });
  }
});

test("the encoding of the NarHash and the order of the references do not matter", () => {
  const { publicKey, privateKey } = makeKey("test-1");
  const good = signed(RIPGREP, "test-1", privateKey);
  const reordered = good.replace(/References: (\S+) (\S+) (\S+)/, "References: $3 $1 $2");
  expect(judged(reordered, [publicKey]).by).toBe("key");
});

test("one good signature among bad and unknown ones is enough", () => {
  const [a, b] = [makeKey("a"), makeKey("b")];
  const text = signed(signed(signed(RIPGREP, "a", b.privateKey), "stranger", b.privateKey), "b", b.privateKey);
  expect(judged(text, [a.publicKey, b.publicKey])).toEqual({ by: "key", keyName: "b" });
});

test("a good signature under another key's name does not count", () => {
  const { publicKey, privateKey } = makeKey("a");
  const text = signed(CA_SOURCE.replace(/^CA.*\n/m, ""), "b", privateKey);
  expect(judged(text, [publicKey])).toEqual({ by: "nobody", reason: "signed only by unknown keys b" });
});

test("two keys of one name may both sign while one replaces the other", () => {
  const [old, young] = [makeKey("a"), makeKey("a")];
  const text = signed(RIPGREP, "a", young.privateKey);
  expect(judged(text, [old.publicKey, young.publicKey])).toEqual({ by: "key", keyName: "a" });
});

test("distrust says why", () => {
  const unsigned = RIPGREP.replace(/^Sig.*\n/m, "");
  expect(judged(unsigned, [nixosKey])).toEqual({ by: "nobody", reason: "no signature" });
  expect(judged(NET_TOOLS, [makeKey("c").publicKey])).toEqual({
    by: "nobody",
    reason: "signed only by unknown keys cache.nixos.org-1, hydra.other.net-1",
  });
  expect(judged(RIPGREP, [])).toEqual({
    by: "nobody",
    reason: "signed by cache.nixos.org-1, but no key is trusted",
  });
  expect(judged(`${unsigned}Sig: nonsense\n`, [nixosKey])).toEqual({ by: "nobody", reason: "malformed signature" });
});

test("a cache that needs no signature is trusted as it is", () => {
  expect(judged(RIPGREP, [], false)).toEqual({ by: "cache" });
  expect(judged(RIPGREP, [nixosKey], false)).toEqual({ by: "key", keyName: "cache.nixos.org-1" });
});

test("a folder whose NarHash makes its path needs no signature", () => {
  expect(judged(CA_SOURCE, [])).toEqual({ by: "content" });
});

test("a file whose contents make its path needs no signature, but its contents must be checked", () => {
  expect(judged(CA_FLAT, [])).toEqual({
    by: "content",
    contentHash: "sha256:183a6rxnhixiyykd7qis0y9g9cfqhpkk872a245y3zl28can0pqd",
  });
  expect(judged(CA_TEXT, [])).toEqual({
    by: "content",
    contentHash: "sha256:1a778zsfa68nz0220y8z93xnw4c1pbfwkk2kbwd2xas0qj3l467v",
  });
});

test.each([
  ["another NarHash", CA_SOURCE.replace("NarHash: sha256:1gsf", "NarHash: sha256:1gsg"), "is not its NarHash"],
  ["another name", CA_SOURCE.replace("-source\n", "-sauce\n"), "belongs to another path"],
  ["a reference more", CA_SOURCE.replace("References: ", `References: ${"a".repeat(32)}-a`), "belongs to another path"],
  [
    "a reference to itself",
    CA_SOURCE.replace("References: ", "References: 5wxhjx3ryms32bmx7xmbspid15ygil4g-source"),
    "refers to itself",
  ],
  ["a text with a reference less", CA_TEXT.replace(/ z2gx\S+/, ""), "belongs to another path"],
  ["a download with references", `${CA_FLAT}References: ${"a".repeat(32)}-a\n`, "can have no references"],
  ["a file as a folder", CA_FLAT.replace("fixed:", "fixed:r:"), "is not its NarHash"],
  ["git hashes", CA_SOURCE.replace("fixed:r:", "fixed:git:"), "nothing is known of addresses like"],
  ["nonsense", CA_SOURCE.replace(/^CA: .*/m, "CA: fixed:sha256:zzz"), "is not a SHA-256 hash"],
])("a content address with %s proves nothing", (_, text, reason) => {
  const trust = judged(text, [nixosKey]);
  expect(trust).toMatchObject({ by: "nobody" });
  expect("reason" in trust && trust.reason).toContain("no signature, and its content address proves nothing: ");
  expect("reason" in trust && trust.reason).toContain(reason);
});

test("a public key is a name and 32 bytes", () => {
  expect(nixosKey).toMatchObject({ name: "cache.nixos.org-1", text: NIXOS_KEY });
  expect(() => parsePublicKey("no-colon")).toThrow("a public key is written as name:base64");
  expect(() => parsePublicKey(":abc")).toThrow("a public key is written as name:base64");
  expect(() => parsePublicKey("a:b c")).toThrow('the public key "a" is not valid base64');
  expect(() => parsePublicKey(`a:${Buffer.alloc(31).toString("base64")}`)).toThrow("has 31 bytes, not 32");
});

test("a secret key in its place is refused without showing it", () => {
  const secret = Buffer.alloc(64, 7).toString("base64");
  expect(() => parsePublicKey(`a:${secret}`)).toThrow("the length of a secret key");
  expect(() => parsePublicKey(`a:${secret}`)).not.toThrow(secret);
});
