import type { CopyFiles, FileAction, FileOperation, Owner } from "./file.ts";
import type { InputTable } from "./input-table.ts";
import type { State } from "./vertex.ts";
import { MessageWriter } from "./wire.ts";

const FIELD = { copy: 4, mkfile: 5, mkdir: 6, rm: 7, symlink: 8 } as const;

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
      .message(FIELD[action.action], encodeAction(action, op.base, inputs));
    writer.message(2, content);
  }
  return writer;
}

function encodeAction(action: FileAction, base: State, inputs: InputTable): MessageWriter {
  const writer = new MessageWriter();
  switch (action.action) {
    case "copy":
      return encodeCopy(writer, action, base, inputs);
    case "mkfile":
      return writer
        .string(1, action.path)
        .integer(2, action.mode)
        .bytes(3, action.data)
        .message(4, encodeOwner(action.owner, base, inputs))
        .integer(5, timestamp(action.mtime));
    case "mkdir":
      return writer
        .string(1, action.path)
        .integer(2, action.mode)
        .bool(3, action.parents)
        .message(4, encodeOwner(action.owner, base, inputs))
        .integer(5, timestamp(action.mtime));
    case "rm":
      return writer.string(1, action.path).bool(2, action.allowNotFound).bool(3, action.wildcard);
    case "symlink":
      return writer
        .string(1, action.target)
        .string(2, action.path)
        .message(3, encodeOwner(action.owner, base, inputs))
        .integer(4, timestamp(action.mtime));
  }
}

function encodeCopy(writer: MessageWriter, action: CopyFiles, base: State, inputs: InputTable): MessageWriter {
  return writer
    .string(1, action.src)
    .string(2, action.dest)
    .message(3, encodeOwner(action.owner, base, inputs))
    .integer(4, typeof action.mode === "number" ? action.mode : -1)
    .bool(5, action.followSymlinks)
    .bool(6, action.contents)
    .bool(7, action.unpack)
    .bool(8, action.createDestination)
    .bool(9, action.wildcard)
    .bool(10, action.emptyWildcard)
    .integer(11, timestamp(action.mtime))
    .strings(12, action.include)
    .strings(13, action.exclude)
    .bool(14, action.replace)
    .string(15, typeof action.mode === "string" ? action.mode : undefined)
    .strings(16, action.required);
}

/** Nanoseconds; -1 is "now", and 0 is 1970 (left out by the encoder, which means the same). */
function timestamp(seconds: number | undefined): bigint {
  return seconds === undefined ? -1n : BigInt(seconds) * 1_000_000_000n;
}

/** Numbers sit in a oneof, so root's 0 is written. */
function encodeOwner(owner: Owner | undefined, base: State, inputs: InputTable): MessageWriter | undefined {
  if (owner === undefined) return undefined;
  if ("uid" in owner) {
    const byId = (id: number) => new MessageWriter().presentInteger(2, id);
    return new MessageWriter().message(1, byId(owner.uid)).message(2, byId(owner.gid));
  }
  const input = inputs.indexOf(owner.from ?? base);
  const byName = (name: string) =>
    new MessageWriter().message(1, new MessageWriter().string(1, name).integer(2, input));
  return new MessageWriter().message(1, byName(owner.user)).message(2, byName(owner.group));
}
