import { join } from "node:path";
import { expect, it } from "vitest";
import { serveCache } from "./cache-server.ts";
import { build, dockerOutput, jsonLines, packageFolder, temporaryFolder } from "./engine.ts";
import { manifestOf, startRegistry } from "./registry.ts";
import { type Engine, startSecondEngine } from "./second-engine.ts";

const imageOf = (name: string, packages: string) => `// syntax=decl/frontend
export default ({ pkgs }) => ({
  image: { cmd: ["${name}"] },
  environment: { systemPackages: [${packages}] },
});
`;

/** A declaration with its lock file: what a build needs to ask nobody anything. */
async function locked(text: string) {
  const { url } = await serveCache(join(packageFolder(), "cache-zstd"));
  const folder = temporaryFolder();
  const files = { "image.ts": text };
  const args = { DECL_BINARY_CACHES: url };
  const contexts = { nixpkgs: join(packageFolder(), "nixpkgs") };
  const { code, output } = await build({ folder, files, contexts, args, options: ["--target", "lock", "-o", folder] });
  expect(code, output).toBe(0);
  return { folder, files, contexts: {}, args };
}

/** What the daemon says when a step starts or ends. */
interface StepEvent {
  readonly name: string;
  readonly inputs?: readonly string[];
  readonly completed?: string;
  readonly cached?: boolean;
  readonly error?: string;
}

/**
 * The image's steps that were in the cache, and those that ran, in the output of a build with `EVENTS`. Steps are told with
 * their inputs. What is fetched has none, and the download of a cached step's layers is told under the step's name without
 * them (BuildKit's util/progress/controller). A step ends with an error when the cache has one above it, so that the daemon
 * need not look at it any more.
 */
function stepsOf(output: string): { cached: string[]; done: string[] } {
  const lines: { vertexes?: StepEvent[] }[] = jsonLines(output);
  const ended = lines
    .flatMap(({ vertexes = [] }) => vertexes)
    .filter(({ name, inputs, completed }) => /^\[(?:nix|decl|build)\] /.test(name) && inputs && completed);
  const names = (events: StepEvent[]) => events.map(({ name }) => name);
  return {
    cached: names(ended.filter(({ cached }) => cached)),
    done: names(ended.filter(({ cached, error }) => !cached && !error)),
  };
}

/**
 * Shows all events. Plain progress is printed every 100 ms, with the last event of each step: where the download of its
 * layers starts sooner than that, a cached step is shown as DONE and never as CACHED.
 */
const EVENTS = "--progress=rawjson";

const digestIn = (output: string) => /exporting manifest (sha256:\w+)/.exec(output)?.[1];

it("a cache in a folder gives another engine the image without a download", async () => {
  const request = await locked(imageOf("hello", "pkgs.hello, pkgs.jq"));
  const cache = temporaryFolder();
  const options = ["--provenance=false", "-t", "live-cache", EVENTS];
  const first = await build({ ...request, options: [...options, `--cache-to=type=local,mode=max,dest=${cache}`] });
  expect(first.code, first.output).toBe(0);
  // It is in a network where no binary cache can be reached.
  const second = await startSecondEngine();
  const { docker } = second;
  const again = await build({ ...request, docker, options: [...options, `--cache-from=type=local,src=${cache}`] });
  expect(again.code, again.output).toBe(0);
  const { cached, done } = stepsOf(again.output);
  expect(cached).toContain("[decl] put the image together");
  expect(done).toEqual([]);
  expect(digestIn(again.output)).toBe(digestIn(first.output));
});

it("so does one in a registry, and the one that an image has in itself", async () => {
  const data = temporaryFolder();
  const here = await startRegistry({ data });
  const [hello, jq] = [await locked(imageOf("hello", "pkgs.hello")), await locked(imageOf("jq", "pkgs.jq"))];
  const reference = (name: string) => `${here.host}/${name}`;
  const inRegistry = `type=registry,ref=${reference("cache")}`;
  const push = async (request: typeof hello, ...options: string[]) => {
    const { code, output } = await build({ ...request, options: ["--provenance=false", "--push", ...options] });
    expect(code, output).toBe(0);
    return output;
  };
  const first = [
    await push(hello, "-t", reference("hello"), `--cache-to=${inRegistry},mode=max`),
    await push(jq, "-t", reference("jq"), "--cache-to=type=inline"),
  ];
  const second = await startSecondEngine();
  await startRegistry({ data, host: here.host, within: second.inNetwork });
  const caches = [inRegistry, `type=registry,ref=${reference("jq")}`];
  for (const [index, request] of [hello, jq].entries()) {
    const options = ["--provenance=false", "-t", "live-cached", EVENTS, `--cache-from=${caches[index]}`];
    const again = await build({ ...request, docker: second.docker, options });
    expect(again.code, again.output).toBe(0);
    const { cached, done } = stepsOf(again.output);
    expect(cached).toContain("[decl] put the image together");
    expect(done).toEqual([]);
    if (index === 0) expect(digestIn(again.output)).toBe(digestIn(first[index] ?? ""));
  }
});

it("two pushed images share their layers, for all platforms, and a pulled image runs", async () => {
  const registry = await startRegistry();
  const tag = (name: string) => `${registry.host}/${name}`;
  const push = async (name: string, packages: string) => {
    const files = { "image.ts": imageOf("hello", packages) };
    const options = ["--platform=linux/amd64,linux/arm64", "--provenance=false", "--push", "-t", tag(name)];
    const { code, output } = await build({ files, options });
    expect(code, output).toBe(0);
    const { manifests = [] } = await manifestOf(registry, name);
    expect(manifests.map(({ platform }) => `${platform?.os}/${platform?.architecture}`)).toEqual([
      "linux/amd64",
      "linux/arm64",
    ]);
    const images = await Promise.all(manifests.map(({ digest }) => manifestOf(registry, name, digest)));
    return new Set(images.flatMap(({ layers = [] }) => layers.map(({ digest }) => digest)));
  };
  const one = await push("one", "pkgs.hello");
  const two = await push("two", "pkgs.hello, pkgs.jq");
  const shared = [...one].filter((digest) => two.has(digest));
  expect(shared.length).toBeGreaterThanOrEqual(2); // the libc, for both platforms
  await dockerOutput(["pull", "-q", tag("two")]);
  const output = await dockerOutput(["run", "--rm", "--network=none", tag("two")]);
  await dockerOutput(["rmi", tag("two")]);
  expect(output).toBe("Hello, world!\n");
});

/** A cache that this engine exports to, and that another one imports from. */
interface SharedCache {
  readonly to: string;
  /** What the other one is told, once it is there. */
  from(second: Engine): Promise<string>;
}

const CACHES: Readonly<Record<string, () => Promise<SharedCache>>> = {
  folder: async () => {
    const folder = temporaryFolder();
    return { to: `type=local,mode=max,dest=${folder}`, from: async () => `type=local,src=${folder}` };
  },
  registry: async () => {
    const data = temporaryFolder();
    const { host } = await startRegistry({ data });
    const reference = `type=registry,ref=${host}/cache`;
    const from = async ({ inNetwork }: Engine) => {
      await startRegistry({ data, host, within: inNetwork });
      return reference;
    };
    return { to: `${reference},mode=max`, from };
  },
};

it.each(Object.entries(CACHES))(
  "what is built is not built again by another engine with the cache in a %s",
  async (_, open) => {
    const salt = `${process.pid}-${Date.now()}`;
    const text = `// syntax=decl/frontend
import { build, image, nix } from "decl";
const inner = nix\`pkgs.runCommand "inner" { } "echo ${salt} >$out"\`;
const outer = nix\`pkgs.runCommand "outer" { } "cat \\\${pkgs.runCommand "inner" { } "echo ${salt} >$out"} >$out"\`;
export default image(({ pkgs }) => ({
  nixpkgs: { binaryCaches: [] },
  environment: { systemPackages: [pkgs.coreutils] },
  image: { cmd: ["cat", \`\${build({ name: "app", script: \`cat \${inner} > $out\` })}\`, \`\${outer}\`] },
}));
`;
    const cache = await open();
    const options = ["--provenance=false", "-t", "live-cache", EVENTS];
    const request = { files: { "image.ts": text } };
    const built = (output: string) =>
      stepsOf(output)
        .done.filter((name) => /^\[(?:build|nix\] build)/.test(name))
        .sort();
    const first = await build({ ...request, options: [...options, `--cache-to=${cache.to}`] });
    expect(first.code, first.output).toBe(0);
    expect(built(first.output)).toEqual(["[build] app", "[nix] build inner", "[nix] build outer"]);
    const second = await startSecondEngine();
    const { docker } = second;
    const again = await build({
      ...request,
      docker,
      options: [...options, `--cache-from=${await cache.from(second)}`],
    });
    expect(again.code, again.output).toBe(0);
    expect(built(again.output)).toEqual([]);
    expect(digestIn(again.output)).toBe(digestIn(first.output));
  },
);
