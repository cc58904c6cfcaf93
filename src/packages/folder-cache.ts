import { parseCacheInfo } from "../nix/cache-info.ts";
import { FormatError } from "../nix/format-error.ts";
import { DeclError } from "../text/diagnostic.ts";
import type { Cache, NarinfoReply } from "./closure-walk.ts";
import { inParallel } from "./parallel.ts";

export const CACHE_INFO = "nix-cache-info";

const PARALLEL_READS = 64;

/** The fields of a cache apart from its readers. */
export type CacheOptions = Omit<Cache, "readNarinfos" | "readPriority" | "archiveFault">;

/** Whether the URL of a narinfo is a plain path below the folder. It is not trusted, and it becomes a pattern of files to send. */
export const isFileBelow = (url: string): boolean =>
  /^(?!\.{1,2}\/)[A-Za-z0-9._+=-]+(?:\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9._+=-]+)*$/.test(url);

/**
 * A folder in the layout that `nix copy --to file://DIR` writes, given with `--build-context NAME=DIR`, of which `readText`
 * gives a file or undefined. Nothing of it is read before something is wanted of it.
 */
export function folderCache(
  { name, priority, publicKeys, requireSignature }: CacheOptions,
  readText: (file: string) => Promise<string | undefined>,
): Cache {
  const open = async (): Promise<void> => {
    const infoText = await readText(CACHE_INFO);
    try {
      if (infoText !== undefined) parseCacheInfo(infoText);
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      throw new DeclError({ code: "unusable-cache", message: `--build-context ${name}: ${error.message}` });
    }
  };
  let opened: Promise<void> | undefined;
  return {
    name,
    priority,
    publicKeys,
    requireSignature,
    archiveFault: (url) =>
      isFileBelow(url) ? undefined : `says that the archive is at "${url}", which is no file of it`,
    readNarinfos: async (paths) => {
      opened ??= open();
      await opened;
      const texts = await inParallel(paths, PARALLEL_READS, (path) => readText(`${path.hashPart}.narinfo`));
      return new Map(
        paths.map(({ hashPart }, index): [string, NarinfoReply] => {
          const text = texts[index];
          return [hashPart, text === undefined ? { kind: "absent" } : { kind: "found", text }];
        }),
      );
    },
  };
}

/** A folder that the declaration lists and the client has not given. This is reported only if the cache is asked for a path. */
export const missingFolder = (options: CacheOptions): Cache =>
  closedCache(options, { kind: "failed", reason: `was not given, --build-context ${options.name}=DIR does` });

/** A cache that cannot be asked and has the same reply for all paths. */
export function closedCache(
  { name, priority, publicKeys, requireSignature }: CacheOptions,
  reply: NarinfoReply,
): Cache {
  return {
    name,
    priority,
    publicKeys,
    requireSignature,
    readNarinfos: async (paths) => new Map(paths.map(({ hashPart }) => [hashPart, reply])),
  };
}
