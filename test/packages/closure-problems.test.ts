import { describe, expect, it } from "vitest";
import { type CacheAnswer, ClosureError, type ClosureProblem } from "../../src/nix/closure.ts";
import { parseStorePathBase } from "../../src/nix/store-path.ts";
import { causesOf } from "../../src/packages/closure-problems.ts";
import { findNixClosure } from "../../src/packages/find-nix.ts";
import { DeclError } from "../../src/text/diagnostic.ts";

const NAMES = ["a", "b", "c"] as const;
const pathOf = (name: string) => parseStorePathBase(`${name.repeat(32)}-${name}`);

/** What all caches say of each of three paths. */
const problems = (answersOf: (name: string) => readonly CacheAnswer[], names: readonly string[] = NAMES) =>
  names.map(
    (name): ClosureProblem => ({
      kind: "unavailable",
      path: pathOf(name),
      wantedBy: name === "c" ? [pathOf("a"), pathOf("c")] : [pathOf(name)],
      answers: answersOf(name),
    }),
  );

const answer = (kind: CacheAnswer["kind"], reason: string, cache = "https://x"): CacheAnswer => ({
  cache,
  kind,
  reason,
});
const ABSENT = answer("absent", "does not have it", "nix-cache");
const DOWN = answer("failed", "refuses connections");

describe("what keeps a closure from being made", () => {
  it("is told once where a cache that cannot be asked is all of it", () => {
    const causes = causesOf(problems(() => [ABSENT, DOWN]));
    expect(causes).toEqual([
      {
        example: expect.objectContaining({ path: pathOf("a") }),
        message: `no binary cache has a usable ${pathOf("a").path}, nor 2 other store paths: nix-cache: does not have it; https://x: refuses connections`,
        hint: "a cache that can be read is asked first with --build-arg DECL_BINARY_CACHES=URL, and a folder with --build-context nix-cache=DIR",
        isAbsent: false,
      },
    ]);
    const [two] = causesOf(problems(() => [DOWN], ["c", "b"]));
    expect(two?.message).toBe(
      `no binary cache has a usable ${pathOf("c").path} (needed by ${pathOf("a").base} → ${pathOf("c").base}), nor another store path: https://x: refuses connections`,
    );
  });

  it.each([
    ["a key that is not trusted", "untrusted", "has it, but it is not trusted: signed only by unknown keys k-1"],
    ["a secret that was not given", "failed", "has an authSecret that was not given with --secret"],
    ["a login", "failed", "wants a login (status 401; …)"],
    ["a folder that was not given", "failed", "was not given, --build-context ours=DIR does"],
    ["another store", "failed", 'the cache is for the store directory "/gnu/store", not /nix/store'],
  ] as const)("is told once for %s", (_, kind, reason) => {
    const causes = causesOf(problems(() => [answer(kind, reason)]));
    expect(causes.map(({ message }) => message)).toEqual([
      `no binary cache has a usable ${pathOf("a").path}, nor 2 other store paths: https://x: ${reason}`,
    ]);
  });

  it("is told once for a web page, though it stands in place of each path's own file", () => {
    const page = (name: string) => answer("failed", `answers with a web page instead of ${name.repeat(32)}.narinfo`);
    const [cause, ...others] = causesOf(problems((name) => [page(name)]));
    expect(cause?.message).toContain(`nor 2 other store paths: https://x: answers with a web page instead of aaaa`);
    expect(others).toEqual([]);
  });

  it("is told apart for each path that no cache has, and for each cause", () => {
    const causes = causesOf(problems(() => [ABSENT]));
    expect(causes.map(({ example, hint }) => [example.kind, hint])).toEqual(
      NAMES.map((name) => [
        "unavailable",
        expect.stringContaining(`nix copy --to file://$PWD/cache ${pathOf(name).path}`),
      ]),
    );
    const mixed = problems((name) => [name === "b" ? answer("untrusted", "no signature") : DOWN]);
    expect(causesOf(mixed).map(({ message }) => message.replace(/\S+-([abc])\b/g, "$1"))).toEqual([
      "no binary cache has a usable a, nor another store path: https://x: refuses connections",
      "no binary cache has a usable b: https://x: no signature",
    ]);
  });

  it("is told once where there is no cache to ask", () => {
    const [cause, ...others] = causesOf(problems(() => []));
    expect(cause?.message).toBe(`nothing is known of ${pathOf("a").path}, nor of 2 other store paths`);
    expect(others).toEqual([]);
  });
});

describe("the Nix that looks names up", () => {
  const failure = async (answers: readonly CacheAnswer[]) => {
    const find = () => Promise.reject(new ClosureError(problems(() => answers)));
    const error: unknown = await findNixClosure(pathOf("a"), find).catch((thrown: unknown) => thrown);
    return error instanceof DeclError ? error.message : undefined;
  };

  it("is one error where a cache cannot be asked, with what to do about the cache", async () => {
    expect(await failure([DOWN])).toBe(
      `the Nix to look packages up with cannot be had: no binary cache has a usable ${pathOf("a").path}, nor 2 other store paths: https://x: refuses connections\n` +
        "  hint: a cache that can be read is asked first with --build-arg DECL_BINARY_CACHES=URL, and a folder with --build-context nix-cache=DIR",
    );
  });

  it("is one error where no cache has it, and then another may be named", async () => {
    expect(await failure([ABSENT])).toBe(
      `the Nix to look packages up with cannot be had: no binary cache has a usable ${pathOf("a").path}, nor 2 other store paths: nix-cache: does not have it\n` +
        `  hint: nixpkgs.nix or --build-arg DECL_NIX takes another than ${pathOf("a").path}`,
    );
  });
});
