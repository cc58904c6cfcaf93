import type { CopyFiles, FileAction, FileOperation } from "./file.ts";
import type { InputTable } from "./input-table.ts";
import { MessageWriter } from "./wire.ts";

const FIELD = { copy: 4, mkfile: 5, mkdir: 6 } as const;

/**
 * A FileOp message: a chain of actions. The first works on the base; each later one on the result before it, which has the
 * number `inputs + position`; the last one's result is output 0. In this message -1 means "none" and 0 means "the first",
 * so the -1s are written out.
 */
export function encodeFile(op: FileOperation, inputs: InputTable): MessageWriter {
  const writer = new MessageWriter();
  const count = inputs.entries.length;
  for (const [position, action] of op.actions.entries()) {
    const isLast = position === op.actions.length - 1;
    const content = new MessageWriter()
      .integer(1, position === 0 ? inputs.indexOf(op.base) : count + position - 1)
      .integer(2, action.action === "copy" ? inputs.indexOf(action.from) : -1)
      .integer(3, isLast ? 0 : -1)
      .message(FIELD[action.action], encodeAction(action));
    writer.message(2, content);
  }
  return writer;
}

function encodeAction(action: FileAction): MessageWriter {
  const writer = new MessageWriter();
  switch (action.action) {
    case "copy":
      return encodeCopy(writer, action);
    case "mkfile":
      return writer
        .string(1, action.path)
        .integer(2, action.mode)
        .bytes(3, action.data)
        .integer(5, timestamp(action.mtime));
    case "mkdir":
      return writer
        .string(1, action.path)
        .integer(2, action.mode)
        .bool(3, action.parents)
        .integer(5, timestamp(action.mtime));
  }
}

function encodeCopy(writer: MessageWriter, action: CopyFiles): MessageWriter {
  return writer
    .string(1, action.src)
    .string(2, action.dest)
    .integer(4, action.mode ?? -1)
    .bool(6, action.contents)
    .bool(7, action.unpack)
    .bool(8, action.createDestination)
    .integer(11, timestamp(action.mtime))
    .strings(12, action.include)
    .strings(13, action.exclude);
}

/** Nanoseconds; -1 is "now", and 0 is 1970 (left out by the encoder, which means the same). */
function timestamp(seconds: number | undefined): bigint {
  return seconds === undefined ? -1n : BigInt(seconds) * 1_000_000_000n;
}
