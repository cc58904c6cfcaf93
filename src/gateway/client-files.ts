import { DeclError } from "../diagnostic.ts";
import { marshal } from "../llb/marshal.ts";
import { local } from "../llb/source.ts";
import type { Digest } from "../llb/vertex.ts";
import type { BuildRequest } from "../request/request.ts";
import type { Gateway, Ref } from "./client.ts";
import { isNotFound } from "./gateway-error.ts";

/** The folder of the build file, on the client's side. */
export interface BuildFileFolder {
  /** The build file's text. */
  readonly text: string;
  /** The vertex that loads it: warnings hang on it. */
  readonly vertex: Digest;
  /** Further files of the folder; what is not there is left out. */
  readonly readFiles: (files: readonly string[]) => Promise<ReadonlyMap<string, string>>;
}

/**
 * Reads the build file. The source is the one that the builtin frontend has solved already, to the byte, so nothing is sent
 * again (facts: frontend/dockerui/build.go).
 */
export async function readBuildFile(gateway: Gateway, request: BuildRequest): Promise<BuildFileFolder> {
  const folder = (files: readonly string[], name: string) =>
    local("dockerfile", {
      followPaths: files,
      sessionId: request.sessionOf("dockerfile"),
      sharedKeyHint: "dockerfile",
      differ: "none",
      name,
    });
  const { filename } = request;
  const names = [filename, `${filename}.dockerignore`];
  if (filename === "Dockerfile") names.push("dockerfile");
  const source = folder(names, `[internal] load build definition from ${filename}`);
  const graph = marshal(source);
  const ref = await gateway.solve(graph);
  const [text] = (await readTexts(gateway, ref, [filename])).values();
  if (text === undefined) {
    throw new DeclError({ code: "no-build-file", message: `there is no file "${filename}" to build from` });
  }
  return {
    text,
    vertex: graph.digest(source),
    readFiles: async (files) => {
      const imports = await gateway.solve(marshal(folder(files, `[internal] load what ${filename} imports`)));
      return readTexts(gateway, imports, files);
    },
  };
}

async function readTexts(gateway: Gateway, ref: Ref, files: readonly string[]): Promise<Map<string, string>> {
  const texts = await Promise.all(files.map((file) => readText(gateway, ref, file)));
  return new Map(files.flatMap((file, index) => (texts[index] === undefined ? [] : [[file, texts[index]]])));
}

/** A text file of a tree, or undefined where it has none. */
export async function readText(gateway: Gateway, ref: Ref, file: string): Promise<string | undefined> {
  try {
    return (await gateway.readFile(ref, file)).toString("utf8");
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
