import { describe, expect, it } from "vitest";
import { readSettings } from "../../src/context/settings.ts";
import { listCaches } from "../../src/packages/cache-list.ts";
import { configure, errorOf } from "../declaration/declare.ts";

const list = async (caches: string, buildArgs: Readonly<Record<string, string>> = {}) => {
  const configuration = await configure(`export default { nixpkgs: { binaryCaches: [${caches}] } };`);
  return listCaches(readSettings(buildArgs), configuration, () => false);
};

describe("the caches of a build", () => {
  it("are the mirrors, and then those of the declaration", async () => {
    const args = { DECL_BINARY_CACHES: "http://mirror.example.org/nix" };
    const { caches, mirrors } = await list('{ url: "https://cache.example.org" }', args);
    expect(caches.map((cache) => cache.kind === "http" && cache.url)).toEqual([
      "http://mirror.example.org/nix",
      "https://cache.example.org",
    ]);
    expect(mirrors).toEqual(["http://mirror.example.org/nix"]);
  });

  it("have no login in their addresses, and the error does not show it", async () => {
    const rest =
      ": the address of cache.example.org has a login in it, which would be in the lock file for all to read\n" +
      '  hint: leave it out, and give --secret id=HTTP_AUTH_HEADER_cache.example.org,env=… with "Basic" and the base64 of login:password';
    const address = "https://me:hush@cache.example.org/team";
    expect(await errorOf(list(`{ url: "${address}" }`))).toBe(
      `image.ts:1:51: failed assertion: nixpkgs.binaryCaches${rest}`,
    );
    const source = `export default { nixpkgs: { source: { url: "${address}/x.tar.gz", sha256: "${"a".repeat(64)}" } } };`;
    expect(await errorOf(configure(source))).toBe(`image.ts:1:44: failed assertion: nixpkgs.source${rest}`);
  });

  it("have no query, which could be a login too", async () => {
    for (const address of ["https://cache.example.org/?token=hush", "https://cache.example.org/team?x=hush#y"]) {
      const message = await errorOf(list(`{ url: "${address}" }`));
      expect(message).toMatch(
        /nixpkgs.binaryCaches: the address of cache.example.org has (?:what lets somebody in in its query|a query)/,
      );
      expect(message).not.toContain("hush");
    }
  });

  it("are asked only where DECL_ALLOW_HOSTS names them, or the person who builds lists them", async () => {
    const args = { DECL_ALLOW_HOSTS: "cache.example.org", DECL_BINARY_CACHES: "http://mirror.example.org" };
    const listed = await list('{ url: "https://cache.example.org" }, { url: "https://attacker.example.org" }', args);
    expect(listed.caches.map((cache) => cache.kind === "http" && [cache.url, cache.refused])).toEqual([
      ["http://mirror.example.org", undefined],
      ["https://cache.example.org", undefined],
      ["https://attacker.example.org", "is on attacker.example.org, which --build-arg DECL_ALLOW_HOSTS does not name"],
    ]);
    expect(listed.unlisted("http://169.254.169.254").refused).toContain("is on 169.254.169.254");
    expect((await list("")).unlisted("http://169.254.169.254").refused).toBeUndefined();
  });
});
