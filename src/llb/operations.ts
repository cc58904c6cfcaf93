import { encodeExec } from "./encode-exec.ts";
import { encodeFile } from "./encode-file.ts";
import { encodeOp, type OpOrder } from "./encode-op.ts";
import { InputTable } from "./input-table.ts";
import { execCapabilities, fileCapabilities } from "./op-capabilities.ts";
import type { SourceOperation } from "./source.ts";
import type { Digest, Operation, Platform, Vertex } from "./vertex.ts";
import { MessageWriter } from "./wire.ts";

/** An operation that is not taken from someone else's graph. */
type OwnOperation = Exclude<Operation, { kind: "foreign" }>;

/** How operations of a kind are written. */
interface Form<Op extends OwnOperation> {
  /** Number of the field of Op that holds the content. */
  readonly field: number;
  readonly content: (op: Op, inputs: InputTable) => MessageWriter;
  readonly capabilities: (op: Op) => readonly string[];
  /** Only exec steps and images have a platform of their own. */
  readonly platform?: (op: Op) => Platform | "default" | undefined;
  /** Whether equal inputs are counted each time. */
  readonly repeatsInputs?: true;
}

const FORMS: { readonly [Kind in OwnOperation["kind"]]: Form<Extract<OwnOperation, { kind: Kind }>> } = {
  exec: { field: 2, content: encodeExec, capabilities: execCapabilities, platform: ({ platform }) => platform },
  source: {
    field: 3,
    content: encodeSource,
    capabilities: ({ capabilities }) => capabilities,
    platform: ({ platform }) => platform,
  },
  file: { field: 4, content: encodeFile, capabilities: fileCapabilities },
  merge: {
    field: 6,
    content: (_, inputs) => encodeMerge(inputs),
    capabilities: () => ["mergeop"],
    repeatsInputs: true,
  },
};

// A kind's form takes the operations of that kind, which the compiler does not follow.
const formOf = <Op extends OwnOperation>(op: Op) => FORMS[op.kind] as unknown as Form<Op>;

/**
 * The LLB capabilities (solver/pb/caps.go) that an operation needs. They are listed in its metadata, so that a daemon that
 * lacks one refuses the graph instead of ignoring fields that it does not know.
 */
export const capabilitiesOf = (op: OwnOperation): readonly string[] => formOf(op).capabilities(op);

/** The bytes of an operation's Op message; `digests` are those of its inputs' vertices. */
export function encodeOperation(
  op: OwnOperation,
  inputs: Vertex["inputs"],
  digests: ReadonlyMap<Vertex, Digest>,
  {
    platform: defaultPlatform,
    opOrder,
  }: { readonly platform?: Platform | undefined; readonly opOrder?: OpOrder | undefined },
): Uint8Array {
  const form = formOf(op);
  const table = new InputTable(inputs, digests, form.repeatsInputs === true);
  const own = form.platform?.(op);
  const platform = own === "default" ? defaultPlatform : own;
  const body = [form.field, form.content(op, table)] as const;
  return encodeOp({ inputs: table.entries, body, platform, constraints: true }, opOrder);
}

function encodeSource({ identifier, attributes }: SourceOperation): MessageWriter {
  return new MessageWriter().string(1, identifier).map(2, Object.entries(attributes));
}

function encodeMerge(inputs: InputTable): MessageWriter {
  const writer = new MessageWriter();
  for (const index of inputs.entries.keys()) writer.message(1, new MessageWriter().integer(1, index));
  return writer;
}
