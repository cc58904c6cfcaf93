import { setImmediate as nextTurn } from "node:timers/promises";

/**
 * Lets requests leave before this process is busy with loading code or evaluating a declaration: the daemon reads files
 * meanwhile. Whoever wants one of them later finds the answer, or the error if it was one. A request
 * leaves in a few turns of the event loop: through the gRPC client, the transport's socket and the pipe.
 */
export async function askAhead(answers: readonly (Promise<unknown> | undefined)[]): Promise<void> {
  for (const answer of answers) answer?.catch(() => undefined);
  for (let turn = 0; turn < 4; turn++) await nextTurn();
}
