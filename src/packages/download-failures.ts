import type { ClosureEntry } from "../nix/closure.ts";
import type { StorePath } from "../nix/store-path.ts";

/** How often one file is asked for again before its cache is given up for it. */
export const MAX_RETRIES = 2;

/** A cache that failed this many paths again after a retry is asked for no further one. */
const MAX_BAD_PATHS = 4;

/** Downloads of a build that went wrong: which to try again, and what no longer to ask of which cache. */
export class DownloadFailures {
  readonly #origins = new Map<string, Origin>();

  /** How often a path's archive could not be had, and from how many places it is not to be taken. */
  count(path: StorePath): number {
    let count = 0;
    for (const origin of this.#origins.values()) {
      count += (origin.failed.get(path.path) ?? 0) + (reasonIn(origin, path) === undefined ? 0 : 1);
    }
    return count;
  }

  /**
   * Notes a failure. `canRetry` says whether the same cache may answer better next time.
   * @returns how long to wait before all is tried again, as the number of the attempt, where it makes sense to wait
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
    // Many paths fail at once and are reported one by one: all of them have waited together.
    if (failed <= origin.waited) return undefined;
    origin.waited = failed;
    return failed - 1;
  }

  /** What was not to be had where it should have been, by cache: how many paths, and one of them with the reason. */
  givenUp(): { readonly cache: string; readonly count: number; readonly path: StorePath; readonly reason: string }[] {
    return [...this.#origins.values()].flatMap(({ entry: { cache, path, unasked }, failed, bad }) => {
      const [first] = bad;
      // That a cache has other files than a lock says is nothing to worry about.
      if (unasked === true) return [];
      if (first === undefined && reasonIn({ failed, bad }, path) === undefined) return [];
      const reason = first?.[1] ?? "fails again and again";
      return [{ cache, count: Math.max(bad.size, 1), path, reason }];
    });
  }

  /** Why a path is not to be taken from a cache, or undefined; `unasked` where a lock says what the cache has. */
  reason(cache: string, path: StorePath, unasked?: true): string | undefined {
    const origin = this.#origins.get(originOf({ cache, unasked }));
    return origin === undefined ? undefined : reasonIn(origin, path);
  }
}

/** A cache, as far as it failed. By path: how often, and why it was given up. */
interface Origin {
  /** The first that failed. */
  readonly entry: ClosureEntry;
  readonly failed: Map<string, number>;
  readonly bad: Map<string, string>;
  /** The highest number of an attempt before which there was a pause. */
  waited: number;
}

function reasonIn({ bad, failed }: Pick<Origin, "bad" | "failed">, path: StorePath): string | undefined {
  const own = bad.get(path.path);
  if (own !== undefined) return own;
  const repeated = [...failed.values()].filter((times) => times > 1).length;
  return repeated >= MAX_BAD_PATHS ? `failed to serve ${repeated} paths` : undefined;
}

/** A cache may have another file of a path than a lock says: these are two places. */
function originOf({ cache, unasked }: { readonly cache: string; readonly unasked?: true | undefined }): string {
  return unasked === true ? `lock ${cache}` : cache;
}
