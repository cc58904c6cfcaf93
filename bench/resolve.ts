/**
 * How long it takes to learn a closure from a binary cache over HTTP, beside Nix: `node bench/resolve.ts`. The cache is made
 * here, and answers each request after 0 or 30 ms. decl's time is that of a whole `--target lock` build, first with nothing
 * in the daemon's cache and then again, when the daemon only asks for ETags; Nix's is that of `nix path-info --recursive`.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { madeClosure, TestKey, writeCache } from "../test/live/make-cache.ts";

const ENGINE = resolve(import.meta.dirname, "../scripts/engine");
const FRONTEND = process.env.FRONTEND_TAG ?? "decl/frontend";

const folder = mkdtempSync(join(tmpdir(), "decl-resolve-"));
try {
  console.log(
    "| paths | latency | decl, s | decl again, s | nix path-info -r, s | requests of decl | kB | requests of Nix |",
  );
  console.log("|---|---|---|---|---|---|---|---|");
  for (const count of [300, 1000]) {
    for (const latency of [0, 30]) console.log(await measure(count, latency));
  }
} finally {
  rmSync(folder, { recursive: true });
}

async function measure(count: number, latency: number): Promise<string> {
  const key = new TestKey("bench-1");
  const cache = join(folder, `${count}-${latency}`);
  mkdirSync(cache);
  const paths = madeClosure(count, key, `${Math.random()}`);
  const root = paths[0]?.storePath ?? "";
  writeCache(cache, paths);
  const server = await serve(cache, latency);
  try {
    const decl = await timed(() => lock(root, server.url, key.text));
    const [declRequests, declBytes] = [server.requests.length, server.bytes()];
    const asked = new Set(server.requests).size;
    if (asked !== count + 1) throw new Error(`${asked} files were asked for, not ${count + 1}`);
    const again = await timed(() => lock(root, server.url, key.text));
    const before = server.requests.length;
    const nix = await timed(() => pathInfo(root, server.url, count));
    const nixRequests = server.requests.length - before;
    const kilobytes = Math.round(declBytes / 1000);
    return `| ${count} | ${latency} ms | ${decl} | ${again} | ${nix} | ${declRequests} | ${kilobytes} | ${nixRequests} |`;
  } finally {
    server.close();
  }
}

async function serve(cache: string, latency: number) {
  const requests: string[] = [];
  let bytes = 0;
  const server = createServer((request, response) => {
    requests.push(request.url ?? "");
    const file = join(cache, new URL(request.url ?? "/", "http://x").pathname);
    const answer = () => {
      if (!existsSync(file) || !statSync(file).isFile()) return void response.writeHead(404).end();
      const body = readFileSync(file);
      response.setHeader("etag", `"${createHash("sha256").update(body).digest("hex")}"`);
      if (request.method === "HEAD") return void response.end();
      bytes += body.length;
      response.end(body);
    };
    if (latency === 0) answer();
    else setTimeout(answer, latency);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url, requests, bytes: () => bytes, close };
}

async function lock(root: string, url: string, key: string): Promise<void> {
  const context = join(folder, "context");
  mkdirSync(context, { recursive: true });
  writeFileSync(
    join(context, "image.ts"),
    `// syntax=${FRONTEND}
import { storePath } from "decl";
export default {
  environment: { systemPackages: [storePath("${root}")] },
  nixpkgs: { binaryCaches: [{ url: "${url}", publicKeys: ["${key}"] }] },
};
`,
  );
  const out = join(folder, "out");
  await run(ENGINE, [
    ...["docker", "buildx", "build", "--target", "lock", "--build-arg", "DECL_LOCK=ignore"],
    ...["-f", join(context, "image.ts"), "-o", out, context],
  ]);
}

/** Debian's Nix, in its own root folder: the one that test/live/real-nix.ts uses. */
async function pathInfo(root: string, url: string, count: number): Promise<void> {
  const { withNixCommand } = await import("../test/live/real-nix.ts");
  const mount = join(folder, `nix-${Math.random()}`);
  mkdirSync(mount);
  const [command, args, env] = withNixCommand(mount, `nix path-info --recursive --store ${url} ${root} | wc -l`);
  const printed = await run(command, args, env);
  if (Number(printed) !== count) throw new Error(`Nix found ${printed} paths, not ${count}`);
}

/** The server is in this process: it must go on answering. */
function run(command: string, args: readonly string[], env = process.env): Promise<string> {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], env });
  let [output, errors] = ["", ""];
  child.stdout.on("data", (chunk) => (output += chunk));
  child.stderr.on("data", (chunk) => (errors += chunk));
  return new Promise((done, fail) => {
    child.on("error", fail);
    child.on("close", (code) => (code === 0 ? done(output) : fail(new Error(errors))));
  });
}

async function timed(work: () => Promise<void>): Promise<string> {
  const start = performance.now();
  await work();
  return ((performance.now() - start) / 1000).toFixed(2);
}
