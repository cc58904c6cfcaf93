import { type EvaluatedImage, evaluateImages } from "../build/evaluate-images.ts";
import type { Declaration } from "../declaration/evaluate.ts";
import { buildIn } from "../lib/build-reference.ts";
import { readContextText } from "../lib/context-reference.ts";
import { type ImageContent, mapTexts } from "../plan/image-content.ts";
import { type ImagePlan, planImage } from "../plan/image-plan.ts";
import { type OciConfig, ociConfig } from "../plan/oci-config.ts";
import { accountsOf } from "../plan/services.ts";
import type { OrderedUnit } from "../services/service-plan.ts";
import type { UserEntry } from "../services/unit.ts";
import type { TargetPlatform } from "../value/platform.ts";
import { packageText, readablePlaceholders } from "../value/reference.ts";
import type { EvaluationOptions } from "./arguments.ts";
import { closureOf, type PackageSource, packagesOf } from "./package-source.ts";

/** What an image is made of, as far as it is known before anything is downloaded. */
interface PrintedPlan extends Omit<ImageContent, "container"> {
  readonly platform: TargetPlatform;
  /** With a lock file: the layers, in their order; sizes are bytes of the unpacked archives. */
  readonly layers?: readonly { readonly name: string; readonly bytes?: number; readonly paths?: readonly string[] }[];
  /** With a name table: the paths that are asked for. What these need is not known. */
  readonly storePaths?: readonly string[];
  readonly users: readonly ({ readonly name: string } & UserEntry)[];
  /** In the order of start. */
  readonly services: readonly OrderedUnit[];
  /** The OCI image configuration, but for what a base of `image.from` adds. */
  readonly config: Omit<OciConfig, "rootfs" | "history">;
  readonly annotations: Readonly<Record<string, string>>;
}

/**
 * The plan of the image, of one for each platform. Packages are store paths where it is known what they are, else
 * `pkgs.hello`, and `${pkgs.hello}` in texts. Throws a DeclError, or a UsageError for a name table that is none.
 */
export function plan(
  declaration: Declaration,
  options: EvaluationOptions,
  source: PackageSource | undefined,
): Promise<PrintedPlan[]> {
  return Promise.all(evaluateImages(options, declaration).images.map((image) => planOf(image, source)));
}

async function planOf(image: EvaluatedImage, source: PackageSource | undefined): Promise<PrintedPlan> {
  const { platform, content } = image;
  const rest = {
    users: Array.from(accountsOf(content.files).users, ([name, user]) => ({ name, ...user })),
    services: image.order?.units ?? [],
  };
  if (source === undefined) {
    const systemPackages = content.systemPackages.map((name) => (name.startsWith("/") ? name : packageText(name)));
    const { container, ...readable } = mapTexts({ ...content, systemPackages }, readablePlaceholders);
    return { platform, ...readable, ...rest, ...configOf(platform, container) };
  }
  const packages = packagesOf(source, image);
  const known = packages.system.flatMap(({ install }) => install.map(({ path }) => path));
  // What files and builds become is known only where the build context is.
  const unknown = content.systemPackages.filter(
    (name) => readContextText(name) !== undefined || buildIn(name) !== undefined,
  );
  const systemPackages = [...known, ...unknown.map(packageText)];
  const { container, ...resolved } = mapTexts({ ...content, systemPackages }, packages.resolveText);
  const closure = await closureOf(source, packages);
  if (closure === undefined) {
    const storePaths = [...packages.roots.keys()].sort();
    return { platform, storePaths, ...resolved, ...rest, ...configOf(platform, container) };
  }
  const { placeOf } = image.configuration;
  const planned = planImage({ platform, content, packages, closure, labels: {}, created: 0, placeOf });
  return { platform, layers: layersOf(planned), ...resolved, ...rest, ...configOf(platform, container) };
}

function configOf(platform: TargetPlatform, container: ImageContent["container"]) {
  const { rootfs, history, ...config } = ociConfig({ platform, created: 0, layerNames: [], container });
  return { config, annotations: container.annotations };
}

function layersOf({
  layers,
  added,
  nixDatabase,
  generated,
  contents,
  run,
}: ImagePlan): NonNullable<PrintedPlan["layers"]> {
  const stored = layers.map(({ name, paths }) => ({
    name,
    bytes: paths.reduce((sum, { entry }) => sum + entry.narSize, 0),
    paths: paths.map(({ entry }) => entry.path.path),
  }));
  const made = [...added, nixDatabase, generated, ...contents, run].flatMap((layer) =>
    layer === undefined ? [] : [{ name: layer.name }],
  );
  return [...stored, ...made];
}
