import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { dumpNar } from "../../src/nix/nar/dump.ts";
import { parseNarHash } from "../../src/nix/nar-hash.ts";
import { barePackageSet, offlineNix, withFallbackNix } from "./bare-package-set.ts";
import { serveCache } from "./cache-server.ts";
import { build, dockerOutput, errorIn, offlineContexts, temporaryFolder } from "./engine.ts";
import { serveGit } from "./git-server.ts";

/** The archives of the offline set, and no package set. */
const { nixpkgs: _, ...contexts } = offlineContexts();

const declaration = (source: object, packages = "pkgs.hello") => ({
  "image.ts": `// syntax=decl/frontend
export default ({ pkgs }) => ({
  image: { cmd: ["hello"] },
  nixpkgs: { binaryCaches: [], source: ${JSON.stringify(source)} },
  environment: { systemPackages: [${packages}] },
});
`,
});

const AT = "image.ts:4:40: ";

it("a commit of a repository is a package set, evaluated by the Nix that it names, and the lock says so", async () => {
  const older = barePackageSet();
  const { url, commits } = await serveGit([older, barePackageSet(withFallbackNix)]);
  const [, rev = ""] = commits;
  for (const ref of [{ ref: "v1" }, {}]) {
    const folder = temporaryFolder();
    const files = declaration({ git: url, rev, ...ref });
    const options = ["--target", "lock", "-o", folder];
    const written = await build({ folder, files, contexts, options });
    expect(written.code, written.output).toBe(0);
    const { packageSet, packages } = JSON.parse(readFileSync(join(folder, "image.lock.json"), "utf8"));
    expect(packageSet).toMatchObject({ source: url, rev, nix: offlineNix() });
    const built = await build({ folder, files, contexts, options: ["-t", "live-git-set"] });
    expect(built.code, built.output).toBe(0);
    expect(built.output).not.toContain("set.git");
    expect(Object.keys(packages["x86_64-linux"])).toEqual(["hello"]);
    expect(await dockerOutput(["run", "--rm", "live-git-set"])).toBe("Hello, world!\n");
  }
});

it("with a ref only its commit is fetched, without one everything that leads to it", async () => {
  const fetched = async (ref: object) => {
    const older = barePackageSet((folder) => writeFileSync(join(folder, "random"), `${Math.random()}`));
    const { url, commits } = await serveGit([older, barePackageSet(withFallbackNix)]);
    const built = await build({ files: declaration({ git: url, rev: commits[1], ...ref }), contexts });
    expect(built.code, built.output).toBe(0);
    return /\[new tag\] +v0/.test(built.output);
  };
  expect(await fetched({ ref: "v1" })).toBe(false);
  expect(await fetched({})).toBe(true);
});

it("what is wrong with a repository is told at the line that names it", async () => {
  const server = await serveGit([barePackageSet()]);
  const { url, commits } = server;
  const [rev = ""] = commits;
  const no = "0123456789012345678901234567890123456789";
  const wrong = async (source: object) => errorIn(await build({ files: declaration(source), contexts }));
  const refused = (reason: string, address = url) => `${AT}the package set ${address} cannot be had: ${reason}`;
  expect(await wrong({ git: url, rev: no })).toBe(refused(`it has no commit ${no}`));
  expect(await wrong({ git: url, rev, ref: "v7" })).toBe(refused("it has no tag or branch v7"));
  expect(await wrong({ git: url, rev: no, ref: "v0" })).toBe(
    refused(
      `v0 is at ${rev}, not at the rev\n  hint: set nixpkgs.source.rev to it, or leave out a ref that moves on; this engine takes an annotated tag for another commit: leave the ref out`,
    ),
  );
  const other = url.replace("set.git", "none.git");
  expect(await wrong({ git: other, rev })).toBe(refused(`${new URL(url).host} has no such repository`, other));
  const down = "http://127.0.0.1:9/set.git";
  expect(await wrong({ git: down, rev })).toBe(refused("127.0.0.1:9 refuses connections", down));
});

it("a source without a commit or hash is refused, with the command that prints it", async () => {
  const wrong = async (source: object) => errorIn(await build({ files: declaration(source), contexts }));
  const git = "https://example.org/nixpkgs.git";
  expect(await wrong({ git, ref: "nixos-unstable" })).toBe(
    `${AT}failed assertion: nixpkgs.source names no commit, and what nixos-unstable is changes\n` +
      `  hint: git ls-remote ${git} nixos-unstable prints the commit, which is the rev`,
  );
  expect(await wrong({ url: "https://example.org/a.tar" })).toBe(
    `${AT}failed assertion: nixpkgs.source has no narHash and no sha256, and what the address serves may change\n` +
      "  hint: nix-prefetch-url --unpack https://example.org/a.tar prints the narHash; " +
      "curl -L https://example.org/a.tar | sha256sum the sha256",
  );
  expect(await wrong({ git, sha256: "0".repeat(64) })).toBe(
    `${AT}failed assertion: nixpkgs.source is one of these: an archive, url with narHash or sha256; ` +
      "a repository, git and rev; flakeLock; npins; niv",
  );
  expect(await wrong({ git, rev: "26.05" })).toMatch(
    /^image\.ts:4:\d+: must be a whole commit id, 40 hexadecimal digits \(nixpkgs\.source\.rev\)/,
  );
});

it("a name that the set does not have is told at its own line", async () => {
  const { url, commits } = await serveGit([barePackageSet(withFallbackNix)]);
  const files = declaration({ git: url, rev: commits[0], ref: "v0" }, "pkgs.helo");
  expect(errorIn(await build({ files, contexts }))).toBe(
    'image.ts:5:35: there is no package "helo" for x86_64-linux\n  hint: did you mean "hello"?',
  );
});

it("a set whose nix-fallback-paths.nix is none says so, and another Nix can be named", async () => {
  const set = barePackageSet((folder) => {
    const tools = join(folder, "nixos/modules/installer/tools");
    mkdirSync(tools, { recursive: true });
    writeFileSync(join(tools, "nix-fallback-paths.nix"), "{\n  x86_64-linux = import ./nix;\n}\n");
  });
  const { url, commits } = await serveGit([set]);
  const files = declaration({ git: url, rev: commits[0] });
  expect(errorIn(await build({ files, contexts }))).toBe(
    `${url}: nixos/modules/installer/tools/nix-fallback-paths.nix: line 2: expected a text, not import\n` +
      '  hint: set nixpkgs.nix, e.g. { "x86_64-linux": "/nix/store/…-nix-2.34.8" }, or give --build-arg DECL_NIX=/nix/store/…',
  );
  const named = await build({ files, contexts, args: { DECL_NIX: offlineNix() } });
  expect(named.code, named.output).toBe(0);
});

/** The set as a forge serves it, and a server for that. */
async function serveArchive(change: (folder: string) => void = withFallbackNix) {
  const folder = temporaryFolder();
  const tarball = join(folder, "nixpkgs.tar.gz");
  const set = barePackageSet(change);
  execFileSync("tar", ["-czf", tarball, "--transform", "s,^\\.,nixpkgs-1234,S", "-C", set, "."]);
  const { url } = await serveCache(folder);
  return { url: `${url}/nixpkgs.tar.gz`, folder, tarball, narHash: treeHash(set) };
}

/** What `nix hash path` prints of a folder. */
function treeHash(folder: string): string {
  const hash = createHash("sha256");
  for (const piece of dumpNar(folder)) hash.update(piece);
  return `sha256-${hash.digest("base64")}`;
}

it("an archive is a package set too, pinned by the hash of its file", async () => {
  const { url, tarball } = await serveArchive();
  const { host } = new URL(url);
  const sha256 = createHash("sha256").update(readFileSync(tarball)).digest("hex");
  const built = await build({ files: declaration({ url, sha256 }), contexts });
  expect(built.code, built.output).toBe(0);
  expect(errorIn(await build({ files: declaration({ url, sha256: "0".repeat(64) }), contexts }))).toBe(
    `${AT}the package set ${url} is not the file of nixpkgs.source.sha256: ${host} sends sha256:${sha256}\n` +
      "  hint: look at what the address serves: an error page has a hash too",
  );
  const down = { url: "http://127.0.0.1:9/a.tar", sha256: "1".repeat(64) };
  expect(errorIn(await build({ files: declaration(down), contexts }))).toBe(
    `${AT}the package set ${down.url} cannot be had: 127.0.0.1:9 refuses connections`,
  );
});

it("an archive is pinned by the hash of its tree, which stays when it is compressed anew; the lock has it", async () => {
  const { url, tarball, narHash } = await serveArchive();
  const folder = temporaryFolder();
  const files = declaration({ url, narHash });
  const written = await build({ folder, files, contexts, options: ["--target", "lock", "-o", folder] });
  expect(written.code, written.output).toBe(0);
  expect(JSON.parse(readFileSync(join(folder, "image.lock.json"), "utf8")).packageSet).toMatchObject({
    source: url,
    narHash,
    nix: offlineNix(),
  });
  execFileSync("sh", ["-c", 'gunzip -c "$1" | gzip -1 > "$1.new" && mv "$1.new" "$1"', "sh", tarball]);
  const anew = await build({ files, contexts });
  expect(anew.code, anew.output).toBe(0);
  const nix = parseNarHash(narHash).replace("sha256:", "");
  expect((await build({ files: declaration({ url, narHash: nix }), contexts })).code).toBe(0);
});

it("with the same pin, names and settings nothing runs again; another name does not unpack it again", async () => {
  // No other build has this tree.
  const { url, narHash } = await serveArchive((folder) => writeFileSync(join(folder, "random"), `${Math.random()}`));
  const args = { DECL_NIX: offlineNix() };
  const steps = async (packages: string, more = "") => {
    const files = declaration({ url, narHash }, packages);
    const text = files["image.ts"].replace("cmd:", `${more} cmd:`);
    const { code, output } = await build({ files: { "image.ts": text }, contexts, args });
    expect(code, output).toBe(0);
    const [, number] = /^#(\d+) \[nix\] look up/m.exec(output) ?? [];
    return {
      cached: new RegExp(`^#${number} CACHED`, "m").test(output),
      unpacked: /files and folders unpacked/.test(output),
    };
  };
  expect(await steps("pkgs.hello")).toEqual({ cached: false, unpacked: true });
  expect(await steps("pkgs.hello", 'labels: { a: "b" },')).toEqual({ cached: true, unpacked: false });
  expect(await steps("pkgs.hello, pkgs.jq")).toEqual({ cached: false, unpacked: false });
});

it("an archive that is not what it should be is told at its line, with both hashes", async () => {
  const { url, folder, tarball, narHash } = await serveArchive();
  const wrong = async (source: object) =>
    errorIn(await build({ files: declaration(source), contexts, args: { DECL_NIX: offlineNix() } }));
  const other = `sha256-${"A".repeat(43)}=`;
  const hint = "\n  hint: look at what the address serves: the hash, or the address, is that of something else";
  const refused = (name: string, fault: string) =>
    `${AT}the package set ${url.replace("nixpkgs.tar.gz", name)} cannot be used: ${fault}${hint}`;
  expect(await wrong({ url, narHash: other })).toBe(
    refused("nixpkgs.tar.gz", `the tree in it has the NAR hash ${narHash}, and not ${other}`),
  );
  // The same where Nix's own path has to be looked for in the archive.
  expect(errorIn(await build({ files: declaration({ url, narHash: other }), contexts }))).toBe(
    refused("nixpkgs.tar.gz", `the tree in it has the NAR hash ${narHash}, and not ${other}`),
  );
  writeFileSync(join(folder, "cut.tar.gz"), readFileSync(tarball).subarray(0, 5000));
  expect(await wrong({ url: url.replace("nixpkgs.tar", "cut.tar"), narHash: other })).toBe(
    refused("cut.tar.gz", "damaged gzip file: unexpected end of file"),
  );
  writeFileSync(join(folder, "page.tar.gz"), `<html>${"no such file ".repeat(100)}</html>`);
  expect(await wrong({ url: url.replace("nixpkgs.tar", "page.tar"), narHash: other })).toMatch(
    /cannot be used: it is not a tar archive, or damaged: /,
  );
  expect(await wrong({ url: url.replace("nixpkgs.tar", "none.tar"), narHash })).toBe(
    `${AT}the package set ${url.replace("nixpkgs.tar", "none.tar")} cannot be had: ${new URL(url).host} answers with status 404`,
  );
  expect(await wrong({ url, narHash: "sha256-no" })).toMatch(/must be a SHA-256 hash \(nixpkgs\.source\.narHash\)/);
});

it("a team's pin is the pin: flake.lock, npins and niv", async () => {
  const { url, narHash } = await serveArchive();
  const context = temporaryFolder();
  mkdirSync(join(context, "npins"));
  mkdirSync(join(context, "nix"));
  const write = (file: string, value: object) => writeFileSync(join(context, file), JSON.stringify(value, null, 2));
  const locked = { type: "tarball", url, narHash };
  write("flake.lock", {
    nodes: { set: { locked, original: {} }, root: { inputs: { nixpkgs: "set" } } },
    root: "root",
    version: 7,
  });
  const nix32 = parseNarHash(narHash).replace("sha256:", "");
  write("npins/sources.json", { pins: { nixpkgs: { type: "Channel", name: "nixos", url, hash: nix32 } }, version: 3 });
  write("nix/sources.json", { nixpkgs: { type: "tarball", url, sha256: nix32 } });
  for (const source of [{ flakeLock: "flake.lock" }, { npins: "npins/sources.json" }, { niv: "./nix/sources.json" }]) {
    const built = await build({ folder: context, files: declaration(source), contexts });
    expect(built.code, built.output).toBe(0);
  }
  const wrong = async (source: object) =>
    errorIn(await build({ folder: context, files: declaration(source), contexts }));
  expect(await wrong({ flakeLock: "flake.lock", input: "nixpgks" })).toBe(
    'flake.lock:12:17: this flake has no input "nixpgks"\n  hint: did you mean "nixpkgs"?',
  );
  expect(await wrong({ flakeLock: "other/flake.lock" })).toBe(
    `${AT}there is no file "other/flake.lock" in the build context\n` +
      "  hint: nixpkgs.source is read from the folder that is given to docker build",
  );
});
