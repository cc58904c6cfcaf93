import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { build, dockerOutput, errorIn } from "./engine.ts";
import { buildImage, clientOf, curl, newVolume, prepareClient, ready, startImage } from "./services/client.ts";

const IMAGES = join(import.meta.dirname, "../../images");
const { volume: VOLUME, drop } = newVolume("live-redis-data");
const READ_ONLY = ["--read-only", "--tmpfs", "/run", "--tmpfs", "/tmp"];

beforeAll(prepareClient);
afterAll(drop);

/** Builds an example of images/ with what lies beside it, and what a test needs to look at it. */
async function buildExample(name: string, more = "", ...others: string[]): Promise<string> {
  const text = `// syntax=decl/frontend
import { image } from "decl";
import example from "./${name}.ts";
export default image(({ pkgs }) => ({ imports: [example], ${more} }));
`;
  const files = [`${name}.ts`, ...others].map((file) => [file, readFileSync(join(IMAGES, file), "utf8")]);
  await buildImage(`live-small-${name}`, { "test.ts": text, ...Object.fromEntries(files) });
  return `live-small-${name}`;
}

/** bash and coreutils. */
const INTERACTIVE = "image: { interactive: true },";
const COREUTILS = "environment: { systemPackages: [pkgs.coreutils] },";
/** In a secret's place: what `docker run -v` mounts has to be on the engine's host. */
const SECRET = `
  environment: { etc: { "redis-password": { text: "secret", mode: "0444" } } },
  systemd: { tmpfiles: { rules: ["C /run/secrets/redis 0444 - - - /etc/redis-password"] } },
`;

describe("images/redis.ts", () => {
  it("answers redis-cli with the mounted password, and keeps what was set on its volume", async () => {
    const image = await buildExample("redis", SECRET);
    const say = (container: Parameters<typeof clientOf>[0], words: string, password = "secret") =>
      clientOf(container, `redis-cli --no-auth-warning -a ${password} ${words}`).then(({ output }) => output);
    {
      await using container = await startImage(image, "-v", `${VOLUME}:/var/lib/redis`);
      await ready(container);
      expect(await say(container, "set greeting hello", "wrong")).toMatch(/WRONGPASS|NOAUTH/);
      expect(await say(container, "set greeting hello")).toBe("OK\n");
      expect((await container.stop()).code).toBe(0);
    }
    await using again = await startImage(image, "-v", `${VOLUME}:/var/lib/redis`);
    await ready(again);
    expect(await say(again, "get greeting")).toBe("hello\n");
    expect(await say(again, "config get maxmemory")).toBe("maxmemory\n67108864\n");
  });
});

describe("images/memcached.ts", () => {
  it("keeps what it is given, on a read-only root and as its own user", async () => {
    await using container = await startImage(await buildExample("memcached"), ...READ_ONLY);
    await ready(container);
    const words = String.raw`set greeting 0 60 5\r\nhello\r\nget greeting\r\nstats settings\r\nquit\r\n`;
    const { output } = await clientOf(container, `printf '${words}' | nc localhost 11211`);
    expect(output).toMatch(/^STORED\r\nVALUE greeting 0 5\r\nhello\r\nEND\r\n/);
    expect(output).toMatch(/^STAT maxbytes 134217728\r$/m);
    expect((await container.stop()).code).toBe(0);
  });
});

describe("images/cron.ts", () => {
  it("runs its jobs as their users", async () => {
    await using container = await startImage(await buildExample("cron", INTERACTIVE));
    await ready(container);
    const written = "[[ -s /home/alice/minutes ]] && stat -c %U /home/alice/minutes";
    // Jobs run when a minute begins.
    for (const end = Date.now() + 75_000; Date.now() < end && (await container.exec(written)).code !== 0; ) {
      await new Promise((done) => setTimeout(done, 1000));
    }
    expect((await container.exec(written)).output).toBe("alice\n");
  });
});

describe("services.cron", () => {
  it("tells the container's log what is wrong with a crontab that is not the declaration's", async () => {
    const wrong = `"/var/spool/cron/crontabs/root": { text: "61 * * * * nonsense\\n", mode: "0600" }`;
    await using container = await startImage(
      await buildExample("cron", `image: { interactive: true, files: { ${wrong} } },`),
    );
    await ready(container);
    const logs = () => dockerOutput(["logs", container.id]);
    for (const end = Date.now() + 60_000; Date.now() < end && !(await logs()).includes("(root) ERROR"); ) {
      await new Promise((done) => setTimeout(done, 200));
    }
    expect(await logs()).toMatch(/^cron\[\d+\]: Error: bad minute; while reading crontab for user root$/m);
  });
});

describe("images/fcgiwrap.ts", () => {
  it("runs CGI programs as a user of their own, for nginx alone", async () => {
    await using container = await startImage(await buildExample("fcgiwrap", COREUTILS, "cgi/hello.sh"), ...READ_ONLY);
    await ready(container);
    const uid = (await container.exec("id -u fcgiwrap-cgi")).output.trim();
    expect(await curl(container, "localhost/cgi/hello.sh?name=you")).toBe(`hello you from user ${uid}\n`);
    expect(await curl(container, "-o /dev/null -w %{http_code} localhost/cgi/missing.sh")).toBe("403");
    expect((await container.exec("stat -c '%U:%G %a' /run/fcgiwrap-cgi.sock")).output).toBe("nginx:nginx 600\n");
    expect((await container.stop()).code).toBe(0);
  });
});

describe("images/modular.ts", () => {
  it("runs modular services, and those within them", async () => {
    await using container = await startImage(await buildExample("modular"), ...READ_ONLY);
    await ready(container);
    expect(await curl(container, "localhost:8000")).toBe("hello\n");
    expect(await curl(container, "localhost:8001")).toBe("help\n");
    const status = await dockerOutput(["exec", container.id, "/etc/decl/unit", "status"]);
    expect(status.match(/^active +front\S*/gm)).toEqual([
      "active       front-help.service",
      "active       front.service",
    ]);
    expect((await container.stop()).code).toBe(0);
  });
});

describe("images/php.ts", () => {
  it("runs PHP for nginx, as a user of its own and with the settings of its pool", async () => {
    const image = await buildExample("php", INTERACTIVE, "php/index.php");
    await using container = await startImage(image, ...READ_ONLY);
    await ready(container);
    const uid = (await container.exec("id -u app")).output.trim();
    expect(await curl(container, "localhost/?name=me")).toBe(`hello me from user ${uid}, production, with 64M\n`);
    expect(await curl(container, "-o /dev/null -w %{http_code} localhost/missing.php")).toBe("404");
    expect((await container.exec("stat -c '%U:%G %a' /run/phpfpm/app.sock")).output).toBe("nginx:nginx 660\n");
    expect((await container.exec("/etc/decl/unit reload phpfpm-app && echo reloaded")).output).toBe("reloaded\n");
    expect(await curl(container, "localhost")).toContain("hello you");
    expect((await container.stop()).code).toBe(0);
  });

  it("is not built with a pool that PHP refuses", async () => {
    const pool = `// syntax=decl/frontend
export default {
  users: { users: { app: { isSystemUser: true, group: "app" } }, groups: { app: {} } },
  services: { phpfpm: { pools: { app: { user: "app" } } } },
};
`;
    expect(errorIn(await build({ files: { "app.ts": pool } }))).toMatch(
      /^app\.ts:4:\d+: image\.checks\.phpfpm-app failed \(exit code: 78\): .*\[pool app\] the process manager is missing \(static, dynamic or ondemand\)/,
    );
  });
});
