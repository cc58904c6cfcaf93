import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { bareContexts, withOverlays } from "./bare-package-set.ts";
import { serveCache } from "./cache-server.ts";
import {
  buildContext,
  type ContextBuildOptions,
  dockerOutput,
  errorIn,
  FRONTEND,
  folderWith,
  packageFolder,
  type Store,
  tar,
  temporaryFolder,
} from "./engine.ts";
import { serveGit } from "./git-server.ts";

const WEB = `// syntax=decl/frontend
import { context, image } from "decl";
import { greeting } from "./lib/greeting.ts";
import words from "./lib/words.json";
export default image(({ pkgs }) => ({
  image: {
    cmd: ["bash", "-c", \`cat /srv/www/*; cat \${context("./app")}/data; echo $GREETING\`],
    env: { GREETING: greeting + words.who },
    contents: [{ source: context("./www"), target: "/srv/www" }],
  },
  environment: { systemPackages: [pkgs.bash, pkgs.coreutils] },
}));
`;

const FILES: Readonly<Record<string, string>> = {
  "web.ts": WEB,
  "lib/greeting.ts": 'export const greeting = "hello ";\n',
  "lib/words.json": '{ "who": "world" }\n',
  "www/index.html": "index\n",
  "www/ignored.html": "ignored\n",
  "app/data": "data\n",
  // It is for what docker sends from a folder.
  ".dockerignore": "www/ignored.html\n",
};

const PRINTED = "ignored\nindex\ndata\nhello world\n";

async function built(context: string, request: ContextBuildOptions): Promise<string> {
  const { code, output } = await buildContext(context, request);
  expect(code, output).toBe(0);
  return output;
}

const run = (tag: string, store?: Store) => dockerOutput(["run", "--rm", "--network=none", tag], store);

describe.each<Store>(["containerd", "graphdriver"])("on the %s store", (store) => {
  const options = ["-t", "live-remote"];

  it("a repository at a tag, and a folder of it, are build contexts", async () => {
    const deep = Object.entries({ ...FILES, "app/data": "deep data\n" });
    const folder = folderWith({
      ...FILES,
      ...Object.fromEntries(deep.map(([name, text]) => [`deep/er/${name}`, text])),
    });
    const server = await serveGit([folder, folderWith({ "web.ts": "not the one" })]);
    await built(`${server.url}#v0`, { file: "web.ts", options, store });
    expect(await run("live-remote", store)).toBe(PRINTED);
    await built(`${server.url}#v0:deep/er`, { file: "web.ts", options, store });
    expect(await run("live-remote", store)).toBe(PRINTED.replace("data", "deep data"));
    // The files of the context are those beside er, not in it.
    const beside = await buildContext(`${server.url}?tag=v0&subdir=deep`, { file: "er/web.ts", store });
    expect(errorIn(beside)).toContain('er/web.ts:7:25: there is no "app" in the build context');
  });

  it("so is an archive behind an address, and one on standard input", async () => {
    const folder = folderWith(FILES);
    const served = temporaryFolder();
    writeFileSync(join(served, "context.tar.gz"), tar(folder, "-z"));
    const server = await serveCache(served);
    await built(`${server.url}/context.tar.gz`, { file: "web.ts", options, store });
    expect(await run("live-remote", store)).toBe(PRINTED);
    expect(server.requests).toEqual(["/context.tar.gz"]);
    await dockerOutput(["rmi", "live-remote"], store);
    await built("-", { file: "web.ts", input: tar(folder), options, store });
    expect(await run("live-remote", store)).toBe(PRINTED);
  });
});

it("a lock file beside the build file pins the packages, wherever that is, and can be made there", async () => {
  const lock = temporaryFolder();
  const input = tar(folderWith(FILES));
  const output = await built("-", { file: "web.ts", input, options: ["-o", lock, "--target", "lock"] });
  expect(output).toContain("web.lock.json: ");
  const locked = folderWith({ ...FILES, "web.lock.json": readFileSync(join(lock, "web.lock.json"), "utf8") });
  const server = await serveGit([locked]);
  for (const context of ["-", server.url]) {
    const request = { file: "web.ts", input: tar(locked), contexts: {}, args: { DECL_BINARY_CACHES: "" } };
    const { output: log } = await buildContext(context, { ...request, options: ["--call=outline"] });
    expect(log).toMatch(/pkgs\.bash +\S/);
    const checked = await built(context, { file: "web.ts", input: tar(locked), options: ["--check"] });
    expect(checked).toContain("Check complete, no warnings found.");
    const told = await built(context, { file: "web.ts", input: tar(locked) });
    expect(told).not.toContain("pins the packages");
  }
});

it("a build file may be all that there is behind an address, in JSON too", async () => {
  const served = folderWith({
    "image.json":
      '{ "syntax": "decl/frontend", "image": { "cmd": ["hello"] }, "environment": { "systemPackages": ["hello"] } }',
    "image.ts": '// syntax=decl/frontend\nimport { x } from "./x.ts";\nexport default x;\n',
    "files.ts": `// syntax=decl/frontend
import { context } from "decl";
export default { image: { contents: [{ source: context("./www"), target: "/www" }] } };
`,
  });
  const server = await serveCache(served);
  const output = await built(`${server.url}/image.json`, { debug: true, options: ["-t", "live-remote-json"] });
  expect(output).toContain("a lock file lies beside the build file: build from a folder, an archive or a repository");
  expect(await run("live-remote-json")).toBe("Hello, world!\n");
  expect(errorIn(await buildContext(`${server.url}/image.ts`, {}))).toBe(
    'image.ts:2:19: there is no file "x.ts" beside the build file\n' +
      "  hint: the address is that of the build file alone: give that of an archive or a repository",
  );
  expect(errorIn(await buildContext(`${server.url}/files.ts`, {}))).toBe(
    'files.ts:3:38: there is no "www" in the build context',
  );
});

describe("a build file on standard input", () => {
  const onInput = WEB.replace(/import.*lib.*\n/g, "")
    .replace("greeting + words.who", '"hi"')
    .replaceAll("decl/frontend", FRONTEND);

  it("has the files of the context, without what .dockerignore leaves out", async () => {
    await built(folderWith(FILES), { file: "-", input: onInput, options: ["-t", "live-remote-input"] });
    expect(await run("live-remote-input")).toBe("index\ndata\nhi\n");
  });

  it("has the files of a remote context too, which has no .dockerignore for Docker", async () => {
    const server = await serveGit([folderWith(FILES)]);
    await built(`${server.url}#main`, { file: "-", input: onInput, options: ["-t", "live-remote-input"] });
    expect(await run("live-remote-input")).toBe("ignored\nindex\ndata\nhi\n");
  });

  it("has nothing beside it", async () => {
    const failed = await buildContext(folderWith(FILES), {
      file: "-",
      input: WEB.replaceAll("decl/frontend", FRONTEND),
    });
    expect(errorIn(failed)).toBe(
      'Dockerfile:3:26: there is no file "lib/greeting.ts" beside the build file\n' +
        "  hint: a build file on standard input has no files beside it: name it with -f FILE",
    );
  });
});

it("a build file of the machine's own is used with a remote context", async () => {
  const server = await serveGit([folderWith({ ...FILES, "web.ts": "not this one" })]);
  const own = folderWith({
    "web.ts": WEB,
    "lib/greeting.ts": 'export const greeting = "own ";',
    "lib/words.json": '{ "who": "file" }',
  });
  await built(server.url, { file: join(own, "web.ts"), options: ["-t", "live-remote-own"] });
  expect(await run("live-remote-own")).toBe("ignored\nindex\ndata\nown file\n");
});

it("a build file may lie outside of the context", async () => {
  const { "web.ts": _, ...files } = FILES;
  const outside = folderWith({
    "web.ts": WEB,
    "lib/greeting.ts": 'export const greeting = "out";',
    "lib/words.json": '{ "who": "side" }',
  });
  await built(folderWith(files), { file: join(outside, "web.ts"), options: ["-t", "live-remote-outside"] });
  expect(await run("live-remote-outside")).toBe("index\ndata\noutside\n");
});

it("the .git of a repository is there when it is asked for", async () => {
  const files = {
    "image.ts": `// syntax=decl/frontend
import { context } from "decl";
export default { image: { contents: [{ source: context(".git/HEAD"), target: "/HEAD" }] } };
`,
  };
  const server = await serveGit([folderWith(files)]);
  const contexts = {};
  const without = await buildContext(server.url, { file: "image.ts", contexts });
  expect(errorIn(without)).toContain('there is no ".git/HEAD" in the build context');
  const folder = temporaryFolder();
  const args = { BUILDKIT_CONTEXT_KEEP_GIT_DIR: "1" };
  await built(server.url, { file: "image.ts", contexts, args, options: ["-o", folder] });
  expect(readFileSync(join(folder, "HEAD"), "utf8")).toMatch(/^(?:ref: |[0-9a-f]{40})/);
});

it("overlays and a devbox.lock are files of such a context too", async () => {
  const { systems } = JSON.parse(readFileSync(join(packageFolder(), "nixpkgs/packages.json"), "utf8"));
  const { hello } = systems["x86_64-linux"];
  const devbox = { systems: { "x86_64-linux": { store_path: hello.outputs.out } }, resolved: "github:a/b#hello" };
  const input = tar(
    folderWith({
      "image.ts": `// syntax=decl/frontend
export default ({ pkgs }) => ({
  nixpkgs: { binaryCaches: [], overlays: ["./overlays/ours.nix"], devboxLock: "./devbox.lock" },
  environment: { systemPackages: [pkgs.ours, pkgs.hello] },
});
`,
      "overlays/ours.nix": 'final: prev: { ${import ./name.nix} = prev.jq // { version = "0-ours"; }; }',
      "overlays/name.nix": '"ours"',
      "devbox.lock": JSON.stringify({ lockfile_version: "1", packages: { "hello@1": devbox } }),
    }),
  );
  const folder = temporaryFolder();
  const contexts = bareContexts(withOverlays);
  await built("-", { file: "image.ts", input, contexts, options: ["--target", "lock", "-o", folder] });
  const { packages } = JSON.parse(readFileSync(join(folder, "image.lock.json"), "utf8"));
  expect(packages["x86_64-linux"].ours.version).toBe("0-ours");
  expect(Object.values(packages["x86_64-linux"].hello.outputs)).toEqual([hello.outputs.out]);
});
