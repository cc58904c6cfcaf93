import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { dockerOutput, type Store, temporaryFolder } from "./engine.ts";
import { imageArchive } from "./image-archive.ts";

/**
 * In words where two images differ first: in a file, by its path, or else in their configuration, or in the blobs that a registry would
 * get; "none" where all of that is the same.
 */
export async function firstDifference(one: string, other: string, store?: Store): Promise<string> {
  const [files, others] = [await filesOf(one, store), await filesOf(other, store)];
  for (const path of [...new Set([...files.keys(), ...others.keys()])].sort()) {
    if (files.get(path) !== others.get(path)) {
      return `${path}: ${files.get(path) ?? "is not there"}, and ${others.get(path) ?? "is not there"}`;
    }
  }
  const configuration = (image: string) =>
    dockerOutput(["image", "inspect", "-f", "{{json .Config}} {{.Created}} {{json .RootFS}}", image], store);
  const [of, ofOther] = [await configuration(one), await configuration(other)];
  if (of !== ofOther) return `${of.trim()}, and ${ofOther.trim()}`;
  const [manifest, another] = [await manifestOf(one, store), await manifestOf(other, store)];
  return manifest === another ? "none" : `what a registry would get: ${manifest}, and ${another}`;
}

/** Of the same files there may be blobs that are compressed otherwise. */
async function manifestOf(image: string, store: Store | undefined): Promise<string> {
  const archive = join(temporaryFolder(), "image.tar");
  await dockerOutput(["save", "-o", archive, image], store);
  const read = (path: string) => execFileSync("tar", ["-xOf", archive, path], { encoding: "utf8", maxBuffer: 1 << 28 });
  const { manifests = [] } = JSON.parse(read("index.json"));
  return manifests.map(({ digest }: { digest: string }) => read(`blobs/${digest.replace(":", "/")}`)).join("\n");
}

/** Mode, owners, size and time of each file, and the hash of its contents. */
async function filesOf(image: string, store: Store | undefined): Promise<Map<string, string>> {
  const archive = await imageArchive(image, store);
  const folder = temporaryFolder();
  const options = { encoding: "utf8", maxBuffer: 1 << 28 } as const;
  const listed = execFileSync("tar", ["--numeric-owner", "--full-time", "-tvf", archive], options);
  execFileSync("tar", ["-xf", archive, "-C", folder]);
  return new Map(
    listed
      .trimEnd()
      .split("\n")
      .map((line): [string, string] => {
        const [, facts = "", path = ""] = /^((?:\S+ +){5})(.*)$/.exec(line) ?? [];
        const hash = line.startsWith("-") ? sha256(join(folder, path)) : "";
        return [`/${path}`, `${facts}${hash}`];
      }),
  );
}

const sha256 = (file: string): string => createHash("sha256").update(readFileSync(file)).digest("hex").slice(0, 16);
