import type { ExecOperation } from "./exec.ts";
import type { FileAction, FileOperation } from "./file.ts";
import type { Mount } from "./mount.ts";

/** Without `exec.meta.removemountstubs.recursive`, which no daemon ever registered. */
export function execCapabilities(op: ExecOperation): string[] {
  return named({
    "exec.meta.base": true,
    "exec.meta.proxyenv": op.unkeyed,
    "exec.meta.network": op.network !== "sandbox",
    "exec.meta.ulimit": (op.ulimits ?? []).length > 0,
    "exec.meta.cgroup.parent": op.cgroupParent,
    ...Object.fromEntries(op.mounts.flatMap(mountCapabilities).map((id) => [id, true])),
  });
}

function mountCapabilities(mount: Mount): string[] {
  return named({
    [`exec.mount.${mount.type}`]: true,
    "exec.mount.selector": mount.selector,
    "exec.mount.tmpfs.size": mount.size !== undefined,
    "exec.mount.cache.content": mount.contentCache !== undefined,
  });
}

export function fileCapabilities(op: FileOperation): string[] {
  const any = (test: (action: FileAction) => unknown) => op.actions.some(test);
  return named({
    "file.base": true,
    "file.copy.includeexcludepatterns": any((a) => a.action === "copy" && (a.include?.length || a.exclude?.length)),
  });
}

function named(needs: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(needs).filter((id) => needs[id]);
}
