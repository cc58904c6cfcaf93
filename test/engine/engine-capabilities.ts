// What the engines of several versions say to Ping: ids and the BuildKit version that first had them.

const GATEWAY: Readonly<Record<string, string>> = {
  "0.3":
    "solve.base solve.inlinereturn resolveimage resolveimage.resolvemode readfile return returnmap readdir statfile",
  "0.4": "importcaches",
  "0.7": "proto.refarray reference.output frontend.inputs gateway.solve.metadata",
  "0.8": "gateway.exec frontend.caps gateway.solve.evaluate",
  "0.10": "gateway.exec.extrahosts gateway.exec.signals gateway.warnings",
  "0.11": "gateway.evaluate reference.attestations",
  "0.12": "gateway.exec.secretenv",
  "0.13": "source.metaresolver",
  "0.27": "gateway.exec.filesystem",
};

const LLB: Readonly<Record<string, string>> = {
  "0.3":
    "source.image source.image.resolvemode source.local source.local.unique source.local.sessionid " +
    "source.local.includepatterns source.local.followpaths source.local.excludepatterns source.local.sharedkeyhint " +
    "source.git source.git.keepgitdir source.git.fullurl source.http source.http.checksum source.http.perm " +
    "soruce.http.uidgid exec.meta.base exec.meta.proxyenv exec.meta.network exec.meta.setsdefaultpath exec.mount.bind " +
    "exec.mount.cache exec.mount.cache.sharing exec.mount.selector exec.mount.tmpfs exec.mount.secret exec.mount.ssh " +
    "exec.cgroup constraints platform meta.ignorecache meta.description meta.exportcache",
  "0.5": "file.base exec.meta.security",
  "0.7": "exec.mount.bind.readwrite-nooutput file.rm.wildcard",
  "0.8": "source.git.httpauth source.git.knownsshhosts source.git.mountsshsock",
  "0.9": "source.local.differ source.git.subdir file.copy.includeexcludepatterns",
  "0.10": "exec.meta.cgroup.parent exec.meta.ulimit exec.mount.tmpfs.size exec.secretenv mergeop diffop",
  "0.11": "source.image.layerlimit source.ocilayout exporter.image.attestations source.policy",
  "0.13": "exec.mount.cache.content",
  "0.14": "file.copy.alwaysreplaceexistingdestpaths",
  "0.17": "exec.validexitcode gc.freespacefilter",
  "0.19": "file.symlink.create",
  "0.20": "exec.meta.cdi",
  "0.21": "source.local.metadatatransfer source.http.auth source.http.header",
  "0.22": "source.git.checksum",
  "0.24": "source.git.skipsubmodules",
  "0.25": "source.image.checksum",
  "0.26": "file.copy.requiredpaths",
  "0.29": "source.git.mtime",
  "0.30": "source.git.fetchbycommit",
};

export interface EngineCapabilities {
  readonly engine: ReadonlySet<string>;
  readonly llb: ReadonlySet<string>;
}

/** The capabilities of a BuildKit version: "0.8", "0.13", "0.25". */
export function capabilitiesOfBuildKit(version: string): EngineCapabilities {
  const minor = (text: string) => Number(text.split(".")[1]);
  const until = (table: Readonly<Record<string, string>>) =>
    new Set(
      Object.keys(table).flatMap((first) => (minor(first) <= minor(version) ? (table[first]?.split(" ") ?? []) : [])),
    );
  return { engine: until(GATEWAY), llb: until(LLB) };
}
