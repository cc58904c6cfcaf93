import { FormatError } from "./format-error.ts";
import { STORE_DIR } from "./store-path.ts";

/** What a binary cache says of itself. */
export interface CacheInfo {
  /** Lower is asked first. Nix takes 0 where the file has none; cache.nixos.org says 40. */
  readonly priority: number;
  /** Whether asking for many paths is cheap. */
  readonly wantMassQuery: boolean;
}

/** What holds for a cache without the file. */
const DEFAULT_CACHE_INFO: CacheInfo = Object.freeze({ priority: 0, wantMassQuery: false });

/**
 * Reads a nix-cache-info file: `Key: value` lines; unknown keys and lines without a colon mean nothing
 * (NixOS/nix: doc/manual/source/protocols/binary-cache/nix-cache-info.md).
 * @throws FormatError when the cache is for another store directory or its priority is not a number
 */
export function parseCacheInfo(text: string): CacheInfo {
  let { priority, wantMassQuery } = DEFAULT_CACHE_INFO;
  for (const line of text.split("\n")) {
    const colon = line.indexOf(":");
    if (colon < 0) continue;
    const value = line.slice(colon + 1).trim();
    switch (line.slice(0, colon).trim()) {
      case "StoreDir":
        if (value !== STORE_DIR) {
          throw new FormatError(`the cache is for the store directory "${value}", not ${STORE_DIR}`);
        }
        break;
      case "WantMassQuery":
        wantMassQuery = value === "1";
        break;
      case "Priority":
        if (!/^-?\d{1,9}$/.test(value)) throw new FormatError(`the cache's Priority "${value}" is not a whole number`);
        priority = Number(value);
        break;
    }
  }
  return Object.freeze({ priority, wantMassQuery });
}
