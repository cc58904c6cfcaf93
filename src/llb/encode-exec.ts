import type { ExecOperation } from "./exec.ts";
import type { InputTable } from "./input-table.ts";
import type { Mount } from "./mount.ts";
import { MessageWriter } from "./wire.ts";

const NETWORK = { sandbox: 0, host: 1, none: 2 } as const;
const MOUNT_TYPE = { bind: 0, secret: 1, ssh: 2, cache: 3, tmpfs: 4 } as const;
const CONTENT_CACHE = { on: 1, off: 2 } as const;

/** An ExecOp message. */
export function encodeExec(op: ExecOperation, inputs: InputTable): MessageWriter {
  const writer = new MessageWriter().message(1, encodeMeta(op));
  let outputs = 0;
  for (const mount of op.mounts) {
    writer.message(2, encodeMount(mount, inputs, mount.isOutput ? outputs++ : -1));
  }
  return writer.integer(3, NETWORK[op.network]);
}

function encodeMeta(op: ExecOperation): MessageWriter {
  const writer = new MessageWriter().strings(1, op.args).strings(2, op.env).string(3, "/");
  if (op.unkeyed !== undefined) writer.message(5, new MessageWriter().string(4, op.unkeyed));
  for (const { name, address } of op.extraHosts ?? []) {
    writer.message(6, new MessageWriter().string(1, name).string(2, address));
  }
  for (const { name, soft, hard } of op.ulimits ?? []) {
    writer.message(9, new MessageWriter().string(1, name).integer(2, soft).integer(3, hard));
  }
  return writer.string(10, op.cgroupParent).bool(11, op.removeMountStubs);
}

/** `output` is the number of the output that this mount makes, or -1. */
function encodeMount(mount: Mount, inputs: InputTable, output: number): MessageWriter {
  const writer = new MessageWriter()
    .integer(1, inputs.indexOf(mount.from))
    .string(2, mount.selector)
    .string(3, mount.dest)
    .integer(4, output)
    .bool(5, mount.readonly)
    .integer(6, MOUNT_TYPE[mount.type]);
  if (mount.type === "tmpfs") writer.message(19, new MessageWriter().integer(1, mount.size ?? 0));
  if (mount.cacheId !== undefined) writer.message(20, new MessageWriter().string(1, mount.cacheId));
  if (mount.type === "secret") writer.message(21, clientOwned(mount, 0o400));
  if (mount.type === "ssh") writer.message(22, clientOwned(mount, 0o600));
  return writer.integer(24, mount.contentCache === undefined ? 0 : CONTENT_CACHE[mount.contentCache]);
}

/** A SecretOpt or SSHOpt message: root's, with these permission bits. */
function clientOwned({ clientId }: Mount, mode: number): MessageWriter {
  return new MessageWriter().string(1, clientId).integer(4, mode);
}
