import { readBuildFile } from "./context/build-file.ts";
import { readLockFile } from "./context/lock-file.ts";
import { readRequest } from "./context/request.ts";
import { openSession } from "./context/session.ts";
import { askAhead } from "./engine/ask-ahead.ts";
import type { Engine } from "./engine/client.ts";
import { readEnvironment } from "./engine/environment.ts";
import type { Result } from "./engine/result.ts";
import type { SourceFile } from "./llb/source-map.ts";

/**
 * What the client gets for what it asked, which BuildKit has put into the environment: an image, or the answer to a
 * subrequest. The daemon reads files while the rest of the code is loaded.
 */
export async function answer(
  engine: Engine,
  sources: Map<string, SourceFile>,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Result> {
  const session = await openSession(engine, readRequest(readEnvironment(environment)), sources, Date.now());
  await askAhead([readBuildFile(session), readLockFile(session)]);
  const { subrequest } = session.request;
  if (subrequest !== undefined) {
    const { answerSubrequest } = await import("./subrequests/router.ts");
    return answerSubrequest(subrequest, session);
  }
  const { build } = await import("./build/build.ts");
  return build(session);
}
