import { namesHost } from "../value/hosts.ts";
import type { HttpCache } from "./cache-list.ts";

/** The address of a cache's folder. */
export const folderUrl = (url: string): string => (url.endsWith("/") ? url : `${url}/`);

/**
 * Why an archive is not fetched from the address that its cache or a lock file gives, in words that follow the cache's name; undefined
 * where it may be fetched. No signature covers that address.
 */
export function archiveFault({ url, archiveHosts }: Pick<HttpCache, "url" | "archiveHosts">, archiveUrl: string) {
  const base = new URL(folderUrl(url));
  const address = new URL(archiveUrl, base);
  // The login would be in the lock file, the graph and the provenance. The message does not repeat it.
  if (address.username !== "" || address.password !== "") return "has a login in the address of the archive";
  const isDowngrade = base.protocol === "https:" && address.protocol !== "https:";
  if (!isDowngrade && (address.host === base.host || namesHost(archiveHosts, address.host))) return undefined;
  const where = isDowngrade && address.host === base.host ? `http://${address.host}` : address.host;
  return `says that the archive is on ${where}, and not on its own server`;
}
