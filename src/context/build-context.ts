import type { Engine } from "../engine/client.ts";
import { EngineError } from "../engine/engine-error.ts";
import { copy, file, mkdir } from "../llb/file.ts";
import { type LocalOptions, local } from "../llb/source.ts";
import { type Output, type State, scratch } from "../llb/vertex.ts";
import { gitFiles, httpFiles } from "./remote-files.ts";
import type { BuildRequest } from "./request.ts";
import type { Session } from "./session.ts";

/** A folder of the client's, of which only what is asked for is sent; or a tree of the daemon's, which is there as a whole. */
export type Folder =
  | { readonly kind: "local"; readonly localName: string }
  | { readonly kind: "tree"; readonly tree: Output };

/** Where the files of a build are. */
export interface BuildContext {
  /** The build file, relative to its folder. */
  readonly filename: string;
  /** The build file is all that there is. */
  readonly isAlone: boolean;
  /** The folder with the build file, its lock file and what it imports. */
  readonly buildFolder: Folder;
  /** The folder that `context("./…")` names files of. */
  readonly files: Folder;
}

/** What a folder has; `options` say what of a client's folder is sent. */
export function folderSource({ request }: Session, folder: Folder, options: LocalOptions): Output {
  if (folder.kind === "tree") return folder.tree;
  return local(folder.localName, { sessionId: request.sessionOf(folder.localName), ...options });
}

/**
 * Finds out where the build file and the files of the build are, by the rules of BuildKit's own frontend
 * (frontend/dockerui/context.go). Throws a DeclError.
 */
export async function findBuildContext(engine: Engine, request: BuildRequest): Promise<BuildContext> {
  const { filename, mainContext } = request;
  const { subdir } = mainContext;
  const found = await findFiles(engine, request);
  const ownFolder: Folder = { kind: "local", localName: mainContext.buildFolder };
  const alone = mainContext.hasOwnBuildFolder ? undefined : found.file;
  return {
    filename: alone ?? filename,
    isAlone: alone !== undefined,
    buildFolder: found.build === undefined ? ownFolder : { kind: "tree", tree: found.build },
    files:
      found.files === undefined
        ? { kind: "local", localName: "context" }
        : { kind: "tree", tree: subdir === undefined ? found.files : folderOf(found.files, subdir) },
  };
}

interface FoundFiles {
  /** Trees, where they are not folders of the client's. */
  readonly build?: Output;
  readonly files?: Output;
  /** The build file, where the context is nothing else. */
  readonly file?: string | undefined;
}

async function findFiles(engine: Engine, { mainContext }: BuildRequest): Promise<FoundFiles> {
  const { source, hasOwnBuildFolder, buildFolder } = mainContext;
  const subject = "the build context";
  if (source.kind === "local") {
    const inputs = await inputsOf(engine);
    const build = hasOwnBuildFolder ? undefined : inputs.get(buildFolder);
    const files = inputs.get("context");
    return { ...(build && { build: nonEmpty(build) }), ...(files && { files: nonEmpty(files) }) };
  }
  const { tree, file } =
    source.kind === "git"
      ? await gitFiles(engine, source.address, { subject })
      : await httpFiles(engine, source.url, { subject });
  return { files: tree, ...(hasOwnBuildFolder ? {} : { build: tree }), file };
}

/** `docker buildx bake` of remote definitions sends its context so. Engines that are too old for it are told of elsewhere. */
async function inputsOf(engine: Engine): Promise<ReadonlyMap<string, State>> {
  try {
    return await engine.inputs();
  } catch (error) {
    if (error instanceof EngineError) return new Map();
    throw error;
  }
}

/** A tree that is there, of a state that may be none. */
export function nonEmpty(state: State): Output {
  return state === scratch ? file(scratch, [mkdir("/")], { name: "[internal] an empty build context" }) : state;
}

function folderOf(tree: Output, subdir: string): Output {
  return file(scratch, [copy(tree, subdir, "/", { contents: true })], { name: `[internal] ${subdir} of the context` });
}
