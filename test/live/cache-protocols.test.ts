import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import type { ServerResponse } from "node:http";
import { join } from "node:path";
import { brotliCompressSync, gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { sha256Of } from "../../src/nix/nar-hash.ts";
import { type CacheServer, type Override, serveCache } from "./cache-server.ts";
import { build, errorIn, temporaryFolder } from "./engine.ts";
import { type MadePath, madePath, narOf, TestKey, writeCache } from "./make-cache.ts";

const key = new TestKey("test-1");
let made = 0;

type Fields = Readonly<Record<string, string | undefined>>;

/** A path that no engine has seen, its archive as a file in some compression, and a narinfo with these fields besides. */
function path(fields: Fields = {}, compress: (nar: Buffer) => Buffer = (nar) => nar): MadePath {
  const plain = madePath(`served-${++made}`, narOf({ "share/x": `${made} ${Math.random()}` }), "s");
  const nar = compress(plain.nar);
  const own = { FileHash: sha256Of(createHash("sha256").update(nar).digest()), FileSize: `${nar.length}` };
  let { narinfo } = plain;
  for (const [name, value] of Object.entries({ ...own, ...fields })) {
    narinfo = narinfo.replace(new RegExp(`^${name}: .*\\n`, "m"), value === undefined ? "" : `${name}: ${value}\n`);
  }
  return { ...plain, nar, narinfo: key.sign(narinfo) };
}

const declared = (
  made: MadePath,
  caches: readonly { readonly url: string; readonly priority?: number; readonly archiveHosts?: readonly string[] }[],
) => ({
  "image.ts": `// syntax=decl/frontend
import { storePath } from "decl";
export default {
  environment: { systemPackages: [storePath("${made.storePath}")] },
  nixpkgs: { binaryCaches: ${JSON.stringify(caches)} },
};
`,
});

const tryBuild = (made: MadePath, caches: Parameters<typeof declared>[1], options: readonly string[] = []) =>
  build({
    files: declared(made, caches),
    contexts: {},
    args: { DECL_TRUSTED_PUBLIC_KEYS: key.text },
    options,
  });

async function builds(made: MadePath, ...servers: readonly (CacheServer & { readonly base?: string })[]) {
  const { code, output } = await tryBuild(
    made,
    servers.map(({ url, base = "" }) => ({ url: `${url}${base}` })),
  );
  expect(code, output).toBe(0);
}

const serve = (made: MadePath, info?: string, override?: Override) =>
  serveCache(writeCache(temporaryFolder(), [made], info), override);

const redirect = (response: ServerResponse, status: number, location: string) => {
  response.writeHead(status, { location }).end();
  return true;
};

describe("archives are served", () => {
  const program = (name: string) => (nar: Buffer) => execFileSync(name, ["--stdout"], { input: nar });
  it.each([
    ["none", (nar: Buffer) => nar],
    ["xz", program("xz")],
    ["bzip2", program("bzip2")],
    ["zstd", (nar: Buffer) => zstdCompressSync(nar)],
    ["gzip", (nar: Buffer) => gzipSync(nar)],
    ["br", (nar: Buffer) => brotliCompressSync(nar)],
  ])("in %s", async (compression, compress) => {
    const made = path({ Compression: compression }, compress);
    await builds(made, await serve(made));
  });
});

describe("servers of all kinds are understood:", () => {
  it("Harmonia, nix-serve: archives made when they are asked for, by a query, and no word on the file", async () => {
    const hash = "s".repeat(32);
    const made = path({ FileHash: undefined, FileSize: undefined });
    const narHash = /NarHash: sha256:(\S+)/.exec(made.narinfo)?.[1] ?? "";
    const narinfo = made.narinfo.replace(/URL: .*/, `URL: nar/${narHash}.nar?hash=${hash}`);
    const info = "StoreDir: /nix/store\nWantMassQuery: 1\nPriority: 30\n";
    const server = await serve({ ...made, narinfo }, info, (asked, response, request) => {
      if (asked !== `/nar/${narHash}.nar`) return false;
      const known = new URL(request.url ?? "", "http://x").searchParams.get("hash") === hash;
      response.writeHead(known ? 200 : 404, { "content-type": "application/x-nix-archive" });
      response.end(known ? made.nar : "");
      return true;
    });
    await builds(made, server);
    const asked = server.requests.length;
    await builds(made, server);
    // The hash of the archive is that of the file: BuildKit knows the step before it asks.
    expect(server.requests.slice(asked).filter((one) => one.startsWith("/nar/"))).toEqual([]);
  });

  it("the same where the archive that comes is another one", async () => {
    const made = path({ FileHash: undefined, FileSize: undefined });
    const server = await serve({ ...made, nar: path().nar });
    const built = await tryBuild(made, [{ url: server.url }]);
    expect(errorIn(built)).toContain("what the server sends is not the file that the cache describes");
  });

  it("Attic: a cache below a path, redirects to a store elsewhere that lets nobody ask HEAD", async () => {
    const made = path({ Compression: "zstd", FileHash: undefined, FileSize: undefined }, (nar) =>
      zstdCompressSync(nar),
    );
    const stored = await serve(made, undefined, (asked, response, request) => {
      const signed = new URL(request.url ?? "", "http://x").searchParams.get("X-Amz-Signature") === "for-get";
      if (request.method === "GET" && signed && asked.startsWith("/nar/")) return false;
      response.writeHead(403).end("<Error><Code>SignatureDoesNotMatch</Code></Error>");
      return true;
    });
    const folder = temporaryFolder();
    writeCache(join(folder, "team"), [made]);
    const server = await serveCache(folder, (asked, response) => {
      const file = /^\/team(\/nar\/.*)/.exec(asked)?.[1];
      return file !== undefined && redirect(response, 307, `${stored.url}${file}?X-Amz-Signature=for-get`);
    });
    await builds(made, { ...server, base: "/team" });
    await builds(made, { ...server, base: "/team/" });
  });

  it("Cachix: redirects with status 302, and narinfos that name a file of no hash", async () => {
    const made = path({ Compression: "zstd", URL: "nar/3f5b4e1c-7d0a-4f0e-9a51-0c7f6a1b2d3e.nar.zst" }, (nar) =>
      zstdCompressSync(nar),
    );
    const stored = await serve(made);
    const info = "StoreDir: /nix/store\nWantMassQuery: 1\nPriority: 41\n";
    const server = await serve(made, info, (asked, response) => {
      return asked.startsWith("/nar/") && redirect(response, 302, `${stored.url}/${made.narUrl}?X-Amz-Expires=60`);
    });
    await builds(made, server);
  });

  it("a bucket: status 403 for what is not there, its nix-cache-info too", async () => {
    const made = path();
    const denied: Override = (_, response) => {
      response.writeHead(403, { "content-type": "application/xml" });
      response.end('<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>');
      return true;
    };
    const empty = await serve(made, undefined, denied);
    const bucket = await serve(
      made,
      undefined,
      (asked, ...rest) => asked === "/nix-cache-info" && denied(asked, ...rest),
    );
    await builds(made, empty, bucket);
    expect(errorIn(await tryBuild(made, [{ url: empty.url }]))).toBe(
      `image.ts:4:35: no binary cache has a usable ${made.storePath}: ${empty.url}: does not have it\n` +
        `  hint: a machine that has it can put it into a folder, nix copy --to file://$PWD/cache ${made.storePath}, for --build-context nix-cache=cache`,
    );
  });

  it.each([
    ["zstd", (text: Buffer) => zstdCompressSync(text)],
    ["br", (text: Buffer) => brotliCompressSync(text)],
    ["gzip", (text: Buffer) => gzipSync(text)],
  ])("a bucket whose narinfos are kept in %s", async (encoding, compress) => {
    const made = path();
    const server = await serve(made, undefined, (asked, response) => {
      if (!asked.endsWith(".narinfo")) return false;
      response.writeHead(200, { "content-encoding": encoding });
      response.end(compress(Buffer.from(made.narinfo)));
      return true;
    });
    await builds(made, server);
  });

  it("archives at an absolute address, on another server that the declaration names", async () => {
    const stored = await serve(path());
    const plain = path();
    const files = await serve(plain);
    const made = { ...plain, narinfo: plain.narinfo.replace("URL: ", `URL: ${files.url}/`) };
    const server = await serve(made, undefined, (asked, response) => {
      return asked.startsWith("/nar/") && response.writeHead(404).end() !== undefined;
    });
    const { host } = new URL(files.url);
    const refused = await tryBuild(made, [{ url: server.url }, { url: stored.url }]);
    expect(errorIn(refused)).toContain(`${server.url}: says that the archive is on ${host}, and not on its own server`);
    expect(files.requests).toEqual([]);
    const { code, output } = await tryBuild(made, [{ url: server.url, archiveHosts: [host] }]);
    expect(code, output).toBe(0);
    expect(files.requests).toContain(`/${plain.narUrl}`);
  });

  it("one that redirects everything, as a mirror behind a new address does", async () => {
    const made = path();
    const there = await serve(made);
    const server = await serve(made, undefined, (asked, response) => redirect(response, 301, `${there.url}${asked}`));
    await builds(made, server);
  });

  it("a nix-cache-info with comments, other keys and line ends of Windows", async () => {
    const made = path();
    await builds(made, await serve(made, "# ours\r\nStoreDir:/nix/store\r\nPriority:  30 \r\nCompression: zstd\r\n"));
  });
});

describe("which cache is asked first", () => {
  const withPriority = (made: MadePath, priority: number | undefined) =>
    serve(made, `StoreDir: /nix/store\n${priority === undefined ? "" : `Priority: ${priority}\n`}`);
  const archives = ({ requests }: CacheServer) => requests.filter((asked) => asked.startsWith("/nar/")).length;

  it("is what their nix-cache-info says", async () => {
    const made = path();
    const [public_, ours] = [await withPriority(made, 40), await withPriority(made, 30)];
    await builds(made, public_, ours);
    expect([archives(public_), archives(ours)]).toEqual([0, 1]);
  });

  it("is what the declaration says, where it does", async () => {
    const made = path();
    const [public_, ours] = [await withPriority(made, 40), await withPriority(made, 30)];
    const built = await tryBuild(made, [{ url: ours.url }, { url: public_.url, priority: 20 }]);
    expect(built.code, built.output).toBe(0);
    expect([archives(public_), archives(ours)]).toEqual([1, 0]);
  });

  it("does not depend on a cache that is down, or for another store", async () => {
    const made = path();
    const down = await withPriority(made, 1);
    const other = await serve(made, "StoreDir: /gnu/store\nPriority: 1\n");
    const good = await withPriority(made, 40);
    down.close();
    await builds(made, down, other, good);
    expect(archives(good)).toBe(1);
    expect(errorIn(await tryBuild(made, [{ url: down.url }, { url: other.url }]))).toBe(
      `image.ts:4:35: no binary cache has a usable ${made.storePath}: ${down.url}: refuses connections; ` +
        `${other.url}: the cache is for the store directory "/gnu/store", not /nix/store\n` +
        "  hint: a cache that can be read is asked first with --build-arg DECL_BINARY_CACHES=URL, " +
        "and a folder with --build-context nix-cache=DIR",
    );
  });
});
