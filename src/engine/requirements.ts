import type { Graph } from "../llb/marshal.ts";
import { wantsContainerdStore } from "../reasons/buildkit.ts";
import { DeclError } from "../text/diagnostic.ts";
import type { Capabilities } from "./capabilities.ts";
import { firstEngineWith } from "./capability-history.ts";

/**
 * What every build needs, and so the oldest engine that works: Docker Engine 23.0, BuildKit 0.10. It is the first that
 * mounts the frontend's own image definition (`frontend.bin`), from which the unpacking helper runs; that mount has no
 * capability of its own, but came with `gateway.warnings`. MergeOp and attestations are used where they exist.
 */
export const REQUIRED_CAPABILITIES = [
  "gateway.warnings", // also stands for frontend.bin
  "exec.mount.tmpfs.size",
  "file.copy.includeexcludepatterns",
  "source.local.differ", // the build file's own source op
  "proto.refarray", // results of Solve as Ref messages
  "solve.base",
  "readfile",
  "return",
  "file.base",
  "exec.meta.base",
  "exec.meta.network",
  "exec.mount.bind",
  "source.http.checksum",
  "source.local",
];

/** Throws when the engine lacks what no build can do without. */
export function requireEngine(capabilities: Capabilities): void {
  const missing = REQUIRED_CAPABILITIES.filter((id) => !capabilities.supports(id));
  const [first] = missing;
  if (first === undefined) return;
  const version = capabilities.buildkitVersion ?? "unknown version";
  throw new DeclError({
    code: "engine-too-old",
    message: `engine too old: this BuildKit (${version}) lacks ${missing.join(", ")}`,
    hint: `use ${firstEngineWith("gateway.warnings")}; \`docker buildx create --use\` starts a current one in a container`,
  });
}

/** Throws when the graph uses something that the engine lacks; to be called before the graph is sent. */
export function requireCapabilities(capabilities: Capabilities, graph: Pick<Graph, "capabilities">): void {
  const missing = [...graph.capabilities].filter((id) => !capabilities.supports(id));
  const [first] = missing;
  if (first === undefined) return;
  throw new DeclError({
    code: "engine-lacks-capability",
    message: `this build needs ${missing.join(", ")} of the engine: ${capabilities.refusal(first)}`,
    hint: hintFor(capabilities, first),
  });
}

/** What helps where an engine lacks what only this store has. */
export const CONTAINERD_STORE =
  "switch on Docker's containerd image store (feature containerd-snapshotter in daemon.json)";

function hintFor(capabilities: Capabilities, id: string): string | undefined {
  if (wantsContainerdStore(capabilities.refusal(id) ?? "")) return CONTAINERD_STORE;
  const engine = firstEngineWith(id);
  return engine === undefined ? undefined : `${id} is in ${engine}`;
}
