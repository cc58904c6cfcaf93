import { posix } from "node:path";
import { at, DeclError, type Place } from "../text/diagnostic.ts";
import type { FileMode } from "../value/file-mode.ts";
import type { GeneratedFile } from "../value/generated-file.ts";
import { accountId, primaryGroup } from "./accounts.ts";
import { type BaseImage, throughLinks } from "./base-image.ts";
import type { ContentItem, ContentSource } from "./image-content.ts";

/** Files from elsewhere that become a layer of the image. */
export interface PlannedContents {
  readonly name: string;
  readonly source: ContentSource;
  /** Where they go: the place of a single file, or of what is in a folder. */
  readonly target: string;
  readonly mode: FileMode;
  readonly uid: number;
  readonly gid: number;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** The target and the folders above it, as far as the image has modes and owners for them. */
  readonly parents: readonly {
    readonly path: string;
    readonly mode: number;
    readonly uid: number;
    readonly gid: number;
  }[];
  readonly place?: Place;
}

/** Completes `image.contents` with what the rest of the image says of users and folders. Throws a DeclError. */
export function planContents(
  items: readonly ContentItem[],
  files: readonly GeneratedFile[],
  placeOf: (index: number) => Place | undefined,
  { base, folders }: { readonly base?: BaseImage | undefined; readonly folders?: readonly boolean[] },
): PlannedContents[] {
  const accounts = (path: string) => {
    const file = files.find((one) => one.path === path);
    return file?.type === "file" ? file.text : base?.accounts[path];
  };
  return items.map((item, index) => {
    const place = placeOf(index);
    const { source, mode, include, exclude } = item;
    const wanted = targetOf(item, folders?.[index] ?? true);
    const target = base === undefined ? wanted : throughLinks(wanted, base.links);
    return {
      name: `decl: ${sourceText(source)} at ${target}`,
      source,
      target,
      // Those of a folder of the client's depend on how it was checked out.
      mode: mode ?? (source.kind === "image" ? "kept" : "normal"),
      include,
      exclude,
      ...ownerOf(item, accounts, place),
      parents: files.flatMap((file) =>
        file.type === "directory" && `${target}/`.startsWith(`${file.path}/`)
          ? [{ path: file.path, mode: file.mode, uid: file.uid, gid: file.gid }]
          : [],
      ),
      ...at(place),
    };
  });
}

/** A file keeps its name in a target with a slash at the end. */
function targetOf({ source, target }: ContentItem, isFolder: boolean): string {
  const path = posix.join("/", target, target.endsWith("/") && !isFolder ? posix.basename(source.path) : "");
  return path === "/" ? path : path.replace(/(?<!\/)\/+$/, "");
}

/** The numbers of users and groups that are given by name. Throws a DeclError. */
export function ownerOf(
  { user, group, uid, gid }: Pick<ContentItem, "user" | "group" | "uid" | "gid">,
  accounts: (path: string) => string | undefined,
  place: Place | undefined,
): { uid: number; gid: number } {
  const unknown = (what: string, name: string) =>
    new DeclError({
      code: `unknown-${what}`,
      message: `there is no ${what} "${name}" in the image`,
      ...at(place),
      hint: `declare it with users.${what}s, or give a number with ${what === "user" ? "uid" : "gid"}`,
    });
  const byName = user === null ? undefined : accountId(accounts("/etc/passwd"), user);
  if (user !== null && byName === undefined) throw unknown("user", user);
  const groupByName = group === null ? undefined : accountId(accounts("/etc/group"), group);
  if (group !== null && groupByName === undefined) throw unknown("group", group);
  const ofUser = user === null ? undefined : primaryGroup(accounts("/etc/passwd"), user);
  return { uid: uid ?? byName ?? 0, gid: gid ?? groupByName ?? ofUser ?? 0 };
}

/** "www of the build context", "/etc/ssl of the image alpine". */
export function sourceText(source: ContentSource): string {
  return source.path === "." ? whereText(source) : `${source.path} of ${whereText(source)}`;
}

/** "the build context", "the image alpine". */
export function whereText(source: ContentSource): string {
  if (source.kind === "image") return `the image ${source.reference}`;
  return source.context === "context" ? "the build context" : `the context ${source.context}`;
}
