import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { bareContexts, withFallbackNix, withOverlays } from "./bare-package-set.ts";
import { serveCache } from "./cache-server.ts";
import { declWithoutDocker } from "./decl-program.ts";
import { build, type Finished, offlineContexts, packageFolder, temporaryFolder, trustedKey } from "./engine.ts";
import { installNixInstantiate } from "./real-nix.ts";

const declaration = (body: string) => `// syntax=decl/frontend
import { nix } from "decl";
export default ({ pkgs }) => ({
  ${body}
});
`;

const HELLO = declaration(`nixpkgs: { binaryCaches: [] },
  environment: { systemPackages: [pkgs.hello, pkgs.openssl.bin, pkgs.curl, pkgs.python3Packages.idna] },`);

interface Question {
  readonly text: string;
  readonly contexts?: Readonly<Record<string, string>>;
  readonly args?: Readonly<Record<string, string>>;
  readonly options?: readonly string[];
  /** Files of the build context. */
  readonly files?: Readonly<Record<string, string>>;
}

/** What the machine's Nix makes of a declaration, and what a build does, each as the file that is written. */
async function bothLocks(question: Question) {
  const nix = await lockWithNix(question);
  expect(nix.code, nix.output).toBe(0);
  const { text, files, options = [], ...request } = question;
  const folder = folderWith(files);
  const engine = await build({
    ...request,
    folder,
    files: { "image.ts": text },
    options: ["--target", "lock", "-o", folder, ...options],
  });
  expect(engine.code, engine.output).toBe(0);
  return { nix: nix.lock(), engine: readFileSync(join(folder, "image.lock.json"), "utf8"), output: nix.output };
}

/** `decl lock` where there is Nix and no docker. */
async function lockWithNix({ text, files, contexts, args, options = [] }: Question) {
  const folder = folderWith(files);
  writeFileSync(join(folder, "image.ts"), text);
  const finished: Finished = await declWithoutDocker(installNixInstantiate(temporaryFolder()), [
    ...["lock", join(folder, "image.ts"), folder],
    ...Object.entries(contexts ?? offlineContexts()).flatMap(([name, value]) => [
      "--build-context",
      `${name}=${value}`,
    ]),
    ...Object.entries({ DECL_TRUSTED_PUBLIC_KEYS: trustedKey(), ...args }).flatMap(([name, value]) => [
      "--build-arg",
      `${name}=${value}`,
    ]),
    ...options,
  ]);
  return { ...finished, lock: () => readFileSync(join(folder, "image.lock.json"), "utf8") };
}

function folderWith(files: Readonly<Record<string, string>> = {}): string {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** A lock file without the line that says which Nix evaluated: Debian's is in no store. */
const withoutNix = (lock: string) => lock.replace(/^ {4}"nix": "\/nix\/store\/[^"]+",\n/m, "");

it("a machine with Nix and no docker writes the bytes that a build writes, for two platforms", async () => {
  const { nix, engine, output } = await bothLocks({ text: HELLO, options: ["--platform", "linux/amd64,linux/arm64"] });
  expect(nix).toBe(engine);
  expect(output).toMatch(/^image\.lock\.json: \d+ store paths\n$/);
});

it("names that Nix itself looks up become the same bytes, but for the Nix that did", async () => {
  const { nix, engine } = await bothLocks({ text: HELLO, contexts: bareContexts(withFallbackNix) });
  expect(engine).toContain('"nix": ');
  expect(nix).toBe(withoutNix(engine));
});

it("so do expressions, overlays and nixpkgs.config", async () => {
  const { nix, engine } = await bothLocks({
    text: declaration(`nixpkgs: {
    binaryCaches: [],
    overlays: ["./overlays/ours.nix"],
    config: { allowUnfreePackages: ["steam"], greeting: "hi" },
  },
  environment: { systemPackages: [pkgs.ours, pkgs.steam, nix\`\${pkgs.hello} // { version = "0-mine"; }\`] },`),
    files: {
      "overlays/name.nix": '"ours"',
      "overlays/ours.nix": 'final: prev: { ${import ./name.nix} = prev.jq // { version = "0-ours"; }; }',
    },
    contexts: bareContexts(withOverlays),
  });
  for (const version of ["0-ours", "hi", "0-mine"]) expect(nix).toContain(`"version": "${version}"`);
  expect(nix).toBe(withoutNix(engine));
});

it("a cache behind http:// is asked for the same", async () => {
  const server = await serveCache(join(packageFolder(), "cache-xz"));
  const { nixpkgs = "" } = offlineContexts();
  const args = { DECL_BINARY_CACHES: server.url };
  const { nix, engine } = await bothLocks({ text: HELLO, contexts: { nixpkgs }, args });
  expect(nix).toContain(`"cache": "${server.url}"`);
  expect(nix).toBe(engine);
});

it("an expression reads no file of the machine, and asks no server", async () => {
  const server = await serveCache(temporaryFolder());
  const secret = join(folderWith({ secret: "hidden" }), "secret");
  const lock = (expression: string) =>
    lockWithNix({
      text: declaration(`nixpkgs: { binaryCaches: [] },
  environment: { systemPackages: [nix\`builtins.seq (${expression}) \${pkgs.hello}\`] },`),
    });
  const read = await lock(`throw (builtins.readFile ${secret})`);
  expect(read.code).toBe(1);
  expect(read.output).toMatch(/image\.ts:5:\d+: the expression cannot be evaluated for x86_64-linux: .*forbidden/);
  expect(read.output).not.toContain("hidden");
  const fetched = await lock(`builtins.fetchurl "${server.url}/x"`);
  expect(fetched.code).toBe(1);
  expect(server.requests).toEqual([]);
});
