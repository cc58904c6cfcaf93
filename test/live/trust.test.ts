import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { serveCache } from "./cache-server.ts";
import { build, errorIn, FRONTEND, temporaryFolder } from "./engine.ts";
import { type MadePath, madePath, narOf, TestKey, writeCache } from "./make-cache.ts";

const key = new TestKey("test-1");
let made = 0;

/** A path that no engine has seen, signed. */
function freshPath(): MadePath {
  const path = madePath(`trust-${++made}`, narOf({ "share/trust": `${made} ${Math.random()}` }));
  return { ...path, narinfo: key.sign(path.narinfo) };
}

const declaration = (path: MadePath, url: string, options = "") => ({
  "image.ts": `// syntax=decl/frontend
import { storePath } from "decl";
export default {
  environment: { systemPackages: [storePath("${path.storePath}")] },
  nixpkgs: { binaryCaches: [{ url: "${url}", publicKeys: ["${key.text}"], ${options} }] },
};
`,
});

/** A server that answers 404 to everything, with what it was sent to log in. */
async function listener() {
  const logins: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    logins.push(request.headers.authorization);
    response.writeHead(404).end();
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { logins, host: `127.0.0.1:${port}`, url: `http://127.0.0.1:${port}` };
}

const secret = (id: string, text: string) => {
  process.env.DECL_TEST_SECRET = text;
  return ["--secret", `id=${id},env=DECL_TEST_SECRET`];
};

describe("a secret", () => {
  it("goes to no cache that the declaration alone names: it is asked nothing", async () => {
    const { url, host, logins } = await listener();
    const files = declaration(freshPath(), url, 'authSecret: "NPM_TOKEN"');
    const options = secret("NPM_TOKEN", "Bearer s3cret-of-npm");
    const refused = await build({ files, contexts: {}, options });
    expect(errorIn(refused)).toMatch(
      new RegExp(`^image.ts:5:\\d+: the declaration alone says that ${host} is sent the secret NPM_TOKEN\n`),
    );
    expect(logins).toEqual([]);
    await build({ files, contexts: {}, options, args: { DECL_SECRET_HOSTS: `NPM_TOKEN=${host}` } });
    expect(new Set(logins)).toEqual(new Set(["Bearer s3cret-of-npm"]));
  });

  it("for git goes to no repository that the declaration alone names", async () => {
    const { url, host, logins } = await listener();
    const files = {
      "image.ts": `// syntax=decl/frontend
export default ({ pkgs }) => ({
  environment: { systemPackages: [pkgs.hello] },
  nixpkgs: { source: { git: "${url}/set.git", rev: "${"0123456789".repeat(4)}" } },
});
`,
    };
    const text = `s3cret-of-git-${Math.random()}`;
    const fetchWith = (id: string) => build({ files, contexts: {}, options: [...secret(id, text), "--no-cache"] });
    expect(errorIn(await fetchWith("GIT_AUTH_TOKEN"))).toContain("has no such repository");
    expect(logins.length).toBeGreaterThan(0);
    expect(new Set(logins)).toEqual(new Set([undefined]));
    logins.length = 0;
    await fetchWith(`GIT_AUTH_TOKEN.${host}`);
    const sent = `basic ${Buffer.from(`x-access-token:${text}`).toString("base64")}`;
    expect(logins).toContain(sent);
  });

  it("is given to no build, unless it may go anywhere", async () => {
    const files = (network: boolean) => ({
      "image.ts": `// syntax=decl/frontend
import { build } from "decl";
export default {
  nixpkgs: { binaryCaches: [] },
  environment: { systemPackages: [build({
    name: "app", network: ${network}, secrets: ["token"], script: "mkdir $out; wc -c < /run/secrets/token > $out/size",
  })] },
};
`,
    });
    const options = secret("token", "s3cret-of-a-build");
    for (const network of [true, false]) {
      expect(errorIn(await build({ files: files(network), options }))).toMatch(
        /^image\.ts:5:\d+: build\("app"\) is given token, and could have that sent to any host\n {2}hint: if it may: --build-arg DECL_SECRET_HOSTS="token=\*"$/,
      );
    }
    const { code, output } = await build({ files: files(true), options, args: { DECL_SECRET_HOSTS: "token=*" } });
    expect(code, output).toBe(0);
  });
});

describe("DECL_ALLOW_HOSTS", () => {
  it("keeps caches from being asked, and archives from being fetched", async () => {
    const path = freshPath();
    const server = await serveCache(writeCache(temporaryFolder(), [path]));
    const files = declaration(path, server.url);
    const refused = await build({ files, contexts: {}, args: { DECL_ALLOW_HOSTS: "cache.example.org" } });
    expect(errorIn(refused)).toBe(
      `image.ts:4:35: no binary cache has a usable ${path.storePath}: ${server.url}: is on ${new URL(server.url).host}, ` +
        "which --build-arg DECL_ALLOW_HOSTS does not name\n" +
        "  hint: if it may be asked, add its host to --build-arg DECL_ALLOW_HOSTS",
    );
    expect(server.requests).toEqual([]);
    const { code, output } = await build({ files, contexts: {}, args: { DECL_ALLOW_HOSTS: "127.0.0.1" } });
    expect(code, output).toBe(0);
  });
});

describe("a lock that somebody has changed", () => {
  it("makes the daemon fetch nothing from where nobody said", async () => {
    const path = freshPath();
    const server = await serveCache(writeCache(temporaryFolder(), [path]));
    const folder = temporaryFolder();
    const files = declaration(path, server.url);
    const written = await build({ folder, files, contexts: {}, options: ["--target", "lock", "-o", folder] });
    expect(written.code, written.output).toBe(0);
    const file = join(folder, "image.lock.json");
    const text = readFileSync(file, "utf8");
    const attacker = await listener();
    const changed = (change: (locked: Record<string, unknown>) => void) => {
      const lock = JSON.parse(text);
      change(lock.storePaths[path.storePath.slice("/nix/store/".length)]);
      writeFileSync(file, JSON.stringify(lock, null, 2));
      return build({ folder, files, contexts: {} });
    };
    const unsigned = await changed((locked) => {
      delete locked.signatures;
      Object.assign(locked, { cache: attacker.url, narHash: `sha256-${Buffer.alloc(32).toString("base64")}` });
    });
    expect(errorIn(unsigned)).toMatch(
      /^image\.lock\.json:\d+:\d+: what the lock file says of \S+ is not trusted: no signature\n/,
    );
    const before = server.requests.length;
    // What is signed is as it was: the archive is looked for where the declaration says.
    const moved = await changed((locked) => Object.assign(locked, { url: `${attacker.url}/x.nar` }));
    expect(moved.code, moved.output).toBe(0);
    expect(attacker.logins).toEqual([]);
    expect(server.requests.slice(before)).toContain(`/${path.narUrl}`);
  });
});

describe("what restricts a declaration that nobody has read", () => {
  it("is BUILDKIT_SYNTAX, which says what reads it instead of its first line", async () => {
    const files = { "image.ts": "// syntax=attacker.invalid/frontend\nexport default {};\n" };
    const { code, output } = await build({ files, contexts: {}, args: { BUILDKIT_SYNTAX: FRONTEND } });
    expect(code, output).toBe(0);
    expect(output).not.toContain("attacker.invalid");
  });

  it("is a source policy of BuildKit's, whatever reads it", async () => {
    const path = freshPath();
    const server = await serveCache(writeCache(temporaryFolder(), [path]));
    const policy = join(temporaryFolder(), "policy.json");
    const rule = (action: string, identifier: string) => ({ action, selector: { identifier, matchType: "WILDCARD" } });
    const files = declaration(path, server.url);
    const buildUnder = (...rules: unknown[]) => {
      writeFileSync(policy, JSON.stringify({ rules }));
      process.env.EXPERIMENTAL_BUILDKIT_SOURCE_POLICY = policy;
      return build({ files, contexts: {} });
    };
    onTestFinished(() => {
      delete process.env.EXPERIMENTAL_BUILDKIT_SOURCE_POLICY;
    });
    const refused = await buildUnder(rule("DENY", "http*"), rule("ALLOW", "https://cache.nixos.org/*"));
    expect(refused.code).not.toBe(0);
    expect(refused.output).toContain("denied by policy");
    expect(server.requests).toEqual([]);
    const allowed = await buildUnder(rule("DENY", "http*"), rule("ALLOW", `${server.url}/*`));
    expect(allowed.code, allowed.output).toBe(0);
  });
});
