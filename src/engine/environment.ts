import { platformId } from "../value/platform.ts";
import { parseWorkers } from "./worker.ts";

/** What BuildKit puts into the frontend's environment (frontend/gateway/gateway.go). */
export interface FrontendEnvironment {
  /** `BUILDKIT_FRONTEND_OPT_<n>=key=value`, by key. */
  readonly options: ReadonlyMap<string, string>;
  /** The client's session: whose files `local` sources are. */
  readonly sessionId: string;
  /** The first worker's platforms, its own first; "os/arch[/variant]" each. */
  readonly workerPlatforms: readonly string[];
}

const OPTION = /^BUILDKIT_FRONTEND_OPT_\d+$/;

export function readEnvironment(env: Readonly<Record<string, string | undefined>>): FrontendEnvironment {
  const options = new Map<string, string>();
  for (const [name, value] of Object.entries(env)) {
    if (!OPTION.test(name) || value === undefined) continue;
    const equals = value.indexOf("=");
    options.set(equals < 0 ? value : value.slice(0, equals), equals < 0 ? "" : value.slice(equals + 1));
  }
  return {
    options,
    sessionId: env.BUILDKIT_SESSION_ID ?? "",
    workerPlatforms: parseWorkers(env.BUILDKIT_WORKERS ?? "", [])[0]?.platforms.map(platformId) ?? [],
  };
}
