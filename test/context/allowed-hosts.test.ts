import { describe, expect, it } from "vitest";
import { requireAnyHost, requireHost } from "../../src/context/allowed-hosts.ts";
import { findImage } from "../../src/context/images.ts";
import { readSettings } from "../../src/context/settings.ts";
import { archivePackageSet } from "../../src/packages/sources/archive.ts";
import { gitPackageSet } from "../../src/packages/sources/git.ts";
import { parsePlatform } from "../../src/value/platform.ts";
import { errorOf } from "../declaration/declare.ts";
import { fakeSession } from "./fake-session.ts";

const ALLOW = { "build-arg:DECL_ALLOW_HOSTS": "registry.example.org cache.nixos.org" };

const sessionThatAllows = async (options: Readonly<Record<string, string>> = {}) =>
  (await fakeSession({}, { ...ALLOW, ...options })).session;

describe("where the person who builds lists hosts, others are refused", () => {
  it.each([
    ["alpine", "docker.io"],
    ["attacker.example.net/alpine", "attacker.example.net"],
    ["registry.example.org.attacker.net/alpine", "registry.example.org.attacker.net"],
  ])("the registry of the image %s", async (name, host) => {
    const found = findImage(await sessionThatAllows(), name, parsePlatform("linux/amd64"), undefined);
    expect(await errorOf(found)).toBe(
      `the image ${name} is on ${host}, which --build-arg DECL_ALLOW_HOSTS does not name\n` +
        `  hint: if it may be fetched from there: --build-arg DECL_ALLOW_HOSTS="registry.example.org cache.nixos.org ${host}"`,
    );
  });

  it("that of an archive with a package set", async () => {
    const pin = { kind: "archive", url: "https://a.example.net/x.tar.gz", hash: { of: "tree", text: "" } } as const;
    expect(await errorOf(archivePackageSet(await sessionThatAllows(), pin, {}))).toContain(
      "the package set is on a.example.net, which --build-arg DECL_ALLOW_HOSTS does not name",
    );
  });

  it("that of a repository with a package set", async () => {
    const pin = { kind: "git", git: "https://g.example.net/x.git", rev: "0".repeat(40) } as const;
    expect(await errorOf(gitPackageSet(await sessionThatAllows(), pin, {}))).toContain("is on g.example.net");
  });
});

it("what the person who builds gives themselves is not restricted", async () => {
  const session = await sessionThatAllows({ "context:alpine": "docker-image://elsewhere.example.net/alpine" });
  // The fake daemon has no such image: what matters is that it was asked.
  const found = findImage(session, "alpine", parsePlatform("linux/amd64"), undefined);
  expect(await errorOf(found)).not.toContain("DECL_ALLOW_HOSTS");
});

it("a step that reaches all hosts there are is refused with any list but that of all", async () => {
  const step = { subject: 'build("app")', place: undefined };
  const refusal = (hosts: string) => (async () => requireAnyHost(readSettings({ DECL_ALLOW_HOSTS: hosts }), step))();
  expect(await errorOf(refusal("cache.nixos.org"))).toBe(
    'build("app") has a network, and --build-arg DECL_ALLOW_HOSTS names the hosts that may be reached\n' +
      '  hint: what hosts a step reaches cannot be restricted: DECL_ALLOW_HOSTS="*" allows all',
  );
  await refusal("*");
  requireAnyHost(readSettings({}), step);
  requireHost(readSettings({}), { host: "any.example.org", ...step });
});
