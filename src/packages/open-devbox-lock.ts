import { mainFiles } from "../context/context-files.ts";
import type { Session } from "../context/session.ts";
import { openTree } from "../context/tree.ts";
import type { Configuration } from "../options/configuration.ts";
import { type PinnedDevboxLock, readDevboxLock } from "./devbox-lock.ts";

/** The devbox.lock that the declaration names, or undefined. Throws a DeclError. */
export async function openDevboxLock(
  session: Session,
  { config, placeOf }: Configuration,
): Promise<PinnedDevboxLock | undefined> {
  const file = config.nixpkgs.devboxLock?.replace(/^\.\//, "");
  if (file === undefined) return undefined;
  const files = await mainFiles(session, [file]);
  const text = await openTree(session, files).readText(file);
  return readDevboxLock(file, text, placeOf(["nixpkgs", "devboxLock"]));
}
