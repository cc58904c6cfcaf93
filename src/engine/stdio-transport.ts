import { Socket } from "node:net";
import { Duplex, type Readable, type Writable } from "node:stream";
import { finished } from "node:stream/promises";
import { DeclError } from "../text/diagnostic.ts";

/** The two byte streams to the daemon: it reads our output and writes our input. */
export interface Streams {
  readonly input: Readable;
  readonly output: Writable;
}

/** A connection to the daemon. */
export interface Transport {
  /** Both streams as one. */
  readonly connection: Duplex;
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

export function openTransport({ input, output }: Streams): Transport {
  const greeted = Promise.withResolvers<void>();
  const lost = Promise.withResolvers<void>();
  // Later, because a peer in this process answers at once, and Node's session cannot read while it writes.
  const send = (bytes: Uint8Array, done: (error?: Error | null) => void) =>
    process.nextTick(() =>
      output.write(bytes, (error) => {
        if (error == null) greeted.resolve();
        done(error);
      }),
    );
  const connection = new Duplex({
    read: () => void input.resume(),
    write: (chunk, _encoding, done) => send(chunk, done),
    // Frames that are ready together leave in one write.
    writev: (chunks, done) => send(Buffer.concat(chunks.map(({ chunk }) => chunk)), done),
    final: (done) => void output.end(done),
  });
  input.on("data", (chunk) => {
    if (!connection.push(chunk)) input.pause();
  });
  input.once("end", () => {
    connection.push(null);
    lost.resolve();
  });
  input.once("close", lost.resolve);
  input.on("error", () => input.destroy());
  output.on("error", () => input.destroy()); // the daemon is gone: nothing can be said any more
  connection.on("error", () => input.destroy());
  return {
    connection,
    greeted: greeted.promise,
    lost: lost.promise,
    close: async () => {
      output.end();
      await finished(output).catch(() => undefined);
      input.destroy();
    },
  };
}
