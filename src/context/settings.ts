import { DeclError } from "../text/diagnostic.ts";
import { addressFault } from "../text/login-in-address.ts";
import { isHostPattern } from "../value/hosts.ts";

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
  /** DECL_ALLOW_HOSTS: the only hosts that a declaration and its lock may have something fetched from; undefined is all. */
  readonly allowHosts?: readonly string[];
  /** DECL_SECRET_HOSTS: which secrets may be sent where, beside those that have the host in their id. */
  readonly secretHosts: readonly SecretHost[];
  /** DECL_CACHE_TIMEOUT: seconds that a cache has to answer with a file of metadata. */
  readonly cacheTimeout: number;
}

/** A secret of the client's, and hosts that may be shown it. */
export interface SecretHost {
  readonly id: string;
  /** As `namesHost` reads it. */
  readonly host: string;
}

/** Whether packages are built: never, those that no cache has, or all that the declaration names. */
export type BuildUse = "never" | "missing" | "always";

/** Follow the lock file, build as if there were none, or also say what is different without it. */
export type LockUse = "use" | "ignore" | "update";

/** Build arguments that are settings. Throws a DeclError. */
export function readSettings(buildArgs: Readonly<Record<string, string>>): DeclSettings {
  return {
    binaryCaches: words(buildArgs.DECL_BINARY_CACHES).map(mirror),
    trustedPublicKeys: words(buildArgs.DECL_TRUSTED_PUBLIC_KEYS),
    lock: lockUse(buildArgs.DECL_LOCK),
    evaluate: isTrue(buildArgs.DECL_EVALUATE),
    ...buildUse(buildArgs.DECL_BUILD),
    ...(buildArgs.DECL_NIX ? { nix: buildArgs.DECL_NIX } : {}),
    ...allowedHosts(buildArgs.DECL_ALLOW_HOSTS),
    secretHosts: words(buildArgs.DECL_SECRET_HOSTS).map(secretHost),
    cacheTimeout: seconds("DECL_CACHE_TIMEOUT", buildArgs.DECL_CACHE_TIMEOUT, 60),
  };
}

/** Of a list with spaces between its words. */
export function words(text: string | undefined): string[] {
  return (text ?? "").split(/\s+/).filter((word) => word !== "");
}

function isTrue(text: string | undefined): boolean {
  return text !== undefined && /^(?:1|t|true)$/i.test(text);
}

/** An address of DECL_BINARY_CACHES. No word of it is shown, here and below: there may be a password in it. */
function mirror(text: string, index: number): string {
  const where = "--build-arg DECL_BINARY_CACHES";
  const fault = addressFault(where, text, "cache");
  if (/^https?:\/\/[^\s]+$/.test(text) && URL.canParse(text) && fault === undefined) return text;
  throw new DeclError({
    code: "wrong-cache",
    message: `${where}: word ${index + 1} is not an http:// or https:// address`,
    hint: "several have spaces between them",
    ...fault,
  });
}

function allowedHosts(text: string | undefined): Pick<DeclSettings, "allowHosts"> {
  if (text === undefined) return {};
  const hosts = words(text.replaceAll(",", " "));
  const odd = hosts.findIndex((host) => !isHostPattern(host));
  if (odd < 0) return { allowHosts: hosts };
  throw new DeclError({
    code: "wrong-setting",
    message: `--build-arg DECL_ALLOW_HOSTS: word ${odd + 1} is not the name of a host`,
    hint: "names of hosts with spaces between them, such as cache.nixos.org, registry.example.org:5000 or *.example.org",
  });
}

function secretHost(word: string, index: number): SecretHost {
  const [, id, host] = /^([A-Za-z0-9_.-]+)=(.+)$/.exec(word) ?? [];
  if (id !== undefined && host !== undefined && isHostPattern(host)) return { id, host };
  throw new DeclError({
    code: "wrong-setting",
    message: `--build-arg DECL_SECRET_HOSTS: word ${index + 1} is not the id of a secret and a host`,
    hint: "such as LOGIN=cache.example.org, several with spaces between them; LOGIN=* is any host",
  });
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
  throw new DeclError({
    code: "wrong-setting",
    message: `--build-arg ${name}="${text}" is not a number of seconds up to 3600`,
  });
}
