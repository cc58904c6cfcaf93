import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { serveCache } from "./cache-server.ts";
import {
  build,
  docker,
  dockerOutput,
  errorIn,
  packageFolder,
  type Store,
  temporaryFolder,
  trustedKey,
} from "./engine.ts";
import { withNix } from "./real-nix.ts";

const STORES: readonly Store[] = ["containerd", "graphdriver"];

const KINDS = [
  ...["text", "script", "application", "outputs", "join", "environment", "passAsFile", "structured", "graph", "chain"],
  ...["diamond", "fixed", "fixedTree", "source", "made", "python"],
];

/** A build context with the overlay of all kinds, and what it reads. */
function folderOfKinds(): string {
  const folder = temporaryFolder();
  cpSync(resolve(import.meta.dirname, "builds"), join(folder, "sources"), { recursive: true, verbatimSymlinks: true });
  return folder;
}

const declaration = (names: readonly string[]) => `// syntax=decl/frontend
import { image } from "decl";
export default image(({ pkgs, lib }) => ({
  nixpkgs: { binaryCaches: [], overlays: ["./sources/kinds.nix"] },
  environment: {
    systemPackages: [pkgs.bash, pkgs.coreutils],
    etc: { kinds: { text: lib.concatLines([${names.map((name) => `\`\${pkgs.kinds.${name}}\``).join(", ")}]) } },
  },
  nix: { enable: true },
}));
`;

const PATH_INFO = "nix --offline --extra-experimental-features nix-command path-info --json --json-format 1 -r";

/** What Nix says of paths and all that they need: hashes and references by path. */
type Infos = Readonly<Record<string, { readonly narHash: string; readonly references: readonly string[] }>>;

function infosIn(json: string): Infos {
  const infos: Infos = JSON.parse(json);
  const entries = Object.entries(infos).map(([path, { narHash, references }]) => {
    const base = (text: string) => text.replace("/nix/store/", "");
    return [base(path), { narHash, references: references.map(base).sort() }] as const;
  });
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The same packages built by Nix on this machine, from the same cache and the same package set. */
function builtByNix(folder: string): Infos {
  cpSync(packageFolder(), join(folder, "packages"), { recursive: true });
  const expression = `let pkgs = import /mnt/packages/nixpkgs { system = "x86_64-linux"; overlays = [ (import /mnt/sources/kinds.nix) ]; }; in [ ${KINDS.map((name) => `pkgs.kinds.${name}`).join(" ")} ]`;
  const cache = `--option substituters file:///mnt/packages/cache-zstd --option trusted-public-keys '${trustedKey()}'`;
  return infosIn(
    withNix(
      folder,
      `nix-build --no-out-link ${cache} -E '${expression}' >/mnt/built 2>/mnt/log || { cat /mnt/log >&2; exit 1; }
       ${PATH_INFO} $(cat /mnt/built)`,
    ),
  );
}

/** A declaration of one Nix expression, in which `sh NAME SCRIPT ATTRIBUTES` is a derivation that bash runs. */
const oneOf = (expression: string, settings = "") => `// syntax=decl/frontend
import { image, nix } from "decl";
const built = nix\`
  let sh = name: script: attributes: derivation ({
    inherit name;
    system = pkgs.stdenv.hostPlatform.system;
    builder = "\\\${pkgs.bash}/bin/bash";
    PATH = "\\\${pkgs.coreutils}/bin";
    args = [ "-euc" script ];
  } // attributes);
  in ${expression}\`;
export default image(({ pkgs }) => ({
  nixpkgs: { binaryCaches: [], ${settings} },
  environment: { systemPackages: [pkgs.coreutils] },
  image: { cmd: ["cat", \`\${built}\`] },
}));
`;

describe("a package that cannot be built", () => {
  const failureOf = async (expression: string, args: Readonly<Record<string, string>> = {}) =>
    errorIn(await build({ files: { "image.ts": oneOf(expression) }, args }));

  const withoutHint = (error: string) => error.replace(/\n {2}hint: .*$/, "");

  it("is told with the last lines of its builder, at the line that wants it", async () => {
    const error = await failureOf('sh "broken" "echo one; echo two >&2; exit 3" {}');
    expect(error).toMatch(
      /^image\.ts:15:25: broken could not be built: builder failed with exit code 3\.\none\ntwo\n {2}hint: its derivation is \/nix\/store\/[a-z0-9]{32}-broken\.drv$/,
    );
  });

  it("is told although the declaration names what needs it", async () => {
    const error = await failureOf(
      'sh "outer" "echo ${sh "inner" "echo inner >&2; exit 1" {}}" {}'.replace("${", "\\${"),
    );
    expect(withoutHint(error)).toBe(
      "image.ts:15:25: inner could not be built: builder failed with exit code 1.\ninner",
    );
  });

  it("has ended after its timeout", async () => {
    const error = await failureOf('(sh "slow" "sleep 1000" {}) // { meta.timeout = 2; }');
    expect(withoutHint(error)).toBe("image.ts:15:25: slow could not be built: it took longer than its timeout of 2 s");
  });

  it("has other contents than its hash says", async () => {
    const hash = "0000000000000000000000000000000000000000000000000000";
    const fixed = `{ outputHashMode = "flat"; outputHashAlgo = "sha256"; outputHash = "${hash}"; }`;
    expect(await failureOf(`sh "fixed" "echo hi > $out" ${fixed}`)).toMatch(
      /fixed could not be built: hash mismatch in fixed-output derivation '.*':\nspecified: sha256-AAA.*\ngot: +sha256-mOpuTyF/,
    );
  });

  it("refers to what it must not", async () => {
    const error = await failureOf('sh "refers" "echo $PATH > $out" { disallowedReferences = [ pkgs.coreutils ]; }');
    expect(error).toMatch(/refers could not be built: output '.*-refers' is not allowed to refer to .*\n.*-coreutils-/);
  });

  it("wants what no build step has, and nothing is built before that is said", async () => {
    const before = 'sh "before" "exit 1" {}';
    const error = await failureOf(
      `sh "kvm" "" { requiredSystemFeatures = "kvm"; inherit (${before}) outPath; b = ${before}; }`,
    );
    expect(error).toContain("kvm cannot be built here, and no cache has it: it wants the system feature kvm\n");
    expect(await failureOf('derivation { name = "other"; system = "riscv64-linux"; builder = "/bin/sh"; }')).toContain(
      "other cannot be built here, and no cache has it: it is built on riscv64-linux, and the engine runs ",
    );
  });

  it("is not tried where nothing is to be built", async () => {
    const error = await failureOf('sh "never" "" {}', { DECL_BUILD: "never" });
    expect(error).toMatch(
      /^image.ts:15:25: no binary cache has a usable \/nix\/store\/.*-never: nix-cache: does not have it/,
    );
    const wrong = await failureOf('sh "never" "" {}', { DECL_BUILD: "no" });
    expect(wrong).toContain('--build-arg DECL_BUILD="no" is none of never, missing and always');
  });

  it("has a network only where its hash is known before", async () => {
    const hash = "sha256-mOpuTyFvL7S2n/+bOkSELDhobKaF8/VdxIxdP7EQe+Q=";
    const fixed = `{ outputHashMode = "flat"; outputHashAlgo = "sha256"; outputHash = "${hash}"; }`;
    const look = '[ "$(echo /sys/class/net/*)" != /sys/class/net/lo ] && echo hi > $out';
    for (const [attributes, code] of [
      [fixed, 0],
      ["{}", 1],
    ] as const) {
      const built = await build({ files: { "image.ts": oneOf(`sh "looks" ''${look}'' ${attributes}`) } });
      expect(built.code, built.output).toBe(code);
    }
  });

  it("does not wait for what its builder has left running", async () => {
    const { code, output } = await build({
      files: { "image.ts": oneOf('sh "left" "(sleep 1000; echo late) & echo done > $out" {}') },
    });
    expect(code, output).toBe(0);
  });
});

describe("a file that a derivation fetches", () => {
  const fetchOf = (url: string, hash = "sha256-mOpuTyFvL7S2n/+bOkSELDhobKaF8/VdxIxdP7EQe+Q=") =>
    `pkgs.fetchurl { url = "${url}"; hash = "${hash}"; }`;

  it("is fetched by the engine, once", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "hi"), "hi\n");
    const { url, requests } = await serveCache(folder);
    const files = { "image.ts": oneOf(fetchOf(`${url}/hi`)) };
    const { code, output } = await build({ files, options: ["-t", "live-builds-fetch", "--load"] });
    expect(code, output).toBe(0);
    expect(output).toMatch(/\[nix\] fetch hi\n/);
    expect(output).not.toContain("[nix] build hi");
    expect(await dockerOutput(["run", "--rm", "--network=none", "live-builds-fetch"])).toBe("hi\n");
    expect((await build({ files })).code).toBe(0);
    expect(requests.filter((path) => path === "/hi").length).toBeLessThanOrEqual(2);
  });

  it("is left to its builder where the engine cannot have it, whose words are told", async () => {
    const { url } = await serveCache(temporaryFolder());
    const error = errorIn(
      await build({ files: { "image.ts": oneOf(fetchOf(`${url}/gone`, `sha256-${"A".repeat(43)}=`)) } }),
    );
    expect(error).toMatch(/^image.ts:15:25: gone could not be built: builder failed with exit code \d+\.\n/);
    expect(error).toContain("cannot download gone from any mirror");
  });
});

describe("a lock", () => {
  it("says what is built from what, and the same is built again", async () => {
    const folder = temporaryFolder();
    const files = { "image.ts": oneOf('sh "locked" "echo $PATH > $out" {}') };
    const written = await build({ folder, files, options: ["--target", "lock", "-o", folder] });
    expect(written.code, written.output).toBe(0);
    expect(written.output).not.toContain("[nix] build locked");
    const lock = JSON.parse(readFileSync(join(folder, "image.lock.json"), "utf8"));
    const [build1] = Object.values<{ outputs: object; inputs: string[] }>(lock.builds);
    expect(build1?.outputs).toEqual({ out: expect.stringMatching(/^[a-z0-9]{32}-locked$/) });
    expect(build1?.inputs.map((base) => base.slice(33))).toEqual([
      expect.stringMatching(/^bash-/),
      expect.stringMatching(/^coreutils-/),
    ]);
    const built = await build({ folder, files });
    expect(built.code, built.output).toBe(0);
    expect(built.output).toMatch(/\[nix\] to build, as the lock file says: locked\n/);
    const other = { "image.ts": oneOf('sh "locked" "echo other > $out" {}') };
    expect(errorIn(await build({ folder, files: other }))).toContain("the lock file has no ");
  });
});

describe.each(STORES)("on the %s store", (store) => {
  it("every kind of derivation that no cache has is built to what Nix builds of it", async () => {
    const folder = folderOfKinds();
    const name = `live-builds-kinds-${store}`;
    const options = ["-t", name, "--load"];
    const { code, output } = await build({ folder, files: { "image.ts": declaration(KINDS) }, options, store });
    expect(code, output).toBe(0);
    expect(output).toContain("[nix] build five");
    const run = ["run", "--rm", "--network=none", name, "bash", "-euc"];
    const ours = infosIn(await dockerOutput([...run, `${PATH_INFO} $(cat /etc/kinds)`], store));
    const expected = builtByNix(folder);
    expect(Object.keys(expected).length).toBeGreaterThan(30);
    expect(ours).toEqual(expected);
    const verified = await docker([...run, "nix-store --verify --check-contents"], { store });
    expect(verified.code, verified.output).toBe(0);
  });
});
