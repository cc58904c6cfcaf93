import type { Configuration } from "../../options/configuration.ts";
import { at, DeclError, type Place } from "../../text/diagnostic.ts";
import { readFlakeLock } from "./flake-lock.ts";
import { readNiv } from "./niv.ts";
import { readNpins } from "./npins.ts";
import type { SourcePin } from "./pin.ts";

type Source = NonNullable<Configuration["config"]["nixpkgs"]["source"]>;

/**
 * What `nixpkgs.source` pins, itself or in a file of the build context, which `readText` reads. Throws a DeclError at `place`
 * where there is no such file, or at the line of the file that is wrong.
 */
export async function sourcePin(
  source: Source,
  readText: (file: string) => Promise<string | undefined>,
  place: Place | undefined,
): Promise<SourcePin> {
  const { url, narHash, sha256, git, rev, ref, flakeLock, input, npins, niv, pin } = source;
  const read = async (file: string) => {
    const text = await readText(file.replace(/^\.\//, ""));
    if (text !== undefined) return text;
    throw new DeclError({
      code: "no-pins",
      message: `there is no file "${file}" in the build context`,
      ...at(place),
      hint: "nixpkgs.source is read from the folder that is given to docker build",
    });
  };
  if (flakeLock !== null) return readFlakeLock(flakeLock, await read(flakeLock), input);
  if (npins !== null) return readNpins(npins, await read(npins), pin);
  if (niv !== null) return readNiv(niv, await read(niv), pin);
  if (git !== null && rev !== null) return { kind: "git", git, rev, ref: ref ?? undefined };
  if (url !== null && narHash !== null) return { kind: "archive", url, hash: { of: "tree", text: narHash } };
  if (url !== null && sha256 !== null) return { kind: "archive", url, hash: { of: "file", text: sha256 } };
  throw new Error("nixpkgs.source was checked to be one of these");
}
