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
    await buildImage(IMAGE, { "stack.ts": read("stack.ts"), "stack/app.py": read("stack/app.py") });
  });

  it("starts in order, and works when Docker says that it is healthy", async () => {
    await using container = await startStack();
    expect(await curl(container, "-d hello http://127.0.0.1/notes")).toBe("noted\n");
    expect(await curl(container, "http://127.0.0.1/notes")).toBe("1 notes, 1 counted\n");
    const logs = await container.logs();
    const places = [/\[postgresql\] .*ready to accept connections/, /\[nginx\] .*test is successful/].map((line) =>
      logs.search(line),
    );
    expect(places.every((place) => place >= 0)).toBe(true);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect((await container.stop("-t", "30")).code).toBe(0);
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
