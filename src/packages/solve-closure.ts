import { setTimeout as sleep } from "node:timers/promises";
import type { Session } from "../context/session.ts";
import type { Tree } from "../context/tree.ts";
import type { Platform, State } from "../llb/vertex.ts";
import { type Closure, ClosureError } from "../nix/closure.ts";
import type { GraphStep } from "../steps/graph-step.ts";
import { solveSteps } from "../steps/solve-steps.ts";
import { DownloadError } from "../steps/step-failure.ts";
import type { NarSources } from "../steps/unpack/nar-source.ts";
import type { Diagnostic } from "../text/diagnostic.ts";
import type { Caches } from "./caches.ts";
import { DownloadFailures } from "./download-failures.ts";
import { retryDelay } from "./served-cache.ts";

/** How to find a closure, and how to make a graph from its archives. */
export interface ClosureJob<Steps extends { readonly state: State; readonly steps: readonly GraphStep[] }> {
  /** The closure, if it has been found before. */
  readonly known?: Closure;
  /** Finds the closure without the archives that have failed. */
  find(failures: DownloadFailures): Promise<Closure>;
  graph(closure: Closure, nars: NarSources): Steps | Promise<Steps>;
  readonly caches: Caches;
  readonly buildPlatform: Platform;
}

interface SolvedClosure<Steps> {
  readonly tree: Tree;
  readonly closure: Closure;
  readonly graph: Steps;
  /** One for each cache that could not serve what it should have. */
  readonly warnings: readonly Diagnostic[];
}

type GivenUp = ReturnType<DownloadFailures["givenUp"]>[number];

/** How often to try: the daemon reports one failure at a time, and each path may fail a few times. */
const roundsFor = (closure: Closure) => 8 + 3 * closure.entries.length;

/**
 * Solves a graph. The daemon tries each download once, and one failed download fails the whole graph. So the graph is solved again, with
 * another try for what has failed and then with the next cache that has it; finished steps are cached. Throws a DeclError in terms of
 * the declaration.
 */
export async function solveClosure<Steps extends { readonly state: State; readonly steps: readonly GraphStep[] }>(
  session: Session,
  job: ClosureJob<Steps>,
): Promise<SolvedClosure<Steps>> {
  const failures = new DownloadFailures();
  let closure = job.known ?? (await job.find(failures));
  for (let round = 0; ; round++) {
    const graph = await job.graph(closure, await job.caches.narSources(closure, failures));
    try {
      const { buildPlatform } = job;
      const tree = await solveSteps(session, { state: graph.state, steps: graph.steps, buildPlatform });
      return { tree, closure, graph, warnings: failures.givenUp().map(cacheWarning) };
    } catch (error) {
      if (!(error instanceof DownloadError) || round > roundsFor(closure)) throw error;
      for (const { entry, reason, transient } of error.downloads) {
        const attempt = failures.add(entry, reason, transient);
        if (attempt !== undefined) await sleep(retryDelay(attempt));
      }
      closure = await findAgain(job, failures, error);
    }
  }
}

function cacheWarning({ cache, count, path, reason }: GivenUp): Diagnostic {
  const others = count > 1 ? ` and ${count - 1} more` : "";
  return {
    code: "failing-cache",
    severity: "warning",
    message: `${path.name}${others} came from another cache: ${cache} ${reason}`,
  };
}

/** Finds the closure without what has failed. If no other cache has a path, the error is the failed download. */
async function findAgain(
  job: Pick<ClosureJob<never>, "find">,
  failures: DownloadFailures,
  failure: Error,
): Promise<Closure> {
  try {
    return await job.find(failures);
  } catch (error) {
    throw error instanceof ClosureError ? failure : error;
  }
}
