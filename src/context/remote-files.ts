import { posix } from "node:path";
import type { Engine } from "../engine/client.ts";
import { EngineError } from "../engine/engine-error.ts";
import { requireCapabilities } from "../engine/requirements.ts";
import { copy, file } from "../llb/file.ts";
import { marshal } from "../llb/marshal.ts";
import { git, http } from "../llb/source.ts";
import { type Output, scratch } from "../llb/vertex.ts";
import { gitFailure } from "../reasons/git.ts";
import { describeHttpFailure } from "../reasons/http.ts";
import { at, DeclError, type Place } from "../text/diagnostic.ts";
import { isArchive } from "./archive.ts";
import { type GitAddress, shownAddress } from "./git-address.ts";

/** A context that the daemon fetches, as messages call it. */
interface Subject {
  /** "the build context", "the context assets" */
  readonly subject: string;
  readonly place?: Place;
}

const FETCHED = "it is the engine that fetches it: is the address right, seen from where the engine runs?";

export interface RemoteFiles {
  readonly tree: Output;
  /** The name of the only file, where it is no archive. */
  readonly file?: string;
}

/**
 * The files of a repository. The source is the one that BuildKit's own frontend makes of the address, to the byte, so that
 * nothing is fetched twice (client/llb/source.go). Throws a DeclError.
 */
export async function gitFiles(engine: Engine, address: GitAddress, { subject, place }: Subject): Promise<RemoteFiles> {
  const { url, location, ref, subdir } = address;
  const fragment = subdir === "" ? ref : `${ref}:${subdir}`;
  const isSsh = !/^(?:https?|git):/i.test(url);
  const tree = git(fragment === "" ? location : `${location}#${fragment}`, {
    fullUrl: url,
    authHeaderSecret: "GIT_AUTH_HEADER",
    authTokenSecret: "GIT_AUTH_TOKEN",
    ...(isSsh ? { mountSshSock: "default" } : {}),
    keepGitDir: address.keepGitDir,
    checksum: address.checksum,
    skipSubmodules: address.skipSubmodules,
    mtime: address.mtime,
    fetchByCommit: address.fetchByCommit,
    name: `[internal] load git source ${shownAddress(url)}${fragment === "" ? "" : `#${fragment}`}`,
  });
  const graph = marshal(tree);
  requireCapabilities(await engine.capabilities, graph);
  try {
    await engine.readDir(await engine.solve(graph), "/");
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    const host = location.replace(/\/.*/, "");
    const { reason, hint } = gitFailure(error.message, {
      host,
      what: ref === "" ? "branch" : `branch, tag or commit ${ref}`,
    });
    const message = `${subject} ${shownAddress(url)} cannot be had: ${reason}`;
    throw new DeclError({ code: "no-context", message, ...at(place), hint: hint ?? FETCHED });
  }
  return { tree };
}

/** What Docker calls a context behind http. */
const DOWNLOADED = "context";

/**
 * What is behind an address: the files of an archive, or one file, called like the last part of the address. The daemon
 * has the file of a build context already. Throws a DeclError.
 */
export async function httpFiles(engine: Engine, url: string, { subject, place }: Subject): Promise<RemoteFiles> {
  const source = http(url, { filename: DOWNLOADED, name: `[internal] load ${shownAddress(url)}` });
  const head = await firstBytes(engine, source, url, { subject, ...at(place) });
  if (isArchive(head)) {
    const name = `[internal] unpack ${subject}`;
    return {
      tree: file(scratch, [copy(source, `/${DOWNLOADED}`, "/", { unpack: true, createDestination: false })], { name }),
    };
  }
  const named = posix.basename(new URL(url).pathname) || DOWNLOADED;
  const tree = file(scratch, [copy(source, `/${DOWNLOADED}`, `/${named}`)], { name: `[internal] name ${subject}` });
  return { tree, file: named };
}

async function firstBytes(engine: Engine, source: Output, url: string, { subject, place }: Subject): Promise<Buffer> {
  try {
    return await engine.readFile(await engine.solve(marshal(source)), DOWNLOADED, { length: 1024 });
  } catch (error) {
    const { host } = new URL(url);
    const { noLogin } = await engine.capabilities;
    const message = `${subject} ${shownAddress(url)} cannot be had: ${host} ${describeHttpFailure(error, host, noLogin).reason}`;
    throw new DeclError({ code: "no-context", message, ...at(place), hint: FETCHED });
  }
}
