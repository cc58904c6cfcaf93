import type { Place } from "../diagnostic.ts";
import type { Closure, ClosureEntry } from "../nix/closure.ts";
import type { TargetPlatform } from "../request/platform.ts";
import type { GeneratedFile } from "./generated-file.ts";
import { type ImageContent, mapTexts } from "./image-content.ts";
import { layerPaths } from "./layering.ts";
import { type OciConfig, ociConfig } from "./oci-config.ts";
import type { Packages } from "./packages.ts";

/** An image, before anything is known of how it is built. Plain data: `JSON.stringify` prints it. */
export interface ImagePlan {
  readonly platform: TargetPlatform;
  /** Store paths, a layer each or a few together; the generated layer comes after them. */
  readonly layers: readonly StoreLayer[];
  readonly generated: GeneratedLayer;
  readonly config: OciConfig;
}

export interface StoreLayer {
  readonly name: string;
  readonly paths: readonly PlannedPath[];
}

/** A store path of the image and the place in the declaration that asked for it, itself or through others. */
export interface PlannedPath {
  readonly entry: ClosureEntry;
  readonly place?: Place;
}

/** What is made for this image alone. */
export interface GeneratedLayer {
  readonly name: string;
  /** Packages whose files are linked at / and below /run/current-system/sw, and where in the declaration they stand. */
  readonly links: {
    readonly packages: readonly { readonly path: string; readonly priority: number }[];
    readonly pathsToLink: readonly string[];
    readonly place?: Place;
  };
  readonly files: readonly GeneratedFile[];
}

export interface ImagePlanInput {
  readonly platform: TargetPlatform;
  readonly content: ImageContent;
  readonly packages: Packages;
  readonly closure: Closure;
  /** `--label` */
  readonly labels: Readonly<Record<string, string>>;
  /** Seconds since 1970. */
  readonly created: number;
  /** Where environment.systemPackages stands. */
  readonly systemPackagesPlace?: Place;
}

/** Overlay file systems and old engines take about 125 layers; base images and the generated layer need some of them. */
const MAX_STORE_LAYERS = 100;

export function planImage(input: ImagePlanInput): ImagePlan {
  const { packages, closure } = input;
  const { pathsToLink, files, container } = mapTexts(input.content, packages.resolveText);
  const places = askedForBy(packages, closure);
  const items = closure.ordered.map((entry) => ({ entry, size: entry.narSize, place: places.get(entry.path.path) }));
  const layers = layerPaths(items, MAX_STORE_LAYERS).map((paths): StoreLayer => ({ name: layerName(paths), paths }));
  const generated: GeneratedLayer = {
    name: "decl: system path, /etc and what else is made for this image",
    links: {
      packages: packages.system.flatMap(({ install, priority }) => install.map(({ path }) => ({ path, priority }))),
      pathsToLink,
      ...(input.systemPackagesPlace === undefined ? {} : { place: input.systemPackagesPlace }),
    },
    files,
  };
  return {
    platform: input.platform,
    layers,
    generated,
    config: ociConfig({
      platform: input.platform,
      created: input.created,
      layerNames: [...layers, generated].map((layer) => layer.name),
      container: { ...container, labels: { ...container.labels, ...input.labels } },
    }),
  };
}

/** For every path of the closure the place of the first package, as the declaration lists them, that needs it. */
function askedForBy(packages: Packages, closure: Closure): Map<string, Place | undefined> {
  const places = new Map<string, Place | undefined>();
  for (const { path, place } of packages.roots.values()) places.set(path.path, place);
  for (const { path, place } of packages.roots.values()) {
    for (const { path: needed } of closure.reach([path])) {
      if (!places.has(needed.path)) places.set(needed.path, place);
    }
  }
  return places;
}

function layerName(paths: readonly PlannedPath[]): string {
  const [first, ...others] = paths.map(({ entry }) => entry.path.path);
  return `nix: ${first ?? ""}${others.length === 0 ? "" : ` and ${others.length} more`}`;
}
