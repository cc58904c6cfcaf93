import { z } from "zod";
import { didYouMean } from "../did-you-mean.ts";
import { FormatError } from "./format-error.ts";
import { parseStorePath, type StorePath } from "./store-path.ts";

/**
 * The name table of a package set: what its names mean, worked out beforehand. `packages.json` of the context "nixpkgs":
 * system ▶ attribute path ▶ package.
 */
const tableSchema = z.object({
  version: z.literal(1),
  systems: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({
        name: z.string(),
        version: z.string().optional(),
        outputs: z.record(z.string(), z.string()),
        defaultOutput: z.string(),
        outputsToInstall: z.array(z.string()).optional(),
        meta: z
          .object({
            description: z.string(),
            license: z.string(),
            homepage: z.string(),
            mainProgram: z.string(),
            priority: z.number(),
          })
          .partial()
          .optional(),
      }),
    ),
  ),
});

/** What a name of the package set means, for one system. */
export interface Package {
  readonly attributePath: string;
  /** E.g. "hello-2.12.2". */
  readonly name: string;
  /** What `${pkgs.x}` stands for. */
  readonly path: StorePath;
  /** What is installed when the package is: one path for each output, or only the output that was named. */
  readonly install: readonly StorePath[];
  /** Nix's meta.priority: lower wins where files collide. */
  readonly priority: number;
}

/** The packages of one system, by name. */
export interface PackageSet {
  /** Throws UnknownPackage. */
  find(attributePath: string): Package;
}

export class UnknownPackage extends Error {
  readonly hint: string | undefined;
  constructor(message: string, hint: string | undefined) {
    super(message);
    this.hint = hint;
  }
}

export const DEFAULT_PRIORITY = 5;

/** Reads a name table for one system (`x86_64-linux`). Throws FormatError when it is not one. */
export function readNameTable(json: string, system: string): PackageSet {
  const table = tableSchema.safeParse(parseJson(json));
  if (!table.success) {
    const issue = table.error.issues[0];
    throw new FormatError(`it is not a name table: ${issue?.path.join(".")}: ${issue?.message}`);
  }
  const packages = table.data.systems[system];
  if (packages === undefined) {
    const known = Object.keys(table.data.systems).join(", ");
    throw new FormatError(`it has no packages for ${system}, only for ${known === "" ? "nothing" : known}`);
  }
  const lookup = (name: string) => (Object.hasOwn(packages, name) ? packages[name] : undefined);

  return {
    find(attributePath) {
      const entry = lookup(attributePath);
      if (entry !== undefined) {
        const outputs = outputPaths(attributePath, entry.outputs);
        const path = outputs.get(entry.defaultOutput);
        if (path === undefined) throw new FormatError(`"${attributePath}" has no output "${entry.defaultOutput}"`);
        const install = (entry.outputsToInstall ?? [entry.defaultOutput]).flatMap((name) => outputs.get(name) ?? []);
        return { attributePath, name: entry.name, path, install, priority: entry.meta?.priority ?? DEFAULT_PRIORITY };
      }
      // The last name may be an output: `openssl.dev`.
      const dot = attributePath.lastIndexOf(".");
      const parent = dot < 0 ? undefined : lookup(attributePath.slice(0, dot));
      if (parent === undefined) {
        const hint = didYouMean(attributePath, Object.keys(packages));
        throw new UnknownPackage(`there is no package "${attributePath}" for ${system}`, hint);
      }
      const outputs = outputPaths(attributePath, parent.outputs);
      const path = outputs.get(attributePath.slice(dot + 1));
      if (path === undefined) {
        const hint = `its outputs are ${[...outputs.keys()].join(", ")}`;
        throw new UnknownPackage(
          `"${attributePath.slice(0, dot)}" has no output "${attributePath.slice(dot + 1)}"`,
          hint,
        );
      }
      return {
        attributePath,
        name: path.name,
        path,
        install: [path],
        priority: parent.meta?.priority ?? DEFAULT_PRIORITY,
      };
    },
  };
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new FormatError("it is not JSON");
  }
}

function outputPaths(attributePath: string, outputs: Readonly<Record<string, string>>): Map<string, StorePath> {
  try {
    return new Map(Object.entries(outputs).map(([name, path]) => [name, parseStorePath(path)]));
  } catch (error) {
    if (error instanceof FormatError) throw new FormatError(`"${attributePath}": ${error.message}`);
    throw error;
  }
}
