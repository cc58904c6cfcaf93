import { Script } from "node:vm";

/** Work took longer than its limit and was terminated. */
export class TimeOver extends Error {}

/** The work that the script below runs. It is a global variable because a script can reach nothing else. */
const global = globalThis as { __declWork?: (() => void) | undefined };
const script = new Script("__declWork()");

/**
 * Runs synchronous work and terminates it after some milliseconds, even within WebAssembly, a regular expression or a comparison of
 * sort(). Another thread has V8 terminate it (0.15 ms to start), so the work cannot prevent that, and none of its `catch` and `finally`
 * blocks run. Throws a TimeOver, or what the work throws.
 */
export function endedAfter<T>(milliseconds: number, work: () => T): T {
  const outer = global.__declWork;
  const results: T[] = [];
  global.__declWork = () => {
    results.push(work());
  };
  try {
    script.runInThisContext({ timeout: Math.max(1, Math.ceil(milliseconds)), displayErrors: false });
  } catch (error) {
    throw isTimeOver(error) ? new TimeOver() : error;
  } finally {
    global.__declWork = outer;
  }
  const [result] = results;
  return result as T; // there is one, as nothing was thrown
}

const isTimeOver = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT";
