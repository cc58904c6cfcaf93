import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type GitAddress, parseGitAddress, shownAddress } from "../../src/context/git-address.ts";

const REPOSITORY = { url: "https://x.example/y.git", location: "x.example/y.git", ref: "", subdir: "" };

describe("the address of a repository", () => {
  it.each<[string, Partial<GitAddress>]>([
    ["https://x.example/y.git", {}],
    ["https://x.example/y.git#", {}],
    ["https://x.example/y.git#v1", { ref: "v1" }],
    ["https://x.example/y.git#feature/one:app/web", { ref: "feature/one", subdir: "app/web" }],
    ["https://x.example/y.git#:app", { subdir: "app" }],
    ["https://x.example/y.git#v%201", { ref: "v 1" }],
    ["https://x.example/y.git?ref=v1&subdir=app", { ref: "v1", subdir: "app" }],
    ["https://x.example/y.git?tag=v1", { ref: "refs/tags/v1" }],
    ["https://x.example/y.git?branch=main", { ref: "refs/heads/main" }],
    ["https://x.example/y.git?branch=refs/heads/main", { ref: "refs/heads/main" }],
    ["https://x.example/y.git?checksum=abc", { ref: "abc", checksum: "abc" }],
    ["https://x.example/y.git?commit=abc#v1", { ref: "v1", checksum: "abc" }],
    ["https://x.example/y.git?keep-git-dir", { keepGitDir: true }],
    ["https://x.example/y.git?keep-git-dir=false&submodules=0", { keepGitDir: false, skipSubmodules: true }],
    ["https://x.example/y.git?mtime=commit&fetch-by-commit=1", { mtime: "commit", fetchByCommit: true }],
    ["https://u:p@x.example/y.git", { url: "https://u:p@x.example/y.git" }],
    ["http://127.0.0.1:80/y.git", { url: "http://127.0.0.1:80/y.git", location: "127.0.0.1:80/y.git" }],
    ["git://x.example/y", { url: "git://x.example/y", location: "x.example/y" }],
    ["ssh://git@x.example:22/a/y.git", { url: "ssh://git@x.example:22/a/y.git", location: "x.example:22/a/y.git" }],
    ["git@x.example:a/y.git#v1", { url: "git@x.example:a/y.git", location: "x.example/a/y.git", ref: "v1" }],
    ["github.com/a/y#v1", { url: "https://github.com/a/y", location: "github.com/a/y", ref: "v1" }],
  ])("%s", (text, expected) => {
    expect(parseGitAddress(text)).toEqual({ ...REPOSITORY, ...expected });
  });

  it.each(["https://x.example/y.tar.gz", "https://x.example/?y.git", "./y.git", "local:x", "", "docker-image://y.git"])(
    "is not %j",
    (text) => {
      expect(parseGitAddress(text)).toBeUndefined();
    },
  );

  it.each([
    ["https://u:p@x.example/y.git?depth=1", "x.example/y.git?depth=… cannot be used: nothing is known of depth"],
    [
      "https://x.example/y.git?mtime=now",
      "x.example/y.git?mtime=now cannot be used: mtime is neither checkout nor commit",
    ],
    ["https://x.example/y.git?ref=", "cannot be used: ref has no value"],
    ["https://x.example/y.git?ref=a#b", 'cannot be used: it says ref "b" and "a"'],
    ["https://x.example/y.git?tag=a&branch=b", 'cannot be used: it says ref "refs/tags/a" and "refs/heads/b"'],
    ["https://x.example/y.git?submodules=some", 'submodules is "some", and not true or false'],
  ])("cannot be %s", (text, message) => {
    expect(() => parseGitAddress(text)).toThrow(message);
    expect(() => parseGitAddress(text)).not.toThrow("u:p");
  });

  it("has the ref and the folder that are written, whatever they are", () => {
    const part = fc.stringMatching(/^[A-Za-z0-9._/-]{1,20}$/);
    fc.assert(
      fc.property(part, part, (ref, subdir) => {
        const expected = { ...REPOSITORY, ref, subdir };
        expect(parseGitAddress(`https://x.example/y.git#${ref}:${subdir}`)).toEqual(expected);
        const query = new URLSearchParams({ ref, subdir });
        expect(parseGitAddress(`https://x.example/y.git?${query}`)).toEqual(expected);
      }),
    );
  });
});

it("an address is shown without its password", () => {
  expect(shownAddress("https://u:p@x.example/y.git#v1")).toBe("https://x.example/y.git#v1");
  expect(shownAddress("git@x.example:y.git")).toBe("git@x.example:y.git");
  expect(shownAddress("https://x.example/y.git?tag=v1&subdir=a#b")).toBe("https://x.example/y.git?tag=v1&subdir=a#b");
  expect(shownAddress("https://x.example/y.tar.gz?private_token=hush&ref=main#z")).toBe(
    "https://x.example/y.tar.gz?private_token=…&ref=main#z",
  );
  expect(shownAddress("https://x.example/y.tar.gz?hush")).toBe("https://x.example/y.tar.gz?…");
});
