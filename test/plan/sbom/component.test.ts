import { describe, expect, it } from "vitest";
import { parseStorePathBase } from "../../../src/nix/store-path.ts";
import { componentOf, packageUrl } from "../../../src/plan/sbom/component.ts";

const HASH = "7gx4kiv5m0i7d7qkixq2cwzbr10lvxwc";
const path = (name: string) => parseStorePathBase(`${HASH}-${name}`);
const drv = (name: string) => `0c1z4ip1v4fc0f4bbh8g0wlp5q9gkf8l-${name}.drv`;

describe("a store path", () => {
  it.each([
    ["glibc-2.40-66", { name: "glibc", version: "2.40-66" }],
    ["python3.13-requests-2.32.5", { name: "python3.13-requests", version: "2.32.5" }],
    ["nss-cacert-3.115", { name: "nss-cacert", version: "3.115" }],
    ["libfoo-0-unstable-2025-01-02", { name: "libfoo", version: "0-unstable-2025-01-02" }],
    ["source", { name: "source" }],
    ["builder.sh", { name: "builder.sh" }],
  ])("%s tells by its name what it is, as Nix reads it", (name, component) => {
    expect(componentOf(path(name), undefined, undefined)).toEqual(component);
  });

  it.each([
    ["acl-2.4.0-bin", "acl-2.4.0", { name: "acl", version: "2.4.0", output: "bin" }],
    ["glibc-2.40-66", "glibc-2.40-66", { name: "glibc", version: "2.40-66" }],
    ["another-1.0", "acl-2.4.0", { name: "another", version: "1.0" }],
  ])("%s that %s made is an output of it where the names agree", (name, derivation, component) => {
    expect(componentOf(path(name), undefined, drv(derivation))).toEqual(component);
  });

  it("is what the package set says", () => {
    const one = path("nixos-artwork-bin");
    const entry = {
      name: "nixos-artwork",
      version: "x-1",
      outputs: { out: "/nix/store/other", bin: one.path },
      defaultOutput: "bin",
    };
    expect(componentOf(one, entry, drv("wrong-2"))).toEqual({ name: "nixos-artwork", version: "x-1", output: "bin" });
    expect(componentOf(one, { ...entry, name: "artwork-x-1" }, undefined)).toMatchObject({ name: "artwork" });
  });

  it.each([
    [{ name: "acl", version: "2.4.0", output: "bin" }, `pkg:nix/acl@2.4.0?output=bin&outputhash=${HASH}`],
    [{ name: "libsigc++", version: "2.0+a" }, `pkg:nix/libsigc%2B%2B@2.0%2Ba?outputhash=${HASH}`],
    [{ name: "source" }, `pkg:nix/source?outputhash=${HASH}`],
  ])("has a package URL: %j", (component, url) => {
    expect(packageUrl(component, path("x"))).toBe(url);
  });
});
