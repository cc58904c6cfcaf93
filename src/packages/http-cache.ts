import type { Session } from "../context/session.ts";
import { openTree } from "../context/tree.ts";
import { http } from "../llb/source.ts";
import { hashHex } from "../nix/nar-hash.ts";
import { describeHttpFailure } from "../reasons/http.ts";
import { archiveFault, folderUrl } from "./archive-address.ts";
import type { HttpCache } from "./cache-list.ts";
import type { OpenCache } from "./context-cache.ts";
import { MAX_METADATA_BYTES } from "./metadata-encoding.ts";
import { type CacheMemory, servedCache } from "./served-cache.ts";

/**
 * A binary cache at an http:// or https:// address. The daemon fetches everything, as sources of the graph, since the frontend has no
 * network. No request is made before a path is needed.
 */
export function openHttpCache(session: Session, options: HttpCache, memory: CacheMemory): OpenCache {
  const base = folderUrl(options.url);
  const host = new URL(base).host;
  const group = { id: `nix-metadata:${base}`, name: `[nix] read metadata from ${host}` };

  let noLogin: string | undefined;
  const read = async (address: string, file: string, attempt: number) => {
    const url = retryUrl(address, attempt);
    const source = http(url, {
      filename: file,
      authHeaderSecret: options.authSecret,
      name: `[nix] ${file} from ${host}`,
      group,
    });
    noLogin = (await session.engine.capabilities).noLogin;
    return openTree(session, source).readFile(file, {
      timeout: options.timeout * 1000,
      length: MAX_METADATA_BYTES + 1,
    });
  };
  const cache = servedCache(options, { read, explain: (error) => describeHttpFailure(error, host, noLogin) }, memory);
  return {
    cache,
    narSource: (_, failures) => ({
      locate: (entry, label) => {
        // Servers that make archives on demand do not know the FileHash. An uncompressed file is the archive and has the NarHash.
        const hash = entry.fileHash ?? (entry.compression === "none" ? entry.narHash : undefined);
        const checksum = hash === undefined ? undefined : `sha256:${hashHex(hash)}`;
        // The file name is part of the daemon's cache key, so it must not depend on the mirror. But the daemon remembers a failed step by
        // its key for the rest of the build, so another attempt needs another name.
        const failed = failures(entry);
        const filename = failed === 0 ? `${entry.path.base}.nar` : `${entry.path.base}.${failed}.nar`;
        const fault = archiveFault(options, entry.url);
        if (fault !== undefined) throw new Error(`${options.url} ${fault}`);
        const { href, origin } = new URL(entry.url, base);
        // The secret is sent to the cache itself only, since the address of an archive is not trusted.
        const authHeaderSecret = origin === new URL(base).origin ? options.authSecret : undefined;
        const state = http(href, { checksum, authHeaderSecret, filename, ...label });
        return { state, path: filename };
      },
    }),
  };
}

/** The address for another attempt: the daemon remembers a failed step, and a fragment, which servers never see, makes it another step. */
function retryUrl(url: string, attempt: number): string {
  return attempt === 0 ? url : `${url.replace(/#.*/, "")}#retry-${attempt}`;
}
