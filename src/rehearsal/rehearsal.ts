import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { evaluateImages } from "../build/evaluate-images.ts";
import { prepareDeclaration } from "../declaration/evaluate.ts";
import { loadDeclaration } from "../declaration/load.ts";
import type { Engine } from "../engine/client.ts";
import type { Result } from "../engine/result.ts";
import { openEngine } from "../engine/run.ts";
import type { SourceFile } from "../llb/source-map.ts";
import { parseNarHash } from "../nix/nar-hash.ts";
import { fingerprint } from "../nix/signature.ts";
import { parseStorePathBase, type StorePath } from "../nix/store-path.ts";
import { mentionedNames } from "../plan/packages.ts";
import { parsePlatform } from "../value/platform.ts";
import { rehearsalDaemon } from "./daemon.ts";

const DECLARATION = `// syntax=decl/frontend
import { image, lib } from "decl";
const site: { readonly port: number } = { port: 80 };
export default image(({ pkgs, config }) => ({
  image: { name: "rehearsal", cmd: ["hello", \`\${pkgs.hello}/bin/hello\`], exposedPorts: { [\`\${site.port}/tcp\`]: {} } },
  environment: { systemPackages: [pkgs.hello], variables: { GREETING: lib.mkDefault("hi") } },
  users: { users: { alice: { isNormalUser: true, extraGroups: ["wheel"] } } },
  systemd: { services: { example: { script: "exec hello", path: [pkgs.hello], wantedBy: ["multi-user.target"] } } },
}));
`;

/** The frontend, from the environment to a result. */
type Answer = (
  engine: Engine,
  sources: Map<string, SourceFile>,
  environment: Readonly<Record<string, string | undefined>>,
) => Promise<Result>;

const PLATFORM = "linux/amd64";

/**
 * One build from beginning to end, against a daemon that agrees to everything: every function that a build calls has been
 * called then. Its packages are nobody's, signed with a key that is made for it.
 */
export async function rehearseBuild(answer: Answer): Promise<Result> {
  const names = await mentioned();
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const raw = publicKey.export({ format: "der", type: "spki" }).subarray(-32);
  const { stream, close: end } = rehearsalDaemon({
    "image.ts": DECLARATION,
    "packages.json": nameTable(names),
    "nix-cache-info": "StoreDir: /nix/store\n",
    ...Object.fromEntries(names.map((name, index) => narinfo(storePathOf(name, index), privateKey))),
  });
  const { engine, close } = await openEngine({ input: stream, output: stream });
  const options = {
    filename: "image.ts",
    "context:nixpkgs": "local:nixpkgs",
    "context:nix-cache": "local:nix-cache",
    "build-arg:DECL_TRUSTED_PUBLIC_KEYS": `rehearsal:${raw.toString("base64")}`,
    platform: PLATFORM,
  };
  const environment = Object.entries(options).map(([key, value], index) => [
    `BUILDKIT_FRONTEND_OPT_${index}`,
    `${key}=${value}`,
  ]);
  const result = await answer(engine, new Map(), Object.fromEntries(environment));
  await engine.return(result);
  await close();
  end();
  return result;
}

/** What the declaration names, and what decl's own modules need for it. */
async function mentioned(): Promise<string[]> {
  const declaration = await prepareDeclaration(await loadDeclaration("image.ts", DECLARATION, async () => new Map()));
  const request = { args: {}, target: "", platforms: [parsePlatform(PLATFORM)] };
  return evaluateImages(request, declaration).images.flatMap(({ content }) => mentionedNames(content));
}

/** A path's hash is 32 letters of Nix32. */
function storePathOf(name: string, index: number): StorePath {
  return parseStorePathBase(`${String(index).padStart(32, "0")}-${name}-1`);
}

function nameTable(names: readonly string[]): string {
  const entries = names.map((name, index) => [
    name,
    { name: `${name}-1`, outputs: { out: storePathOf(name, index).path }, defaultOutput: "out", meta: { priority: 5 } },
  ]);
  return JSON.stringify({ version: 1, systems: { "x86_64-linux": Object.fromEntries(entries) } });
}

function narinfo(storePath: StorePath, key: KeyObject): [string, string] {
  const narHash = parseNarHash(`sha256:${"0".repeat(52)}`);
  const signature = sign(null, Buffer.from(fingerprint({ storePath, narHash, narSize: 1, references: [] })), key);
  const lines = [
    `StorePath: ${storePath.path}`,
    `URL: nar/${storePath.hashPart}.nar.zst`,
    "Compression: zstd",
    `NarHash: ${narHash}`,
    "NarSize: 1",
    `Sig: rehearsal:${signature.toString("base64")}`,
  ];
  return [`${storePath.hashPart}.narinfo`, `${lines.join("\n")}\n`];
}
