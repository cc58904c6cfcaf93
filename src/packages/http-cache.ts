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
 * A binary cache behind http:// or https://. The daemon fetches everything, as sources of the graph; the frontend has no
 * network. The cache is asked nothing before something is wanted of it.
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
        // Servers that make archives when they are asked for them do not know the file's hash; but this file is the archive.
        const hash = entry.fileHash ?? (entry.compression === "none" ? entry.narHash : undefined);
        const checksum = hash === undefined ? undefined : `sha256:${hashHex(hash)}`;
        // The name is part of the daemon's cache key, and must not change with the mirror. But the daemon also takes steps
        // with one key for one step, a failed one for the rest of the build: another attempt needs another name.
        const failed = failures(entry);
        const filename = failed === 0 ? `${entry.path.base}.nar` : `${entry.path.base}.${failed}.nar`;
        const fault = archiveFault(options, entry.url);
        if (fault !== undefined) throw new Error(`${options.url} ${fault}`);
        const { href, origin } = new URL(entry.url, base);
        // Nothing but the cache itself is shown its secret: an archive's address is no more than a hint.
        const authHeaderSecret = origin === new URL(base).origin ? options.authSecret : undefined;
        const state = http(href, { checksum, authHeaderSecret, filename, ...label });
        return { state, path: filename };
      },
    }),
  };
}

/** The daemon keeps the failure of a step for the rest of the build. A fragment, which servers never see, makes another step. */
function retryUrl(url: string, attempt: number): string {
  return attempt === 0 ? url : `${url.replace(/#.*/, "")}#retry-${attempt}`;
}
