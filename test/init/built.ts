import { resolve } from "node:path";

/** What `scripts/native-programs` build for this machine. */
const built = (name: string) =>
  resolve(import.meta.dirname, `../../dist/${name}-${process.arch === "arm64" ? "aarch64" : "x86_64"}`);

/** The init's program. */
export const program = built("init");

/** Plays sequences of events through the manager's state machine. */
export const traceProgram = built("trace");

/** Works out when calendars and timers elapse. */
export const elapseProgram = built("elapse");

/** Unpacks store paths. */
export const unpackProgram = built("unpack");
