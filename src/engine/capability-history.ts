/**
 * When capabilities came, oldest first: the BuildKit version (computed from its release tags), the first Docker Engine that
 * carries it (vendor.mod of moby/moby's tags), and the new capabilities. Older ones are everywhere and left out.
 */
const HISTORY: readonly (readonly [buildkit: string, engine: string, capabilities: readonly string[]])[] = [
  ["0.8", "20.10", ["gateway.exec", "frontend.caps", "gateway.solve.evaluate", "source.git.httpauth"]],
  ["0.9", "23.0", ["source.local.differ", "source.git.subdir", "file.copy.includeexcludepatterns"]],
  ["0.10", "23.0", ["gateway.warnings", "exec.meta.cgroup.parent", "exec.meta.ulimit", "exec.mount.tmpfs.size"]],
  ["0.10", "23.0", ["exec.secretenv", "mergeop", "diffop"]],
  ["0.11", "24.0", ["gateway.evaluate", "reference.attestations", "source.ocilayout", "source.image.layerlimit"]],
  ["0.13", "26.0", ["source.metaresolver", "exec.mount.cache.content"]],
  ["0.14", "27.0", ["file.copy.alwaysreplaceexistingdestpaths"]],
  ["0.17", "27.4", ["exec.validexitcode"]],
  ["0.19", "28.0", ["file.symlink.create"]],
  ["0.20", "28.0", ["exec.meta.cdi"]],
  ["0.21", "28.1", ["source.local.metadatatransfer", "source.http.auth", "source.http.header"]],
  ["0.22", "28.2", ["source.git.checksum"]],
  ["0.24", "28.4", ["source.git.skipsubmodules"]],
  ["0.25", "28.5", ["source.image.checksum"]],
  ["0.26", "29.1", ["file.copy.requiredpaths"]],
  ["0.28", "29.3", ["source.http.signatureverify", "source.metaresolver.http.checksumrequest"]],
  ["0.29", "29.4", ["source.git.mtime"]],
  ["0.30", "29.5", ["source.git.fetchbycommit"]],
  ["0.31", "29.6", ["exec.meta.linux.resources"]],
];

/** "Docker Engine 28.0 (BuildKit 0.19) or newer", or undefined for a capability that is not in the list. */
export function firstEngineWith(capability: string): string | undefined {
  const row = HISTORY.find(([, , capabilities]) => capabilities.includes(capability));
  return row === undefined ? undefined : `Docker Engine ${row[1]} (BuildKit ${row[0]}) or newer`;
}
