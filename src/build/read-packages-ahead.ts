import { readLockFile } from "../context/lock-file.ts";
import type { Session } from "../context/session.ts";
import { startSandboxAhead } from "../declaration/sandbox.ts";
import { askAhead } from "../engine/ask-ahead.ts";
import { CACHE_CONTEXT } from "../packages/cache-list.ts";
import { cacheMetadata } from "../packages/context-cache.ts";
import { CACHE_INFO } from "../packages/folder-cache.ts";
import { NAME_TABLE } from "../packages/name-table.ts";
import { contextNames } from "../packages/sources/context.ts";

/** What the client's folders say of packages: a build without a lock file needs it once the declaration is evaluated. */
export async function readPackagesAhead(session: Session): Promise<void> {
  const { request } = session;
  const names = contextNames(session);
  const cache = request.context(CACHE_CONTEXT) && cacheMetadata(session, CACHE_CONTEXT);
  const folders = [names?.ref(), cache?.ref()];
  const lock = request.settings.lock === "use" ? readLockFile(session) : undefined;
  await askAhead([lock, ...folders]);
  if (!request.filename.endsWith(".json")) startSandboxAhead();
  await Promise.allSettled([lock, ...folders]);
  if ((await lock) !== undefined) return;
  await askAhead([names?.readText(NAME_TABLE), cache?.readText(CACHE_INFO)]);
}
