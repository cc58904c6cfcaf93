import { expect, test } from "vitest";
import { parseNarinfo } from "../../src/nix/narinfo.ts";
import { unsignedFields } from "../../src/nix/unsigned-fields.ts";
import { CA_FLAT, CA_SOURCE, NET_TOOLS, RIPGREP } from "./real-narinfos.ts";

const of = (text: string) => unsignedFields(parseNarinfo(text));

test("what caches say of real paths beside what they sign is kept", () => {
  const { deriver, signatures } = parseNarinfo(NET_TOOLS);
  expect(of(NET_TOOLS)).toEqual({ deriver, signatures });
  expect(of(CA_SOURCE)).toEqual({ ca: parseNarinfo(CA_SOURCE).ca, signatures: [] });
  expect(of(CA_FLAT)).toMatchObject({ ca: parseNarinfo(CA_FLAT).ca, deriver: parseNarinfo(CA_FLAT).deriver });
});

test.each([
  ["Deriver: garbage", "no store path"],
  [`Deriver: ${"a".repeat(32)}-hello`, "no derivation"],
  [`Deriver: ../${"a".repeat(32)}-hello.drv`, "outside the store"],
  ["CA: garbage", "no content address"],
  [`CA: fixed:r:sha256:${"0".repeat(52)}`, "the address of something else"],
  ["Sig: garbage", "no signature"],
  ["Sig: test-1:AAAA", "a signature that is cut short"],
  [`Sig: test-1:${Buffer.alloc(64).toString("base64")} x`, "two words, where the database has words"],
])("%j is not: it is %s", (line) => {
  expect(of(`${RIPGREP}${line}\n`)).toEqual(of(RIPGREP));
});

test("a signature of a key that nobody knows here is kept, it may be known where the image is used", () => {
  const other = `other-1:${Buffer.alloc(64).toString("base64")}`;
  expect(of(`${RIPGREP}Sig: ${other}\n`).signatures).toHaveLength(2);
});
