import type { Config } from "../../lib/options.gen.d.ts";
import { forbiddenPath } from "../../value/forbidden-path.ts";
import type { Ids } from "./allocate-ids.ts";

type Etc = Config["environment"]["etc"];
type EtcEntry = Etc[string];
type User = Config["users"]["users"][string];

/** What homes are made of. */
interface Homes {
  /** Entries of `image.files`. */
  readonly files: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Items of `image.contents`: what comes from a build context. */
  readonly contents: readonly Readonly<Record<string, unknown>>[];
}

const SKELETON = "skel/";

/** The homes that are made: each with a copy of what is in /etc/skel, all owned by the user. */
export function homesOf(users: readonly User[], ids: Ids, etc: Etc): Homes {
  const skeleton = Object.values(etc).filter(({ enable, target }) => enable && target.startsWith(SKELETON));
  const homes = users
    .filter(({ createHome, home }) => createHome && home !== "/var/empty" && forbiddenPath(home) === undefined)
    .map(({ name, group, home, homeMode }) => {
      const owner = { uid: ids.uids[name] ?? 0, gid: ids.gids[group] ?? 0 };
      const itself = { type: "directory", mode: homeMode.padStart(4, "0").slice(-4), ...owner };
      const copies = skeleton.map((entry) => copyOf(entry, home, owner));
      return {
        files: Object.assign({ [home]: itself }, ...copies.map(({ files }) => files)),
        contents: copies.flatMap(({ contents }) => contents),
      };
    });
  return {
    files: Object.assign({}, ...homes.map(({ files }) => files)),
    contents: homes.flatMap(({ contents }) => contents),
  };
}

/** One entry of /etc/skel in a home, with the folders above it. */
function copyOf(entry: EtcEntry, home: string, owner: { readonly uid: number; readonly gid: number }): Homes {
  const names = entry.target.slice(SKELETON.length).split("/");
  const folders = names.slice(1).map((_, depth) => [home, ...names.slice(0, depth + 1)].join("/"));
  const files = Object.fromEntries(folders.map((folder) => [folder, { type: "directory", ...owner }]));
  const target = [home, ...names].join("/");
  const { source, mode } = entry;
  if (typeof source === "object" && source !== null) {
    return { files, contents: [{ source, target, ...(mode.endsWith("symlink") ? {} : { mode }), ...owner }] };
  }
  return { files: { ...files, [target]: { ...fileOf(entry, source ?? "/"), ...owner } }, contents: [] };
}

/** A home is written to: what all may only read in /etc its owner may change there. */
function fileOf({ text, mode }: EtcEntry, source: string) {
  const isLink = mode.endsWith("symlink");
  if (text !== null) return { type: "file", text, mode: isLink ? "0644" : mode };
  return isLink ? { type: "symlink", target: source } : { type: "file", sources: [source], mode };
}
