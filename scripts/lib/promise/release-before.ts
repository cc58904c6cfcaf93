/** The last release that a promise to this one is about. */
export interface ReleaseBefore {
  /** The tag of the last one whose declarations and lock files this one takes: of the major version, before 1.0 of the minor one. */
  readonly tag: string;
  /** That of the last one with the same images, of the minor version, where this is not its first. */
  readonly patch?: string;
}

type Version = readonly [major: number, minor: number, patch: number];

/** Undefined for the first release of its kind, and for what is no version. Releases on trial (1.2.3-rc.1) promise nothing. */
export function releaseBefore(version: string, tags: readonly string[]): ReleaseBefore | undefined {
  const own = versionOf(version.replace(/-.*$/, ""));
  if (own === undefined) return undefined;
  const [major, minor] = own;
  const earlier = tags
    .map((tag) => versionOf(tag.slice(1)))
    .filter((other) => other !== undefined)
    .filter((other) => compare(other, own) < 0 && other[0] === major && (major > 0 || other[1] === minor))
    .sort(compare);
  const last = earlier.at(-1);
  if (last === undefined) return undefined;
  const tag = `v${last.join(".")}`;
  return last[1] === minor ? { tag, patch: tag } : { tag };
}

function versionOf(text: string): Version | undefined {
  const [, major, minor, patch] = /^(\d+)\.(\d+)\.(\d+)$/.exec(text) ?? [];
  return patch === undefined ? undefined : [Number(major), Number(minor), Number(patch)];
}

const compare = (a: Version, b: Version): number => a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
