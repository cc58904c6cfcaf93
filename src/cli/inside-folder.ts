import { realpath } from "node:fs/promises";
import { join, relative } from "node:path";

/** What to say of a file that is there and is refused. */
export const LEADS_OUT = "it is a link that leads out of the folder, and docker sends only what is in it";

/**
 * Where a file of a folder really is, links followed; "outside" where they lead out of the folder: in a build there would be nothing
 * behind them, and a checkout of somebody else's must not choose what is read. Undefined where there is nothing.
 */
export async function insideFolder(folder: string, name: string): Promise<string | undefined> {
  const real = await realpath(join(folder, name)).catch(() => undefined);
  if (real === undefined) return undefined;
  const way = relative(await realpath(folder), real);
  return /^\.\.(?:\/|$)/.test(way) ? "outside" : real;
}
