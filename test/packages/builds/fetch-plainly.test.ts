import { describe, expect, it } from "vitest";
import { image } from "../../../src/llb/source.ts";
import type { Derivation } from "../../../src/nix/derivation.ts";
import { fetchPlainly } from "../../../src/packages/builds/fetch-plainly.ts";
import { fakeSession } from "../../context/fake-session.ts";
import { errorOf } from "../../declaration/declare.ts";
import { pathOf } from "../fake-cache.ts";

const PLACE = {
  helper: image("docker.io/decl/frontend:latest"),
  buildPlatform: { os: "linux", architecture: "amd64" },
  ignoreCache: false,
  places: [],
};

/** What fetches a file of a known hash, from an address or by what its builder knows. */
const fetching = (url: string, hash = "0".repeat(64)): Derivation => ({
  outputs: new Map([["out", { path: pathOf("src.tar.gz"), hashAlgorithm: hash === "" ? "" : "sha256", hash }]]),
  inputDerivations: new Map(),
  inputSources: [],
  system: "x86_64-linux",
  builder: "/bin/sh",
  args: [],
  env: new Map([["url", url]]),
});

/** The daemon can fetch nothing. */
async function fetchAllowing(hosts: string | undefined, derivation: Derivation) {
  const fail = { Solve: { code: 2, message: "404 Not Found" }, ReadFile: { code: 2, message: "404 Not Found" } };
  const { session } = await fakeSession({ fail }, hosts === undefined ? {} : { "build-arg:DECL_ALLOW_HOSTS": hosts });
  return fetchPlainly(session, derivation, PLACE, { subject: "src.tar.gz", place: undefined });
}

const NETWORK =
  "src.tar.gz has a network, and --build-arg DECL_ALLOW_HOSTS names the hosts that may be reached\n" +
  '  hint: what hosts a step reaches cannot be restricted: DECL_ALLOW_HOSTS="*" allows all';

describe("what a derivation fetches, where hosts are listed", () => {
  it("is refused from another host", async () => {
    expect(await errorOf(fetchAllowing("a.example.org", fetching("https://b.example.org/src.tar.gz")))).toBe(
      "src.tar.gz is on b.example.org, which --build-arg DECL_ALLOW_HOSTS does not name\n" +
        '  hint: if it may be fetched from there: --build-arg DECL_ALLOW_HOSTS="a.example.org b.example.org"',
    );
  });

  it("is not fetched by a builder with a network either, which could reach any", async () => {
    expect(await errorOf(fetchAllowing("a.example.org", fetching("mirror://gnu/src.tar.gz")))).toBe(NETWORK);
    expect(await errorOf(fetchAllowing("a.example.org", fetching("https://a.example.org/src.tar.gz")))).toBe(NETWORK);
  });

  it("is fetched by its builder, which may know more, where none are", async () => {
    for (const hosts of [undefined, "*"]) {
      expect(await fetchAllowing(hosts, fetching("https://a.example.org/src.tar.gz"))).toBeUndefined();
    }
  });

  it("is nothing where the result is not known before: that has no network", async () => {
    expect(await fetchAllowing("a.example.org", fetching("https://b.example.org/", ""))).toBeUndefined();
  });
});
