import { expect, it } from "vitest";
import { MAX_METADATA_BYTES } from "../../src/packages/metadata-encoding.ts";
import { servedCache } from "../../src/packages/served-cache.ts";
import { describeFetchFailure } from "../../src/reasons/fetch.ts";
import { pathOf } from "./fake-cache.ts";

const options = {
  url: "https://cache.example.org",
  priority: 0,
  publicKeys: [],
  requireSignature: true,
  archiveHosts: [],
};

it("a cache that sends far too much for one file is asked for no other, whoever wants it", async () => {
  const asked: string[] = [];
  const cache = servedCache(
    options,
    {
      read: async (_, file) => {
        asked.push(file);
        return file === "nix-cache-info" ? Buffer.from("StoreDir: /nix/store\n") : Buffer.alloc(MAX_METADATA_BYTES + 1);
      },
      explain: (error) => {
        throw error;
      },
    },
    new Map(),
  );
  const flooded = `${pathOf("a").hashPart}.narinfo`;
  const reply = { kind: "failed", reason: `answers with more than 4 MiB for ${flooded}` };
  expect([...(await cache.readNarinfos([pathOf("a")])).values()]).toEqual([reply]);
  expect([...(await cache.readNarinfos([pathOf("b"), pathOf("c")])).values()]).toEqual([reply, reply]);
  expect(asked).toEqual(["nix-cache-info", flooded]);
});

it("a cache that is late four times is asked for no more than what is being fetched then", async () => {
  const asked: string[] = [];
  const cache = servedCache(
    options,
    {
      read: async (_, file) => {
        asked.push(file);
        if (file !== "nix-cache-info") throw new DOMException("x", "TimeoutError");
        return Buffer.from("StoreDir: /nix/store\n");
      },
      explain: describeFetchFailure,
    },
    new Map(),
  );
  const names = Array.from({ length: 1000 }, (_, index) => pathOf(`p${index}`));
  const replies = await cache.readNarinfos(names);
  const late = { kind: "failed", reason: "does not answer in time" };
  expect([...replies.values()]).toEqual(Array(1000).fill(late));
  expect(asked.length).toBeLessThan(1 + 64 + 4);
});
