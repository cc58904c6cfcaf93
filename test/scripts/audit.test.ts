import { spawn } from "node:child_process";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { finished, temporaryFolder } from "../live/engine.ts";

const AUDIT = resolve(import.meta.dirname, "../../scripts/audit");

/** What the real npm makes of a registry that answers so. */
async function audit(answer: RequestListener) {
  const server = createServer(answer);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const env = {
    ...process.env,
    npm_config_registry: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    npm_config_fetch_retries: "0",
    npm_config_cache: join(temporaryFolder(), "cache"),
  };
  return finished(spawn(AUDIT, [], { env }));
}

const NOWHERE =
  "audit: npm_config_registry=URL names one that has an audit; .github/workflows/audit.yml asks the public one\n";

it("a registry that knows of no hole is told so", async () => {
  const { code, output } = await audit((_, response) => response.end("{}"));
  expect(output).toBe("audit: no known holes\n");
  expect(code).toBe(0);
});

it("a hole is named, with the package", async () => {
  const advisory = {
    id: 1,
    title: "reads too much",
    severity: "high",
    vulnerable_versions: "*",
    url: "https://example.org/1",
  };
  const { code, output } = await audit(({ method, url = "" }, response) => {
    if (method === "POST") response.end(JSON.stringify({ acorn: [advisory] }));
    // npm asks for the versions of it, and of what depends on it.
    else response.end(JSON.stringify({ name: decodeURIComponent(url.slice(1)), versions: {} }));
  });
  expect(output).toContain("reads too much");
  expect(code).toBe(1);
});

it("a registry without an audit, and none at all, are not taken for one that knows of no hole", async () => {
  const refused = await audit((_, response) => response.writeHead(405).end());
  const words = "audit: nothing was audited: npm's registry has no audit, and answers with status 405\n";
  expect(refused).toEqual({ code: 2, output: words + NOWHERE });
  const closed = await audit((request) => request.destroy());
  expect(closed).toEqual({ code: 2, output: `audit: nothing was audited: npm's registry does not answer\n${NOWHERE}` });
});
