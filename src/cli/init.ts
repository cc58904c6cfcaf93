import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { type EvaluatedImage, evaluateImages } from "../build/evaluate-images.ts";
import type { Declaration } from "../declaration/evaluate.ts";
import { findMention } from "../options/mention.ts";
import { imageContent, mapTexts } from "../plan/image-content.ts";
import { planImageServices } from "../plan/services.ts";
import { DeclError, type Diagnostic } from "../text/diagnostic.ts";
import type { GeneratedFile } from "../value/generated-file.ts";
import type { EvaluationOptions } from "./arguments.ts";
import { onePlatform } from "./declaration-file.ts";
import { onHostPrograms } from "./host-programs.ts";
import { writeInitFolder } from "./init-folder.ts";
import { type PackageSource, packagesOf } from "./package-source.ts";
import { UsageError } from "./usage-error.ts";

export interface InitOptions extends EvaluationOptions {
  readonly file: string;
  readonly output: string;
  readonly nixpkgs?: string | undefined;
  /** Where all programs are, instead of the Nix store. */
  readonly prefix?: string | undefined;
}

export interface WrittenInit {
  /** Absolute: the plan names it. */
  readonly folder: string;
  readonly warnings: readonly Diagnostic[];
  /** Store paths that the init names and this machine does not have. */
  readonly missing: readonly string[];
}

/**
 * Writes the init of an image, to run on this machine; `programs` is the folder of decl's own programs. Throws a DeclError, or a
 * UsageError for the command line.
 */
export async function writeInit(
  declaration: Declaration,
  options: InitOptions,
  source: PackageSource | undefined,
  programs: string,
): Promise<WrittenInit> {
  const folder = plainPath("-o", options.output);
  const { images } = evaluateImages({ ...options, platforms: [onePlatform(options)] }, declaration);
  const [image] = images;
  if (image?.order === undefined) throw new DeclError({ code: "no-services", message: "this image has no services" });
  const planned = planImageServices(
    image.configuration,
    imageContent(image.configuration.config),
    image.platform,
    folder,
  );
  const files = planned.files.filter(({ path }) => path === folder || path.startsWith(`${folder}/`));
  const resolveText = resolver(image, files, options, source);
  const resolved = mapTexts(files, resolveText);
  await writeInitFolder(folder, resolved, programs);
  return { folder, warnings: image.warnings, missing: missingPaths(resolved) };
}

/** What packages are in the init's texts. */
function resolver(
  image: EvaluatedImage,
  files: readonly GeneratedFile[],
  { file, prefix }: InitOptions,
  source: PackageSource | undefined,
): (text: string) => string {
  if (prefix !== undefined) {
    return onHostPrograms(
      textsOf(files),
      plainPath("--prefix", prefix),
      (name) => findMention(image.configuration, name)?.place,
    );
  }
  if (source === undefined) {
    throw new UsageError(
      `nothing says where the programs are: ${file} has no lock file beside it. Give --nixpkgs DIR or --prefix DIR (decl init --help)`,
    );
  }
  // Only what the init mentions; the rest of the image is not there.
  const content = { ...image.content, systemPackages: [], profiles: [], files };
  return packagesOf(source, { ...image, content }).resolveText;
}

const textsOf = (files: readonly GeneratedFile[]): string[] =>
  files.flatMap((file) => (file.type === "file" ? [file.text] : []));

function missingPaths(files: readonly GeneratedFile[]): string[] {
  const named = textsOf(files).flatMap((text) => text.match(/\/nix\/store\/[0-9a-z]{32}-[\w+.?=-]+/g) ?? []);
  return [...new Set(named)].filter((path) => !existsSync(path)).sort();
}

/** An absolute path that means itself in scripts, search paths and addresses of sockets. Throws a UsageError for any other. */
function plainPath(option: string, path: string): string {
  const absolute = resolve(path);
  if (/^[\w/.+@%~-]+$/.test(absolute) && absolute !== "/") return absolute;
  throw new UsageError(`${option} ${path}: choose a folder whose path has letters, digits and / . _ + @ % ~ - only`);
}
