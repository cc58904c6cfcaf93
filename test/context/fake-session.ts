import { readRequest } from "../../src/context/request.ts";
import { openSession, type Session } from "../../src/context/session.ts";
import type { FakeBridge, FakeOptions } from "../engine/fake-bridge.ts";
import { fakeEngine } from "../engine/in-process.ts";

/** What the client asks for: its options by name, as in BuildKit's environment. */
function requestOf(options: Readonly<Record<string, string>> = {}) {
  const all = new Map(Object.entries({ filename: "image.ts", ...options }));
  return readRequest({ options: all, sessionId: "s", workerPlatforms: ["linux/amd64"] });
}

/** The session of a build whose daemon is a fake one in this process. */
export async function fakeSession(
  daemon: FakeOptions = {},
  options: Readonly<Record<string, string>> = {},
): Promise<{ session: Session; bridge: FakeBridge }> {
  const { engine, bridge } = await fakeEngine(daemon);
  return { session: await openSession(engine, requestOf(options)), bridge };
}
