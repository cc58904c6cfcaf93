import { runHelper } from "./helper/main.ts";

/**
 * The program of our build steps, beside main.ts in the frontend image. A bundle of its own: it starts in half the time,
 * which counts when there is one step for each store path, and steps stay cached when only the frontend changes.
 */
const [command = "", ...rest] = process.argv.slice(2);
const { DECL_SPECIFICATION: specification, DECL_DIAGNOSIS: diagnosis } = process.env;
process.exitCode = await runHelper([command, ...(specification === undefined ? rest : [specification])], diagnosis);
