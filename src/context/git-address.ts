import { posix } from "node:path";
import { DeclError } from "../text/diagnostic.ts";

/** A repository at a commit, as `docker buildx build` takes it: `https://host/repo.git#REF:FOLDER`. */
export interface GitAddress {
  /** What git is given, without the part after `#` and `?`. */
  readonly url: string;
  /** "host/path": the name that BuildKit keeps its copy under. */
  readonly location: string;
  /** A branch, tag or commit; "" is the server's default branch. */
  readonly ref: string;
  /** The folder of it that counts; "" is all. */
  readonly subdir: string;
  /** The commit that `ref` has to be. */
  readonly checksum?: string;
  readonly keepGitDir?: boolean;
  readonly skipSubmodules?: boolean;
  readonly mtime?: "checkout" | "commit";
  readonly fetchByCommit?: boolean;
}

const WITH_SCHEME = /^(https?|ssh|git):\/\/(?:[^@/?#]*@)?([^/?#]+)([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/is;
const LIKE_SCP = /^[A-Za-z0-9_-]+@([A-Za-z0-9.-]+):([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/;

/**
 * Reads an address of a repository; undefined where it is none. Of what is behind http, only `….git` is one, as for Docker
 * (frontend/dockerfile/dfgitutil). Throws a DeclError for what cannot be meant.
 */
export function parseGitAddress(text: string): GitAddress | undefined {
  // Docker takes this one without a scheme.
  const full = text.startsWith("github.com/") ? `https://${text}` : text;
  const withScheme = WITH_SCHEME.exec(full);
  const [, host, path, query, fragment] = withScheme?.slice(1) ?? [undefined, ...(LIKE_SCP.exec(full)?.slice(1) ?? [])];
  if (host === undefined || path === undefined) return undefined;
  const isHttp = /^https?$/i.test(withScheme?.[1] ?? "");
  if (isHttp && full === text && !path.endsWith(".git")) return undefined;
  const [, ref = "", subdir = ""] = /^([^:]*):?(.*)$/s.exec(decoded(fragment ?? "")) ?? [];
  return {
    url: full.replace(/[?#].*$/s, ""),
    location: `${host}${posix.join("/", path)}`.replace(/\/$/, ""),
    ref,
    subdir,
    ...readQuery(text, query ?? "", { ref, subdir }),
  };
}

/** What a query may say of a repository. */
const QUERY = [
  "ref",
  "tag",
  "branch",
  "subdir",
  "checksum",
  "commit",
  "keep-git-dir",
  "submodules",
  "fetch-by-commit",
  "mtime",
];

/** An address as it may be shown: what comes before the host can be a password, and so can any other value of a query. */
export function shownAddress(text: string): string {
  const hidden = (all: string, sign: string, name: string, value?: string) =>
    QUERY.includes(name) ? all : `${sign}${value === undefined ? "" : `${name}=`}…`;
  return text
    .replace(/^([a-z]+:\/\/)[^@/?#]*@/i, "$1")
    .replace(/\?[^#]*/, (query) => query.replaceAll(/([?&])([^=&]*)(=[^&]*)?/g, hidden));
}

type Named = Pick<GitAddress, "ref" | "subdir">;

function readQuery(text: string, query: string, { ref, subdir }: Named): Partial<GitAddress> {
  const found: { -readonly [Key in keyof GitAddress]?: GitAddress[Key] } = {};
  const refuse = (why: string): never => {
    const message = `${shownAddress(text)} cannot be used: ${why}`;
    throw new DeclError({
      code: "wrong-git-address",
      message,
      hint: "such as …/app.git?tag=v1&subdir=images, or …/app.git#v1:images",
    });
  };
  const once = (key: "ref" | "subdir", value: string, given: string | undefined) => {
    if (given !== undefined && given !== "" && given !== value) refuse(`it says ${key} "${given}" and "${value}"`);
    found[key] = value;
  };
  const flag = (key: string, value: string) => {
    if (/^(?:|1|t|true)$/i.test(value)) return true;
    return /^(?:0|f|false)$/i.test(value) ? false : refuse(`${key} is "${value}", and not true or false`);
  };
  const inFull = (prefix: string, value: string) => (value.startsWith(prefix) ? value : `${prefix}${value}`);
  for (const [key, value] of new URLSearchParams(query)) {
    if (value === "" && key !== "keep-git-dir" && key !== "submodules") refuse(`${key} has no value`);
    if (key === "ref") once("ref", value, found.ref ?? ref);
    else if (key === "tag") once("ref", inFull("refs/tags/", value), found.ref ?? ref);
    else if (key === "branch") once("ref", inFull("refs/heads/", value), found.ref ?? ref);
    else if (key === "subdir") once("subdir", value, found.subdir ?? subdir);
    else if (key === "checksum" || key === "commit") found.checksum = value;
    else if (key === "keep-git-dir") found.keepGitDir = flag(key, value);
    else if (key === "submodules") found.skipSubmodules = !flag(key, value);
    else if (key === "fetch-by-commit") found.fetchByCommit = flag(key, value);
    else if (key !== "mtime") refuse(`nothing is known of ${key}`);
    else if (value === "checkout" || value === "commit") found.mtime = value;
    else refuse("mtime is neither checkout nor commit");
  }
  if (found.checksum !== undefined && (found.ref ?? ref) === "") found.ref = found.checksum;
  return found;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
