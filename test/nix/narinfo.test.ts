import fc from "fast-check";
import { expect, test } from "vitest";
import { FormatError } from "../../src/nix/format-error.ts";
import { parseNarinfo } from "../../src/nix/narinfo.ts";
import { CA_FLAT, NET_TOOLS, RIPGREP } from "./real-narinfos.ts";

/** The real one with a line changed, added or removed. */
function changed(name: string, line: string): string {
  return RIPGREP.replace(new RegExp(`^${name}: .*\\n`, "m"), line);
}

test("a narinfo of cache.nixos.org is read in full", () => {
  const narinfo = parseNarinfo(RIPGREP);
  expect(narinfo).toMatchObject({
    storePath: { name: "ripgrep-15.2.0" },
    url: "nar/19yag7za8bz38dzxd7g20p8738bmb80n4ci9y3hfaxhy15rxxxyh.nar.zst",
    compression: "zstd",
    fileHash: "sha256:1lhgjf25d2ca7sx1ka4g5lsskicr484vqi7cbndzhz598hbr18zy",
    fileSize: 2133450,
    narHash: "sha256:19yag7za8bz38dzxd7g20p8738bmb80n4ci9y3hfaxhy15rxxxyh",
    narSize: 7088584,
    signatures: [expect.stringMatching(/^cache\.nixos\.org-1:u47N81/)],
  });
  expect(narinfo.references.map((reference) => reference.name)).toEqual([
    "glibc-2.42-67",
    "pcre2-10.47",
    "gcc-15.3.0-lib",
  ]);
  expect(narinfo.deriver).toBeUndefined();
  expect(narinfo.ca).toBeUndefined();
  expect(Object.isFrozen(narinfo)).toBe(true);
  expect(parseNarinfo(NET_TOOLS).deriver).toBe("10dx1q4ivjb115y3h90mipaaz533nr0d-net-tools-1.60_p20170221182432.drv");
});

test("bytes are read as UTF-8", () => {
  expect(parseNarinfo(Buffer.from(RIPGREP))).toEqual(parseNarinfo(RIPGREP));
  expect(() => parseNarinfo(Buffer.from([0xff, 0x0a]))).toThrow("the narinfo is not text");
});

test("fields that are unknown or legacy are not looked at", () => {
  expect(parseNarinfo(`${RIPGREP}System: x86_64-linux\nFuture: 1\nFuture: 2\n`)).toEqual(parseNarinfo(RIPGREP));
});

test("References may be missing or empty", () => {
  expect(parseNarinfo(CA_FLAT).references).toEqual([]);
  expect(parseNarinfo(changed("References", "References: \n")).references).toEqual([]);
});

test("a missing or empty Compression is bzip2, from the time when there was no other", () => {
  expect(parseNarinfo(changed("Compression", "")).compression).toBe("bzip2");
  expect(parseNarinfo(changed("Compression", "Compression: \n")).compression).toBe("bzip2");
});

test("hashes may be in base16 and are one value", () => {
  const hex = "NarHash: sha256:0efa7a5ccbd1ebe2e2ddcea20ccb5c3ecd8a13b05d6ddbefaf0f5ba2bb3a1d9e\n";
  expect(parseNarinfo(changed("NarHash", hex)).narHash).toMatch(/^sha256:[0-9a-z]{52}$/);
});

test("a FileHash of another algorithm and an unknown deriver are as if they were not there", () => {
  expect(parseNarinfo(changed("FileHash", "FileHash: sha512:abc\n")).fileHash).toBeUndefined();
  expect(parseNarinfo(`${RIPGREP}Deriver: unknown-deriver\n`).deriver).toBeUndefined();
});

test.each([
  ["StorePath", "", "the narinfo has no StorePath"],
  ["StorePath", "StorePath: /nix/store/x\n", "the narinfo's StorePath is wrong"],
  ["URL", "", "the narinfo has no URL"],
  ["URL", "URL: \n", "the narinfo has no URL"],
  ["URL", "URL: nar/a b\n", "white space"],
  ["URL", "URL: file:///etc/passwd\n", '"file:///etc/passwd" is neither a path nor an http:// or https:// address'],
  ["URL", "URL: local://context\n", "is neither a path nor an http:// or https:// address"],
  ["URL", "URL: docker-image://alpine\n", "is neither a path nor an http:// or https:// address"],
  ["URL", "URL: https://[x\n", "is neither a path nor an http:// or https:// address"],
  ["URL", "URL: nar/\u001b[31m\n", "control characters"],
  [
    "Compression",
    "Compression: lzip\n",
    'the compression "lzip" is unknown; known are none, xz, zstd, bzip2, gzip, br',
  ],
  ["NarHash", "", "the narinfo has no NarHash"],
  ["NarHash", "NarHash: sha1:abc\n", "not a SHA-256 hash but sha1"],
  ["FileHash", "FileHash: sha256:abc\n", "the narinfo's FileHash is wrong"],
  ["NarSize", "", "the narinfo has no NarSize"],
  ["NarSize", "NarSize: 0\n", "the narinfo's NarSize is 0"],
  ["NarSize", "NarSize: -1\n", '"-1" is not a size'],
  ["NarSize", "NarSize: 1e3\n", '"1e3" is not a size'],
  ["NarSize", "NarSize: 9007199254740992\n", "is not a size"],
  ["FileSize", "FileSize: big\n", '"big" is not a size'],
  ["References", "References: glibc\n", "the narinfo's References is wrong"],
  [
    "References",
    `References:${" 0d8g8n0a11v6f5m2h416ajyxmnkwc3md-glibc-2.42-67".repeat(2)}\n`,
    "it names a path twice",
  ],
  ["References", "References\n", 'a line without a colon: "References"'],
  ["NarSize", "NarSize: 7088584\nNarSize: 7088584\n", "the narinfo has NarSize twice"],
])("%s as %j is refused", (name, line, message) => {
  expect(() => parseNarinfo(changed(name, line))).toThrow(message);
});

test("a narinfo that is cut short anywhere is refused or lacks whole lines only", () => {
  fc.assert(
    fc.property(fc.nat(RIPGREP.length - 1), (length) => {
      const text = RIPGREP.slice(0, length);
      let narinfo: ReturnType<typeof parseNarinfo>;
      try {
        narinfo = parseNarinfo(text);
      } catch (error) {
        expect(error).toBeInstanceOf(FormatError);
        return;
      }
      expect(RIPGREP.slice(0, length).endsWith("\n")).toBe(true);
      expect(narinfo.narSize).toBe(7088584);
    }),
  );
});

test("a narinfo has no more signatures than can be checked at once", () => {
  const signed = (count: number) => RIPGREP + "Sig: test-1:AAAA\n".repeat(count);
  expect(parseNarinfo(signed(31)).signatures).toHaveLength(32);
  expect(() => parseNarinfo(signed(40_000))).toThrow("the narinfo has more than 32 signatures");
});
