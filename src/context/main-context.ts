import { type GitAddress, parseGitAddress, shownAddress } from "./git-address.ts";

/** The last argument of `docker buildx build`, and where the build file is. */
export interface MainContext {
  readonly source:
    | { readonly kind: "local" }
    | { readonly kind: "git"; readonly address: GitAddress }
    /** A file behind an address: an archive, or a build file alone. What the client reads from standard input too. */
    | { readonly kind: "http"; readonly url: string };
  /** As it was given, for a command that builds from there: "." or an address, or "-". */
  readonly argument: string;
  /** The folder of a remote context that counts. */
  readonly subdir?: string | undefined;
  /** The name of the client's folder with the build file. */
  readonly buildFolder: string;
  /** The build file is in that folder, even where the context is remote. */
  readonly hasOwnBuildFolder: boolean;
}

/** Where an uploaded standard input is found (session/upload of BuildKit). */
const UPLOADED = /^http:\/\/buildkit-session\//;

/** Reads what BuildKit's own frontend does of it (frontend/dockerui/context.go). Throws a DeclError. */
export function mainContext(options: ReadonlyMap<string, string>): MainContext {
  const value = options.get(options.get("contextkey") ?? "context") ?? "";
  const subdir = options.get("contextsubdir");
  const folder = options.get("dockerfilekey");
  const rest = {
    subdir,
    buildFolder: folder ?? "dockerfile",
    hasOwnBuildFolder: folder !== undefined,
  };
  const address = parseGitAddress(value);
  if (address !== undefined) {
    const keepGitDir = /^(?:1|t|true)$/i.test(options.get("build-arg:BUILDKIT_CONTEXT_KEEP_GIT_DIR") ?? "");
    const git = keepGitDir ? { ...address, keepGitDir } : address;
    return { source: { kind: "git", address: git }, argument: shownAddress(value), ...rest };
  }
  if (/^https?:\/\//.test(value)) {
    const argument = UPLOADED.test(value) ? "-" : shownAddress(value);
    return { source: { kind: "http", url: value }, argument, ...rest };
  }
  return { source: { kind: "local" }, argument: ".", ...rest };
}
