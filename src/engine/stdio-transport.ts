import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { finished } from "node:stream/promises";
import { DeclError } from "../text/diagnostic.ts";

/** The two byte streams to the daemon: it reads our output and writes our input. */
export interface Streams {
  readonly input: Readable;
  readonly output: Writable;
}

/** A place where a gRPC client can connect, once, and talk to the daemon. */
export interface Transport {
  /** A gRPC target: "unix:/tmp/…". */
  readonly target: string;
  /** Settled when the client's first bytes, the preface that the daemon waits for, have left the process. */
  readonly greeted: Promise<void>;
  /** Settled when the daemon has closed its side. */
  readonly lost: Promise<void>;
  /** Sends what is still buffered and closes both streams. The client must be closed before. */
  close(): Promise<void>;
}

/**
 * The process's own stdin and stdout as the transport. From here on nothing else may write to stdout: `process.stdout` and
 * the console are turned to stderr. Throws when they are no pipes, so when it was not BuildKit who started the process.
 */
export function claimStdio(): Streams {
  const streams = openStdio();
  Object.defineProperty(process, "stdout", { get: () => process.stderr });
  console.log = console.error;
  console.info = console.error;
  console.debug = console.error;
  return streams;
}

function openStdio(): Streams {
  try {
    return {
      input: new Socket({ fd: 0, readable: true, writable: false }),
      output: new Socket({ fd: 1, readable: false, writable: true }),
    };
  } catch {
    throw new DeclError({
      code: "not-a-frontend-process",
      message: "this program is a BuildKit frontend: it talks gRPC over stdin and stdout, which are no pipes here",
      hint: "name its image on the first line of a build file, as in `// syntax=decl/frontend`, and run `docker buildx build -f FILE .`",
    });
  }
}

/**
 * grpc-js connects to addresses only, so this listens on a Unix socket in a folder of its own, takes one connection, and
 * copies bytes both ways with back-pressure.
 */
export async function openTransport({ input, output }: Streams): Promise<Transport> {
  mkdirSync(tmpdir(), { recursive: true }); // an image built from scratch has none
  const folder = mkdtempSync(join(tmpdir(), "decl-"));
  const path = join(folder, "s");
  const greeted = Promise.withResolvers<void>();
  const lost = Promise.withResolvers<void>();
  let connection: Socket | undefined;

  const server = createServer((socket) => {
    connection = socket;
    server.close();
    rmSync(folder, { recursive: true, force: true });
    socket.on("error", () => output.end());
    socket.pipe(output);
    socket.once("data", () => output.write("", () => greeted.resolve()));
    input.pipe(socket);
  });
  input.once("close", lost.resolve);
  input.once("end", lost.resolve);
  input.on("error", () => input.destroy());
  output.on("error", () => input.destroy()); // the daemon is gone: nothing can be said any more

  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, resolve);
  });
  return {
    target: `unix:${path}`,
    greeted: greeted.promise,
    lost: lost.promise,
    close: async () => {
      server.close();
      if (connection === undefined) output.end();
      await finished(output).catch(() => undefined);
      input.destroy();
    },
  };
}
