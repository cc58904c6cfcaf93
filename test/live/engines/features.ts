import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { serveCache } from "../cache-server.ts";
import {
  build,
  buildContext,
  docker,
  dockerOutput,
  errorIn,
  FRONTEND,
  folderWith,
  jsonLines,
  type Store,
  temporaryFolder,
} from "../engine.ts";
import { serveGit } from "../git-server.ts";
import { madePath, narOf, TestKey, writeCache } from "../make-cache.ts";
import { readOciArchive } from "../oci-archive.ts";
import { digestsOfSteps } from "../probe/digests.ts";
import { buildProbe } from "../probe/image.ts";
import { manifestOf, startRegistry } from "../registry.ts";
import { giveImage } from "./buildkit.ts";

/** Tries it with an engine; what it answers is "yes" or the error that a user gets, in one line. */
type Feature = (store: Store) => Promise<string>;

const HELLO = `// syntax=decl/frontend
export default ({ pkgs }) => ({
  image: { cmd: ["hello"] },
  environment: { systemPackages: [pkgs.hello] },
});
`;

type Request = Partial<Parameters<typeof build>[0]>;

/** A build, and its error where it fails. */
async function tried(store: Store, request: Request, text = HELLO): Promise<{ error?: string; output: string }> {
  const built = await build({ store, ...request, files: { "image.ts": text, ...request.files } });
  return { output: built.output, ...(built.code === 0 ? {} : { error: inOneLine(errorIn(built)) }) };
}

const inOneLine = (text: string) => text.replace(/\s*\n\s*/g, " ");

async function imageId(store: Store, tag: string): Promise<string> {
  const options = ["--provenance=false", "--load", "-t", tag];
  const { error } = await tried(store, { options });
  expect(error).toBeUndefined();
  const [{ Id: id, Config: config, RootFS: files }] = JSON.parse(await dockerOutput(["image", "inspect", tag]));
  expect(id).toMatch(/^sha256:/);
  return JSON.stringify([config, files]);
}

/** The lines of the table in docs/engines.md. */
export const FEATURES: Readonly<Record<string, Feature>> = {
  "an image runs, and is that of every other engine": async (store) => {
    const [here, there] = [await imageId(store, "live-engines"), await imageId("containerd", "live-engines-docker")];
    expect(here).toBe(there);
    expect(await dockerOutput(["run", "--rm", "--network=none", "live-engines"])).toBe("Hello, world!\n");
    return "yes";
  },

  "steps that other frontends have too are shared with them": async (store) => {
    await buildProbe("containerd");
    giveImage("decl/probe", store);
    const { code, output, ours, theirs } = await digestsOfSteps(store);
    expect(code, output).toBe(0);
    expect(Object.keys(ours).length).toBe(5);
    expect(theirs).toEqual(ours);
    return "yes";
  },

  "several platforms, pushed": async (store) => {
    const registry = await startRegistry();
    const options = [
      "--provenance=false",
      "--platform=linux/amd64,linux/arm64",
      "--push",
      "-t",
      `${registry.host}/hello`,
    ];
    const { error } = await tried(store, { options });
    if (error !== undefined) return error;
    const { manifests = [] } = await manifestOf(registry, "hello");
    expect(manifests.map(({ platform }) => platform?.architecture)).toEqual(["amd64", "arm64"]);
    return "yes";
  },

  "a declaration in JSON": async (store) => {
    const json = JSON.stringify({ syntax: "decl/frontend", environment: { etc: { made: { text: "made" } } } });
    const built = await build({ store, files: { "image.json": json }, options: ["-o", "type=cacheonly"] });
    if (built.code === 0) return "yes";
    return inOneLine(errorIn(built))
      .replace(/.*dockerfile parse error/, "dockerfile parse error")
      .replace(FRONTEND, "decl/frontend");
  },

  "the same with `--build-arg BUILDKIT_SYNTAX=…`": async (store) => {
    const json = JSON.stringify({ environment: { etc: { made: { text: "made" } } } });
    const args = { BUILDKIT_SYNTAX: FRONTEND };
    const built = await build({ store, args, files: { "image.json": json }, options: ["-o", "type=cacheonly"] });
    return built.code === 0 ? "yes" : errorIn(built);
  },

  "errors at their line": async (store) => {
    const { error, output } = await tried(store, {}, HELLO.replace("pkgs.hello", "pkgs.helo"));
    expect(error).toBe('image.ts:4:35: there is no package "helo" for x86_64-linux hint: did you mean "hello"?');
    expect(output).toContain("   4 | >>>   environment: { systemPackages: [pkgs.helo] },");
    return "yes";
  },

  warnings: async (store) => {
    const { error, output } = await tried(store, { args: { NAEM: "x" }, options: ["-o", "type=cacheonly"] });
    expect(output).toContain("--build-arg NAEM is given and the declaration never reads it");
    return error ?? "yes";
  },

  "`--call=check`, `outline`, `targets`, `schema`": async (store) => {
    for (const [call, text] of Object.entries({
      check: "Check complete, no warnings found.",
      outline: "pkgs.hello",
      targets: "TARGET",
      schema: '"$id"',
    })) {
      const { error, output } = await tried(store, { options: [`--call=${call}`] });
      if (error !== undefined) return error;
      expect(output).toContain(text);
    }
    return "yes";
  },

  "a lock file": async (store) => {
    const folder = temporaryFolder();
    const { error } = await tried(store, { folder, options: ["--target", "lock", "-o", folder] });
    if (error !== undefined) return error;
    expect(Object.keys(JSON.parse(readFileSync(join(folder, "image.lock.json"), "utf8")).packages)).toEqual([
      "x86_64-linux",
    ]);
    const again = await tried(store, { folder, options: ["-o", "type=cacheonly"] });
    expect(again.output).not.toContain("pins the packages");
    return again.error ?? "yes";
  },

  "`build()`, and what Nix builds": async (store) => {
    const salt = `${process.pid}-${Date.now()}`;
    const text = `// syntax=decl/frontend
import { build, image, nix } from "decl";
const inner = nix\`pkgs.runCommand "inner" { } "echo ${salt} >$out"\`;
export default image(({ pkgs }) => ({
  nixpkgs: { binaryCaches: [] },
  environment: { systemPackages: [pkgs.coreutils] },
  image: { cmd: ["cat", \`\${build({ name: "app", script: \`cat \${inner} > $out\` })}\`] },
}));
`;
    const options = ["--provenance=false", "--load", "-t", "live-engines-build"];
    const { error } = await tried(store, { options }, text);
    if (error !== undefined) return error;
    expect(await dockerOutput(["run", "--rm", "--network=none", "live-engines-build"])).toBe(`${salt}\n`);
    return "yes";
  },

  "an SBOM": async (store) => {
    const file = join(temporaryFolder(), "image.tar");
    const options = ["--provenance=false", "--sbom=true", "-o", `type=oci,dest=${file},name=live`];
    const { error } = await tried(store, { options });
    if (error !== undefined) return error;
    const attested = readOciArchive(file).flatMap(({ attestations }) => attestations);
    expect(attested.map(({ predicateType }) => predicateType)).toEqual(["https://spdx.dev/Document"]);
    return "yes";
  },

  "a cache in a registry": async (store) => {
    const registry = await startRegistry();
    const cache = `type=registry,ref=${registry.host}/cache`;
    const text = HELLO.replace("image: {", `image: { labels: { salt: "${process.pid}-${Date.now()}" },`);
    const output = ["-o", `type=image,name=${registry.host}/hello,push=true`, "--provenance=false"];
    const first = await tried(store, { options: [...output, `--cache-to=${cache},mode=max`] }, text);
    if (first.error !== undefined) return first.error;
    await docker(["buildx", "prune", "--all", "--force"], { store });
    const again = await tried(store, { options: [...output, "--progress=rawjson", `--cache-from=${cache}`] }, text);
    if (again.error !== undefined) return again.error;
    const steps: { name: string; cached?: boolean }[] = jsonLines(again.output).flatMap(
      ({ vertexes = [] }) => vertexes,
    );
    expect(steps.filter(({ cached }) => cached).map(({ name }) => name)).toContain("[decl] put the image together");
    return "yes";
  },

  "a build file of a repository": async (store) => {
    const { url } = await serveGit([folderWith({ "image.ts": HELLO })]);
    const built = await buildContext(`${url}#v0`, { store, file: "image.ts", options: ["-o", "type=cacheonly"] });
    return built.code === 0 ? "yes" : inOneLine(errorIn(built));
  },

  "an OCI layout as a base": async (store) => {
    const file = join(temporaryFolder(), "base.tar");
    const base = await tried(store, { options: ["--provenance=false", "-o", `type=oci,dest=${file}`] });
    if (base.error !== undefined) return base.error;
    const layout = temporaryFolder();
    execFileSync("tar", ["-xf", file, "-C", layout]);
    const text = '// syntax=decl/frontend\nexport default { image: { from: "base" } };\n';
    const { error } = await tried(
      store,
      { contexts: { base: `oci-layout://${layout}` }, options: ["-o", "type=cacheonly"] },
      text,
    );
    return error ?? "yes";
  },

  "a binary cache that wants a login": async (store) => {
    const key = new TestKey("test-1");
    const path = madePath("tool-1", narOf({ "bin/tool": `${Math.random()}` }));
    const signed = { ...path, narinfo: key.sign(path.narinfo) };
    const { url } = await serveCache(writeCache(temporaryFolder(), [signed]), (_, response, request) => {
      if (request.headers.authorization === "Bearer s3cret") return false;
      response.writeHead(401).end();
      return true;
    });
    const text = `// syntax=decl/frontend
import { storePath } from "decl";
export default {
  nixpkgs: { binaryCaches: [{ url: "${url}" }] },
  environment: { systemPackages: [storePath("${path.storePath}")] },
};
`;
    process.env.DECL_TEST_SECRET = "s3cret";
    const options = ["--secret", "id=HTTP_AUTH_TOKEN_127.0.0.1,env=DECL_TEST_SECRET", "-o", "type=cacheonly"];
    const request = { contexts: {}, args: { DECL_TRUSTED_PUBLIC_KEYS: key.text }, options };
    const { error } = await tried(store, request, text);
    return error?.replaceAll(url, "CACHE") ?? "yes";
  },

  "5 MiB of text in a declaration": async (store) => {
    // Text that every run has anew, so that no cache answers.
    const text = `// syntax=decl/frontend
const line = "${process.pid} ".repeat(100);
export default { environment: { etc: Object.fromEntries(
  Array.from({ length: 10 }, (_, n) => ["f" + n, { text: line.repeat(${Math.ceil((512 * 1024) / (String(process.pid).length + 1) / 100)}) }]),
) } };
`;
    const { error } = await tried(store, { contexts: {}, options: ["-o", "type=cacheonly"] }, text);
    return error?.replace(/is \d+\.\d MiB/, "is 5.0 MiB") ?? "yes";
  },
};
