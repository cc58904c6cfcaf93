import * as z from "zod";
import { FormatError } from "../nix/format-error.ts";
import {
  noSuchPackage,
  outputOfEntry,
  type PackageEntry,
  type PackageSet,
  packageEntrySchema,
  packageOfEntry,
  UnknownPackage,
} from "../nix/package-entry.ts";

/** The name table's file in a package set. */
export const NAME_TABLE = "packages.json";

/**
 * The name table of a package set: its packages by system and attribute path, evaluated in advance, so that Nix need not run.
 */
const tableSchema = z.object({
  version: z.literal(1),
  systems: z.record(z.string(), z.record(z.string(), z.unknown())),
});

/** A package of a table is parsed when it is looked up, since a table has many and an image needs few. */

export type NameTable = z.infer<typeof tableSchema>;

/** Throws FormatError when the text is not a name table. */
export function readNameTable(json: string): NameTable {
  return checked(tableSchema, parseJson(json), "it is not a name table");
}

/** A package in a table. Throws FormatError if the entry cannot be parsed. */
export function tableEntry(table: NameTable, system: string, name: string): PackageEntry | undefined {
  const packages = table.systems[system];
  if (packages === undefined || !Object.hasOwn(packages, name)) return undefined;
  return checked(packageEntrySchema, packages[name], `"${name}" is no package in the name table`);
}

function checked<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const { success, data, error } = schema.safeParse(value);
  if (success) return data;
  const [issue] = error.issues;
  throw new FormatError(`${what}: ${issue?.path.join(".")}: ${issue?.message}`);
}

/** The packages of a table for one system (`x86_64-linux`). Throws FormatError when it has none. */
export function tablePackages(table: NameTable, system: string): PackageSet {
  const packages = table.systems[system];
  if (packages === undefined) {
    const known = Object.keys(table.systems).join(", ");
    throw new FormatError(`it has no packages for ${system}, only for ${known === "" ? "nothing" : known}`);
  }
  const lookup = (name: string) => tableEntry(table, system, name);
  return {
    find: (attributePath) => {
      const entry = lookup(attributePath) ?? outputIn(attributePath, lookup);
      if (entry === undefined) throw noSuchPackage(attributePath, system, Object.keys(packages));
      return packageOfEntry(attributePath, entry);
    },
  };
}

/** The last name may be an output: `openssl.dev`. */
function outputIn(attributePath: string, lookup: (name: string) => PackageEntry | undefined): PackageEntry | undefined {
  const dot = attributePath.lastIndexOf(".");
  const parent = dot < 0 ? undefined : lookup(attributePath.slice(0, dot));
  if (parent === undefined) return undefined;
  const entry = outputOfEntry(parent, attributePath.slice(dot + 1));
  if (entry !== undefined) return entry;
  throw new UnknownPackage(
    `"${attributePath.slice(0, dot)}" has no output "${attributePath.slice(dot + 1)}"`,
    `its outputs are ${Object.keys(parent.outputs).join(", ")}`,
  );
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new FormatError("it is not JSON");
  }
}
