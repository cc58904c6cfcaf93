import { DeclError } from "../diagnostic.ts";
import { local } from "../llb/source.ts";
import type { Digest } from "../llb/vertex.ts";
import type { BuildRequest } from "../request/request.ts";
import type { Gateway } from "./client.ts";
import { localFolder } from "./local-folder.ts";

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
  const source = localFolder(gateway, folder(names, `[internal] load build definition from ${filename}`));
  const text = await source.readText(filename);
  if (text === undefined) {
    throw new DeclError({ code: "no-build-file", message: `there is no file "${filename}" to build from` });
  }
  return {
    text,
    vertex: source.vertex,
    readFiles: async (files) => {
      const imports = localFolder(gateway, folder(files, `[internal] load what ${filename} imports`));
      const texts = await Promise.all(files.map((file) => imports.readText(file)));
      return new Map(files.flatMap((file, index) => (texts[index] === undefined ? [] : [[file, texts[index]]])));
    },
  };
}
