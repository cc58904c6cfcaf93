import { expect, test } from "vitest";
import { git, http, image, local, ociLayout } from "../../src/llb/source.ts";
import type { Output } from "../../src/llb/vertex.ts";
import { decodeOp } from "./decode.ts";

const sourceOf = (output: Output) => decodeOp(output).source;

test("a local source lists its patterns as JSON arrays and leaves out what is empty", () => {
  const source = sourceOf(local("context", { excludePatterns: ["*.md", "a&b"], followPaths: [], sharedKeyHint: "" }));
  expect(source).toMatchObject({ identifier: "local://context" });
  expect(source?.attrs).toEqual({ "local.excludepatterns": '["*.md","a\\u0026b"]' });
});

test("an http source has its checksum and its name", () => {
  const checksum = `sha256:${"0".repeat(64)}`;
  const source = sourceOf(http("https://host/f.nar", { checksum, filename: "f" }));
  expect(source?.identifier).toBe("https://host/f.nar");
  expect(source?.attrs).toEqual({ "http.checksum": checksum, "http.filename": "f" });
});

test("git, image and oci-layout have their schemes", () => {
  const fullUrl = "https://host/r.git";
  expect(sourceOf(git("host/r.git#main", { fullUrl, keepGitDir: true, skipSubmodules: false }))).toMatchObject({
    identifier: "git://host/r.git#main",
    attrs: { "git.fullurl": fullUrl, "git.keepgitdir": "true" },
  });
  expect(sourceOf(image("docker.io/library/x:1", { resolveMode: "local" }))).toMatchObject({
    identifier: "docker-image://docker.io/library/x:1",
    attrs: { "image.resolvemode": "local" },
  });
  expect(sourceOf(ociLayout("x@sha256:0", { sessionId: "s", storeId: "t" }))).toMatchObject({
    identifier: "oci-layout://x@sha256:0",
    attrs: { "oci.session": "s", "oci.store": "t" },
  });
});

test("only images have a platform", () => {
  const platform = { os: "linux", architecture: "arm64" };
  expect(decodeOp(image("x", { platform })).platform).toMatchObject({ OS: "linux", Architecture: "arm64" });
  expect(decodeOp(local("context")).platform).toBeFalsy();
});
