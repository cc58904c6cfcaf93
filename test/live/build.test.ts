import { describe, expect, it } from "vitest";
import { serveCache } from "./cache-server.ts";
import { build, docker, dockerOutput, fileTree, offlineContexts, packageFolder, type Store } from "./engine.ts";

const HELLO = `// syntax=decl/frontend
import { image } from "decl";
export default image(({ pkgs }) => ({
  image: { name: "hello", cmd: ["hello"] },
  environment: { systemPackages: [pkgs.hello] },
}));
`;

const STORES: readonly Store[] = ["containerd", "graphdriver"];

describe.each(STORES)("on the %s store", (store) => {
  it("a declaration becomes an image that runs", async () => {
    const built = await build({ files: { "image.ts": HELLO }, options: ["-t", "live-hello"], store });
    expect(built.output).toMatch(/\[nix\] 2 store paths, \d+\.\d MB$/m);
    expect(built.code).toBe(0);
    expect(await dockerOutput(["run", "--rm", "live-hello"], store)).toBe("Hello, world!\n");
    expect(
      await dockerOutput(["run", "--rm", "live-hello", "/run/current-system/sw/bin/hello", "-g", "hi"], store),
    ).toBe("hi\n");
  });

  it("a second build finds all its steps in the cache", async () => {
    const { code, output } = await build({ files: { "image.ts": HELLO }, store });
    expect(code).toBe(0);
    const names = new Map([...output.matchAll(/^#(\d+) (\[(?:nix|decl)\] .*)$/gm)].map(([, id, name]) => [id, name]));
    const cached = new Set([...output.matchAll(/^#(\d+) CACHED$/gm)].map(([, id]) => id));
    const run = [...names].filter(([id]) => !cached.has(id)).map(([, name]) => name);
    expect(run.filter((name) => !name?.startsWith("[nix] load "))).toEqual([]);
  });

  it("how much of the store was unpacked and how much was there is said where the system path is linked", async () => {
    const saidOf = async (...options: string[]) => {
      const text = HELLO.replace(
        "  environment: {",
        `  environment: { etc: { time: { text: "${process.hrtime.bigint()}" } },`,
      );
      const { code, output } = await build({ files: { "image.ts": text }, options, store });
      expect(code, output).toBe(0);
      return /^#\d+ [\d.]+ (\d+ store paths, .*)$/m.exec(output)?.[1];
    };
    expect(await saidOf("--no-cache")).toMatch(/^2 store paths, (2\.\d MB): 2 unpacked in this build \(\1\)$/);
    expect(await saidOf()).toMatch(/^2 store paths, 2\.\d MB: 2 from the cache$/);
  });
});

it("both stores have the same files, and nothing but the closure and what is generated", async () => {
  for (const store of STORES) await build({ files: { "image.ts": HELLO }, options: ["-t", "live-hello"], store });
  const [tree, other] = await Promise.all(STORES.map((store) => fileTree("live-hello", store)));
  expect(other).toEqual(tree);
  expect(tree?.every((line) => line.includes("1970-01-01 00:00:0"))).toBe(true);
  const names = (tree ?? []).map(
    (line) => /1970-01-01 \S+ (.*)$/.exec(line)?.[1]?.replaceAll(/[a-z0-9]{32}-/g, "") ?? line,
  );
  expect(names.filter((name) => !/^nix\/store\/(?:hello|glibc)-/.test(name)).sort()).toEqual([
    "bin/",
    expect.stringMatching(/^bin\/hello -> \/nix\/store\/hello-[\d.]+\/bin\/hello$/),
    "etc/group",
    "etc/gshadow",
    "etc/nsswitch.conf",
    "etc/passwd",
    "etc/shadow",
    "nix/",
    "nix/store/",
    "root/",
    "run/",
    "run/current-system/",
    "run/current-system/sw/",
    "run/current-system/sw/bin -> /bin",
    "tmp/",
    "var/",
    "var/empty/",
  ]);
});

it("an image has the same digest when everything is built again", async () => {
  const digestOf = async () => {
    const { code, output } = await build({
      files: { "image.ts": HELLO },
      options: ["--no-cache", "--provenance=false", "-t", "live-digest"],
    });
    expect(code).toBe(0);
    const steps = output.match(/^#\d+ (?=\[(?:decl|nix)\] )/gm) ?? [];
    expect(output).toMatch(/\[nix\] 2 store paths, /);
    for (const step of steps) expect(output).not.toContain(`${step}CACHED`);
    return /exporting manifest (sha256:[0-9a-f]{64})/.exec(output)?.[1];
  };
  const first = await digestOf();
  expect(first).toMatch(/^sha256:/);
  await dockerOutput(["image", "rm", "live-digest"]);
  // --no-cache runs each step again; the build cache may be the user's own, and stays.
  expect(await digestOf()).toBe(first);
});

it("a JSON declaration means the same", async () => {
  const json = JSON.stringify({
    syntax: "decl/frontend",
    image: { cmd: ["${pkgs.hello}/bin/hello", "-g", "from JSON"] },
    environment: { systemPackages: ["hello"] },
  });
  expect((await build({ files: { "image.json": json }, options: ["-t", "live-json"] })).code).toBe(0);
  expect(await dockerOutput(["run", "--rm", "live-json"])).toBe("from JSON\n");
});

it("# syntax works too, and imports, arguments and image options", async () => {
  const { code, output } = await build({
    files: {
      "web.ts": `# syntax=decl/frontend
import { greeting } from "./lib/greeting.ts";
import labels from "./labels.json";
export default ({ pkgs, args }) => ({
  image: {
    entrypoint: ["hello"], cmd: ["-g", greeting(args.WHO)], env: { A: \`\${pkgs.hello}\` }, labels,
    workingDir: "/tmp", exposedPorts: { "80/tcp": {}, "53/udp": {} },
  },
  environment: { systemPackages: [pkgs.hello] },
});`,
      "lib/greeting.ts": "export const greeting = (who: string) => `hello ${who}`;",
      "labels.json": '{ "a": "1", "b": "2" }',
    },
    args: { WHO: "you" },
    options: ["-t", "live-options", "--label", "b=3"],
  });
  expect(output).toContain("[internal] load what web.ts imports");
  expect(code).toBe(0);
  expect(await dockerOutput(["run", "--rm", "live-options"])).toBe("hello you\n");
  const inspected = JSON.parse(await dockerOutput(["image", "inspect", "live-options"]));
  expect(inspected[0]).toMatchObject({
    Created: "1970-01-01T00:00:00Z",
    Architecture: "amd64",
    Config: {
      Labels: { a: "1", b: "3" },
      WorkingDir: "/tmp",
      ExposedPorts: { "80/tcp": {}, "53/udp": {} },
      Env: ["PATH=/bin:/sbin", expect.stringMatching(/^A=\/nix\/store\/[a-z0-9]{32}-hello-/)],
    },
  });
});

it("SOURCE_DATE_EPOCH is the time of the image", async () => {
  await build({
    files: { "image.ts": HELLO },
    args: { SOURCE_DATE_EPOCH: "1700000000" },
    options: ["-t", "live-epoch"],
  });
  const inspected = JSON.parse(await dockerOutput(["image", "inspect", "live-epoch"]));
  expect(inspected[0].Created).toBe("2023-11-14T22:13:20Z");
});

it("a binary cache behind HTTP is read through the daemon, archives by their checksum", async () => {
  const server = await serveCache(`${packageFolder()}/cache-xz`);
  const { nixpkgs = "" } = offlineContexts();
  const request = {
    files: {
      "image.ts": HELLO.replace("  image:", `  nixpkgs: { binaryCaches: [{ url: "${server.url}" }] },\n  image:`),
    },
    contexts: { nixpkgs },
    options: ["-t", "live-http"],
  };
  const { code, output } = await build(request);
  expect(output).toMatch(/\[nix\] 2 store paths, \d+\.\d MB$/m);
  expect(code).toBe(0);
  expect(await dockerOutput(["run", "--rm", "live-http"])).toBe("Hello, world!\n");
  expect(server.requests.filter((path) => path === "/nix-cache-info").length).toBe(1);

  const before = server.requests.length;
  expect((await build(request)).code).toBe(0);
  expect(server.requests.slice(before).filter((path) => path.startsWith("/nar/"))).toEqual([]);
});

it("an image for another platform needs no emulation", async () => {
  const { code } = await build({ files: { "image.ts": HELLO }, options: ["--platform=linux/arm64", "-t", "live-arm"] });
  expect(code).toBe(0);
  const [inspected] = JSON.parse(await dockerOutput(["image", "inspect", "live-arm"]));
  expect(inspected.Architecture).toBe("arm64");
});

it("several platforms become one image index", async () => {
  const { code, output } = await build({
    files: { "image.ts": HELLO },
    options: ["--platform=linux/amd64,linux/arm64", "-t", "live-multi"],
  });
  expect(output).toContain("exporting manifest list");
  expect(code).toBe(0);
  expect(await dockerOutput(["run", "--rm", "--platform=linux/amd64", "live-multi"])).toBe("Hello, world!\n");
});

it("the frontend's own image holds what it needs and stays small", async () => {
  const { output } = await docker(["image", "inspect", "decl/frontend", "--format", "{{json .Config.Labels}}"]);
  expect(JSON.parse(output)).toMatchObject({ "moby.buildkit.frontend.network.none": "true" });
  const tree = await fileTree("decl/frontend", "graphdriver");
  const bytes = tree.reduce((sum, line) => sum + Number(/ +(\d+) \d{4}-/.exec(line)?.[1] ?? 0), 0);
  expect(bytes).toBeLessThan(160e6);
});
