import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { temporaryFolder } from "./engine.ts";
import { buildImage, clientOf, newVolume, prepareClient, startImage } from "./services/client.ts";
import type { Container } from "./services/container.ts";

const EXAMPLE = readFileSync(join(import.meta.dirname, "../../images/caches.ts"), "utf8");
const IMAGE = "live-caches";
const { volume: VOLUME, drop } = newVolume("live-caches-data");

beforeAll(prepareClient);
afterAll(drop);

async function startCaches(): Promise<Container> {
  const secrets = join(temporaryFolder(), "secrets");
  mkdirSync(secrets);
  writeFileSync(join(secrets, "redis"), "open sesame\n", { mode: 0o644 });
  const container = await startImage(IMAGE, "-v", `${VOLUME}:/var/lib/redis`, "-v", `${secrets}:/run/secrets:ro`);
  await container.wrote(/\[redis\] .*Ready to accept connections tcp/);
  await container.wrote(/\[redis-forgetful\] .*Ready to accept connections tcp/);
  return container;
}

/** What redis-cli says, with the password of the mounted file. */
const redis = async (container: Container, command: string) =>
  (await clientOf(container, `redis-cli ${command}`, "-e", "REDISCLI_AUTH=open sesame")).output.trim();

it("is built from images/caches.ts", async () => {
  await buildImage(IMAGE, { "caches.ts": EXAMPLE });
});

it("asks for the password of the file, and keeps what is written through a stop", async () => {
  {
    await using container = await startCaches();
    expect((await clientOf(container, "redis-cli get word")).output).toMatch(/NOAUTH/);
    expect(await redis(container, "set word kept")).toBe("OK");
    expect((await container.stop()).code).toBe(0);
  }
  await using again = await startCaches();
  expect(await redis(again, "get word")).toBe("kept");
});

it("has a server for each name, with its own settings", async () => {
  await using container = await startCaches();
  expect((await clientOf(container, "redis-cli -p 6380 config get maxmemory-policy")).output).toBe(
    "maxmemory-policy\nallkeys-lru\n",
  );
});

it("has memcached beside them", async () => {
  await using container = await startCaches();
  const say = "printf 'set word 0 60 4\\r\\nkept\\r\\nget word\\r\\nquit\\r\\n' | nc -N 127.0.0.1 11211";
  expect((await clientOf(container, say)).output).toBe("STORED\r\nVALUE word 0 4\r\nkept\r\nEND\r\n");
});
