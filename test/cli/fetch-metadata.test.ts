import type { ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { httpFetcher } from "../../src/cli/fetch-metadata.ts";
import { parseStorePath } from "../../src/nix/store-path.ts";
import type { NarinfoReply } from "../../src/packages/closure-walk.ts";
import { servedCache } from "../../src/packages/served-cache.ts";
import { serveCache } from "../live/cache-server.ts";
import { temporaryFolder } from "../live/engine.ts";

const PATH = parseStorePath(`/nix/store/${"a".repeat(32)}-x`);

/** What a cache says of one path, where its server answers every request for that in the same way. */
async function ask(answer: (response: ServerResponse) => void, timeout = 5) {
  const server = await serveCache(temporaryFolder(), (path, response) => {
    if (!path.endsWith(".narinfo")) return false;
    answer(response);
    return true;
  });
  const reply = await replyOf(server.url, timeout);
  return { reply, requests: server.requests.filter((path) => path.endsWith(".narinfo")).length };
}

async function replyOf(url: string, timeout: number): Promise<NarinfoReply | undefined> {
  const rules = { priority: 1, publicKeys: [], requireSignature: true, archiveHosts: [] };
  const cache = servedCache({ url, ...rules }, httpFetcher(timeout), new Map());
  return (await cache.readNarinfos([PATH])).get(PATH.hashPart);
}

it("a file is found, also where the server keeps it compressed and says so", async () => {
  const plain = await ask((response) => response.end("StorePath: x\n"));
  expect(plain).toMatchObject({ reply: { kind: "found" }, requests: 1 });
  const packed = await ask((response) => {
    response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync("StorePath: x\n"));
  });
  expect(packed.reply?.kind === "found" && packed.reply.text.toString()).toBe("StorePath: x\n");
});

it.each([404, 403, 410])("status %i is a path that the cache does not have", async (status) => {
  expect(await ask((response) => response.writeHead(status).end())).toEqual({ reply: { kind: "absent" }, requests: 1 });
});

it("status 401 says that no secrets are sent", async () => {
  const { reply } = await ask((response) => response.writeHead(401).end());
  const reason = "wants a login (status 401; decl lock sends no secrets, a build does)";
  expect(reply).toEqual({ kind: "failed", reason });
});

it("status 503 and a connection that breaks are tried again, and then told", async () => {
  const [busy, broken] = await Promise.all([
    ask((response) => response.writeHead(503).end()),
    ask((response) => response.destroy()),
  ]);
  expect(busy).toEqual({ reply: { kind: "failed", reason: "answers with status 503" }, requests: 3 });
  expect(broken).toEqual({ reply: { kind: "failed", reason: "closes the connection too early" }, requests: 3 });
});

it("a web page, too many bytes or none are not the file", async () => {
  const reasonOf = async (text: string) => (await ask((response) => response.end(text))).reply;
  expect(await reasonOf("<html>")).toMatchObject({
    reason: `answers with a web page instead of ${PATH.hashPart}.narinfo`,
  });
  expect(await reasonOf("")).toMatchObject({
    reason: `answers with an empty file instead of ${PATH.hashPart}.narinfo`,
  });
  expect(await reasonOf("x".repeat(5 << 20))).toMatchObject({ reason: "answers with more than 4194304 bytes" });
});

it("a server that says nothing is not waited for longer than its time", async () => {
  const { reply, requests } = await ask(() => {}, 0.2);
  expect(reply).toEqual({ kind: "failed", reason: "does not answer in time" });
  expect(requests).toBe(1);
});

it("a server that begins and stops, or goes on byte by byte, is not waited for longer than its time", async () => {
  const begun = (response: ServerResponse) => void response.writeHead(200, { "content-length": 100 }).write("Store");
  expect((await ask(begun, 0.2)).reply).toEqual({ kind: "failed", reason: "does not answer in time" });
  const dripping = (response: ServerResponse) => {
    const drops = setInterval(() => response.write("x"), 20);
    response.on("close", () => clearInterval(drops));
  };
  expect((await ask(dripping, 0.2)).reply).toEqual({ kind: "failed", reason: "does not answer in time" });
});

it("a server that is not there, and a password in an address, which no message repeats", async () => {
  const server = await serveCache(temporaryFolder());
  server.close();
  expect(await replyOf(server.url, 5)).toEqual({ kind: "failed", reason: "refuses connections" });
  const secret = await replyOf("http://me:hidden@127.0.0.1:1", 5);
  expect(secret).toEqual({ kind: "failed", reason: "cannot be read" });
});
