import type { ReleaseBefore } from "./release-before.ts";
import { surfaceOf, type TextOf } from "./surface.ts";

/** What decl itself puts into the images of the examples, and which packages it takes for them: test/promise. */
const IMAGES = "test/promise/images.json";

type Images = Readonly<Record<string, { readonly plan: string; readonly packages: string }>>;

/** Runs git in the project; throws where it fails. */
type Git = (...args: readonly string[]) => string;

/** What `version`, the commit that is checked out, breaks of what the release before it promised: a line each. */
export function promised({ tag, patch }: ReleaseBefore, version: string, git: Git): string[] {
  const textAt =
    (commit: string): TextOf =>
    (file) =>
      git("ls-tree", "--name-only", commit, "--", file) === "" ? "" : git("show", `${commit}:${file}`);
  const before = textAt(tag);
  const now = textAt("HEAD");
  const larger = version.startsWith("0.") ? "minor" : "major";
  return [
    ...[...gone(tag, before, now), ...unlocked(tag, before, now)].map(
      (what) => `${what}: that is for a new ${larger} version`,
    ),
    ...(patch === undefined ? [] : changed(patch, textAt(patch), now, git)),
  ];
}

function gone(tag: string, before: TextOf, now: TextOf): string[] {
  const left = surfaceOf(now);
  const missing = [...surfaceOf(before)].filter((thing) => !left.has(thing));
  return missing.map((thing) => `it has no longer ${thing}, as ${tag} has`);
}

/** An image with a lock file has no package that the release before did not take. */
function unlocked(tag: string, before: TextOf, now: TextOf): string[] {
  return common(before, now).flatMap(([name, old, own]) => {
    const known = old.packages.split(" ");
    const more = own.packages.split(" ").filter((one) => !known.includes(one));
    return more.length === 0 ? [] : `images/${name} takes ${more.join(", ")}, which lock files of ${tag} have not got`;
  });
}

function changed(tag: string, before: TextOf, now: TextOf, git: Git): string[] {
  const pin = "src/nix/nixpkgs-release.ts";
  return [
    ...common(before, now).flatMap(([name, old, own]) =>
      old.plan === own.plan ? [] : `images/${name} is another image`,
    ),
    ...(git("diff", "--name-only", tag, "HEAD", "--", "init") === "" ? [] : ["the init (init/) is another one"]),
    ...(before(pin) === now(pin) ? [] : ["nixpkgs where none is named is another one"]),
  ].map((what) => `${what} than that of ${tag}: that is for a new minor version`);
}

/** The examples that both have. */
function common(before: TextOf, now: TextOf) {
  const [old, own] = [before, now].map((textOf) => JSON.parse(textOf(IMAGES) || "{}") as Images);
  return Object.entries(old ?? {}).flatMap(([name, one]) => {
    const other = own?.[name];
    return other === undefined ? [] : [[name, one, other] as const];
  });
}
