import { execFileSync } from "node:child_process";
import { promised } from "./lib/promise/promised.ts";
import { releaseBefore } from "./lib/promise/release-before.ts";

/**
 * Fails where this version would break what docs/releases.md promises: `node scripts/promise.ts 1.2.3` compares the commit with the last
 * release that the promise is about, a tag of git. `--before 1.2.3` prints the last release of the same minor version instead.
 */
const [first = "", second] = process.argv.slice(2);
const git = (...args: readonly string[]) =>
  execFileSync("git", args, { encoding: "utf8", maxBuffer: 1 << 26, stdio: ["ignore", "pipe", "pipe"] });
const tags = git("tag", "--list", "v*", "--merged").split("\n");

if (first === "--before") console.log(releaseBefore(second ?? "", tags)?.patch ?? "");
else {
  const before = releaseBefore(first, tags);
  const broken = before === undefined ? [] : promised(before, first, git);
  for (const line of broken) console.error(`promise: ${line}`);
  if (broken.length > 0) process.exitCode = 1;
}
