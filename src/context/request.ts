import type { FrontendEnvironment } from "../engine/environment.ts";
import { DeclError } from "../text/diagnostic.ts";
import { parsePlatform, type TargetPlatform } from "../value/platform.ts";
import { type MainContext, mainContext } from "./main-context.ts";
import { type NamedContext, namedContext } from "./named-context.ts";
import { type ProcessSettings, readProcessSettings } from "./process-settings.ts";
import { type DeclSettings, readSettings, words } from "./settings.ts";

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
  /** `--no-cache`, or `--no-cache-filter` with the name of the image. */
  readonly noCache: boolean;
  /** `--no-cache-filter`: names of builds and images that are made again. */
  readonly noCacheFor: readonly string[];
  /** `--ulimit` and other options about programs that the build runs. */
  readonly processes: ProcessSettings;
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
  const target = options.get("target") ?? "";
  const again = words(options.get("no-cache")?.replaceAll(",", " "));
  return Object.freeze({
    filename: options.get("filename") ?? "Dockerfile",
    mainContext: mainContext(options),
    sessionId,
    target,
    platforms,
    multiPlatform: multi === undefined || multi === "" ? platforms.length > 1 : !isFalse(multi),
    args: declaredArguments(buildArgs),
    settings: readSettings(buildArgs),
    labels: withPrefix(options, "label:"),
    noCache: options.get("no-cache") === "" || again.some((name) => isSameName(name, target || "default")),
    noCacheFor: again,
    processes: readProcessSettings(options),
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

/** Names of builds and images are compared as the daemon's own frontend compares those of stages. */
export const isSameName = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** Build arguments without those that mean something to BuildKit or to decl. */
export function declaredArguments(buildArgs: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(buildArgs).filter(([name]) => !RESERVED_ARGUMENTS.test(name)));
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

function isFalse(text: string | undefined): boolean {
  return text !== undefined && /^(?:0|f|false)$/i.test(text);
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
