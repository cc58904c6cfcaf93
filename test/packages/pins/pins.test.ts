import { describe, expect, it } from "vitest";
import { readFlakeLock } from "../../../src/packages/pins/flake-lock.ts";
import { readNiv } from "../../../src/packages/pins/niv.ts";
import { readNpins } from "../../../src/packages/pins/npins.ts";
import { DeclError } from "../../../src/text/diagnostic.ts";

const REV = "0123456789abcdef0123456789abcdef01234567";
const SRI = "sha256-md0zn0RnwNvPyASas1yG5YUuwQ4ALA6ucL50l0DvqCo=";
const NIX32 = "0am8xx09fx5yf2p0wb001v0jx1g5hrfb76h4r37xph378jgk7pcr";
const github = { type: "github", owner: "NixOS", repo: "nixpkgs", rev: REV, narHash: SRI, lastModified: 1 };
const text = (value: unknown) => JSON.stringify(value, null, 2);

/** What is printed of the error. */
function errorFrom(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof DeclError) return error.message;
    throw error;
  }
  return "nothing";
}

describe("flake.lock", () => {
  const lock = (locked: object | undefined, inputs: object = { nixpkgs: "nixpkgs" }, more: object = {}) =>
    text({ nodes: { nixpkgs: { locked, original: {} }, root: { inputs }, ...more }, root: "root", version: 7 });
  const read = (locked: object | undefined, ...rest: [object?, object?]) =>
    readFlakeLock("flake.lock", lock(locked, ...rest), "nixpkgs");
  const tree = { of: "tree", text: SRI };

  it.each([
    [github, `https://github.com/NixOS/nixpkgs/archive/${REV}.tar.gz`],
    [{ ...github, host: "git.example.org" }, `https://git.example.org/NixOS/nixpkgs/archive/${REV}.tar.gz`],
    [{ ...github, type: "gitlab" }, `https://gitlab.com/NixOS/nixpkgs/-/archive/${REV}/nixpkgs-${REV}.tar.gz`],
    [{ ...github, type: "sourcehut", owner: "~a" }, `https://git.sr.ht/~a/nixpkgs/archive/${REV}.tar.gz`],
    [{ type: "tarball", url: "https://example.org/n.tar.xz", narHash: SRI }, "https://example.org/n.tar.xz"],
  ])("has an archive where %o is locked", (locked, url) => {
    expect(read(locked)).toMatchObject({ kind: "archive", url, hash: tree });
  });

  it("has a repository, by https alone", () => {
    const git = { type: "git", url: "https://example.org/n.git", rev: REV, ref: "refs/heads/main", narHash: SRI };
    expect(read(git)).toEqual({ kind: "git", git: git.url, rev: REV, ref: "main", folder: undefined });
    expect(errorFrom(() => read({ ...git, url: "ssh://git@example.org/n.git" }))).toMatch(
      /^flake\.lock:4:17: the input "nixpkgs" is the repository ssh:.*, which a build cannot fetch\n {2}hint: an https:/,
    );
  });

  it("may have the set in a folder, and inputs that follow others", () => {
    expect(read({ ...github, dir: "pkgs" })).toMatchObject({ folder: "pkgs" });
    const nodes = { other: { inputs: { set: "nixpkgs" } } };
    expect(read(github, { other: "other", nixpkgs: ["other", "set"] }, nodes)).toMatchObject({ kind: "archive" });
  });

  it("whose inputs follow each other in a circle has none", () => {
    expect(errorFrom(() => read(github, { nixpkgs: ["a"], a: ["nixpkgs"] }))).toContain(
      'the input "nixpkgs" leads to nothing that is locked',
    );
  });

  it("tells at the line what it lacks", () => {
    expect(errorFrom(() => readFlakeLock("flake.lock", lock(github), "nixpgks"))).toBe(
      'flake.lock:15:17: this flake has no input "nixpgks"\n  hint: did you mean "nixpkgs"?',
    );
    expect(errorFrom(() => readFlakeLock("flake.lock", lock(github, {}), "nixpkgs"))).toContain("hint: it has none");
    expect(errorFrom(() => read({ ...github, narHash: undefined }))).toContain("hint: `nix flake lock` writes it");
    expect(errorFrom(() => read({ type: "path", path: "/x" }))).toContain(
      'is of the type "path", which has no address',
    );
    expect(errorFrom(() => read({ ...github, rev: "main" }))).toContain(
      "this is not a flake.lock: nodes.nixpkgs.locked.rev: it must be a commit id of 40 hexadecimal digits",
    );
    expect(errorFrom(() => readFlakeLock("flake.lock", '{ "version": 7, ', "nixpkgs"))).toContain("not valid JSON");
    expect(errorFrom(() => readFlakeLock("flake.lock", text({ nodes: {}, root: "root", version: 9 }), "x"))).toContain(
      "version: it is newer than this decl knows",
    );
  });
});

describe("npins", () => {
  const read = (pin: object, name = "nixpkgs", version = 5) =>
    readNpins("npins/sources.json", text({ pins: { nixpkgs: pin }, version }), name);

  it.each([
    ["a channel", { type: "Channel", name: "nixos-26.05", url: "https://example.org/nixexprs.tar.xz", hash: NIX32 }],
    [
      "a commit of GitHub's",
      {
        type: "Git",
        repository: { type: "GitHub", owner: "NixOS", repo: "nixpkgs" },
        branch: "nixos-26.05",
        revision: REV,
        url: "https://example.org/nixexprs.tar.xz",
        hash: NIX32,
      },
    ],
    ["a tarball", { type: "Tarball", url: "https://example.org/nixexprs.tar.xz", hash: SRI }],
  ])("pins %s by the hash of its tree", (_, pin) => {
    const { hash, url } = pin;
    expect(read(pin)).toMatchObject({ kind: "archive", url, hash: { of: "tree", text: hash } });
  });

  it("pins a repository that has no archives", () => {
    const repository = { type: "Git", url: "https://example.org/n.git" };
    const pin = { type: "Git", repository, branch: "main", revision: REV, url: null, hash: NIX32 };
    expect(read(pin)).toEqual({ kind: "git", git: repository.url, rev: REV, ref: "main" });
  });

  it("tells at the line what it lacks", () => {
    expect(errorFrom(() => read({ type: "Channel", name: "x", url: "https://x/y" }))).toMatch(
      /^npins\/sources\.json:3:16: the pin "nixpkgs" has no hash\n {2}hint: `npins update` writes it$/,
    );
    expect(errorFrom(() => read({ type: "Channel" }, "nixpkg"))).toContain('did you mean "nixpkgs"?');
    expect(errorFrom(() => read({ type: "Channel" }))).toContain("names neither an archive nor a repository");
    expect(errorFrom(() => read({ type: "Channel" }, "nixpkgs", 1))).toContain("`npins upgrade` writes it anew");
  });
});

describe("niv", () => {
  const read = (source: object, name = "nixpkgs") => readNiv("nix/sources.json", text({ nixpkgs: source }), name);
  const tarball = { branch: "master", owner: "NixOS", repo: "nixpkgs", rev: REV, sha256: NIX32, type: "tarball" };

  it("pins an archive by the hash of its tree", () => {
    const url = `https://github.com/NixOS/nixpkgs/archive/${REV}.tar.gz`;
    expect(read({ ...tarball, url, url_template: "https://…" })).toEqual({
      kind: "archive",
      url,
      hash: { of: "tree", text: NIX32 },
      rev: REV,
    });
  });

  it("pins a repository", () => {
    expect(read({ type: "git", repo: "https://example.org/n.git", rev: REV, ref: "refs/heads/main" })).toEqual({
      kind: "git",
      git: "https://example.org/n.git",
      rev: REV,
      ref: "main",
    });
  });

  it("tells at the line what it lacks", () => {
    expect(errorFrom(() => read(tarball))).toBe(
      'nix/sources.json:2:14: the source "nixpkgs" has no url and sha256\n  hint: `niv update nixpkgs` writes them',
    );
    expect(errorFrom(() => read(tarball, "nixpkg"))).toContain('did you mean "nixpkgs"?');
    expect(errorFrom(() => read({ ...tarball, type: "local", path: "." }))).toContain("which is no package set");
    expect(errorFrom(() => readNiv("nix/sources.json", "[]", "nixpkgs"))).toContain(
      "this is not a sources.json of niv",
    );
  });
});
