import { describe, expect, it } from "vitest";
import { findImage } from "../../src/context/images.ts";
import { type State, scratch } from "../../src/llb/vertex.ts";
import { DeclError } from "../../src/text/diagnostic.ts";
import { parsePlatform } from "../../src/value/platform.ts";
import type { FakeOptions } from "../engine/fake-bridge.ts";
import { fakeSession } from "./fake-session.ts";

const DIGEST = `sha256:${"a".repeat(64)}`;
const ALPINE = "docker.io/library/alpine:3";
const CONFIG = JSON.stringify({ os: "linux", architecture: "amd64", config: { Env: ["A=1"] } });

async function find(name: string, options: Readonly<Record<string, string>> = {}, digest = DIGEST) {
  const images: FakeOptions["images"] = { [ALPINE]: { digest, config: CONFIG } };
  const { session, bridge } = await fakeSession({ images }, options);
  const found = await findImage(session, name, parsePlatform("linux/amd64"), undefined);
  return { ...found, bridge };
}

const sourceOf = (state: State) =>
  state !== scratch && state.vertex.op.kind === "source" ? state.vertex.op : undefined;

describe("an image that another one needs", () => {
  it("is pinned to the digest that its name has now, and found the way that the client asks for", async () => {
    const { state, config, reference } = await find("alpine:3", { "image-resolve-mode": "pull" });
    expect(sourceOf(state)).toMatchObject({
      identifier: `docker-image://${ALPINE}@${DIGEST}`,
      attributes: { "image.resolvemode": "pull" },
      platform: { os: "linux", architecture: "amd64" },
    });
    expect(config?.content.config?.Env).toEqual(["A=1"]);
    expect(reference).toBe("alpine:3");
  });

  it("has no digest on an engine without the containerd store, and is taken by its name there", async () => {
    expect(sourceOf((await find("alpine:3", {}, "")).state)?.identifier).toBe(`docker-image://${ALPINE}`);
  });

  it("is what --build-context makes of its name", async () => {
    const context = { "context:ghcr.io/somebody/base": "docker-image://alpine:3" };
    const found = await find("ghcr.io/somebody/base:latest", context);
    expect(sourceOf(found.state)?.identifier).toBe(`docker-image://${ALPINE}@${DIGEST}`);
  });

  it("may be a folder, which has no configuration", async () => {
    const { state, config, reference } = await find("base", { "context:base": "local:base" });
    expect(sourceOf(state)).toMatchObject({ identifier: "local://base", attributes: { "local.session": "s" } });
    expect([config, reference]).toEqual([undefined, "context base"]);
  });

  it("may be nothing", async () => {
    expect((await find("scratch")).state).toBe(scratch);
  });

  it("that is not there is an error with a hint", async () => {
    const error: unknown = await find("alpine:4").catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(DeclError);
    expect(String(error)).toMatch(/the image alpine:4 could not be had: /);
  });
});
