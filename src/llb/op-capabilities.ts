import type { ExecOperation } from "./exec.ts";
import type { FileAction, FileOperation } from "./file.ts";
import type { Mount } from "./mount.ts";
import type { Operation } from "./vertex.ts";

/**
 * The LLB capabilities (solver/pb/caps.go) that an operation needs. They are listed in its metadata, so that a daemon that
 * lacks one refuses the graph instead of ignoring fields that it does not know.
 * `exec.meta.removemountstubs.recursive` is not among them: no daemon ever registered it.
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
  }
}

function execCapabilities(op: ExecOperation): string[] {
  return named({
    "exec.meta.base": true,
    "exec.meta.network": op.network !== "sandbox",
    ...Object.fromEntries(op.mounts.flatMap(mountCapabilities).map((id) => [id, true])),
  });
}

function mountCapabilities(mount: Mount): string[] {
  return named({
    [`exec.mount.${mount.type}`]: true,
    "exec.mount.selector": mount.selector,
    "exec.mount.cache.content": mount.contentCache !== undefined,
  });
}

function fileCapabilities(op: FileOperation): string[] {
  const any = (test: (action: FileAction) => unknown) => op.actions.some(test);
  return named({
    "file.base": true,
    "file.copy.includeexcludepatterns": any((a) => a.action === "copy" && (a.include?.length || a.exclude?.length)),
  });
}

function named(needs: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(needs).filter((id) => needs[id]);
}
