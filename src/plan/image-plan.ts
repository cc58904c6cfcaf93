import type { Closure, ClosureEntry } from "../nix/closure.ts";
import type { Package } from "../nix/package-entry.ts";
import type { StorePath } from "../nix/store-path.ts";
import { at, type Place } from "../text/diagnostic.ts";
import type { GeneratedFile } from "../value/generated-file.ts";
import type { TargetPlatform } from "../value/platform.ts";
import { mentionedPackages } from "../value/reference.ts";
import { ACCOUNT_FILES, accountFileGroup, accountId, mergeAccounts } from "./accounts.ts";
import { baseLayers } from "./base-config.ts";
import { type BaseImage, SYSTEM_PATH_ON_BASE, throughLinks } from "./base-image.ts";
import { certificatesFor, withCertificates } from "./certificates.ts";
import { type PlannedCheck, planChecks } from "./checks.ts";
import { ownerOf, type PlannedContents, planContents } from "./contents.ts";
import { type ImageContent, mapTexts } from "./image-content.ts";
import { moduleVariables } from "./language-modules.ts";
import { layerPaths } from "./layering.ts";
import { type OciConfig, ociConfig } from "./oci-config.ts";
import type { AddedPath, Packages } from "./packages.ts";
import { CHECK_SHELL, type WantedProgram } from "./programs.ts";

/** An image, before anything is known of how it is built. Plain data: `JSON.stringify` prints it. */
export interface ImagePlan {
  readonly platform: TargetPlatform;
  /** Store paths, a layer each or a few together; the generated layer comes after them. */
  readonly layers: readonly StoreLayer[];
  /** Store paths made of files of build contexts, or built: a layer each, or a few together. */
  readonly added: readonly AddedLayer[];
  readonly generated: GeneratedLayer;
  /** Where the image has a Nix of its own. */
  readonly nixDatabase?: NixDatabaseLayer | undefined;
  /** The last layer but for what runs: files from elsewhere. */
  readonly contents: readonly PlannedContents[];
  /** Shell lines that make one more layer on top of all. */
  readonly run?: { readonly name: string; readonly script: string; readonly place?: Place } | undefined;
  /** What has to hold of all this. */
  readonly checks: readonly PlannedCheck[];
  /** What all this goes onto. */
  readonly base?: BaseImage | undefined;
  readonly config: OciConfig;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface StoreLayer {
  readonly name: string;
  readonly paths: readonly PlannedPath[];
}

export interface AddedLayer {
  readonly name: string;
  readonly paths: readonly MadeHere[];
}

/** A store path that has no archive. */
export interface MadeHere extends Omit<AddedPath, "ca"> {
  readonly ca?: string | undefined;
  readonly references: readonly StorePath[];
  /** The base name of the derivation that it is built from. */
  readonly deriver?: string | undefined;
}

/** What Nix in a container knows of the image's store paths. */
export interface NixDatabaseLayer {
  readonly name: string;
  /** The closure, each path after all that it refers to. */
  readonly paths: readonly ValidPath[];
  readonly roots: readonly StorePath[];
  /** The number of the group nixbld, or 0. */
  readonly buildGroup: number;
  /** Whose the store is: root's, or that of a user who builds without root's help. */
  readonly owner: { readonly uid: number; readonly gid: number };
}

/** A store path as Nix's database knows it. */
export type ValidPath = Pick<
  ClosureEntry,
  "path" | "narHash" | "narSize" | "references" | "deriver" | "signatures" | "ca"
>;

/** A store path of the image and the place in the declaration that asked for it, itself or through others. */
export interface PlannedPath {
  readonly entry: ClosureEntry;
  readonly place?: Place | undefined;
}

/** A store path whose files are linked, and Nix's priority of the package. */
export interface LinkedPath {
  readonly path: string;
  readonly priority: number;
}

/** What is made for this image alone. */
export interface GeneratedLayer {
  readonly name: string;
  /** Packages whose files are linked at / and below /run/current-system/sw, and where in the declaration they stand. */
  readonly links: {
    readonly packages: readonly LinkedPath[];
    readonly pathsToLink: readonly string[];
    /** Other folders that packages are linked into in the same way. */
    readonly profiles: readonly { readonly path: string; readonly packages: readonly LinkedPath[] }[];
    /** The folder that the links are in, where it is not the root of the image. */
    readonly linkRoot?: string | undefined;
    readonly place?: Place;
  };
  readonly files: readonly GeneratedFile[];
  /** Programs that have to be there, files of packages but for the shell of a health check. */
  readonly wanted?: readonly string[] | undefined;
  /** Where the declaration asks for those, and for files of packages that generated ones lead to or hold, by their paths. */
  readonly places: ReadonlyMap<string, Place>;
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
  /** Which items of `image.contents` are folders, one for one; all, where it is not known. */
  readonly folders?: readonly boolean[];
  /** What `image.from` is. */
  readonly base?: BaseImage | undefined;
  /** What a container runs by itself. */
  readonly programs?: readonly WantedProgram[] | undefined;
  /** Where options stand. */
  placeOf(path: readonly string[]): Place | undefined;
  /** Where a text stands that is a file of a package. */
  placeOfText?(text: string): Place | undefined;
}

/** Of the layers of an image. */
const MAX_ADDED_LAYERS = 40;

/** Overlay file systems and old engines take about 125 layers; base images and the generated layer need some of them. */
const MAX_STORE_LAYERS = 100;

export function planImage(input: ImagePlanInput): ImagePlan {
  const { packages, closure, base } = input;
  const content = withCertificates(input.content, certificatesFor(packages, closure, base));
  const { pathsToLink, files: declared, contents: items, run, container } = mapTexts(content, packages.resolveText);
  const files = base === undefined ? declared : declared.map((file) => onBase(file, base));
  const contents = planContents(items, files, (index) => input.placeOf(["image", "contents", `${index}`]), input);
  const places = askedForBy(packages, closure);
  // A base, files from elsewhere and what runs may have a shell too.
  const isAlone = base === undefined && contents.length === 0 && run === "";
  const programs = (input.programs ?? [])
    .filter(({ path }) => path !== CHECK_SHELL || isAlone)
    .map((program) => ({ ...program, path: packages.resolveText(program.path) }));
  const fetched = closure.ordered.filter(({ trust }) => trust.by !== "build");
  // A cache may have it too.
  const ofContexts = packages.added.flatMap((one): MadeHere[] =>
    closure.get(one.path) === undefined ? [{ ...one, references: [] }] : [],
  );
  const built = closure.ordered.filter(({ trust }) => trust.by === "build");
  const added = [...built.map((entry) => builtHere(entry, places.get(entry.path.path))), ...ofContexts];
  // Each has been made by a step of its own. Files of contexts change most often, and what is below them stays.
  const isOfContext = (paths: readonly MadeHere[]) => Number(paths.some((path) => ofContexts.includes(path)));
  const addedLayers = layerPaths(added, MAX_ADDED_LAYERS, 0)
    .toSorted((a, b) => isOfContext(a) - isOfContext(b))
    .map(addedLayer);
  const others = contents.length + addedLayers.length + (base?.config === undefined ? 0 : baseLayers(base.config));
  const layers = layerPaths(fetched, Math.max(1, MAX_STORE_LAYERS - others)).map((entries): StoreLayer => {
    const paths = entries.map((entry) => ({ entry, place: places.get(entry.path.path) }));
    return { name: layerName(paths), paths };
  });
  const generated: GeneratedLayer = {
    name: "decl: system path, /etc and what else is made for this image",
    links: {
      packages: linkedPaths(packages.system),
      pathsToLink,
      profiles: packages.profiles.map((profile) => ({ path: profile.path, packages: linkedPaths(profile.packages) })),
      linkRoot: base && SYSTEM_PATH_ON_BASE,
      ...at(input.placeOf(["environment", "systemPackages"])),
    },
    files,
    ...(programs.length === 0 ? {} : { wanted: programs.map(({ path }) => path) }),
    places: new Map([
      ...files.flatMap(({ path }, index) => {
        const place = placeOfFile(content.files[index], input);
        return place === undefined ? [] : [[path, place] as const];
      }),
      ...programs.flatMap(({ path, place }) => (place === undefined ? [] : [[path, place] as const])),
    ]),
  };
  const database: NixDatabaseLayer | undefined = content.nixDatabase
    ? {
        name: "decl: Nix database",
        paths: [...closure.ordered, ...added.slice(built.length).map((one) => ({ ...one, signatures: [] }))],
        roots: [...closure.roots, ...added.slice(built.length).map(({ path }) => path)],
        buildGroup: accountId(textOf(files, "/etc/group"), "nixbld") ?? 0,
        owner: ownerOf(
          { user: content.nixDatabase.owner, group: null, uid: null, gid: null },
          (path) => textOf(files, path) ?? base?.accounts[path],
          input.placeOf(["nix", "owner"]),
        ),
      }
    : undefined;
  const last =
    run === "" ? undefined : { name: "decl: image.run", script: run, ...at(input.placeOf(["image", "run"])) };
  return {
    platform: input.platform,
    layers,
    added: addedLayers,
    generated,
    nixDatabase: database,
    contents,
    run: last,
    checks: planChecks(input.content.checks, packages, input.placeOf),
    base,
    annotations: container.annotations,
    config: ociConfig({
      platform: input.platform,
      created: input.created,
      layerNames: [...layers, ...addedLayers, ...optional(database), generated, ...contents, ...optional(last)].map(
        (layer) => layer.name,
      ),
      container: {
        ...container,
        env: { ...moduleVariables(packages.system, base === undefined ? "" : SYSTEM_PATH_ON_BASE), ...container.env },
        labels: { ...container.labels, ...input.labels },
      },
      base,
    }),
  };
}

/** Where the declaration names the files of packages that a generated file is made of, before it is known which these are. */
function placeOfFile(file: GeneratedFile | undefined, { placeOfText }: ImagePlanInput): Place | undefined {
  const texts = file?.type === "symlink" ? [file.target] : file?.type === "file" ? (file.sources ?? []) : [];
  for (const text of texts) {
    const place = mentionedPackages(text).length > 0 ? placeOfText?.(text) : undefined;
    if (place !== undefined) return place;
  }
  return undefined;
}

/** A path that this build has made. */
function builtHere(
  { path, narHash, narSize, references, ca, deriver }: ClosureEntry,
  place: Place | undefined,
): MadeHere {
  const subject = deriver === undefined ? path.name : `the derivation ${deriver}`;
  return { path, narHash, narSize, references, ca, deriver, subject, ...at(place) };
}

function addedLayer(paths: readonly MadeHere[]): AddedLayer {
  const [first, ...others] = paths;
  const maker = others.some(({ deriver }) => deriver !== undefined) || first?.deriver !== undefined ? "nix" : "decl";
  return {
    name: `${maker}: ${first?.path.path ?? ""}${others.length === 0 ? "" : ` and ${others.length} more`}`,
    paths,
  };
}

const linkedPaths = (packages: readonly Package[]): LinkedPath[] =>
  packages.flatMap(({ install, priority }) => install.map(({ path }) => ({ path, priority })));

const optional = <T>(value: T | undefined): T[] => (value === undefined ? [] : [value]);

function textOf(files: readonly GeneratedFile[], path: string): string | undefined {
  const file = files.find((one) => one.path === path);
  return file?.type === "file" ? file.text : undefined;
}

/** A file where it is on the base: behind its symlinks, and with the users and groups that it has. */
function onBase(file: GeneratedFile, { links, accounts }: BaseImage): GeneratedFile {
  const path = throughLinks(file.path, links);
  const isAccounts = file.type === "file" && ACCOUNT_FILES.some((name) => name === file.path);
  const known = accounts[file.path];
  if (!isAccounts) return { ...file, path };
  const gid = accountFileGroup(file.path, accounts["/etc/group"], file.gid);
  const text = known === undefined ? file.text : mergeAccounts(file.path, known, file.text);
  return { ...file, path, gid, text };
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
