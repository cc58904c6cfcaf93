import { expect, it } from "vitest";
import { archiveFault } from "../../src/packages/archive-address.ts";

const cache = { url: "https://cache.example.org/nix", archiveHosts: ["*.cdn.example.org"] };

it.each([
  "nar/x.nar",
  "/other/x.nar",
  "https://cache.example.org/x.nar?y=1",
  "//cache.example.org/x.nar",
  "https://eu.cdn.example.org/x.nar",
])("an archive at %s is the cache's own, or where the declaration says", (url) => {
  expect(archiveFault(cache, url)).toBeUndefined();
});

it.each([
  ["https://elsewhere.example.org/x.nar", "elsewhere.example.org"],
  ["//elsewhere.example.org/x.nar", "elsewhere.example.org"],
  ["http://169.254.169.254/latest/meta-data", "169.254.169.254"],
  ["https://cache.example.org:8443/x.nar", "cache.example.org:8443"],
  ["http://cache.example.org/x.nar", "http://cache.example.org"],
  ["http://eu.cdn.example.org/x.nar", "eu.cdn.example.org"],
])("an archive at %s is on another server", (url, where) => {
  expect(archiveFault(cache, url)).toBe(`says that the archive is on ${where}, and not on its own server`);
});

it.each([
  "https://me:hush@cache.example.org/x.nar",
  "//hush@cache.example.org/x.nar",
  "https://me:hush@elsewhere.example.org/",
])("an archive behind a login is refused, and nothing of it is repeated: %s", (url) => {
  expect(archiveFault(cache, url)).toBe("has a login in the address of the archive");
});

it("a cache without TLS may have its archives behind it", () => {
  expect(
    archiveFault({ url: "http://cache.example.org", archiveHosts: [] }, "https://cache.example.org/x"),
  ).toBeUndefined();
});
