import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dockerOutput } from "./engine.ts";
import { buildImage, clientOf, curl, newVolume, prepareClient, startImage } from "./services/client.ts";
import type { Container } from "./services/container.ts";

const IMAGES = join(import.meta.dirname, "../../images");
const IMAGE = "live-stack";
const { volume: VOLUME, drop } = newVolume("live-stack-data");
/** Notes that are written at most, by four clients at a time. */
const NOTES = 4000;

const LOAD = `
let noted = 0, asked = 0;
const client = async () => {
  while (asked < ${NOTES}) {
    asked++;
    try {
      const { ok } = await fetch("http://127.0.0.1/notes", { method: "POST", body: "a note" });
      if (ok) noted++;
      if (noted === 1) console.log("writing");
    } catch { break; }
  }
};
await Promise.all([client(), client(), client(), client()]);
console.log("noted " + noted);
`;

beforeAll(prepareClient);
afterAll(drop);

/** The example, and each of its services says when it has started and when it has ended. */
const DECLARATION = `// syntax=decl/frontend
import { image } from "decl";
import stack from "./stack.ts";
const told = (name) => ({ postStart: \`echo "\${name} has started"\`, postStop: \`echo "\${name} has ended"\` });
export default image({
  imports: [stack],
  systemd: { services: { postgresql: told("postgresql"), redis: told("redis"), app: told("app"), nginx: told("nginx") } },
});
`;

/** What the services have said of this kind, in order. */
const order = (logs: string, what: "started" | "ended") =>
  Array.from(logs.matchAll(/(\w+) has (started|ended)$/gm)).flatMap(([, name, is]) => (is === what ? [name] : []));

/** A container that Docker calls healthy. */
async function startStack(): Promise<Container> {
  const container = await startImage(IMAGE, "-v", `${VOLUME}:/var/lib`);
  for (const end = Date.now() + 120_000; Date.now() < end; ) {
    const health = (await dockerOutput(["inspect", "-f", "{{.State.Health.Status}}", container.id])).trim();
    if (health === "healthy") return container;
    await new Promise((done) => setTimeout(done, 250));
  }
  throw new Error(`not healthy:\n${await container.logs()}`);
}

describe("nginx, an application, postgresql and redis in one image", () => {
  it("is built from images/stack.ts", async () => {
    const read = (name: string) => readFileSync(join(IMAGES, name), "utf8");
    const files = { "stack.ts": read("stack.ts"), "stack/app.py": read("stack/app.py") };
    await buildImage(IMAGE, { "told.ts": DECLARATION, ...files });
  });

  it("starts in order, and works when Docker says that it is healthy", async () => {
    await using container = await startStack();
    expect(await curl(container, "-d hello http://127.0.0.1/notes")).toBe("noted\n");
    expect(await curl(container, "http://127.0.0.1/notes")).toBe("1 notes, 1 counted\n");
    const started = order(await container.logs(), "started");
    expect(started.slice(0, 2).sort()).toEqual(["postgresql", "redis"]);
    expect(started.slice(2)).toEqual(["app", "nginx"]);
    expect((await container.stop("-t", "30")).code).toBe(0);
  });

  it("stops in the order that is the other way round", async () => {
    await using container = await startStack();
    expect((await container.stop("-t", "30")).code).toBe(0);
    const logs = await container.logs();
    const ended = order(logs, "ended");
    expect(ended.slice(0, 2)).toEqual(["nginx", "app"]);
    expect(ended.slice(2).sort()).toEqual(["postgresql", "redis"]);
    // The database is asked to stop only when nobody is left who could write.
    expect(logs.search(/app has ended/)).toBeLessThan(logs.search(/received fast shutdown request/));
  });

  it("loses no write that it has confirmed when it is stopped under load", async () => {
    let noted = 0;
    {
      await using container = await startStack();
      const load = clientOf(container, `node --input-type=module -e '${LOAD}'`);
      const count = async () => Number((await curl(container, "http://127.0.0.1/notes")).split(" ")[0]);
      while ((await count()) < 100);
      expect((await container.stop("-t", "30")).code).toBe(0);
      noted = Number(/noted (\d+)/.exec((await load).output)?.[1]);
    }
    expect(noted).toBeGreaterThan(50);
    expect(noted).toBeLessThan(NOTES);
    await using again = await startStack();
    const [, kept, counted] = /^(\d+) notes, (\d+) counted/.exec(await curl(again, "http://127.0.0.1/notes")) ?? [];
    // One was there before.
    expect(Number(kept)).toBeGreaterThanOrEqual(noted + 1);
    expect(Number(counted)).toBeGreaterThanOrEqual(noted + 1);
    expect(await again.logs()).not.toMatch(/not properly shut down/);
  });
});
