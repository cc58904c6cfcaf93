import type { moby } from "@moby/buildkit-proto";
import type { Platform } from "../llb/vertex.ts";
import { platformId } from "../value/platform.ts";
import type { Ref } from "./client.ts";

export type Result = moby.buildkit.v1.frontend.Result.$Properties;

/** The image for one platform. */
export interface PlatformImage {
  readonly platform: Platform;
  readonly ref: Ref;
  /** OCI image config, JSON. */
  readonly config: string | Uint8Array;
  /** That of the image it starts from: exporters keep the base's layers and times by it (BuildKit 0.13). */
  readonly baseConfig?: Uint8Array | undefined;
  /** Of the manifest. */
  readonly annotations?: Readonly<Record<string, string>>;
  readonly attestations?: readonly Attestation[];
}

/** An in-toto predicate in a file of a tree, e.g. an SBOM. */
export interface Attestation {
  readonly ref: Ref;
  readonly path: string;
  /** "https://spdx.dev/Document" */
  readonly predicateType: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface ImageResultOptions {
  /** Return a map of platforms even for one of them (option `multi-platform`). More than one always are a map. */
  readonly multiPlatform?: boolean;
  /** Further metadata: "annotation.…", "source.date.epoch", "frontend.result.inlinemessage". */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** What Return takes for images. Keys of the metadata: exporter/containerimage/exptypes of BuildKit. */
export function imageResult(images: readonly PlatformImage[], options: ImageResultOptions = {}): Result {
  const [first] = images;
  if (first === undefined) throw new Error("a result needs an image");
  const isMap = options.multiPlatform === true || images.length > 1;
  const configs = images.map(({ platform, config }) => {
    return [isMap ? `containerimage.config/${platformId(platform)}` : "containerimage.config", bytes(config)] as const;
  });
  const bases = images.flatMap(({ platform, baseConfig }) => {
    const suffix = isMap ? `/${platformId(platform)}` : "";
    return baseConfig === undefined ? [] : [[`containerimage.base.config${suffix}`, baseConfig] as const];
  });
  const annotations = images.flatMap(({ platform, annotations: own = {} }) => {
    const manifest = isMap ? `annotation-manifest[${platformId(platform)}]` : "annotation";
    return Object.entries(own).map(([name, value]) => [`${manifest}.${name}`, bytes(value)] as const);
  });
  const refs = images.map(({ platform, ref }) => [platformId(platform), { id: ref.id }] as const);
  const attested = images.filter(({ attestations }) => attestations !== undefined && attestations.length > 0);
  return {
    ...(isMap ? { refs: { refs: Object.fromEntries(refs) } } : { ref: { id: first.ref.id } }),
    metadata: {
      ...Object.fromEntries([...configs, ...bases, ...annotations]),
      "refs.platforms": bytes(platformsJson(images.map(({ platform }) => platform))),
      ...metadataBytes(options.metadata),
    },
    attestations: Object.fromEntries(
      attested.map(({ platform, attestations }) => [
        platformId(platform),
        { attestation: (attestations ?? []).map(attestationMessage) },
      ]),
    ),
  };
}

/** What Return takes for a plain tree, e.g. the files that `-o .` writes. The daemon warns where `platforms` are not those that were asked for. */
export function filesResult(
  ref: Ref,
  platforms: readonly Platform[],
  metadata?: Readonly<Record<string, string>>,
): Result {
  return { ref: { id: ref.id }, metadata: metadataBytes({ ...metadata, "refs.platforms": platformsJson(platforms) }) };
}

/** What Return takes for a subrequest: "result.json", "result.txt", "version", "result.statuscode". */
export function metadataResult(metadata: Readonly<Record<string, string>>): Result {
  return { metadata: metadataBytes(metadata) };
}

function platformsJson(platforms: readonly Platform[]): string {
  const list = platforms.map((platform) => ({ ID: platformId(platform), Platform: ociPlatform(platform) }));
  return JSON.stringify({ Platforms: list });
}

function ociPlatform(platform: Platform): Record<string, unknown> {
  return {
    architecture: platform.architecture,
    os: platform.os,
    "os.version": platform.osVersion,
    variant: platform.variant,
  };
}

function attestationMessage(attestation: Attestation): moby.buildkit.v1.frontend.Attestation.$Properties {
  return {
    kind: 0, // InToto
    ref: { id: attestation.ref.id },
    path: attestation.path,
    inTotoPredicateType: attestation.predicateType,
    metadata: metadataBytes(attestation.metadata),
  };
}

function metadataBytes(metadata: Readonly<Record<string, string>> = {}): Record<string, Uint8Array> {
  return Object.fromEntries(Object.entries(metadata).map(([key, value]) => [key, bytes(value)]));
}

const bytes = (value: string | Uint8Array): Uint8Array => (typeof value === "string" ? Buffer.from(value) : value);
