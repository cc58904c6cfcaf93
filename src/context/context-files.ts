import { local } from "../llb/source.ts";
import type { Output } from "../llb/vertex.ts";
import { type Folder, folderSource } from "./build-context.ts";
import { readIgnoreFile } from "./ignore-file.ts";
import type { Session } from "./session.ts";
import { openTree } from "./tree.ts";

/** The folder that is given to docker build itself. */
export const MAIN_CONTEXT = "context";

/** Files of what is given to docker build itself: a folder of the client's, or what its address is of. */
export async function mainFiles(session: Session, paths: readonly string[]): Promise<Output> {
  const { files } = session.buildContext;
  if (files.kind === "tree") return files.tree;
  return localFiles(session, { name: MAIN_CONTEXT, localName: files.localName }, paths);
}

/**
 * Files of a folder of the client's, without what its .dockerignore leaves out. Only `paths`, relative to it, are sent; all
 * of it where there are none.
 */
export async function localFiles(
  session: Session,
  { name, localName }: { readonly name: string; readonly localName: string },
  paths: readonly string[],
): Promise<Output> {
  const excludePatterns = await ignoredFiles(session, name, localName);
  return local(localName, {
    sessionId: session.request.sessionOf(localName),
    ...(paths.length === 0 || paths.includes(".") ? {} : { followPaths: [...new Set(paths)].sort() }),
    excludePatterns,
    sharedKeyHint: name === MAIN_CONTEXT ? name : `context:${name}`,
    name: `[internal] load ${name === MAIN_CONTEXT ? "build context" : `from context ${name}`}`,
  });
}

/** As Docker finds them: beside the build file first, then at the top of the context (frontend/dockerui/context.go). */
export async function ignoredFiles(session: Session, name: string, localName: string): Promise<string[]> {
  const candidates: (readonly [Folder, string])[] = [[{ kind: "local", localName }, ".dockerignore"]];
  if (name === MAIN_CONTEXT) {
    const { buildFolder, filename } = session.buildContext;
    candidates.unshift([buildFolder, `${filename}.dockerignore`]);
  }
  for (const [folder, file] of candidates) {
    const source = folderSource(session, folder, {
      followPaths: [file],
      sharedKeyHint: `${folder.kind === "local" ? folder.localName : name}-${file}`,
      differ: "none",
      name: `[internal] load ${file}`,
    });
    const text = await openTree(session, source).readText(file);
    if (text !== undefined) return readIgnoreFile(text);
  }
  return [];
}
