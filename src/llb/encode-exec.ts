import type { ExecOperation } from "./exec.ts";
import type { InputTable } from "./input-table.ts";
import type { Mount } from "./mount.ts";
import { MessageWriter } from "./wire.ts";

const NETWORK = { sandbox: 0, host: 1, none: 2 } as const;
const MOUNT_TYPE = { bind: 0, secret: 1, ssh: 2, cache: 3, tmpfs: 4 } as const;
const SHARING = { shared: 0, private: 1, locked: 2 } as const;
const CONTENT_CACHE = { on: 1, off: 2 } as const;

/** An ExecOp message. */
export function encodeExec(op: ExecOperation, inputs: InputTable): MessageWriter {
  const writer = new MessageWriter().message(1, encodeMeta(op));
  let outputs = 0;
  for (const mount of op.mounts) {
    writer.message(2, encodeMount(mount, inputs, mount.isOutput ? outputs++ : -1));
  }
  writer.integer(3, NETWORK[op.network]).bool(4, op.insecure);
  for (const secret of op.secretEnv ?? []) {
    writer.message(5, new MessageWriter().string(1, secret.id).string(2, secret.name).bool(3, secret.optional));
  }
  for (const device of op.devices ?? []) {
    writer.message(6, new MessageWriter().string(1, device.name).bool(2, device.optional));
  }
  return writer;
}

function encodeMeta(op: ExecOperation): MessageWriter {
  const writer = new MessageWriter().strings(1, op.args).strings(2, op.env).string(3, op.cwd).string(4, op.user);
  const { proxy } = op;
  if (proxy !== undefined) {
    const names = [proxy.http, proxy.https, proxy.ftp, proxy.no, proxy.all];
    const content = new MessageWriter();
    for (const [position, value] of names.entries()) content.string(position + 1, value);
    writer.message(5, content);
  }
  for (const { host, ip } of op.extraHosts ?? []) writer.message(6, new MessageWriter().string(1, host).string(2, ip));
  writer.string(7, op.hostname);
  for (const { name, soft, hard } of op.ulimits ?? []) {
    writer.message(9, new MessageWriter().string(1, name).integer(2, soft).integer(3, hard));
  }
  return writer.string(10, op.cgroupParent).bool(11, op.removeMountStubs).integers(12, op.validExitCodes);
}

/** `output` is the number of the output that this mount makes, or -1. */
function encodeMount(mount: Mount, inputs: InputTable, output: number): MessageWriter {
  const { cache, file } = mount;
  const writer = new MessageWriter()
    .integer(1, inputs.indexOf(mount.from))
    .string(2, mount.selector)
    .string(3, mount.dest)
    .integer(4, output)
    .bool(5, mount.readonly)
    .integer(6, MOUNT_TYPE[mount.type]);
  if (mount.type === "tmpfs") writer.message(19, new MessageWriter().integer(1, mount.size));
  if (cache !== undefined) {
    writer.message(20, new MessageWriter().string(1, cache.id).integer(2, SHARING[cache.sharing]));
  }
  if (file !== undefined) {
    const content = new MessageWriter()
      .string(1, file.id)
      .integer(2, file.uid)
      .integer(3, file.gid)
      .integer(4, file.mode)
      .bool(5, file.optional);
    writer.message(mount.type === "secret" ? 21 : 22, content);
  }
  return writer.integer(24, mount.contentCache === undefined ? 0 : CONTENT_CACHE[mount.contentCache]);
}
