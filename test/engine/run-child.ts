import { spawn } from "node:child_process";
import { Duplex } from "node:stream";
import { text } from "node:stream/consumers";
import { FakeBridge, type FakeOptions } from "./fake-bridge.ts";

export interface ChildOutcome {
  readonly bridge: FakeBridge;
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

export interface ChildProgram {
  readonly file: string;
  /** A folder where Node keeps the compiled code for the next start. */
  readonly cache: string;
}

/** Runs a program as BuildKit runs a frontend: its stdin and stdout are the transport, its options are in the environment. */
export async function runChild(
  program: ChildProgram,
  args: readonly string[],
  fake: FakeOptions & {
    readonly options?: Readonly<Record<string, string>>;
    readonly onCall?: (method: string, pid: number, bridge: FakeBridge) => void;
    /** Called when its first byte of HTTP/2 has come. */
    readonly onFirstByte?: () => void;
  } = {},
): Promise<ChildOutcome> {
  const entries = Object.entries(fake.options ?? {}).map(([key, value], n) => [
    `BUILDKIT_FRONTEND_OPT_${n}`,
    `${key}=${value}`,
  ]);
  const child = spawn(process.execPath, [program.file, ...args], {
    stdio: ["pipe", "pipe", "pipe"],
    env: { NODE_COMPILE_CACHE: program.cache, BUILDKIT_SESSION_ID: "session", ...Object.fromEntries(entries) },
  });
  const bridge: FakeBridge = new FakeBridge(fake, (method) => fake.onCall?.(method, child.pid ?? 0, bridge));
  const stderr = text(child.stderr);
  child.stdout.once("data", () => fake.onFirstByte?.());
  const stream = Duplex.from({ readable: child.stdout, writable: child.stdin });
  stream.on("error", () => undefined);
  bridge.attach(stream);
  child.stdin.on("error", () => undefined); // the child may be gone already

  const [exitCode, signal]: [number | null, NodeJS.Signals | null] = await new Promise((resolve) => {
    child.once("close", (code, killedBy) => resolve([code, killedBy]));
  });
  // The server may still be writing to a child that is gone: it learns of that first.
  stream.destroy();
  await new Promise((resolve) => setImmediate(resolve));
  bridge.close();
  return { bridge, exitCode, signal, stderr: await stderr };
}
