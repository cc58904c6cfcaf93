/**
 * Serves a folder over HTTP for a benchmark, which itself waits for programs and cannot answer: `node bench/serve-folder.ts FOLDER
 * MILLISECONDS` answers each request after so long, and prints its port. It ends with the process that started it.
 */
import { createReadStream, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

const [folder = ".", latency = "0"] = process.argv.slice(2);
const server = createServer((request, response) => {
  const file = join(folder, new URL(request.url ?? "/", "http://localhost").pathname);
  setTimeout(() => {
    const stat = statSync(file, { throwIfNoEntry: false });
    if (!stat?.isFile()) return void response.writeHead(404).end();
    response.writeHead(200, { "content-length": stat.size, etag: `"${stat.size}-${stat.mtimeMs}"` });
    if (request.method === "HEAD") response.end();
    else createReadStream(file).pipe(response);
  }, Number(latency));
});
server.listen(0, "127.0.0.1", () => console.log((server.address() as AddressInfo).port));
process.stdin.on("end", () => process.exit()).resume();
