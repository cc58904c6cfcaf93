import { execFileSync } from "node:child_process";
import { constants, openSync } from "node:fs";

export function makePipe(path: string): void {
  execFileSync("mkfifo", ["-m", "600", path]);
}

/** Makes a pipe and opens both its ends, as process 1 does: who writes into it need not wait. */
export function openPipe(path: string): number {
  makePipe(path);
  return openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
}
