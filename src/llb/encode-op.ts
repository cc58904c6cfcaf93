import type { InputEntry } from "./input-table.ts";
import type { Platform } from "./vertex.ts";
import { MessageWriter } from "./wire.ts";

/**
 * How the daemon itself encodes ops, which decides whether our digests are its digests: "plain-then-oneof" since BuildKit
 * 0.17 (Go protobuf: fields outside the oneof first, so 1, 10, 11, then 2–8), "by-number" before (gogo).
 */
export type OpOrder = "plain-then-oneof" | "by-number";

interface OpParts {
  readonly inputs: readonly InputEntry[];
  /** Number and content of the oneof field; the terminal op has none. */
  readonly body?: readonly [field: number, content: MessageWriter];
  readonly platform?: Platform | undefined;
  /** BuildKit's client writes empty constraints into every op but the terminal one. */
  readonly constraints?: boolean;
}

/** The bytes of an Op message, exactly as the daemon would write them. */
export function encodeOp(parts: OpParts, order: OpOrder = "plain-then-oneof"): Uint8Array {
  const writer = new MessageWriter();
  for (const { digest, index } of parts.inputs)
    writer.message(1, new MessageWriter().string(1, digest).integer(2, index));
  if (order === "by-number") writeBody(writer, parts);
  writer.message(10, parts.platform === undefined ? undefined : encodePlatform(parts.platform));
  writer.message(11, parts.constraints ? new MessageWriter() : undefined);
  if (order === "plain-then-oneof") writeBody(writer, parts);
  return writer.finish();
}

function writeBody(writer: MessageWriter, { body }: OpParts): void {
  if (body !== undefined) writer.message(...body);
}

function encodePlatform(platform: Platform): MessageWriter {
  return new MessageWriter()
    .string(1, platform.architecture)
    .string(2, platform.os)
    .string(3, platform.variant)
    .string(4, platform.osVersion);
}
