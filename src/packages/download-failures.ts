import type { ClosureEntry } from "../nix/closure.ts";
import type { StorePath } from "../nix/store-path.ts";

/** How often the download of a file is tried again before another cache is asked for it. */
export const MAX_RETRIES = 2;

/** A cache that has failed for this many paths more than once is not used any more. */
const MAX_BAD_PATHS = 4;

/** The failed downloads of a build: which to try again, and which paths not to take from a cache any more. */
export class DownloadFailures {
  readonly #origins = new Map<string, Origin>();

  /** The number of failed downloads of a path's archive, plus the number of places that are not used for it any more. */
  count(path: StorePath): number {
    let count = 0;
    for (const origin of this.#origins.values()) {
      count += (origin.failed.get(path.path) ?? 0) + (reasonIn(origin, path) === undefined ? 0 : 1);
    }
    return count;
  }

  /**
   * Records a failure. `canRetry` says whether another try can succeed.
   * @returns the number of the attempt, for the length of the pause before everything is tried again; undefined for no pause
   */
  add(entry: ClosureEntry, reason: string, canRetry: boolean): number | undefined {
    const name = originOf(entry);
    const origin = this.#origins.get(name) ?? { entry, failed: new Map(), bad: new Map(), waited: 0 };
    this.#origins.set(name, origin);
    const failed = (origin.failed.get(entry.path.path) ?? 0) + 1;
    origin.failed.set(entry.path.path, failed);
    if (!canRetry || failed > MAX_RETRIES) {
      origin.bad.set(entry.path.path, reason);
      return undefined;
    }
    // Many paths can fail at once and are reported one after another. One pause is enough for all of them.
    if (failed <= origin.waited) return undefined;
    origin.waited = failed;
    return failed - 1;
  }

  /** The caches that could not serve what they should have: how many paths, and one of them with the reason. */
  givenUp(): { readonly cache: string; readonly count: number; readonly path: StorePath; readonly reason: string }[] {
    return [...this.#origins.values()].flatMap(({ entry: { cache, path, unasked }, failed, bad }) => {
      const [first] = bad;
      // A cache may have changed since a lock was written, so this is no reason for a warning.
      if (unasked === true) return [];
      if (first === undefined && reasonIn({ failed, bad }, path) === undefined) return [];
      const reason = first?.[1] ?? "fails again and again";
      return [{ cache, count: Math.max(bad.size, 1), path, reason }];
    });
  }

  /** Why a path must not be taken from a cache, or undefined. `unasked`: a lock names the archive, and the cache was not asked. */
  reason(cache: string, path: StorePath, unasked?: true): string | undefined {
    const origin = this.#origins.get(originOf({ cache, unasked }));
    return origin === undefined ? undefined : reasonIn(origin, path);
  }
}

/** The failures of a cache. By path: how often it failed, and why the cache is not used for it any more. */
interface Origin {
  /** The first entry that failed. */
  readonly entry: ClosureEntry;
  readonly failed: Map<string, number>;
  readonly bad: Map<string, string>;
  /** The largest number of failures of one path after which there has been a pause. */
  waited: number;
}

function reasonIn({ bad, failed }: Pick<Origin, "bad" | "failed">, path: StorePath): string | undefined {
  const own = bad.get(path.path);
  if (own !== undefined) return own;
  const repeated = [...failed.values()].filter((times) => times > 1).length;
  return repeated >= MAX_BAD_PATHS ? `failed to serve ${repeated} paths` : undefined;
}

/** A cache as a lock describes it and the cache as it answers now count separately: they may have different files of one path. */
function originOf({ cache, unasked }: { readonly cache: string; readonly unasked?: true | undefined }): string {
  return unasked === true ? `lock ${cache}` : cache;
}
