import type { Session } from "../context/session.ts";
import { solvedTree, type Tree } from "../context/tree.ts";
import { EngineError } from "../engine/engine-error.ts";
import { requireCapabilities } from "../engine/requirements.ts";
import { marshal } from "../llb/marshal.ts";
import type { Platform, State } from "../llb/vertex.ts";
import type { GraphStep } from "./graph-step.ts";
import { explainFailure } from "./step-failure.ts";

/** A state to be made, and what the steps of ours in it are about. */
export interface StepsToSolve {
  readonly state: State;
  readonly steps: readonly GraphStep[];
  readonly buildPlatform: Platform;
}

/**
 * Has the engine make a state now. Throws a DeclError where a step of ours fails, a DownloadError where it was an archive that
 * could not be had.
 */
export async function solveSteps(session: Session, { state, steps, buildPlatform }: StepsToSolve): Promise<Tree> {
  const { engine, request, sources } = session;
  const capabilities = await engine.capabilities;
  const graph = marshal(state, {
    platform: buildPlatform,
    sources: [...sources.values()],
    contentCache: capabilities.supports("exec.mount.cache.content"), // before BuildKit 0.13 all bytes of the store are read
  });
  requireCapabilities(capabilities, graph);
  try {
    const { cacheImports } = request;
    return solvedTree(session, await engine.solve(graph, { evaluate: true, cacheImports }));
  } catch (error) {
    throw error instanceof EngineError ? await explainFailure(session, error, graph, steps) : error;
  }
}
