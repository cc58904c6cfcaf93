import { expect, it } from "vitest";
import { type State, scratch } from "../../src/llb/vertex.ts";
import { openHttpCache } from "../../src/packages/http-cache.ts";
import { lockedEntry } from "../../src/packages/lock/locked-packages.ts";
import { fakeSession } from "../context/fake-session.ts";

const options = {
  kind: "http",
  url: "https://cache.example.org/nix",
  priority: undefined,
  publicKeys: [],
  requireSignature: true,
  archiveHosts: ["elsewhere.example.org"],
  authSecret: "LOGIN",
  timeout: 60,
} as const;

/** The source of an archive that the cache says is at `url`. */
async function archiveAt(url: string) {
  const { session } = await fakeSession();
  const path = {
    narHash: `sha256-${Buffer.alloc(32).toString("base64")}`,
    narSize: 10,
    references: [],
    cache: options.url,
    url,
    compression: "none" as const,
  };
  const entry = lockedEntry(`${"a".repeat(32)}-hello`, path);
  const source = await openHttpCache(session, options, new Map()).narSource([entry], () => 0);
  const { state } = source.locate(entry, { name: "hello" });
  return operationOf(state);
}

const operationOf = (state: State) =>
  state !== scratch && state.vertex.op.kind === "source" ? state.vertex.op : undefined;

it("a cache's secret is shown to the cache", async () => {
  for (const url of ["nar/x.nar", "https://cache.example.org/other/x.nar"]) {
    expect((await archiveAt(url))?.attributes["http.authheadersecret"]).toBe("LOGIN");
  }
});

it("a cache's secret is shown to no other server that it names", async () => {
  for (const url of ["https://elsewhere.example.org/x.nar", "//elsewhere.example.org/x.nar"]) {
    const operation = await archiveAt(url);
    expect(operation?.identifier).toMatch(/x\.nar$/);
    expect(operation?.attributes).not.toHaveProperty("http.authheadersecret");
  }
});
