import { posix } from "node:path";
import { MAIN_CONTEXT } from "../context/context-files.ts";
import { contextState, noSuchFiles } from "../context/context-state.ts";
import type { Session } from "../context/session.ts";
import { type FileStat, openTree, type Tree } from "../context/tree.ts";
import { type ContextPath, contextPathText, contextText, readContextText } from "../lib/context-reference.ts";
import { type Output, scratch } from "../llb/vertex.ts";
import { addedPath } from "../nix/content-address.ts";
import { FormatError } from "../nix/format-error.ts";
import { checkStorePathName } from "../nix/store-path.ts";
import { sourceText } from "../plan/contents.ts";
import type { AddedPath } from "../plan/packages.ts";
import { isNotFound } from "../reasons/buildkit.ts";
import { addedFacts, FACTS } from "../steps/add/spec.ts";
import { addStep } from "../steps/add/step.ts";
import type { GraphStep } from "../steps/graph-step.ts";
import { helperPlace } from "../steps/helper-step.ts";
import { solveSteps } from "../steps/solve-steps.ts";
import { at, DeclError, type Place } from "../text/diagnostic.ts";
import type { TargetPlatform } from "../value/platform.ts";

/** Files of build contexts that are packages, by their names, and the trees that contain them. */
export type ContextPackages = ReadonlyMap<string, AddedPath & { readonly tree: Output }>;

/**
 * Makes store paths of files of build contexts. Of `names` only references that contextText has written are used. A build step reads and
 * hashes the files, so that large folders are not sent to the frontend. Throws a DeclError with all files that cannot be store paths.
 */
export async function addContextPackages(
  session: Session,
  names: readonly string[],
  platform: TargetPlatform,
  placeOf: (name: string) => Place | undefined,
): Promise<ContextPackages> {
  const wanted = names.flatMap((name) => {
    const files = readContextText(name);
    return files === undefined ? [] : [{ name, files, place: placeOf(name) }];
  });
  const trees = new Map<string, Promise<{ state: Output; files: Tree } | undefined>>();
  const treeOf = (context: string, place: Place | undefined) => {
    const paths = wanted.filter(({ files }) => files.context === context).map(({ files }) => files.path);
    const tree = trees.get(context) ?? openContext(session, { name: context, paths }, platform, place);
    trees.set(context, tree);
    return tree;
  };
  const added = await Promise.allSettled(
    wanted.map(async ({ name, files, place }) => {
      const storeName = storeNameOf(files, place);
      const tree = await treeOf(files.context, place);
      const stat = tree === undefined ? undefined : await statOf(tree.files, files.path);
      if (tree === undefined || stat === undefined) {
        throw await noSuchFiles(session, { kind: "context", ...files }, place);
      }
      checkType(files, stat, place);
      return [name, await add(session, { files, name: storeName, state: tree.state, place })] as const;
    }),
  );
  const failed = added.flatMap((one) => (one.status === "rejected" ? [one.reason as unknown] : []));
  const bug = failed.find((reason) => !(reason instanceof DeclError));
  if (bug !== undefined) throw bug;
  const [first, ...others] = failed.flatMap((reason) => (reason instanceof DeclError ? reason.diagnostics : []));
  if (first !== undefined) throw new DeclError(first, others);
  return new Map(added.flatMap((one) => (one.status === "fulfilled" ? [one.value] : [])));
}

/** Undefined if the context is empty. */
async function openContext(session: Session, ...rest: ContextArguments) {
  const state = await contextState(session, ...rest);
  return state === scratch ? undefined : { state, files: openTree(session, state) };
}

type ContextArguments = Parameters<typeof contextState> extends [Session, ...infer Rest] ? Rest : never;

/** The name of the store path. As in Nix it is the last part of the path; for a whole context the name of the context. */
function storeNameOf(files: ContextPath, place: Place | undefined): string {
  const last = files.path === "." ? files.context : posix.basename(files.path);
  const text = contextText(files);
  const hint = `give it a name: context(${JSON.stringify(contextPathText(files))}, "NAME")`;
  if (files.name === undefined && files.path === "." && files.context === MAIN_CONTEXT) {
    const message = `${text} as a package is called nothing: what the folder is called is not known here`;
    throw new DeclError({ code: "wrong-store-name", message, ...at(place), hint });
  }
  const name = files.name ?? last;
  try {
    checkStorePathName(name);
    return name;
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    const message = `${text} cannot be a package: ${error.message}`;
    throw new DeclError({ code: "wrong-store-name", message, ...at(place), hint });
  }
}

/** What is at a path, without following a symlink; undefined if there is nothing. */
async function statOf(files: Tree, path: string): Promise<Pick<FileStat, "type" | "target"> | undefined> {
  if (path === ".") return { type: "directory", target: "" };
  try {
    const siblings = await files.list(posix.join("/", posix.dirname(path)));
    return siblings.find((sibling) => sibling.path === posix.basename(path));
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** Refuses a symlink: Nix would make a store path of the symlink itself, whose target would be missing. */
function checkType(files: ContextPath, { type, target }: Pick<FileStat, "type" | "target">, place: Place | undefined) {
  if (type === "file" || type === "directory") return;
  const what = type === "symlink" ? `a symlink to ${target}` : "neither a file nor a folder";
  throw new DeclError({
    code: "no-package-files",
    message: `${contextText(files)} cannot be a package: it is ${what}`,
    ...at(place),
    ...(type === "symlink" ? { hint: "name what the symlink leads to" } : {}),
  });
}

interface FoundFiles {
  readonly files: ContextPath;
  readonly name: string;
  readonly state: Output;
  readonly place: Place | undefined;
}

async function add(session: Session, { files, name, state, place }: FoundFiles) {
  const helper = await helperPlace(session);
  const subject = sourceText({ kind: "context", context: files.context, path: files.path });
  const path = posix.join("/", files.path);
  const { tree, facts } = addStep({ state, path, name, subject, ...helper, ...at(place) });
  const step: GraphStep = { output: facts, kind: "generate", subject: `the store path of ${subject}`, ...at(place) };
  const { buildPlatform } = helper;
  const made = await solveSteps(session, { state: facts, steps: [step], buildPlatform });
  const { narHash, narSize, foreign } = addedFacts(JSON.parse(`${await made.readFile(FACTS)}`), "facts");
  return { ...addedPath(name, narHash), narHash, narSize, foreign, subject, tree, ...at(place) };
}
