import { encodeString } from "./nar/trees.ts";

/** What a `nix-store --serve` says: numbers, texts, and lists of them. */
export type Word = number | bigint | string | readonly Word[];

export function encodeWords(...words: readonly Word[]): Buffer {
  return Buffer.concat(
    words.map((word) => {
      if (typeof word === "string") return encodeString(Buffer.from(word, "utf8"));
      if (typeof word === "object") return Buffer.concat([encodeWords(word.length), encodeWords(...word)]);
      const bytes = Buffer.alloc(8);
      bytes.writeBigUInt64LE(BigInt(word));
      return bytes;
    }),
  );
}
