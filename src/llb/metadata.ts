import type { pb } from "@moby/buildkit-proto";
import { visibleText } from "../text/visible-text.ts";
import { capabilitiesOf } from "./operations.ts";
import type { Vertex } from "./vertex.ts";

/** The OpMetadata of a vertex: everything the daemon is told that is not part of the digest. */
export function metadataOf({ op, options }: Vertex): pb.OpMetadata.$Properties {
  if (op.kind === "foreign") return op.metadata;
  const name: Record<string, string> =
    options.name === undefined ? {} : { "llb.customname": visibleText(options.name) };
  return {
    ignoreCache: options.ignoreCache ?? null,
    description: sorted({ ...name, ...options.description }),
    caps: sorted(Object.fromEntries(capabilitiesOf(op).map((id) => [id, true]))),
    progressGroup: options.group === undefined ? null : { weak: false, ...options.group },
  };
}

/** Equal vertices are one step: the first name and group win, the rest is united. */
export function addMetadata(
  first: pb.OpMetadata.$Properties | undefined,
  other: pb.OpMetadata.$Properties,
): pb.OpMetadata.$Properties {
  if (first === undefined) return other;
  return {
    ...other,
    ...first,
    ignoreCache: first.ignoreCache || (other.ignoreCache ?? null),
    description: sorted({ ...other.description, ...first.description }),
    exportCache: first.exportCache ?? other.exportCache ?? null,
    caps: sorted({ ...other.caps, ...first.caps }),
    progressGroup: first.progressGroup ?? other.progressGroup ?? null,
    linuxResources: first.linuxResources ?? other.linuxResources ?? null,
  };
}

/** The terminal op's entry names what the metadata of the whole graph needs (client/llb/state.go). It is never empty. */
export function terminalMetadata(all: Iterable<pb.OpMetadata.$Properties>): pb.OpMetadata.$Properties {
  const caps: Record<string, boolean> = { constraints: true, platform: true };
  for (const metadata of all) {
    if (metadata.ignoreCache) caps["meta.ignorecache"] = true;
    if (Object.keys(metadata.description ?? {}).length > 0) caps["meta.description"] = true;
    if (metadata.exportCache) caps["meta.exportcache"] = true;
  }
  return { caps };
}

/** Metadata is not hashed, but equal graphs shall be equal bytes, caps and all. */
function sorted<T>(map: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
}
