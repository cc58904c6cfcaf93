import type { ExecOperation } from "./exec.ts";
import type { FileAction, FileOperation } from "./file.ts";
import type { Mount } from "./mount.ts";
import type { Operation } from "./vertex.ts";

/**
 * The LLB capabilities (solver/pb/caps.go) that an operation needs. They are listed in its metadata, so that a daemon that
 * lacks one refuses the graph instead of ignoring fields that it does not know. `file.copy.modestring` and
 * `exec.meta.removemountstubs.recursive` are not among them: no daemon ever registered these two.
 */
export function capabilitiesOf(op: Exclude<Operation, { kind: "foreign" }>): string[] {
  switch (op.kind) {
    case "source":
      return [...op.capabilities];
    case "exec":
      return execCapabilities(op);
    case "file":
      return fileCapabilities(op);
    case "merge":
      return ["mergeop"];
    case "diff":
      return ["diffop"];
  }
}

function execCapabilities(op: ExecOperation): string[] {
  return named({
    "exec.meta.base": true,
    "exec.meta.network": op.network !== "sandbox",
    "exec.meta.security": op.insecure,
    "exec.meta.proxyenv": op.proxy !== undefined,
    "exec.meta.ulimit": op.ulimits?.length,
    "exec.meta.cgroup.parent": op.cgroupParent,
    "exec.validexitcode": op.validExitCodes?.length,
    "exec.secretenv": op.secretEnv?.length,
    "exec.meta.cdi": op.devices?.length,
    "exec.meta.linux.resources": op.resources !== undefined,
    ...Object.fromEntries(op.mounts.flatMap(mountCapabilities).map((id) => [id, true])),
  });
}

function mountCapabilities(mount: Mount): string[] {
  return named({
    [`exec.mount.${mount.type}`]: true,
    "exec.mount.bind.readwrite-nooutput": mount.type === "bind" && !mount.readonly && !mount.isOutput,
    "exec.mount.selector": mount.selector,
    "exec.mount.cache.sharing": mount.cache !== undefined && mount.cache.sharing !== "shared",
    "exec.mount.cache.content": mount.contentCache !== undefined,
    "exec.mount.tmpfs.size": mount.size,
  });
}

function fileCapabilities(op: FileOperation): string[] {
  const any = (test: (action: FileAction) => unknown) => op.actions.some(test);
  return named({
    "file.base": true,
    "file.symlink.create": any((a) => a.action === "symlink"),
    "file.rm.wildcard": any((a) => a.action === "rm" && a.wildcard),
    "file.copy.includeexcludepatterns": any((a) => a.action === "copy" && (a.include?.length || a.exclude?.length)),
    "file.copy.alwaysreplaceexistingdestpaths": any((a) => a.action === "copy" && a.replace),
    "file.copy.requiredpaths": any((a) => a.action === "copy" && a.required?.length),
  });
}

function named(needs: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(needs).filter((id) => needs[id]);
}
