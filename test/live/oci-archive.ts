import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "./engine.ts";

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly platform?: { readonly os: string; readonly architecture: string };
}

/** An attestation of an image: an in-toto statement. */
interface Attestation {
  readonly predicateType: string;
  /** As it is stored. */
  readonly text: string;
  readonly statement: {
    readonly subject: readonly { readonly name: string; readonly digest: { readonly sha256: string } }[];
    readonly predicate: unknown;
  };
}

interface ArchivedImage {
  readonly digest: string;
  readonly platform: string;
  readonly attestations: readonly Attestation[];
}

/** The images of an archive that `-o type=oci,dest=FILE` wrote, with what is attested of them. */
export function readOciArchive(file: string): ArchivedImage[] {
  const folder = temporaryFolder();
  execFileSync("tar", ["-xf", file, "-C", folder]);
  const text = (digest: string) => readFileSync(join(folder, "blobs", digest.replace(":", "/")), "utf8");
  const manifestsIn = (json: string): Descriptor[] =>
    (JSON.parse(json) as { manifests: Descriptor[] }).manifests.flatMap((one) =>
      one.mediaType.includes("index") ? manifestsIn(text(one.digest)) : [one],
    );
  const manifests = manifestsIn(readFileSync(join(folder, "index.json"), "utf8"));
  const attested = (digest: string) =>
    manifests.flatMap(({ digest: own, annotations = {}, platform }) => {
      if (annotations["vnd.docker.reference.type"] !== "attestation-manifest") return [];
      if (annotations["vnd.docker.reference.digest"] !== digest || platform?.os !== "unknown") return [];
      return (JSON.parse(text(own)) as { layers: Descriptor[] }).layers.map((layer): Attestation => {
        const statement = text(layer.digest);
        const predicateType = layer.annotations?.["in-toto.io/predicate-type"] ?? "";
        return { predicateType, text: statement, statement: JSON.parse(statement) };
      });
    });
  return manifests
    .filter(({ annotations = {} }) => annotations["vnd.docker.reference.type"] === undefined)
    .map(({ digest, platform }) => ({
      digest,
      platform: `${platform?.os}/${platform?.architecture}`,
      attestations: attested(digest),
    }));
}
