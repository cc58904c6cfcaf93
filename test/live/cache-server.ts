import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join, normalize } from "node:path";
import { onTestFinished } from "vitest";

/** Answers a request itself and says true, or leaves it to the folder. */
export type Override = (path: string, response: ServerResponse, request: IncomingMessage) => boolean | Promise<boolean>;

export interface CacheServer {
  readonly url: string;
  /** The paths that were asked for, in order. */
  readonly requests: readonly string[];
  /** From now on it refuses connections. */
  close(): void;
}

/** Serves a cache folder on 127.0.0.1 until the test is over. */
export async function serveCache(folder: string, override: Override = () => false): Promise<CacheServer> {
  const requests: string[] = [];
  const server = createServer(async (request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? "/", "http://x").pathname));
    requests.push(path);
    if (await override(path, response, request)) return;
    const file = join(folder, path);
    if (!existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404).end("not found");
      return;
    }
    response.writeHead(200, { "content-length": statSync(file).size });
    if (request.method === "HEAD") response.end();
    else createReadStream(file).pipe(response);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  onTestFinished(close);
  return { url, requests, close };
}
