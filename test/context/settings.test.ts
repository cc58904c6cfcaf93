import { describe, expect, it } from "vitest";
import { readSettings } from "../../src/context/settings.ts";
import { configure, errorOf } from "../declaration/declare.ts";

const mistake = (args: Readonly<Record<string, string>>) => errorOf((async () => readSettings(args))());

describe("DECL_BINARY_CACHES", () => {
  it("has addresses", async () => {
    expect(await mistake({ DECL_BINARY_CACHES: "https://a.example.org cache.example.org" })).toBe(
      "--build-arg DECL_BINARY_CACHES: word 2 is not an http:// or https:// address\n" +
        "  hint: several have spaces between them",
    );
  });

  it.each([
    ["https://me:hush@cache.example.org/team", "has a login in it, which would be in the lock file for all to read"],
    ["https://cache.example.org/team?token=hush", "has what lets somebody in in its query, for all to read"],
    [
      "https://cache.example.org/team?X-Amz-Security-Token=hush",
      "has what lets somebody in in its query, for all to read",
    ],
    ["https://cache.example.org/team?hush", "has a query, which no file of a cache is asked for with"],
    ["https://cache.example.org/team#hush", "has a fragment, which no file of a cache is asked for with"],
  ])("has no login, and does not show it: %s", async (address, what) => {
    expect(await mistake({ DECL_BINARY_CACHES: address })).toBe(
      `--build-arg DECL_BINARY_CACHES: the address of cache.example.org ${what}\n` +
        '  hint: leave it out, and give --secret id=HTTP_AUTH_HEADER_cache.example.org,env=… with "Basic" and the base64 of login:password',
    );
  });

  it("shows nothing of what is no address", async () => {
    expect(await mistake({ DECL_BINARY_CACHES: "s3://KEY:hush@bucket" })).not.toContain("hush");
  });
});

describe("DECL_ALLOW_HOSTS", () => {
  it("is any host where it is not given, and none where it is empty", () => {
    expect(readSettings({}).allowHosts).toBeUndefined();
    expect(readSettings({ DECL_ALLOW_HOSTS: "" }).allowHosts).toEqual([]);
    expect(readSettings({ DECL_ALLOW_HOSTS: "a.example.org, *.b.example.org" }).allowHosts).toEqual([
      "a.example.org",
      "*.b.example.org",
    ]);
  });

  it("has names of hosts", async () => {
    expect(await mistake({ DECL_ALLOW_HOSTS: "a.example.org https://me:hush@b.example.org" })).toBe(
      "--build-arg DECL_ALLOW_HOSTS: word 2 is not the name of a host\n" +
        "  hint: names of hosts with spaces between them, such as cache.nixos.org, registry.example.org:5000 or *.example.org",
    );
  });
});

describe("DECL_SECRET_HOSTS", () => {
  it("has ids of secrets with hosts", async () => {
    expect(readSettings({ DECL_SECRET_HOSTS: "LOGIN=cache.example.org token=*" }).secretHosts).toEqual([
      { id: "LOGIN", host: "cache.example.org" },
      { id: "token", host: "*" },
    ]);
    expect(await mistake({ DECL_SECRET_HOSTS: "LOGIN" })).toBe(
      "--build-arg DECL_SECRET_HOSTS: word 1 is not the id of a secret and a host\n" +
        "  hint: such as LOGIN=cache.example.org, several with spaces between them; LOGIN=* is any host",
    );
  });
});

describe("nixpkgs.source", () => {
  it.each([
    [
      "git",
      "https://me:hush@git.example.org/set.git",
      "has a login in it, which would be in the lock file for all to read",
    ],
    [
      "git",
      "https://git.example.org/set.git?private_token=hush",
      "has what lets somebody in in its query, for all to read",
    ],
    ["git", "https://git.example.org/set.git#hush", "has a fragment, which no file of a repository is asked for with"],
    [
      "url",
      "https://git.example.org/x.tar.gz?access_token=hush",
      "has what lets somebody in in its query, for all to read",
    ],
  ])("has no login in %s, and does not show it: %s", async (option, address, what) => {
    const rest = option === "git" ? `rev: "${"0".repeat(40)}"` : `sha256: "${"0".repeat(64)}"`;
    for (const pinned of [rest, ""]) {
      const message = await errorOf(
        configure(`export default { nixpkgs: { source: { ${option}: "${address}", ${pinned} } } };`),
      );
      expect(message).toContain(`failed assertion: nixpkgs.source: the address of git.example.org ${what}`);
      expect(message).not.toContain("hush");
    }
  });

  it("may have a query that lets nobody in", async () => {
    const url = "https://git.example.org/archive.tar.gz?sha=0123";
    await configure(`export default { nixpkgs: { source: { url: "${url}", sha256: "${"0".repeat(64)}" } } };`);
  });
});
