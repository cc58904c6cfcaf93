import * as z from "zod";
import { didYouMean } from "../text/did-you-mean.ts";
import { FormatError } from "./format-error.ts";
import { parseStorePath, type StorePath } from "./store-path.ts";

/** The languages whose packages are found by an environment variable. */
const MODULE_LANGUAGES = ["python", "perl", "ruby", "lua"] as const;

const modulesSchema = z.object({
  language: z.enum(MODULE_LANGUAGES),
  version: z.string().describe("Of the language, as it is in the folders of its modules"),
  paths: z.array(z.string()).describe("Store paths of the modules that it needs, whatever they need included"),
});

/** A package as name tables, the evaluator and lock files write it down. */
export const packageEntrySchema = z.object({
  name: z.string().describe("Name and version, e.g. hello-2.12.2"),
  version: z.string().optional(),
  outputs: z.record(z.string(), z.string()).describe("Store path of every output"),
  defaultOutput: z.string().describe("The output that the name stands for in texts"),
  outputsToInstall: z.array(z.string()).optional().describe("Default: the default output"),
  modules: modulesSchema.optional().describe("Of a module of a language: what it needs of other modules"),
  meta: z
    .object({
      description: z.string(),
      license: z.string(),
      homepage: z.string(),
      mainProgram: z.string(),
      priority: z.number(),
      timeout: z.number().describe("Seconds that it may take to build"),
      cpe: z.string().describe("By what vulnerability databases know it (nixpkgs: meta.identifiers)"),
    })
    .partial()
    .optional(),
});

export type LanguageModules = z.infer<typeof modulesSchema>;
export type PackageEntry = z.infer<typeof packageEntrySchema>;

/** What a name of the package set means, for one system. */
export interface Package {
  readonly attributePath: string;
  /** E.g. "hello-2.12.2". */
  readonly name: string;
  readonly version?: string | undefined;
  /** What `${pkgs.x}` stands for. */
  readonly path: StorePath;
  /** What is installed when the package is: one path for each output, or only the output that was named. */
  readonly install: readonly StorePath[];
  /** Nix's meta.priority: lower wins where files collide. */
  readonly priority: number;
  /** What the package set says of it; a package that is named by its store path has none. */
  readonly entry?: PackageEntry;
}

export const DEFAULT_PRIORITY = 5;

/** @throws FormatError when its paths are none, or outputs are missing */
export function packageOfEntry(attributePath: string, entry: PackageEntry): Package {
  const outputs = new Map<string, StorePath>();
  for (const [name, path] of Object.entries(entry.outputs)) {
    outputs.set(
      name,
      inPackage(attributePath, () => parseStorePath(path)),
    );
  }
  const path = outputs.get(entry.defaultOutput);
  if (path === undefined) throw new FormatError(`"${attributePath}" has no output "${entry.defaultOutput}"`);
  return {
    attributePath,
    name: entry.name,
    version: entry.version,
    path,
    install: (entry.outputsToInstall ?? [entry.defaultOutput]).flatMap((name) => outputs.get(name) ?? []),
    priority: entry.meta?.priority ?? DEFAULT_PRIORITY,
    entry,
  };
}

/**
 * One output of a package, `openssl.dev`: in texts and installed it is that output alone.
 * @returns undefined when it has no such output
 */
export function outputOfEntry(entry: PackageEntry, output: string): PackageEntry | undefined {
  if (!Object.hasOwn(entry.outputs, output)) return undefined;
  return { ...entry, defaultOutput: output, outputsToInstall: [output] };
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

/** A lock file does not have what the declaration asks for. */
export class LockGap extends UnknownPackage {}

/** The error for a name that is not there, with the nearest that are. */
export function noSuchPackage(attributePath: string, system: string, known: Iterable<string>): UnknownPackage {
  return new UnknownPackage(`there is no package "${attributePath}" for ${system}`, didYouMean(attributePath, known));
}

function inPackage<T>(attributePath: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof FormatError) throw new FormatError(`"${attributePath}": ${error.message}`);
    throw error;
  }
}
