import type { GraphStep } from "../graph/graph-step.ts";
import type { Graph } from "../llb/marshal.ts";
import type { BuildRequest } from "../request/request.ts";
import type { Gateway, Ref } from "./client.ts";
import { GatewayError } from "./gateway-error.ts";
import { explainFailure } from "./step-failure.ts";

/** Solves a graph that is one step of ours and what it needs. Throws a DeclError where that step fails. */
export async function solveStep(
  gateway: Gateway,
  { cacheImports }: Pick<BuildRequest, "cacheImports">,
  graph: Graph,
  step: GraphStep,
): Promise<Ref> {
  try {
    return await gateway.solve(graph, { evaluate: true, cacheImports });
  } catch (error) {
    throw error instanceof GatewayError ? await explainFailure(gateway, error, graph, [step]) : error;
  }
}
