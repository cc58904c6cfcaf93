import { askAhead } from "../engine/ask-ahead.ts";
import { local } from "../llb/source.ts";
import type { Output } from "../llb/vertex.ts";
import { buildDefinition } from "./build-file.ts";
import { readIgnoreFile } from "./ignore-file.ts";
import type { Session } from "./session.ts";
import { openTree, type Tree } from "./tree.ts";

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
  const beside =
    name === MAIN_CONTEXT
      ? await buildDefinition(session).readText(`${session.buildContext.filename}.dockerignore`)
      : undefined;
  return readIgnoreFile(beside ?? (await ignoreFile(session, localName).readText(IGNORE_FILE)) ?? "");
}

/** Has the .dockerignore of the main context on its way, which may be needed. */
export async function askForIgnoreFile(session: Session): Promise<void> {
  const { files } = session.buildContext;
  if (files.kind !== "local") return;
  const tree = ignoreFile(session, files.localName);
  await tree.ref().catch(() => undefined); // the daemon loads nothing before something is read
  await askAhead([tree.readText(IGNORE_FILE)]);
}

const IGNORE_FILE = ".dockerignore";

function ignoreFile(session: Session, localName: string): Tree {
  const source = local(localName, {
    sessionId: session.request.sessionOf(localName),
    followPaths: [IGNORE_FILE],
    sharedKeyHint: `${localName}-${IGNORE_FILE}`,
    differ: "none",
    name: `[internal] load ${IGNORE_FILE}`,
  });
  return openTree(session, source);
}
