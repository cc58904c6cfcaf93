import type { moby } from "@moby/buildkit-proto";
import type { OpOrder } from "../llb/encode-op.ts";
import type { Platform } from "../llb/vertex.ts";
import { firstEngineWith } from "./capability-history.ts";
import { parseWorkers } from "./worker.ts";

type Pong = moby.buildkit.v1.frontend.PongResponse.$Properties;

const MIB = 1024 * 1024;
const HTTP_LOGIN = "source.http.auth";

/** What this engine can do: asked once, never guessed. */
export interface Capabilities {
  /** Gateway and LLB capabilities by id: present and enabled. */
  supports(id: string): boolean;
  /** Why a capability is not there, in the engine's words if it said so; undefined when it is supported. */
  refusal(id: string): string | undefined;
  /** The largest request in bytes that the engine takes. */
  readonly messageLimit: number;
  /** Why it logs in to no HTTP server, whatever secret is given; undefined where it does. */
  readonly noLogin: string | undefined;
  /** How this engine writes ops; graphs written the same way share steps with those of other frontends. */
  readonly opOrder: OpOrder;
  /** What is built when no platform is asked for. */
  readonly defaultPlatform: Platform | undefined;
  /** All that programs run for, those with an emulator too. */
  readonly platforms: readonly Platform[];
  /** E.g. "v0.25.1"; undefined before BuildKit 0.11. */
  readonly buildkitVersion: string | undefined;
}

/** `workersJson` is the environment's BUILDKIT_WORKERS. */
export function readCapabilities(pong: Pong, workersJson = ""): Capabilities {
  const all = new Map([...(pong.FrontendAPICaps ?? []), ...(pong.LLBCaps ?? [])].map((cap) => [cap.ID ?? "", cap]));
  const supports = (id: string) => all.get(id)?.Enabled === true;
  const [worker] = parseWorkers(workersJson, pong.Workers ?? []);
  return {
    supports,
    refusal: (id) => {
      if (supports(id)) return undefined;
      return all.get(id)?.DisabledReasonMsg || (all.has(id) ? "it is switched off" : "the engine does not know it");
    },
    // BuildKit 0.14 raised grpc-go's default; the capability came with the same release.
    messageLimit: (supports("file.copy.alwaysreplaceexistingdestpaths") ? 16 : 4) * MIB,
    noLogin: supports(HTTP_LOGIN) ? undefined : `this engine gives none, ${firstEngineWith(HTTP_LOGIN)} does`,
    opOrder: supports("exec.validexitcode") ? "plain-then-oneof" : "by-number", // both came with BuildKit 0.17
    defaultPlatform: worker?.platforms[0],
    platforms: worker?.platforms ?? [],
    buildkitVersion: worker?.buildkitVersion,
  };
}
