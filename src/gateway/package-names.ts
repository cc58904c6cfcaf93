import { DeclError } from "../diagnostic.ts";
import { marshal } from "../llb/marshal.ts";
import { local } from "../llb/source.ts";
import { FormatError } from "../nix/format-error.ts";
import { type PackageSet, readNameTable } from "../nix/package-set.ts";
import type { TargetPlatform } from "../request/platform.ts";
import type { BuildRequest } from "../request/request.ts";
import type { Gateway } from "./client.ts";
import { readText } from "./client-files.ts";

/** `--build-context nixpkgs=DIR` */
const CONTEXT = "nixpkgs";
const TABLE = "packages.json";

/** What the names of the package set mean on a platform. */
export async function readPackageSet(
  gateway: Gateway,
  request: BuildRequest,
  platform: TargetPlatform,
): Promise<PackageSet> {
  const context = request.context(CONTEXT);
  if (context === undefined) {
    throw new DeclError({
      code: "no-package-set",
      message: "this declaration names packages, and there is no package set to find them in",
      hint: `give --build-context ${CONTEXT}=DIR with a ${TABLE}, or name packages with storePath("/nix/store/…")`,
    });
  }
  const table = local(context.localName, {
    followPaths: [TABLE],
    sessionId: request.sessionOf(context.localName),
    sharedKeyHint: `${CONTEXT}-names`,
    name: "[nix] load the names of the package set",
  });
  const text = await readText(gateway, await gateway.solve(marshal(table)), TABLE);
  const where = `--build-context ${CONTEXT}`;
  if (text === undefined)
    throw new DeclError({ code: "no-package-set", message: `${where}: there is no ${TABLE} in it` });
  try {
    return readNameTable(text, platform.system);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw new DeclError({ code: "no-package-set", message: `${where}: ${TABLE}: ${error.message}` });
  }
}
