import type { Digest } from "../llb/vertex.ts";
import { DeclError } from "../text/diagnostic.ts";
import { type BuildContext, folderSource } from "./build-context.ts";
import type { Session } from "./session.ts";
import { openTree, type StepTree } from "./tree.ts";

/** The folder of the build file. */
export interface BuildFileFolder {
  /** The build file's text. */
  readonly text: string;
  /** The vertex that loads it: warnings hang on it. */
  readonly vertex: Digest;
  /** Further files of the folder; what is not there is left out. */
  readonly readFiles: (files: readonly string[]) => Promise<ReadonlyMap<string, string>>;
  /** Why a file may not be there. */
  readonly missingHint: string | undefined;
}

/**
 * Reads the build file. The source is the one that the builtin frontend has solved already, to the byte, so nothing is sent
 * again (facts: frontend/dockerui/build.go).
 */
export async function readBuildFile(session: Session): Promise<BuildFileFolder> {
  const { buildContext } = session;
  const { filename } = buildContext;
  const source = buildDefinition(session);
  const text = (await source.readText(filename)) ?? (await source.readText(lowerCased(filename)));
  if (text === undefined) {
    throw new DeclError({ code: "no-build-file", message: `there is no file "${filename}" to build from` });
  }
  return {
    text,
    vertex: source.vertex,
    missingHint: missingHint(buildContext),
    readFiles: async (files) => {
      const imports = filesOfFolder(session, files, `[internal] load what ${filename} imports`);
      const texts = await Promise.all(files.map((file) => imports.readText(file)));
      return new Map(files.flatMap((file, index) => (texts[index] === undefined ? [] : [[file, texts[index]]])));
    },
  };
}

/** What Docker's own frontend loads of the build file's folder: the build file, and the .dockerignore beside it. */
export function buildDefinition(session: Session): StepTree {
  const { filename } = session.buildContext;
  const files = [...new Set([filename, `${filename}.dockerignore`, lowerCased(filename)])];
  return filesOfFolder(session, files, `[internal] load build definition from ${filename}`);
}

/** Docker's own file may be called so too. */
const lowerCased = (filename: string) => filename.replace(/(?<=^|\/)Dockerfile$/, "dockerfile");

function filesOfFolder(session: Session, files: readonly string[], name: string): StepTree {
  const { request, buildContext } = session;
  const sharedKeyHint = request.mainContext.buildFolder;
  const options = { followPaths: files, sharedKeyHint, differ: "none", name } as const;
  return openTree(session, folderSource(session, buildContext.buildFolder, options));
}

function missingHint({ filename, buildFolder, isAlone }: BuildContext): string | undefined {
  if (isAlone) return "the address is that of the build file alone: give that of an archive or a repository";
  if (buildFolder.kind === "tree") return undefined;
  // What docker calls a build file that it reads from standard input, and puts into a folder of its own.
  if (filename === "Dockerfile") return "a build file on standard input has no files beside it: name it with -f FILE";
  return "a .dockerignore for the build file can also hide it";
}
