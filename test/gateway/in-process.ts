import { duplexPair } from "node:stream";
import { onTestFinished } from "vitest";
import type { Gateway } from "../../src/gateway/client.ts";
import { openGateway } from "../../src/gateway/run.ts";
import { FakeBridge, type FakeOptions } from "./fake-bridge.ts";

/** A gateway whose daemon is a fake one in this process. */
export async function fakeGateway(options: FakeOptions = {}): Promise<{ gateway: Gateway; bridge: FakeBridge }> {
  const bridge = new FakeBridge(options);
  const [ours, theirs] = duplexPair();
  bridge.attach(theirs);
  const { gateway, close } = await openGateway({ input: ours, output: ours });
  onTestFinished(async () => {
    await close();
    bridge.close();
  });
  return { gateway, bridge };
}
