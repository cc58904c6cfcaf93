import type { FrontendEnvironment } from "../engine/environment.ts";
import { DeclError } from "../text/diagnostic.ts";
import { parsePlatform, type TargetPlatform } from "../value/platform.ts";
import { type MainContext, mainContext } from "./main-context.ts";
import { type NamedContext, namedContext } from "./named-context.ts";

/** Everything the client asked for. */
export interface BuildRequest {
  /** The build file, relative to its folder. */
  readonly filename: string;
  readonly mainContext: MainContext;
  readonly sessionId: string;
  readonly target: string;
  readonly platforms: readonly TargetPlatform[];
  /** The result is a map by platform, even of one. */
  readonly multiPlatform: boolean;
  /** `--build-arg`, without those that mean something to BuildKit or to decl. */
  readonly args: Readonly<Record<string, string>>;
  readonly settings: DeclSettings;
  /** `--label`; they win over the declaration's. */
  readonly labels: Readonly<Record<string, string>>;
  readonly noCache: boolean;
  /** `--no-cache-filter`: names of builds that are made again. */
  readonly noCacheFor: readonly string[];
  readonly cacheImports: readonly CacheImport[];
  /** Seconds since 1970 of `SOURCE_DATE_EPOCH`, else 0. */
  readonly sourceDateEpoch: number;
  /** `--sbom`, where no scanner is named: then the daemon runs that one. */
  readonly sbom: boolean;
  /** The image of the frontend, as the build file's first line names it. */
  readonly frontend: string;
  /** `frontend.outline` and the like; the build itself where it is undefined. */
  readonly subrequest?: string | undefined;
  /** `--pull` is "pull"; the docker driver says "local": an image that is there already is not asked for again. */
  readonly imageResolveMode: ImageResolveMode;
  /** `--build-context`, by name, whatever it is; `platformId` is "linux/arm64" and the like. */
  context(name: string, platformId?: string): NamedContext | undefined;
  /** Whose session has the files of a local source. */
  sessionOf(localName: string): string;
}

/** `--build-arg DECL_…`: settings of the machine that builds, not of the image. */
export interface DeclSettings {
  /** DECL_BINARY_CACHES: addresses, asked before those of the declaration. */
  readonly binaryCaches: readonly string[];
  /** DECL_TRUSTED_PUBLIC_KEYS: keys that are trusted for every cache, as `name:base64`. */
  readonly trustedPublicKeys: readonly string[];
  /** DECL_LOCK: whether a lock file beside the build file counts. */
  readonly lock: LockUse;
  /** DECL_EVALUATE=1: ask Nix what names mean even where the package set has a name table. */
  readonly evaluate: boolean;
  /** DECL_BUILD: instead of `nixpkgs.build`. */
  readonly build?: BuildUse;
  /** DECL_NIX: the store path of the Nix that evaluates, for the platform that builds. */
  readonly nix?: string;
  /** DECL_CACHE_TIMEOUT: seconds that a cache has to answer with a file of metadata. */
  readonly cacheTimeout: number;
}

/** Whether packages are built: never, those that no cache has, or all that the declaration names. */
export type BuildUse = "never" | "missing" | "always";

/** Follow the lock file, build as if there were none, or also say what is different without it. */
export type LockUse = "use" | "ignore" | "update";

export type ImageResolveMode = "default" | "pull" | "local";

export interface CacheImport {
  readonly type: string;
  readonly attributes: Readonly<Record<string, string>>;
}

const RESERVED_ARGUMENTS = /^(?:BUILDKIT_.*|DECL_.*|SOURCE_DATE_EPOCH)$/;

/** Reads BuildKit's options (frontend/dockerui/config.go). Throws a DeclError for what cannot be honoured. */
export function readRequest(environment: FrontendEnvironment): BuildRequest {
  const { options, sessionId, workerPlatforms } = environment;
  const buildArgs = withPrefix(options, "build-arg:");
  const platforms = (options.get("platform") ?? workerPlatforms[0] ?? "linux/amd64").split(",").map(parsePlatform);
  const multi = options.get("multi-platform") ?? buildArgs.BUILDKIT_MULTI_PLATFORM;
  if (isFalse(multi) && platforms.length > 1) {
    throw new DeclError({
      code: "many-platforms",
      message: `${platforms.length} platforms were asked for, and a result of one`,
      hint: "leave multi-platform=false out, or give one --platform",
    });
  }
  const subrequest = options.get("requestid");
  return Object.freeze({
    filename: options.get("filename") ?? "Dockerfile",
    mainContext: mainContext(options),
    sessionId,
    target: options.get("target") ?? "",
    platforms,
    multiPlatform: multi === undefined || multi === "" ? platforms.length > 1 : !isFalse(multi),
    args: declaredArguments(buildArgs),
    settings: readSettings(buildArgs),
    labels: withPrefix(options, "label:"),
    noCache: options.get("no-cache") === "",
    noCacheFor: words(options.get("no-cache")?.replaceAll(",", " ")),
    cacheImports: cacheImports(options),
    sourceDateEpoch: readEpoch(buildArgs.SOURCE_DATE_EPOCH),
    sbom: asksForSbom(options.get("attest:sbom") ?? buildArgs.BUILDKIT_ATTEST_SBOM),
    frontend: options.get("source") ?? "decl/frontend",
    subrequest,
    imageResolveMode: resolveMode(options.get("image-resolve-mode")),
    context: (name: string, platformId?: string) => namedContext(options, name, platformId),
    sessionOf: (localName: string) => options.get(`local-sessionid:${localName}`) ?? sessionId,
  });
}

/** Build arguments without those that mean something to BuildKit or to decl. */
export function declaredArguments(buildArgs: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(buildArgs).filter(([name]) => !RESERVED_ARGUMENTS.test(name)));
}

/** Build arguments that are settings. Throws a DeclError. */
export function readSettings(buildArgs: Readonly<Record<string, string>>): DeclSettings {
  return {
    binaryCaches: words(buildArgs.DECL_BINARY_CACHES),
    trustedPublicKeys: words(buildArgs.DECL_TRUSTED_PUBLIC_KEYS),
    lock: lockUse(buildArgs.DECL_LOCK),
    evaluate: isTrue(buildArgs.DECL_EVALUATE),
    ...buildUse(buildArgs.DECL_BUILD),
    ...(buildArgs.DECL_NIX ? { nix: buildArgs.DECL_NIX } : {}),
    cacheTimeout: seconds("DECL_CACHE_TIMEOUT", buildArgs.DECL_CACHE_TIMEOUT, 60),
  };
}

function resolveMode(text: string | undefined): ImageResolveMode {
  return text === "pull" || text === "local" ? text : "default";
}

/** Reads the parameters of an attestation, a row of CSV as `key=value,…` (BuildKit: frontend/attestations/parse.go). */
function asksForSbom(parameters: string | undefined): boolean {
  return parameters !== undefined && !/(?:^|,)"?generator=/.test(parameters);
}

function withPrefix(options: ReadonlyMap<string, string>, prefix: string): Record<string, string> {
  const found = [...options].filter(([key]) => key.startsWith(prefix));
  return Object.fromEntries(found.map(([key, value]) => [key.slice(prefix.length), value]));
}

function words(text: string | undefined): string[] {
  return (text ?? "").split(/\s+/).filter((word) => word !== "");
}

function isFalse(text: string | undefined): boolean {
  return text !== undefined && /^(?:0|f|false)$/i.test(text);
}

function isTrue(text: string | undefined): boolean {
  return text !== undefined && /^(?:1|t|true)$/i.test(text);
}

function lockUse(text: string | undefined): LockUse {
  if (text === undefined || text === "") return "use";
  if (text === "use" || text === "ignore" || text === "update") return text;
  throw new DeclError({
    code: "wrong-setting",
    message: `--build-arg DECL_LOCK="${text}" is none of use, ignore and update`,
  });
}

function buildUse(text: string | undefined): Pick<DeclSettings, "build"> {
  if (text === undefined || text === "") return {};
  if (text === "never" || text === "missing" || text === "always") return { build: text };
  throw new DeclError({
    code: "wrong-setting",
    message: `--build-arg DECL_BUILD="${text}" is none of never, missing and always`,
  });
}

function seconds(name: string, text: string | undefined, fallback: number): number {
  if (text === undefined || text === "") return fallback;
  const value = Number(text);
  if (value > 0 && value <= 3600) return value;
  throw new DeclError({ code: "wrong-setting", message: `--build-arg ${name}="${text}" is not a number of seconds` });
}

function cacheImports(options: ReadonlyMap<string, string>): CacheImport[] {
  const json = options.get("cache-imports");
  if (json !== undefined) {
    const entries = JSON.parse(json) as { Type: string; Attrs?: Record<string, string> }[];
    return entries.map(({ Type, Attrs }) => ({ type: Type, attributes: Attrs ?? {} }));
  }
  const references = (options.get("cache-from") ?? "").split(",").filter((reference) => reference !== "");
  return references.map((ref) => ({ type: "registry", attributes: { ref } }));
}

/** The value of SOURCE_DATE_EPOCH. Throws a DeclError. */
export function readEpoch(text: string | undefined): number {
  if (text === undefined || text === "") return 0;
  if (/^\d{1,11}$/.test(text)) return Number(text);
  throw new DeclError({
    code: "wrong-epoch",
    message: `SOURCE_DATE_EPOCH must be seconds since 1970, not "${text}"`,
  });
}
