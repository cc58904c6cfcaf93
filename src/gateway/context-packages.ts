import { posix } from "node:path";
import { z } from "zod";
import { at, DeclError, type Place } from "../diagnostic.ts";
import { addStep, FACTS } from "../graph/add-step.ts";
import type { GraphStep } from "../graph/graph-step.ts";
import { type ContextPath, contextPathText, contextText, readContextText } from "../lib/context-reference.js";
import { marshal } from "../llb/marshal.ts";
import { type Output, type Platform, scratch } from "../llb/vertex.ts";
import { addedPath } from "../nix/content-address.ts";
import { FormatError } from "../nix/format-error.ts";
import { parseNarHash } from "../nix/nar-hash.ts";
import { checkStorePathName } from "../nix/store-path.ts";
import { sourceText } from "../plan/contents.ts";
import type { AddedPath } from "../plan/packages.ts";
import type { TargetPlatform } from "../request/platform.ts";
import type { BuildRequest } from "../request/request.ts";
import type { Gateway, Ref } from "./client.ts";
import { MAIN_CONTEXT } from "./context-files.ts";
import { contextState, noSuchFiles } from "./context-state.ts";
import { requireCapabilities } from "./engine-requirements.ts";
import type { FileStat } from "./file-stat.ts";
import { frontendImage } from "./frontend-image.ts";
import { isNotFound } from "./gateway-error.ts";
import { solveStep } from "./solve-step.ts";

/** Files of contexts that are packages, by their names, and the trees that have them. */
export type ContextPackages = ReadonlyMap<string, AddedPath & { readonly tree: Output }>;

/**
 * Makes store paths of files of build contexts: `names` are references as contextText writes them, others are left out. A
 * build step reads the files and hashes them, so that large folders do not come through here. Throws a DeclError with
 * everything that cannot be one.
 */
export async function addContextPackages(
  gateway: Gateway,
  request: BuildRequest,
  names: readonly string[],
  platform: TargetPlatform,
  placeOf: (name: string) => Place | undefined,
): Promise<ContextPackages> {
  const wanted = names.flatMap((name) => {
    const files = readContextText(name);
    return files === undefined ? [] : [{ name, files, place: placeOf(name) }];
  });
  const trees = new Map<string, Promise<{ state: Output; ref: Ref } | undefined>>();
  const treeOf = (context: string, place: Place | undefined) => {
    const paths = wanted.filter(({ files }) => files.context === context).map(({ files }) => files.path);
    const tree = trees.get(context) ?? openTree(gateway, request, { name: context, paths }, platform, place);
    trees.set(context, tree);
    return tree;
  };
  const added = await Promise.allSettled(
    wanted.map(async ({ name, files, place }) => {
      const storeName = storeNameOf(files, place);
      const tree = await treeOf(files.context, place);
      const stat = tree === undefined ? undefined : await statOf(gateway, tree.ref, files.path);
      if (tree === undefined || stat === undefined) {
        throw await noSuchFiles(gateway, request, { kind: "context", ...files }, place);
      }
      checkType(files, stat, place);
      return [name, await add(gateway, request, { files, name: storeName, state: tree.state, place })] as const;
    }),
  );
  const failed = added.flatMap((one) => (one.status === "rejected" ? [one.reason as unknown] : []));
  const bug = failed.find((reason) => !(reason instanceof DeclError));
  if (bug !== undefined) throw bug;
  const [first, ...others] = failed.flatMap((reason) => (reason instanceof DeclError ? reason.diagnostics : []));
  if (first !== undefined) throw new DeclError(first, ...others);
  return new Map(added.flatMap((one) => (one.status === "fulfilled" ? [one.value] : [])));
}

/** Undefined where the context is empty. */
async function openTree(gateway: Gateway, request: BuildRequest, ...rest: ContextArguments) {
  const state = await contextState(gateway, request, ...rest);
  return state === scratch ? undefined : { state, ref: await gateway.solve(marshal(state)) };
}

type ContextArguments = Parameters<typeof contextState> extends [Gateway, BuildRequest, ...infer Rest] ? Rest : never;

/** What Nix calls a store path made of a path: its last part. A context of another name is a folder of that name. */
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

/** What is at a path, a symlink not followed; undefined where nothing is. */
async function statOf(
  gateway: Gateway,
  ref: Ref,
  path: string,
): Promise<Pick<FileStat, "type" | "target"> | undefined> {
  if (path === ".") return { type: "directory", target: "" };
  try {
    const siblings = await gateway.readDir(ref, posix.join("/", posix.dirname(path)));
    return siblings.find((sibling) => sibling.path === posix.basename(path));
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** Nix makes a store path of a symlink alone, which then leads nowhere. */
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

async function add(gateway: Gateway, request: BuildRequest, { files, name, state, place }: FoundFiles) {
  const capabilities = await gateway.capabilities;
  const buildPlatform: Platform = capabilities.defaultPlatform ?? { os: "linux", architecture: "amd64" };
  const subject = sourceText({ kind: "context", context: files.context, path: files.path });
  const { tree, facts } = addStep({
    state,
    path: posix.join("/", files.path),
    name,
    subject,
    helper: await frontendImage(request.frontend),
    buildPlatform,
    ignoreCache: request.noCache,
    ...at(place),
  });
  const graph = marshal(facts, { platform: buildPlatform });
  requireCapabilities(capabilities, graph);
  const step: GraphStep = { output: facts, kind: "generate", subject: `the store path of ${subject}`, ...at(place) };
  const ref = await solveStep(gateway, request, graph, step);
  const { narHash, narSize } = factsSchema.parse(JSON.parse((await gateway.readFile(ref, FACTS)).toString("utf8")));
  return { ...addedPath(name, narHash), narHash, narSize, subject, tree, ...at(place) };
}

/** AddedFacts, as the helper writes them. */
const factsSchema = z.object({ narHash: z.string().transform(parseNarHash), narSize: z.int().positive() });
