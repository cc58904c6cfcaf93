import type { pb } from "@moby/buildkit-proto";
import { digestOf } from "./digest.ts";
import { encodeOp, type OpOrder } from "./encode-op.ts";
import { InputTable } from "./input-table.ts";
import { addMetadata, metadataOf, terminalMetadata } from "./metadata.ts";
import { encodeOperation } from "./operations.ts";
import { type SourceFile, SourceMap } from "./source-map.ts";
import { type Digest, type Operation, type Output, type Platform, type State, scratch, type Vertex } from "./vertex.ts";

export interface MarshalOptions {
  /** For exec steps and images that name none of their own. */
  readonly platform?: Platform;
  /** The texts that the vertices' places are in. */
  readonly sources?: readonly SourceFile[];
  readonly opOrder?: OpOrder | undefined;
  /** Whether mounts may say how their cache key is made (`exec.mount.cache.content`); else the daemon decides. */
  readonly contentCache?: boolean;
}

/** A graph in the form that the daemon takes. */
export interface Graph {
  readonly definition: pb.Definition.$Properties;
  /** The digest of the vertex that makes this output, as the daemon computes it. */
  digest(output: Output): Digest;
  /** Every LLB capability that the graph needs. */
  readonly capabilities: ReadonlySet<string>;
  /** Bytes of all ops. */
  readonly size: number;
}

/**
 * Turns a state into one definition: inputs before their users, equal vertices once, the terminal op last. The same state
 * gives the same bytes on every machine. The digests are those that the daemon computes (facts: solver/llbsolver/vertex.go,
 * google.golang.org/protobuf/internal/order), so places and warnings that are keyed by them are found.
 */
export function marshal(state: State, options: MarshalOptions = {}): Graph {
  const digests = new Map<Vertex, Digest>();
  const ops = new Map<Digest, Uint8Array>();
  const metadata = new Map<Digest, pb.OpMetadata.$Properties>();
  const sources = new SourceMap(options.sources ?? []);

  for (const vertex of state === scratch ? [] : inputsFirst(state.vertex)) {
    const { inputs } = vertex;
    const op = options.contentCache === false ? withoutContentCache(vertex.op) : vertex.op;
    const bytes = op.kind === "foreign" ? op.bytes : encodeOperation(op, inputs, digests, options);
    const digest = digestOf(bytes);
    digests.set(vertex, digest);
    ops.set(digest, bytes);
    metadata.set(digest, addMetadata(metadata.get(digest), metadataOf({ ...vertex, op })));
    for (const place of vertex.options.places ?? []) sources.addPlace(digest, place);
    if (op.kind === "foreign") {
      for (const { info, ranges } of op.places) sources.addRanges(digest, info, ranges);
    }
  }
  if (state !== scratch) {
    const terminal = encodeOp({ inputs: new InputTable([state], digests, false).entries }, options.opOrder);
    const digest = digestOf(terminal);
    metadata.set(digest, terminalMetadata(metadata.values()));
    ops.set(digest, terminal);
  }

  const def = [...ops.values()];
  return {
    definition: { def, metadata: Object.fromEntries(metadata), Source: sources.finish() ?? null },
    digest: ({ vertex }) => {
      const digest = digests.get(vertex);
      if (digest === undefined) throw new Error("the vertex is not part of this graph");
      return digest;
    },
    capabilities: new Set([...metadata.values()].flatMap(({ caps }) => Object.keys(caps ?? {}))),
    size: def.reduce((sum, bytes) => sum + bytes.length, 0),
  };
}

/**
 * All vertices that `end` needs, each after its inputs, in the order of their first mention. Keeps its own stack: a chain
 * of ten thousand steps is fine. For `merge([a, b])` with a and b both made from c: c, a, b, merge.
 */
function inputsFirst(end: Vertex): Vertex[] {
  const sorted: Vertex[] = [];
  const seen = new Set([end]);
  const stack: { vertex: Vertex; next: number }[] = [{ vertex: end, next: 0 }];
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const input = top.vertex.inputs[top.next++]?.vertex;
    if (input === undefined) {
      sorted.push(top.vertex);
      stack.pop();
    } else if (!seen.has(input)) {
      seen.add(input);
      stack.push({ vertex: input, next: 0 });
    }
  }
  return sorted;
}

function withoutContentCache(op: Operation): Operation {
  if (op.kind !== "exec") return op;
  return { ...op, mounts: op.mounts.map(({ contentCache: _, ...mount }) => mount) };
}
