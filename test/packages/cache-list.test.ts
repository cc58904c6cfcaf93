import { describe, expect, it } from "vitest";
import { listCaches } from "../../src/packages/cache-list.ts";
import { configure, errorOf } from "../declaration/declare.ts";

const settings = { binaryCaches: [], trustedPublicKeys: [], lock: "use", evaluate: false, cacheTimeout: 30 } as const;

const list = async (caches: string, mirrors: readonly string[] = []) => {
  const configuration = await configure(`export default { nixpkgs: { binaryCaches: [${caches}] } };`);
  return listCaches({ ...settings, binaryCaches: mirrors }, configuration, () => false);
};

describe("the caches of a build", () => {
  it("are the mirrors, and then those of the declaration", async () => {
    const { caches, mirrors } = await list('{ url: "https://cache.example.org" }', ["http://mirror.example.org/nix"]);
    expect(caches.map((cache) => cache.kind === "http" && cache.url)).toEqual([
      "http://mirror.example.org/nix",
      "https://cache.example.org",
    ]);
    expect(mirrors).toEqual(["http://mirror.example.org/nix"]);
  });

  it("have addresses", async () => {
    expect(await errorOf(list("", ["cache.example.org"]))).toBe(
      '--build-arg DECL_BINARY_CACHES: "cache.example.org" is not an http:// or https:// address\n' +
        "  hint: several have spaces between them",
    );
  });

  it("have no login in their addresses, and the error does not show it", async () => {
    const rest =
      ": the address of cache.example.org has a login in it, which would be in the lock file for all to read\n" +
      '  hint: leave it out, and give --secret id=HTTP_AUTH_HEADER_cache.example.org,env=… with "Basic" and the base64 of login:password';
    const address = "https://me:hush@cache.example.org/team";
    expect(await errorOf(list(`{ url: "${address}" }`))).toBe(
      `image.ts:1:51: failed assertion: nixpkgs.binaryCaches${rest}`,
    );
    expect(await errorOf(list("", [address]))).toBe(`--build-arg DECL_BINARY_CACHES${rest}`);
    const source = `export default { nixpkgs: { source: { url: "${address}/x.tar.gz", sha256: "${"a".repeat(64)}" } } };`;
    expect(await errorOf(configure(source))).toBe(`image.ts:1:44: failed assertion: nixpkgs.source${rest}`);
  });
});
