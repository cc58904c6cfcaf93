import type { SourceFile } from "../llb/source-map.ts";
import { Engine } from "./client.ts";
import { type SourceFiles, statusOf } from "./error-status.ts";
import type { Result } from "./result.ts";
import { RpcChannel } from "./rpc-channel.ts";
import { claimStdio, openTransport, type Streams } from "./stdio-transport.ts";

/**
 * A build: from the daemon's answers to a result. Files that errors and warnings point into go into `sources`. It starts as
 * soon as the session stands, so it should load its code inside, with `await import(…)`.
 */
export type Build = (engine: Engine, sources: Map<string, SourceFile>) => Promise<Result>;

/** Opens the session: the first thing a frontend does, because the daemon waits 10 s for it and no longer. */
export async function openEngine(
  streams: Streams,
): Promise<{ engine: Engine; close(): Promise<void>; lost: Promise<void> }> {
  const transport = openTransport(streams);
  const channel = new RpcChannel(transport.connection);
  // From here on the daemon's deadline is met: busy code must not start earlier.
  await transport.greeted;
  const close = async () => {
    channel.close();
    await transport.close();
  };
  return { engine: new Engine(channel), close, lost: transport.lost };
}

/**
 * Runs a build as the frontend of this process, and ends the process. Whatever happens, the daemon gets exactly one Return:
 * the result, or an error with the message for the user. The exit code is 0 once the daemon has it, 1 if it could not be
 * told, 143 after SIGTERM. `name` is the frontend's, for errors that are its own fault.
 */
export async function runFrontend(build: Build, streams: Streams = claimStdio(), name = "decl"): Promise<never> {
  const crash = Promise.withResolvers<never>();
  crash.promise.catch(() => undefined);
  process.on("uncaughtException", crash.reject);
  process.on("unhandledRejection", crash.reject);
  process.once("SIGTERM", () => process.exit(143));
  try {
    const { engine, lost } = await openEngine(streams);
    const gone = lost.then(() => Promise.reject(new Error("the daemon closed the connection")));
    gone.catch(() => undefined);
    const sources = new Map<string, SourceFile>();
    await Promise.race([
      returnOnce({ engine, sources, name }, () => Promise.race([build(engine, sources), crash.promise])),
      gone,
    ]);
    // The daemon takes the end of the connection for that of the process, and kills what has not ended yet: on a busy machine
    // a build that was closed before would fail with "frontend grpc server closed unexpectedly".
    process.exit(0);
  } catch (error) {
    console.error(error); // the daemon's log: nobody else can be told
    process.exit(1);
  }
}

/** A result that is too large to send becomes an error, which is not. */
async function returnOnce(
  { engine, sources, name }: { readonly engine: Engine; readonly sources: SourceFiles; readonly name: string },
  result: () => Promise<Result>,
): Promise<void> {
  try {
    await engine.return(await result());
  } catch (error) {
    await engine.fail(statusOf(error, sources, name));
  }
}
