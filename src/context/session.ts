import type { Engine } from "../engine/client.ts";
import type { SourceFile } from "../llb/source-map.ts";
import type { Platform } from "../llb/vertex.ts";
import { type BuildContext, findBuildContext } from "./build-context.ts";
import { Memory } from "./memory.ts";
import type { BuildRequest } from "./request.ts";

/** One build: who does it, what is asked for, and what has been read already. It is made once and passed first. */
export interface Session {
  readonly engine: Engine;
  readonly request: BuildRequest;
  /** Where the build file and the files of the build are. */
  readonly buildContext: BuildContext;
  /** The files that errors and warnings can show, by name: each is added when it is read. */
  readonly sources: Map<string, SourceFile>;
  readonly memory: Memory;
  /** When the build began, in milliseconds since 1970. */
  readonly started?: number | undefined;
}

/** Where steps of ours run: the engine's own platform. */
export async function buildPlatform({ engine }: Session): Promise<Platform> {
  const { defaultPlatform } = await engine.capabilities;
  return defaultPlatform ?? { os: "linux", architecture: "amd64" };
}

/** Finds out where the files of a build are, which decides what the build file is called. Throws a DeclError. */
export async function openSession(
  engine: Engine,
  asked: BuildRequest,
  sources: Map<string, SourceFile> = new Map(),
  started?: number,
): Promise<Session> {
  const buildContext = await findBuildContext(engine, asked);
  const request = { ...asked, filename: buildContext.filename };
  return { engine, request, buildContext, sources, memory: new Memory(), started };
}
