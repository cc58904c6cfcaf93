import { cpSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { build, docker, dockerOutput, packageFolder, type Store, temporaryFolder, trustedKey } from "./engine.ts";
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
