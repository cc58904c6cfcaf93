import type { Session } from "../context/session.ts";
import { ClosureError } from "../nix/closure.ts";
import { FormatError } from "../nix/format-error.ts";
import { parseStorePath, type StorePath } from "../nix/store-path.ts";
import type { Configuration } from "../options/configuration.ts";
import { at, DeclError } from "../text/diagnostic.ts";
import { FALLBACK_NIX, parseFallbackNix } from "./fallback-nix.ts";
import { inTable } from "./name-lookup.ts";
import { type NameTable, readNameTable } from "./name-table.ts";
import type { PackageSetSource } from "./sources/package-set-source.ts";

/** Where to look: the package set, its name table where it has one, and the system that Nix runs on. */
interface NixSearch {
  readonly source: PackageSetSource;
  readonly system: string;
  readonly table: string | undefined;
}

/**
 * The Nix that looks names up: the one that the client or the declaration names, that of the name table, else the one that
 * nixpkgs itself names. Throws a DeclError.
 */
export async function findNix(
  { request }: Session,
  { config, placeOf }: Configuration,
  { source, system, table }: NixSearch,
): Promise<StorePath> {
  const given = request.settings.nix ?? config.nixpkgs.nix[system];
  try {
    if (given !== undefined) return parseStorePath(given);
    const known =
      table === undefined
        ? undefined
        : nixOfTable(
            inTable(source, () => readNameTable(table)),
            system,
          );
    if (known !== undefined) return known;
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw new DeclError({
      code: "no-nix",
      message: `the Nix to look packages up with: ${error.message}`,
      ...(request.settings.nix === undefined ? at(placeOf(["nixpkgs", "nix", system])) : {}),
      hint: nixHint(system),
    });
  }
  const fallback = await fallbackNix(source, system);
  if (fallback !== undefined) return fallback;
  throw new DeclError({
    code: "no-nix",
    message: `${source.label} does not say which Nix for ${system} its packages are looked up with`,
    hint: nixHint(system),
  });
}

async function fallbackNix(source: PackageSetSource, system: string): Promise<StorePath | undefined> {
  const text = await source.readText(FALLBACK_NIX);
  try {
    return text === undefined ? undefined : parseFallbackNix(text).get(system);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw new DeclError({
      code: "no-nix",
      message: `${source.label}: ${FALLBACK_NIX}: ${error.message}`,
      hint: nixHint(system),
    });
  }
}

const nixHint = (system: string) =>
  `set nixpkgs.nix, e.g. { "${system}": "/nix/store/…-nix-2.34.8" }, or give --build-arg DECL_NIX=/nix/store/…`;

function nixOfTable(table: NameTable, system: string): StorePath | undefined {
  const entry = table.systems[system]?.nix;
  const path = entry?.outputs[entry.defaultOutput];
  return path === undefined ? undefined : parseStorePath(path);
}

/** Runs what finds the closure of Nix. Throws a DeclError where it cannot be had. */
export async function findNixClosure<T>(nix: StorePath, find: () => Promise<T>): Promise<T> {
  try {
    return await find();
  } catch (error) {
    if (!(error instanceof ClosureError)) throw error;
    throw new DeclError({
      code: "no-nix",
      message: `the Nix to look packages up with cannot be had: ${error.message}`,
      hint: `nixpkgs.nix or --build-arg DECL_NIX takes another than ${nix.path}`,
    });
  }
}
