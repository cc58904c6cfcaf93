import { duplexPair } from "node:stream";
import { onTestFinished } from "vitest";
import type { Engine } from "../../src/engine/client.ts";
import { openEngine } from "../../src/engine/run.ts";
import { FakeBridge, type FakeOptions } from "./fake-bridge.ts";

/** An engine whose daemon is a fake one in this process. */
export async function fakeEngine(options: FakeOptions = {}): Promise<{ engine: Engine; bridge: FakeBridge }> {
  const bridge = new FakeBridge(options);
  const [ours, theirs] = duplexPair();
  bridge.attach(theirs);
  const { engine, close } = await openEngine({ input: ours, output: ours });
  onTestFinished(async () => {
    await close();
    bridge.close();
  });
  return { engine, bridge };
}
