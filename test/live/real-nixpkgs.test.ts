import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dumpNar } from "../../src/nix/nar/dump.ts";
import { offlineNix } from "./bare-package-set.ts";
import { serveCache } from "./cache-server.ts";
import { build, errorIn, fileTree, offlineContexts, temporaryFolder } from "./engine.ts";
import { impersonate } from "./impersonating-cache.ts";
import { installNixInstantiate } from "./real-nix.ts";

/** A folder with a nixpkgs, or an archive of one: where there is none, there is nothing real to look names up in. */
const { DECL_NIXPKGS } = process.env;

interface Written {
  readonly text: string;
  readonly builds: RegExp;
  /** A file that the image then has. */
  readonly file?: RegExp;
}

/** Adds a file, so that it fits every version. */
const PATCH = "--- /dev/null\n+++ b/greeting\n@@ -0,0 +1 @@\n+hello\n";

/** What is written in its terms, and which derivations of it are left to be built: the tools are those of the offline set. */
const WRITTEN: Readonly<Record<string, Written>> = {
  text: { text: 'pkgs.writeText "text" "text"', builds: /^text$/ },
  application: {
    text: 'pkgs.writeShellApplication { name = "application"; runtimeInputs = [ pkgs.coreutils ]; text = "true"; checkPhase = ""; }',
    builds: /^application$/,
  },
  command: {
    text: 'pkgs.runCommand "command" { nativeBuildInputs = [ pkgs.jq ]; } "jq -n 1 >$out"',
    builds: /^command$/,
  },
  // An override: a package of the set with another argument.
  uname: {
    text: 'pkgs.deterministic-uname.override { modDirVersion = "6.1"; }',
    builds: /^uname$/,
    file: /-uname\/bin\/uname$/m,
  },
  // A package of the set with a patch.
  "icon-conv-tools": {
    text: `pkgs.iconConvTools.overrideAttrs (old: {
      patches = [ (pkgs.writeText "greet.patch" ${JSON.stringify(PATCH)}) ];
      patchPhase = null;
      postPatch = old.patchPhase;
    })`,
    builds: /^(?:icon-conv-tools-[\d.]+|greet\.patch)$/,
    file: /-icon-conv-tools-[\d.]+\/bin\/greeting$/m,
  },
};

const { nixpkgs: _, ...contexts } = offlineContexts();

describe.skipIf(DECL_NIXPKGS === undefined)("a real nixpkgs", () => {
  const place = mkdtempSync(join(tmpdir(), "decl-real-"));
  const packed = join(place, "packed");
  const name = `nixpkgs${/\.tar\.\w+$/.exec(DECL_NIXPKGS ?? "")?.[0] ?? ".tar.gz"}`;
  let narHash = "";

  beforeAll(() => {
    const given = DECL_NIXPKGS ?? "";
    const tree = join(place, "tree");
    execFileSync("mkdir", [packed, tree]);
    const isFolder = statSync(given).isDirectory();
    if (isFolder) execFileSync("tar", ["czf", join(packed, name), "--transform", "s,^\\.,nixpkgs,S", "-C", given, "."]);
    else cpSync(given, join(packed, name));
    if (!isFolder) execFileSync("tar", ["xf", given, "-C", tree, "--strip-components=1"]);
    const hash = createHash("sha256");
    for (const piece of dumpNar(isFolder ? given : tree)) hash.update(piece);
    narHash = `sha256-${hash.digest("base64")}`;
  }, 300_000);

  afterAll(() => rmSync(place, { recursive: true }));

  const served = async () => ({ url: `${(await serveCache(packed)).url}/${name}`, narHash });

  interface Checked {
    readonly packages?: string;
    readonly folder?: string;
    readonly contexts?: Readonly<Record<string, string>>;
  }

  /** Looks names up, and no more: no cache here has the paths of a real nixpkgs. */
  const check = (
    nixpkgs: object,
    { packages = "pkgs.hello", folder = temporaryFolder(), contexts: more }: Checked = {},
  ) =>
    build({
      folder,
      files: {
        "image.ts": `// syntax=decl/frontend
export default ({ pkgs }) => ({
  nixpkgs: ${JSON.stringify({ binaryCaches: [], ...nixpkgs })},
  environment: { systemPackages: [${packages}] },
});
`,
      },
      contexts: { ...contexts, ...more },
      args: { DECL_NIX: offlineNix() },
      options: ["--call=check"],
    });

  it("has the names of everyday images", async () => {
    const names = ["hello", "nginx", "postgresql", "redis", "s6", "openssl.dev", "python3Packages.flask", "cacert"];
    const packages = names.map((attribute) => `pkgs.${attribute}`).join(", ");
    const checked = await check({ source: await served() }, { packages });
    expect(checked.code, checked.output).toBe(0);
  });

  it("is refused with another hash, and both are said", async () => {
    const other = `sha256-${"A".repeat(43)}=`;
    expect(errorIn(await check({ source: { ...(await served()), narHash: other } }))).toContain(
      `the tree in it has the NAR hash ${narHash}, and not ${other}`,
    );
  });

  it("is the pin of a flake.lock", async () => {
    const folder = temporaryFolder();
    const locked = { type: "tarball", ...(await served()) };
    const nodes = { set: { locked }, root: { inputs: { nixpkgs: "set" } } };
    writeFileSync(join(folder, "flake.lock"), JSON.stringify({ nodes, root: "root", version: 7 }));
    const checked = await check({ source: { flakeLock: "flake.lock" } }, { folder });
    expect(checked.code, checked.output).toBe(0);
  });

  it("says why it refuses a package, and what to set", async () => {
    const source = await served();
    expect(errorIn(await check({ source }, { packages: "pkgs.vault" }))).toMatch(
      /vault-[\d.]+ has an unfree license .*\n {2}hint: nixpkgs\.config\.allowUnfreePackages: \["vault"\] takes it/,
    );
    const allowed = await check({ source, config: { allowUnfreePackages: ["vault"] } }, { packages: "pkgs.vault" });
    expect(allowed.code, allowed.output).toBe(0);
    expect(errorIn(await check({ source }, { packages: "pkgs.helo" }))).toContain(
      'there is no package "helo" for x86_64-linux',
    );
  });

  it.each(Object.entries(WRITTEN))(
    "makes %s, which no cache has, of its own expressions",
    async (name, { text, builds, file }) => {
      const folder = temporaryFolder();
      const tree = statSync(DECL_NIXPKGS ?? "").isDirectory() ? DECL_NIXPKGS : join(place, "tree");
      writeFileSync(join(folder, "wanted.nix"), `let pkgs = import ${tree} { system = "x86_64-linux"; }; in ${text}`);
      const instantiate = join(installNixInstantiate(temporaryFolder()), "nix-instantiate");
      const store = join(temporaryFolder(), "store");
      execFileSync(instantiate, ["--store", `local?root=${store}`, join(folder, "wanted.nix")], { stdio: "ignore" });
      const cache = temporaryFolder();
      const { key } = impersonate(cache, join(store, "nix/store"), (one) => builds.test(one));
      const { code, output } = await build({
        files: {
          "image.ts": `// syntax=decl/frontend
import { nix } from "decl";
export default {
  security: { pki: { installCACerts: false } },
  nixpkgs: { binaryCaches: [{ url: "context:theirs", publicKeys: [${JSON.stringify(key)}] }] },
  image: { cmd: [\`\${nix\`${text}\`}\`] },
};
`,
        },
        contexts: { ...contexts, nixpkgs: packed, theirs: cache },
        args: { DECL_NIX: offlineNix() },
        options: ["-t", "live-real", "--load"],
      });
      expect(code, output).toBe(0);
      expect(output).toMatch(new RegExp(`\\[nix\\] build ${name}`));
      if (file !== undefined) expect((await fileTree("live-real", "containerd")).join("\n")).toMatch(file);
    },
  );

  it("is the context nixpkgs, packed", async () => {
    const checked = await check({}, { contexts: { nixpkgs: packed } });
    expect(checked.code, checked.output).toBe(0);
  });
});
