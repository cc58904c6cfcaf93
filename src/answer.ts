import type { Gateway } from "./gateway/client.ts";
import { readBuildFile } from "./gateway/client-files.ts";
import { readLockFile } from "./gateway/lock-file.ts";
import { askAhead } from "./gateway/read-ahead.ts";
import type { Result } from "./gateway/result.ts";
import type { SourceFile } from "./llb/source-map.ts";
import { readEnvironment } from "./request/environment.ts";
import { readRequest } from "./request/request.ts";

/** What the client asked for, from the environment that BuildKit set. The daemon reads files while the rest is loaded. */
export async function answer(
  gateway: Gateway,
  sources: Map<string, SourceFile>,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Result> {
  const request = readRequest(readEnvironment(environment));
  await askAhead([readBuildFile(gateway, request), readLockFile(gateway, request)]);
  const { build } = await import("./build.ts");
  return build(gateway, sources, request);
}
