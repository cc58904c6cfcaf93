import { marshal } from "../llb/marshal.ts";
import { type PinnedDevboxLock, readDevboxLock } from "../nix/devbox-lock.ts";
import type { Configuration } from "../options/configuration.ts";
import type { BuildRequest } from "../request/request.ts";
import type { Gateway } from "./client.ts";
import { mainFiles } from "./context-files.ts";
import { readText } from "./local-folder.ts";

/** The devbox.lock that the declaration names, or undefined. Throws a DeclError. */
export async function openDevboxLock(
  gateway: Gateway,
  request: BuildRequest,
  { config, placeOf }: Configuration,
): Promise<PinnedDevboxLock | undefined> {
  const file = config.nixpkgs.devboxLock?.replace(/^\.\//, "");
  if (file === undefined) return undefined;
  const files = await mainFiles(gateway, request, [file]);
  const text = await readText(gateway, await gateway.solve(marshal(files)), file);
  return readDevboxLock(file, text, placeOf(["nixpkgs", "devboxLock"]));
}
