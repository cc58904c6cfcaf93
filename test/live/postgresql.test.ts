import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { dockerOutput } from "./engine.ts";
import { buildImage, clientOf, newVolume, prepareClient, ready, startImage } from "./services/client.ts";
import type { Container } from "./services/container.ts";

const EXAMPLE = readFileSync(join(import.meta.dirname, "../../images/postgresql.ts"), "utf8");
const IMAGE = "live-postgresql";
const { volume: VOLUME, drop } = newVolume("live-postgresql-data");
const READY = /database system is ready to accept connections/;

beforeAll(prepareClient);
afterAll(drop);

/** A container of the example that has started all that it starts. */
async function startDatabase(...options: string[]): Promise<Container> {
  const container = await startImage(IMAGE, "-v", `${VOLUME}:/var/lib/postgresql`, ...options);
  await ready(container);
  return container;
}

const psql = (container: Container, options: string, sql: string) =>
  dockerOutput(["exec", "-u", "postgres", container.id, "psql", "-At", ...options.split(" "), "-c", sql]);

it("is built from images/postgresql.ts", async () => {
  await buildImage(IMAGE, { "postgresql.ts": EXAMPLE });
});

it("makes its databases and users at the first start", async () => {
  await using container = await startDatabase();
  expect(await container.logs()).toMatch(READY);
  expect(await psql(container, "-d app", "SHOW server_encoding")).toBe("UTF8\n");
  expect(await psql(container, "-d app", "SHOW max_connections")).toBe("50\n");
  expect(
    await psql(
      container,
      "-d app",
      "SELECT rolname, rolcreatedb, rolsuper FROM pg_database JOIN pg_roles r ON datdba = r.oid WHERE datname = 'app'",
    ),
  ).toBe("app|t|f\n");
  await psql(container, "-d app", "ALTER USER app PASSWORD 'secret'");
});

it("lets users in over the network with their password, and keeps what they write through a stop", async () => {
  {
    await using container = await startDatabase();
    const say = (password: string, sql: string) =>
      clientOf(container, `psql -At -h 127.0.0.1 -U app -d app -c "${sql}"`, "-e", `PGPASSWORD=${password}`);
    expect((await say("wrong", "SELECT 1")).output).toMatch(/password authentication failed for user "app"/);
    expect((await say("secret", "CREATE TABLE words (word text); INSERT INTO words VALUES ('kept')")).code).toBe(0);
    expect((await container.stop()).code).toBe(0);
    expect(await container.logs()).toMatch(/fast shutdown request[\s\S]*database system is shut down/);
  }
  await using again = await startDatabase();
  expect(await psql(again, "-d app", "SELECT word FROM words")).toBe("kept\n");
  expect(await again.logs()).not.toMatch(/not properly shut down/);
});

it("works with a read-only root", async () => {
  await using container = await startDatabase("--read-only", "--tmpfs", "/run", "--tmpfs", "/tmp");
  expect(await psql(container, "-d app", "SELECT word FROM words")).toBe("kept\n");
});
