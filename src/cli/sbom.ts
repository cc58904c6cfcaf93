import { type EvaluatedImage, evaluateImages } from "../build/evaluate-images.ts";
import { declaredArguments, readEpoch } from "../context/request.ts";
import type { Declaration } from "../declaration/evaluate.ts";
import { buildIn } from "../lib/build-reference.ts";
import { readContextText } from "../lib/context-reference.ts";
import { findMention } from "../options/mention.ts";
import { mapTexts, mentionedIn } from "../plan/image-content.ts";
import { planImage } from "../plan/image-plan.ts";
import { imageSbom } from "../plan/sbom/image-sbom.ts";
import type { SpdxDocument } from "../plan/sbom/spdx-document.ts";
import { at, DeclError, type Diagnostic, type Place } from "../text/diagnostic.ts";
import { packageText } from "../value/reference.ts";
import type { EvaluationOptions } from "./arguments.ts";
import { type DeclarationFile, lockCommandLine, onePlatform } from "./declaration-file.ts";
import { closureOf, type PackageSource, packagesOf, readPackageSource } from "./package-source.ts";
import { UsageError } from "./usage-error.ts";

/**
 * The SBOM that a build of the image makes, from the lock file. Throws a DeclError where there is none, or where something of
 * the image is only known to a build.
 */
export async function sbom(
  declaration: Declaration,
  options: EvaluationOptions & { readonly file: string },
  file: DeclarationFile,
): Promise<SpdxDocument> {
  const args = declaredArguments(options.args);
  const { images } = evaluateImages({ ...options, args, platforms: [onePlatform(options)] }, declaration);
  const [image] = images;
  if (image === undefined) throw new UsageError("--platform is empty");
  const [first, ...others] = onlyBuildsKnow(image);
  if (first !== undefined) throw new DeclError(first, others);
  const source = await lockOf(image, options.file, file);
  const packages = packagesOf(source, image);
  const closure = await closureOf(source, packages);
  if (closure === undefined) throw new Error("a lock file has a closure");
  const built = closure.entries.filter(({ trust }) => trust.by === "build");
  const [one, ...more] = built.map(({ path }) => onlyABuildKnows(path.name, packages.roots.get(path.path)?.place));
  if (one !== undefined) throw new DeclError(one, more);
  const { platform, content, configuration } = image;
  const created = readEpoch(options.args.SOURCE_DATE_EPOCH);
  const { placeOf } = configuration;
  const plan = planImage({ platform, content, packages, closure, labels: {}, created, placeOf });
  const contents = mapTexts(content.contents, packages.resolveText).map((item) => ({ ...item, origin: undefined }));
  return imageSbom({ plan, packages, contents });
}

/** An image without packages needs none. */
async function lockOf({ content }: EvaluatedImage, name: string, file: DeclarationFile): Promise<PackageSource> {
  const source = await readPackageSource(file, { file: name });
  if (source !== undefined) return source;
  if (mentionedIn(content).length === 0) {
    return { from: "lock", lock: { version: 1, packages: {}, storePaths: {} }, hint: "" };
  }
  throw new DeclError({
    code: "no-lock",
    message: `${name} has no lock file beside it, which says what its packages are`,
    hint: `write it: ${lockCommandLine(name)}`,
  });
}

const onlyABuildKnows = (what: string, place: Place | undefined): Omit<Diagnostic, "severity"> => ({
  code: "only-in-a-build",
  message: `only a build knows what ${what} is`,
  ...at(place),
  hint: "docker buildx build --sbom=true -o type=local,dest=DIR writes the SBOM to DIR",
});

/** What the SBOM would have to say and nobody can say here. */
function onlyBuildsKnow({ content, configuration }: EvaluatedImage): Omit<Diagnostic, "severity">[] {
  const { config, placeOf } = configuration;
  const { from } = config.image;
  return [
    ...(from === null || from === "scratch" ? [] : [onlyABuildKnows(`the image ${from}`, placeOf(["image", "from"]))]),
    ...mentionedIn(content)
      .filter((name) => readContextText(name) !== undefined || buildIn(name) !== undefined)
      .map((name) => onlyABuildKnows(`${packageText(name)} as a package`, findMention(configuration, name)?.place)),
    ...content.contents.flatMap(({ source }, index) =>
      source.kind === "image"
        ? [onlyABuildKnows(`the image ${source.reference}`, placeOf(["image", "contents", `${index}`]))]
        : [],
    ),
  ];
}
