import { expect, test } from "vitest";
import { filesResult, imageResult, metadataResult } from "../../src/engine/result.ts";
import { platformId } from "../../src/value/platform.ts";

const amd64 = { os: "linux", architecture: "amd64" };
const arm = { os: "linux", architecture: "arm", variant: "v7" };
const texts = (metadata: Record<string, Uint8Array> | null | undefined) =>
  Object.fromEntries(Object.entries(metadata ?? {}).map(([key, value]) => [key, String(Buffer.from(value))]));

test("one image is a ref with its config", () => {
  const result = imageResult([{ platform: amd64, ref: { id: "r" }, config: '{"os":"linux"}' }], {
    metadata: { "annotation.a": "b" },
  });
  expect([result.ref, result.refs]).toEqual([{ id: "r" }, undefined]);
  expect(texts(result.metadata)).toEqual({
    "containerimage.config": '{"os":"linux"}',
    "refs.platforms": '{"Platforms":[{"ID":"linux/amd64","Platform":{"architecture":"amd64","os":"linux"}}]}',
    "annotation.a": "b",
  });
});

test("several images are a map by platform, and so is one if it is asked for", () => {
  const images = [amd64, arm].map((platform, n) => ({ platform, ref: { id: String(n) }, config: "{}" }));
  const result = imageResult(images);
  expect(result.refs?.refs).toEqual({ "linux/amd64": { id: "0" }, "linux/arm/v7": { id: "1" } });
  expect(Object.keys(result.metadata ?? {})).toEqual([
    "containerimage.config/linux/amd64",
    "containerimage.config/linux/arm/v7",
    "refs.platforms",
  ]);
  expect(imageResult(images.slice(0, 1), { multiPlatform: true }).refs?.refs).toEqual({ "linux/amd64": { id: "0" } });
});

test("an attestation belongs to its platform", () => {
  const attestations = [
    {
      ref: { id: "s" },
      path: "/sbom.spdx.json",
      predicateType: "https://spdx.dev/Document",
      metadata: { reason: "sbom" },
    },
  ];
  const result = imageResult([{ platform: amd64, ref: { id: "r" }, config: "{}", attestations }]);
  expect(result.attestations).toMatchObject({
    "linux/amd64": {
      attestation: [{ kind: 0, ref: { id: "s" }, path: "/sbom.spdx.json", metadata: { reason: Buffer.from("sbom") } }],
    },
  });
});

test("files and answers have no image", () => {
  const files = filesResult({ id: "r" }, [{ os: "linux", architecture: "arm64" }], { a: "b" });
  expect(files.ref).toEqual({ id: "r" });
  expect(JSON.parse(`${files.metadata?.["refs.platforms"]}`)).toEqual({
    Platforms: [{ ID: "linux/arm64", Platform: { os: "linux", architecture: "arm64" } }],
  });
  expect(texts(metadataResult({ "result.json": "[]", version: "1.0.0" }).metadata)).toEqual({
    "result.json": "[]",
    version: "1.0.0",
  });
});

test("a platform's id is os/architecture/variant", () => {
  expect([amd64, arm, { ...amd64, os: "windows", osVersion: "10" }].map(platformId)).toEqual([
    "linux/amd64",
    "linux/arm/v7",
    "windows(10)/amd64",
  ]);
});

test("what an image starts from, and its annotations, go with each platform", () => {
  const image = (architecture: string) => ({
    platform: { os: "linux", architecture },
    ref: { id: architecture },
    config: "{}",
    baseConfig: Buffer.from("base"),
    annotations: { a: architecture },
  });
  expect(texts(imageResult([image("amd64")]).metadata)).toMatchObject({
    "containerimage.base.config": "base",
    "annotation.a": "amd64",
  });
  expect(texts(imageResult([image("amd64"), image("arm64")]).metadata)).toMatchObject({
    "containerimage.base.config/linux/arm64": "base",
    "annotation-manifest[linux/amd64].a": "amd64",
    "annotation-manifest[linux/arm64].a": "arm64",
  });
});
