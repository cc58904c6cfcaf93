import { createHash } from "node:crypto";
import { at, DeclError } from "../diagnostic.ts";
import { marshal } from "../llb/marshal.ts";
import { type DevboxLock, parseDevboxLock } from "../nix/devbox-lock.ts";
import type { PackageSetPin } from "../nix/lock/lock-file.ts";
import { hashSri, sha256Of } from "../nix/nar-hash.ts";
import type { Configuration } from "../options/configuration.ts";
import type { BuildRequest } from "../request/request.ts";
import type { Gateway } from "./client.ts";
import { localFiles, MAIN_CONTEXT } from "./context-files.ts";
import { readText } from "./local-folder.ts";

/** The devbox.lock that the declaration names, or undefined. Throws a DeclError. */
export async function openDevboxLock(
  gateway: Gateway,
  request: BuildRequest,
  { config, placeOf }: Configuration,
): Promise<(DevboxLock & { readonly pin: PackageSetPin }) | undefined> {
  const file = config.nixpkgs.devboxLock?.replace(/^\.\//, "");
  if (file === undefined) return undefined;
  const files = await localFiles(gateway, request, { name: MAIN_CONTEXT, localName: MAIN_CONTEXT }, [file]);
  const text = await readText(gateway, await gateway.solve(marshal(files)), file);
  if (text === undefined) {
    throw new DeclError({
      code: "no-devbox-lock",
      message: `there is no file "${file}" in the build context`,
      ...at(placeOf(["nixpkgs", "devboxLock"])),
    });
  }
  const sha256 = hashSri(sha256Of(createHash("sha256").update(text).digest()));
  return { ...parseDevboxLock(file, text), pin: { source: file, sha256 } };
}
