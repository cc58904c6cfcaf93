import type { Session } from "../context/session.ts";
import { ClosureError } from "../nix/closure.ts";
import { FormatError } from "../nix/format-error.ts";
import { DEFAULT_NIX } from "../nix/nixpkgs-release.ts";
import { parseStorePath, type StorePath } from "../nix/store-path.ts";
import type { Configuration } from "../options/configuration.ts";
import { at, DeclError, type Place } from "../text/diagnostic.ts";
import { openCaches } from "./caches.ts";
import { causesOf } from "./closure-problems.ts";
import { walkClosure } from "./closure-walk.ts";
import { FALLBACK_NIX, parseFallbackNix } from "./fallback-nix.ts";
import { inTable } from "./name-lookup.ts";
import { type NameTable, readNameTable, tableEntry } from "./name-table.ts";
import type { PackageSetSource } from "./sources/package-set-source.ts";

/** The package set, its name table if it has one, and the system that Nix runs on. */
interface NixSearch {
  readonly source: PackageSetSource;
  readonly system: string;
  readonly table: string | undefined;
}

/** The Nix that the client or the declaration names, to look names up on `system`. Throws a DeclError. */
export function givenNix(
  { request }: Session,
  { config, placeOf }: Configuration,
  system: string,
): StorePath | undefined {
  const { nix } = request.settings;
  const place = nix === undefined ? at(placeOf(["nixpkgs", "nix", system])) : {};
  return inNixPath(system, place, () => parsedPath(nix ?? config.nixpkgs.nix[system]));
}

/** decl's own choice of Nix; undefined if the build's caches do not have it. */
export async function defaultNix(
  session: Session,
  configuration: Configuration,
  system: string,
): Promise<StorePath | undefined> {
  const nix = parsedPath(DEFAULT_NIX[system]);
  if (nix === undefined) return undefined;
  try {
    await walkClosure([nix], openCaches(session, configuration).all);
    return nix;
  } catch (error) {
    if (error instanceof ClosureError) return undefined;
    throw error;
  }
}

/**
 * The Nix that looks names up: the one that the client or the declaration names, that of the name table, else the one that
 * nixpkgs itself names. Throws a DeclError.
 */
export async function findNix(
  session: Session,
  configuration: Configuration,
  { source, system, table }: NixSearch,
): Promise<StorePath> {
  const given = givenNix(session, configuration, system);
  if (given !== undefined) return given;
  const inSet =
    table === undefined
      ? undefined
      : inNixPath(system, {}, () =>
          nixOfTable(
            inTable(source, () => readNameTable(table)),
            system,
          ),
        );
  const fallback = inSet ?? (await fallbackNix(source, system)) ?? ownChoice(source, system);
  if (fallback !== undefined) return fallback;
  throw new DeclError({
    code: "no-nix",
    message: `${source.label} does not say which Nix for ${system} its packages are looked up with`,
    hint: nixHint(system),
  });
}

/** decl's own choice for an archive, for which it was tried first. It is missing, and the error for that is the one to show. */
const ownChoice = ({ files }: PackageSetSource, system: string): StorePath | undefined =>
  files.kind === "archive" ? parsedPath(DEFAULT_NIX[system]) : undefined;

const parsedPath = (text: string | undefined): StorePath | undefined =>
  text === undefined ? undefined : parseStorePath(text);

/** Runs a reader of Nix's store path, and turns its FormatErrors into DeclErrors. */
function inNixPath<T>(system: string, place: { readonly place?: Place }, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw new DeclError({
      code: "no-nix",
      message: `the Nix to look packages up with: ${error.message}`,
      ...place,
      hint: nixHint(system),
    });
  }
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
  const entry = tableEntry(table, system, "nix");
  return parsedPath(entry?.outputs[entry.defaultOutput]);
}

/** Runs a search for the closure of Nix, and turns its ClosureErrors into DeclErrors. */
export async function findNixClosure<T>(nix: StorePath, find: () => Promise<T>): Promise<T> {
  try {
    return await find();
  } catch (error) {
    if (!(error instanceof ClosureError)) throw error;
    const another = `nixpkgs.nix or --build-arg DECL_NIX takes another than ${nix.path}`;
    const [first, ...others] = causesOf(error.problems, "together").map(({ message, hint = another, isAbsent }) => ({
      code: "no-nix",
      message: `the Nix to look packages up with cannot be had: ${message}`,
      hint: isAbsent ? another : hint,
    }));
    throw first === undefined ? error : new DeclError(first, others);
  }
}
