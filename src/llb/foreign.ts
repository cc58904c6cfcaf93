import { pb } from "@moby/buildkit-proto";
import { DeclError } from "../text/diagnostic.ts";
import { digestOf } from "./digest.ts";
import { type Output, type State, scratch, type Vertex } from "./vertex.ts";

/** An op of someone else's graph. Its bytes are kept, so its digest is; its metadata and places come along. */
export interface ForeignOperation {
  readonly kind: "foreign";
  readonly bytes: Uint8Array;
  readonly metadata: pb.OpMetadata.$Properties;
  readonly places: readonly ForeignPlace[];
}

interface ForeignPlace {
  readonly info: pb.SourceInfo.$Properties;
  readonly ranges: readonly pb.Range.$Properties[];
}

/** The state that a marshalled Definition names (frontend.bin of the metadata mount). */
export function stateFromBytes(bytes: Uint8Array): State {
  return stateFromDefinition(pb.Definition.decode(bytes));
}

/** The state that a Definition names (the Inputs RPC, `Ref.def`); an empty one is scratch. */
export function stateFromDefinition(definition: pb.Definition.$Properties): State {
  const ops = definition.def ?? [];
  const last = ops.at(-1);
  if (last === undefined) return scratch;

  const vertices = new Map<string, Vertex>();
  const inputsOf = (op: pb.Op): Output[] =>
    op.inputs.map(({ digest, index }) => {
      const vertex = vertices.get(digest ?? "");
      if (vertex === undefined) throw broken(`it refers to ${digest}, which comes later or not at all`);
      return { vertex, index: index ?? 0 };
    });

  for (const [bytes, op] of inputsFirst(ops.slice(0, -1))) {
    const digest = digestOf(bytes);
    const metadata = definition.metadata?.[digest] ?? {};
    vertices.set(digest, {
      op: { kind: "foreign", bytes, metadata, places: placesOf(definition, digest) },
      inputs: inputsOf(op),
      options: {},
    });
  }
  const [state] = inputsOf(pb.Op.decode(last));
  if (state === undefined) throw broken("its last op has no input");
  return state;
}

/** A Definition may list its ops in any order; this one lists inputs before their users. */
function inputsFirst(ops: readonly Uint8Array[]): (readonly [Uint8Array, pb.Op])[] {
  const waiting = new Map(ops.map((bytes) => [digestOf(bytes) as string, [bytes, pb.Op.decode(bytes)] as const]));
  const sorted: (readonly [Uint8Array, pb.Op])[] = [];
  const stack = [...waiting.keys()].reverse();
  for (let digest = stack.at(-1); digest !== undefined; digest = stack.at(-1)) {
    const entry = waiting.get(digest);
    const missing = entry?.[1].inputs.flatMap((input) => (waiting.has(input.digest ?? "") ? [input.digest ?? ""] : []));
    if (entry !== undefined && missing !== undefined && missing.length > 0) {
      stack.push(...missing.reverse());
      continue;
    }
    stack.pop();
    if (entry !== undefined) sorted.push(entry);
    waiting.delete(digest);
  }
  return sorted;
}

function placesOf(definition: pb.Definition.$Properties, digest: string): ForeignPlace[] {
  const locations = definition.Source?.locations?.[digest]?.locations ?? [];
  return locations.flatMap(({ sourceIndex, ranges }) => {
    const info = definition.Source?.infos?.[sourceIndex ?? 0];
    return info === undefined ? [] : [{ info, ranges: ranges ?? [] }];
  });
}

function broken(why: string): DeclError {
  return new DeclError({ code: "broken-definition", message: `the engine gave a build graph that is broken: ${why}` });
}
