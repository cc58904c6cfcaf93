import { namesHost } from "../value/hosts.ts";
import type { HttpCache } from "./cache-list.ts";

/** The address of a cache's folder. */
export const folderUrl = (url: string): string => (url.endsWith("/") ? url : `${url}/`);

/**
 * Why an archive is not fetched from where its cache, or a lock, says it is, in words that follow the cache's name: nobody signs that. Undefined where it may be.
 */
export function archiveFault({ url, archiveHosts }: Pick<HttpCache, "url" | "archiveHosts">, said: string) {
  const base = new URL(folderUrl(url));
  const address = new URL(said, base);
  // It would be in the lock file, the graph and the provenance. Nothing of it is repeated.
  if (address.username !== "" || address.password !== "") return "has a login in the address of the archive";
  const isDowngrade = base.protocol === "https:" && address.protocol !== "https:";
  if (!isDowngrade && (address.host === base.host || namesHost(archiveHosts, address.host))) return undefined;
  const where = isDowngrade && address.host === base.host ? `http://${address.host}` : address.host;
  return `says that the archive is on ${where}, and not on its own server`;
}
