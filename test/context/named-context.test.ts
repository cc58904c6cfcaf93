import { describe, expect, it } from "vitest";
import { namedContext } from "../../src/context/named-context.ts";
import { DeclError, printDiagnostic } from "../../src/text/diagnostic.ts";

const DIGEST = `sha256:${"a".repeat(64)}`;
const context = (value: string, more: Readonly<Record<string, string>> = {}, platform?: string) =>
  namedContext(new Map(Object.entries({ "context:x": value, ...more })), "x", platform);

describe("--build-context x=…", () => {
  it("is a folder, an image, a folder in OCI's layout, or what another target of a bake makes", () => {
    expect(context("local:x")).toEqual({ kind: "local", name: "x", localName: "x" });
    expect(context("docker-image://alpine:3")).toEqual({ kind: "image", name: "x", reference: "alpine:3" });
    const layout = { kind: "oci-layout", name: "x", store: "store1", digest: DIGEST };
    expect(context(`oci-layout://store1@${DIGEST}`)).toEqual(layout);
    // The client writes the tag too, and offers the store without it.
    expect(context(`oci-layout://store1:latest@${DIGEST}`)).toEqual(layout);
    expect(context("input:y", { "input-metadata:y": "{}" })).toEqual({
      kind: "input",
      name: "x",
      input: "y",
      metadata: "{}",
    });
  });

  it("may be another one for each platform", () => {
    const more = { "context:x::linux/arm64": "docker-image://b" };
    expect(context("docker-image://a", more, "linux/arm64")).toMatchObject({ reference: "b" });
    expect(context("docker-image://a", more, "linux/amd64")).toMatchObject({ reference: "a" });
  });

  it("is nothing where it is not given", () => {
    expect(namedContext(new Map(), "x")).toBeUndefined();
  });

  it("is a repository, or what is behind another address", () => {
    const address = { url: "https://x.example/y.git", location: "x.example/y.git", ref: "main", subdir: "" };
    expect(context("https://x.example/y.git#main")).toEqual({ kind: "git", name: "x", address });
    expect(context("https://x.example/y")).toEqual({ kind: "http", name: "x", url: "https://x.example/y" });
  });

  it.each(["ftp://u:p@x.example/y", "oci-layout://store1", "local"])("cannot be %s", (value) => {
    expect(message(() => context(value))).toBe(
      `--build-context x=${value.replace("u:p@", "")} cannot be used\n` +
        "  hint: give a folder, an address of a repository (….git) or of an archive, docker-image://REFERENCE or oci-layout://DIR",
    );
  });
});

function message(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof DeclError) return error.diagnostics.map(printDiagnostic).join("\n");
    throw error;
  }
  throw new Error("expected a DeclError");
}
