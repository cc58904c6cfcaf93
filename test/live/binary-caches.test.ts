import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Override, serveCache } from "./cache-server.ts";
import { type BuildOptions, build, ENGINE, errorIn, type Finished, finished, temporaryFolder } from "./engine.ts";
import { type MadePath, madeClosure, madePath, narOf, TestKey, writeCache } from "./make-cache.ts";

const key = new TestKey("test-1");
let made = 0;

/** A path that no engine has seen, signed. */
function freshPath(sign = key): MadePath {
  const path = madePath(`tool-${++made}`, narOf({ "share/tool": `${made} ${Math.random()}` }));
  return { ...path, narinfo: sign.sign(path.narinfo) };
}

const isNar = (path: string) => path.startsWith("/nar/");
const isNarinfo = (path: string) => path.endsWith(".narinfo");

/** Does something else for the first `times` requests that `matches`. */
function disturbed(
  matches: (path: string) => boolean,
  times: number,
  answer: (response: ServerResponse) => void,
): Override {
  let left = times;
  return (path, response) => {
    if (!matches(path) || left-- <= 0) return false;
    answer(response);
    return true;
  };
}

const status = (code: number) => (response: ServerResponse) => void response.writeHead(code).end("sorry");
const closeEarly = (response: ServerResponse) => {
  response.writeHead(200, { "content-length": 5000 });
  response.write("StorePath: /nix");
  setTimeout(() => response.destroy(), 20);
};
const never = () => {};

interface Tried extends Finished {
  readonly requests: readonly string[][];
}

interface Cache {
  readonly paths: readonly MadePath[];
  readonly answer?: Override;
  /** Further options of it. */
  readonly options?: Readonly<Record<string, unknown>>;
}

/** Builds an image of one path out of HTTP caches; CACHE1, CACHE2 … stand for their addresses in what is printed. */
async function tryCaches(
  path: MadePath,
  caches: readonly Cache[],
  { args = {}, ...rest }: Pick<BuildOptions, "args" | "options" | "docker"> = {},
): Promise<Tried> {
  const servers = [];
  for (const { paths, answer } of caches) {
    servers.push(await serveCache(writeCache(temporaryFolder(), paths), answer));
  }
  const list = servers.map(({ url }, index) => ({ url, ...caches[index]?.options }));
  const text = `// syntax=decl/frontend
import { storePath } from "decl";
export default {
  environment: { systemPackages: [storePath("${path.storePath}")] },
  nixpkgs: { binaryCaches: ${JSON.stringify(list)} },
};
`;
  const built = await build({
    files: { "image.ts": text },
    contexts: {},
    args: { DECL_TRUSTED_PUBLIC_KEYS: key.text, ...args },
    ...rest,
  });
  let { output } = built;
  for (const [index, { url }] of servers.entries()) output = output.replaceAll(url, `CACHE${index + 1}`);
  return { code: built.code, output, requests: servers.map(({ requests }) => [...requests]) };
}

const succeeds = ({ code, output }: Finished) => expect(code, output).toBe(0);
const nowhere = (path: MadePath, answers: string) =>
  `image.ts:4:35: no binary cache has a usable ${path.storePath}: ${answers}`;
/** The same of a cache that cannot be read, with what helps. */
const unreadable = (path: MadePath, answers: string) =>
  `${nowhere(path, answers)}\n  hint: a cache that can be read is asked first with --build-arg DECL_BINARY_CACHES=URL, ` +
  "and a folder with --build-context nix-cache=DIR";
const broken = (path: MadePath, why: string) =>
  `image.ts:4:35: ${path.storePath.slice(44)} could not be had from CACHE1: ${why}\n` +
  "  hint: the cache describes this path and does not serve it as described: try again, or ask another cache first";

describe("a cache that fails for a moment is asked again:", () => {
  it.each([
    ["a narinfo with status 503", isNarinfo, status(503)],
    ["a narinfo with status 429", isNarinfo, status(429)],
    ["a narinfo that breaks off", isNarinfo, closeEarly],
    ["a nix-cache-info with status 500", (path: string) => path === "/nix-cache-info", status(500)],
    ["an archive with status 503", isNar, status(503)],
    ["an archive that breaks off", isNar, closeEarly],
  ])("%s", async (_, matches, answer) => {
    const path = freshPath();
    const tried = await tryCaches(path, [{ paths: [path], answer: disturbed(matches, 2, answer) }]);
    succeeds(tried);
    expect(tried.requests[0]?.filter(matches).length).toBe(3);
  });
});

describe("a cache that goes on failing is an error in the end:", () => {
  it.each([
    ["status 503", isNarinfo, status(503), "CACHE1: answers with status 503"],
    ["connections that break off", isNarinfo, closeEarly, "CACHE1: closes the connection too early"],
    [
      "a page that says how sorry it is, with status 200",
      isNarinfo,
      (response: ServerResponse) => void response.end("<!DOCTYPE html><title>sorry</title>"),
      "CACHE1: answers with a web page instead of aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.narinfo",
    ],
    [
      "nothing at all",
      isNarinfo,
      (response: ServerResponse) => void response.end(),
      "CACHE1: answers with an empty file instead of aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.narinfo",
    ],
  ])("%s", async (_, matches, answer, message) => {
    const path = freshPath();
    const tried = await tryCaches(path, [{ paths: [path], answer: disturbed(matches, 99, answer) }]);
    expect(errorIn(tried)).toBe(unreadable(path, message));
  });

  it("no answer in the time that there is", async () => {
    const path = freshPath();
    const slow = { paths: [path], answer: disturbed(isNarinfo, 99, never) };
    const tried = await tryCaches(path, [slow], { args: { DECL_CACHE_TIMEOUT: "1" } });
    expect(errorIn(tried)).toBe(unreadable(path, "CACHE1: does not answer in time"));
  });

  it("metadata without end, which the engine then no longer fetches either", async () => {
    const path = freshPath();
    const { promise: isClosed, resolve } = Promise.withResolvers<void>();
    const endless = (response: ServerResponse) => {
      const piece = Buffer.alloc(1 << 16, "x");
      const timer = setInterval(() => response.write(piece), 10);
      response.on("close", () => {
        clearInterval(timer);
        resolve();
      });
    };
    const cache = { paths: [path], answer: disturbed(isNarinfo, 99, endless) };
    const tried = await tryCaches(path, [cache], { args: { DECL_CACHE_TIMEOUT: "1" } });
    expect(errorIn(tried)).toBe(unreadable(path, "CACHE1: does not answer in time"));
    await isClosed;
  });

  it("archives that break off", async () => {
    const path = freshPath();
    const tried = await tryCaches(path, [{ paths: [path], answer: disturbed(isNar, 99, closeEarly) }]);
    expect(errorIn(tried)).toBe(broken(path, "the server closes the connection too early"));
    expect(tried.requests[0]?.filter(isNar).length).toBe(3);
  });
});

it("an archive that stops halfway is waited for until the client ends, and then the engine lets go of it too", async () => {
  const path = freshPath();
  const { promise: isAsked, resolve: ask } = Promise.withResolvers<void>();
  const { promise: isClosed, resolve: close } = Promise.withResolvers<void>();
  const halfway = (response: ServerResponse) => {
    response.writeHead(200, { "content-length": 5000 }).write("half of it");
    response.on("close", () => close());
    ask();
  };
  const interrupted = (args: readonly string[]) => {
    const child = spawn(ENGINE, ["docker", ...args]);
    void isAsked.then(() => child.kill("SIGINT"));
    return finished(child);
  };
  const cache = { paths: [path], answer: disturbed(isNar, 99, halfway) };
  const tried = await tryCaches(path, [cache], { docker: interrupted });
  expect(tried.code).not.toBe(0);
  await isClosed;
});

describe("what one cache does not serve is taken from the next:", () => {
  it.each([
    ["a missing archive", isNar, status(404)],
    ["an archive that breaks off", isNar, closeEarly],
    ["an archive with an error page", isNar, (response: ServerResponse) => void response.end("<html>sorry")],
    ["a narinfo with status 500", isNarinfo, status(500)],
    ["a narinfo that is a web page", isNarinfo, (response: ServerResponse) => void response.end("<html>sorry")],
    [
      "a cache for another store",
      (path: string) => path === "/nix-cache-info",
      (response: ServerResponse) => void response.end("StoreDir: /gnu/store\n"),
    ],
  ])("%s", async (_, matches, answer) => {
    const path = freshPath();
    const first = { paths: [path], answer: disturbed(matches, 99, answer) };
    const tried = await tryCaches(path, [first, { paths: [path] }]);
    succeeds(tried);
    expect(tried.requests[1]?.filter(isNar)).toEqual([`/${path.narUrl}`]);
    const warning = `${path.storePath.slice(44)} came from another cache: CACHE1 `;
    expect(tried.output.includes(warning)).toBe(matches === isNar);
  });

  it("a slow cache", async () => {
    const path = freshPath();
    const slow = { paths: [path], answer: disturbed(() => true, 99, never) };
    succeeds(await tryCaches(path, [slow, { paths: [path] }], { args: { DECL_CACHE_TIMEOUT: "1" } }));
  });

  it("a cache that lost all its archives is given up after a few", async () => {
    const paths = madeClosure(20, key, `${Math.random()}`);
    const tried = await tryCaches(paths[0] ?? freshPath(), [
      { paths, answer: disturbed(isNar, 999, status(404)) },
      { paths },
    ]);
    succeeds(tried);
    expect(new Set(tried.requests[1]?.filter(isNar)).size).toBe(20);
  });
});

describe("what a cache says of sizes", () => {
  it("FileSize is a hint and nothing depends on it", async () => {
    const path = freshPath();
    const lying = { ...path, narinfo: path.narinfo.replace(/FileSize: \d+/, "FileSize: 999999999999") };
    succeeds(await tryCaches(lying, [{ paths: [lying] }]));
  });

  it("NarSize is signed, and without a signature it is checked", async () => {
    const path = freshPath();
    const lying = { ...path, narinfo: path.narinfo.replace(/NarSize: \d+/, "NarSize: 42") };
    const signed = await tryCaches(lying, [{ paths: [lying] }]);
    expect(errorIn(signed)).toContain("CACHE1: has it, but it is not trusted: bad signature of key test-1");
    const unsigned = await tryCaches(lying, [{ paths: [lying], options: { requireSignature: false } }]);
    expect(errorIn(unsigned)).toMatch(
      / could not be unpacked: the archive is larger than its NarSize of \d+ bytes\n {2}hint: a cache that serves other bytes/,
    );
  });
});

describe("trust", () => {
  const other = new TestKey("other-1");

  it("a cache's key vouches for that cache alone", async () => {
    const path = freshPath(other);
    const keyed = { options: { publicKeys: [other.text] } };
    const tried = await tryCaches(path, [{ paths: [], ...keyed }, { paths: [path] }]);
    expect(errorIn(tried)).toContain(
      nowhere(
        path,
        "CACHE1: does not have it; CACHE2: has it, but it is not trusted: signed only by unknown keys other-1",
      ),
    );
    succeeds(await tryCaches(path, [{ paths: [] }, { paths: [path], ...keyed }]));
  });

  it("an unsigned path is taken only from a cache that the declaration says so of", async () => {
    const path = { ...freshPath() };
    const unsigned = { ...path, narinfo: path.narinfo.replace(/Sig: .*\n/, "") };
    const tried = await tryCaches(unsigned, [{ paths: [unsigned] }]);
    expect(errorIn(tried)).toContain("has it, but it is not trusted: no signature");
    succeeds(await tryCaches(unsigned, [{ paths: [unsigned], options: { requireSignature: false } }]));
  });

  it("the same for a folder, listed as context:NAME", async () => {
    const path = freshPath();
    const unsigned = { ...path, narinfo: path.narinfo.replace(/Sig: .*\n/, "") };
    const folder = writeCache(temporaryFolder(), [unsigned]);
    const text = (caches: string) => `// syntax=decl/frontend
import { storePath } from "decl";
export default {
  environment: { systemPackages: [storePath("${unsigned.storePath}")] },
  nixpkgs: { binaryCaches: [${caches}] },
};
`;
    const trusting = '{ url: "context:ours", requireSignature: false }';
    const request = { contexts: { ours: folder }, args: { DECL_TRUSTED_PUBLIC_KEYS: key.text } };
    succeeds(await build({ ...request, files: { "image.ts": text(trusting) } }));
    const strict = await build({ ...request, files: { "image.ts": text('{ url: "context:ours" }') } });
    expect(errorIn(strict)).toContain("ours: has it, but it is not trusted: no signature");
    const without = await build({ ...request, contexts: {}, files: { "image.ts": text(trusting) } });
    expect(errorIn(without)).toBe(unreadable(unsigned, "ours: was not given, --build-context ours=DIR does"));
  });
});

describe("a cache that wants a login", () => {
  const guarded =
    (secret: string): Override =>
    (_, response, request) => {
      if (request.headers.authorization === secret) return false;
      response.writeHead(401).end();
      return true;
    };
  const secret = (id: string, text: string) => {
    process.env.DECL_TEST_SECRET = text;
    return { options: ["--secret", `id=${id},env=DECL_TEST_SECRET`] };
  };

  it("says which secret to give", async () => {
    const path = freshPath();
    const tried = await tryCaches(path, [{ paths: [path], answer: guarded("Bearer s3cret-1") }]);
    expect(errorIn(tried)).toBe(
      unreadable(
        path,
        "CACHE1: wants a login (status 401; give --secret id=HTTP_AUTH_HEADER_127.0.0.1,… with the " +
          "Authorization header, or id=HTTP_AUTH_TOKEN_127.0.0.1,… with a token)",
      ),
    );
  });

  it.each([
    ["HTTP_AUTH_TOKEN_127.0.0.1", "s3cret-2", "Bearer s3cret-2", {}],
    ["HTTP_AUTH_HEADER_127.0.0.1", "Basic czNjcmV0", "Basic czNjcmV0", {}],
    ["LOGIN", "Basic czNjcmV0LTM=", "Basic czNjcmV0LTM=", { authSecret: "LOGIN" }],
  ])("takes %s, which is seen nowhere", async (id, text, header, options) => {
    const path = freshPath();
    const cache = { paths: [path], answer: guarded(header), options };
    const args = { DECL_SECRET_HOSTS: "LOGIN=127.0.0.1" };
    const tried = await tryCaches(path, [cache], { args, ...secret(id, text) });
    succeeds(tried);
    expect(tried.output).not.toContain(text);
    const folder = temporaryFolder();
    const lock = ["--target", "lock", "-o", folder];
    succeeds(await tryCaches(path, [cache], { args, options: [...secret(id, text).options, ...lock] }));
    const written = readFileSync(join(folder, "image.lock.json"), "utf8");
    expect(written).toContain(path.storePath.slice(11));
    expect(written).not.toContain(text);
  });

  it("a secret that the declaration names and nobody gives is an error", async () => {
    const path = freshPath();
    const args = { DECL_SECRET_HOSTS: "LOGIN=127.0.0.1" };
    const tried = await tryCaches(path, [{ paths: [path], options: { authSecret: "LOGIN" } }], { args });
    expect(errorIn(tried)).toBe(unreadable(path, "CACHE1: has an authSecret that was not given with --secret"));
  });
});

it("a mirror of the command line comes first, and the declaration's cache after it", async () => {
  const [one, two] = [freshPath(), freshPath()];
  const mirror = await serveCache(writeCache(temporaryFolder(), [one]));
  const args = { DECL_BINARY_CACHES: mirror.url };
  const served = await tryCaches(one, [{ paths: [one] }], { args });
  succeeds(served);
  expect(served.requests[0]).toEqual([]);
  const passed = await tryCaches(two, [{ paths: [two] }], { args });
  succeeds(passed);
  expect(mirror.requests.filter(isNar)).toEqual([`/${one.narUrl}`]);
});
