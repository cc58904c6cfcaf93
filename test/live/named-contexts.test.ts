import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { serveCache } from "./cache-server.ts";
import { build, dockerOutput, errorIn, folderWith, type Store, tar, temporaryFolder } from "./engine.ts";
import { serveGit } from "./git-server.ts";
import { madePath, narOf, TestKey, writeCache } from "./make-cache.ts";

describe("a named context", () => {
  const using = (source: string) => ({
    "image.ts": `// syntax=decl/frontend
import { context } from "decl";
export default { image: { contents: [{ source: ${source}, target: "/out/" }] } };
`,
  });
  const outputOf = async (source: string, contexts: Readonly<Record<string, string>>, file: string) => {
    const folder = temporaryFolder();
    const { code, output } = await build({ files: using(source), contexts, options: ["-o", folder] });
    expect(code, output).toBe(0);
    return readFileSync(join(folder, file), "utf8");
  };

  it("may be a repository", async () => {
    const { url } = await serveGit([folderWith({ "img/logo": "logo\n" })]);
    expect(await outputOf('context("assets:img/logo")', { assets: url }, "out/logo")).toBe("logo\n");
    expect(await outputOf('context("assets:logo")', { assets: `${url}#v0:img` }, "out/logo")).toBe("logo\n");
    expect(await outputOf('{ image: "assets", path: "/img/logo" }', { assets: url }, "out/logo")).toBe("logo\n");
  });

  it("may be an archive or a file behind an address", async () => {
    const served = folderWith({ "logo.txt": "logo\n" });
    writeFileSync(join(served, "img.tgz"), tar(folderWith({ "img/logo": "packed\n" }), "-z"));
    const { url } = await serveCache(served);
    expect(await outputOf('context("assets:img/logo")', { assets: `${url}/img.tgz` }, "out/logo")).toBe("packed\n");
    expect(await outputOf('context("logo:logo.txt")', { logo: `${url}/logo.txt?v=1` }, "out/logo.txt")).toBe("logo\n");
  });

  it("that cannot be had is an error at the line that wants it", async () => {
    const { url } = await serveGit([folderWith({ "img/logo": "logo\n" })]);
    const server = await serveCache(temporaryFolder());
    const failing = async (address: string) =>
      errorIn(await build({ files: using('context("assets:x")'), contexts: { assets: address } }));
    const hint = "\n  hint: it is the engine that fetches it: is the address right, seen from where the engine runs?";
    expect(await failing(`${url}#v7`)).toBe(
      `image.ts:3:38: the context assets ${url} cannot be had: it has no branch, tag or commit v7${hint}`,
    );
    expect(await failing(`${server.url}/x.tar`)).toBe(
      `image.ts:3:38: the context assets ${server.url}/x.tar cannot be had: ${new URL(server.url).host} answers with status 404${hint}`,
    );
    expect(await failing(url)).toBe('image.ts:3:38: there is no "x" in the context assets');
  });
});

describe("packages may come from a context of any kind", () => {
  const key = new TestKey("named-1");
  const made = madePath("tool", narOf({ "bin/tool": "the tool" }), "b");
  const cache = writeCache(mkdtempSync(join(tmpdir(), "decl-test-")), [{ ...made, narinfo: key.sign(made.narinfo) }]);
  afterAll(() => rmSync(cache, { recursive: true }));
  const entry = { name: "tool", outputs: { out: made.storePath }, defaultOutput: "out" };
  const table = JSON.stringify({ version: 1, systems: { "x86_64-linux": { tool: entry } } });
  const files = {
    "image.ts": `// syntax=decl/frontend
export default ({ pkgs }) => ({
  nixpkgs: { binaryCaches: [CACHES] },
  image: { env: { TOOL: pkgs.tool } },
});
`,
  };

  const buildWith = async (contexts: Readonly<Record<string, string>>, caches = "", store?: Store) => {
    const folder = temporaryFolder();
    const { code, output } = await build({
      files: { "image.ts": files["image.ts"].replace("CACHES", caches) },
      contexts,
      args: { DECL_TRUSTED_PUBLIC_KEYS: key.text },
      options: ["-o", folder],
      store,
    });
    expect(code, output).toBe(0);
    expect(readdirSync(join(folder, "nix/store"))).toEqual([made.storePath.replace("/nix/store/", "")]);
  };

  it("a repository and an archive", async () => {
    const { url } = await serveGit([folderWith({ "sets/ours/packages.json": table })]);
    const served = temporaryFolder();
    writeFileSync(join(served, "cache.tar"), tar(cache));
    const server = await serveCache(served);
    await buildWith({ nixpkgs: `${url}#v0:sets/ours`, "nix-cache": `${server.url}/cache.tar` });
  });

  it.each<Store>(["containerd", "graphdriver"])("images, on the %s store", async (store) => {
    const context = folderWith({ "set/packages.json": table, Dockerfile: "FROM scratch\nCOPY . /\n" });
    await dockerOutput(
      ["buildx", "build", "-q", "-t", "live-set", "-f", join(context, "Dockerfile"), join(context, "set")],
      store,
    );
    await dockerOutput(
      ["buildx", "build", "-q", "-t", "live-nix-cache", "-f", join(context, "Dockerfile"), cache],
      store,
    );
    const contexts = { nixpkgs: "docker-image://live-set", ours: "docker-image://live-nix-cache" };
    await buildWith(contexts, '{ url: "context:ours" }', store);
  });
});
