import { writeSync } from "node:fs";
import { runHelper } from "./steps/helper/main.ts";

/**
 * The program of our build steps, beside main.ts in the frontend image. A bundle of its own: it starts in half the time,
 * which counts as steps wait for each other, and steps stay cached when only the frontend changes.
 */
const [command = "", ...rest] = process.argv.slice(2);
const { DECL_SPECIFICATION: specification, DECL_DIAGNOSIS: diagnosis } = process.env;
const argv = [command, ...(specification === undefined ? rest : [specification])];
// console.log would load Node's streams, and leaving by itself takes Node its time to tidy up. A failure leaves that way: its
// message goes through a stream.
const report = (line: string) => writeSync(1, `${line}\n`);
void runHelper(argv, { report, diagnosis }).then((code) => {
  process.exitCode = code;
  if (code === 0) process.exit();
});
