import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { Script } from "node:vm";

/**
 * The image's entry point: runs frontend.cjs with what V8 made of it when the image was built. Bytecode does not depend on
 * the processor's features, as Node's own compile cache does; V8 refuses it for another version, other flags or another
 * text, and compiles as ever. `frontend.mjs rehearse` writes it.
 */
const program = join(import.meta.dirname, "frontend.cjs");
const cache = join(import.meta.dirname, "frontend.cache");
const rehearses = process.argv[2] === "rehearse";

// esbuild writes ASCII, of which latin1 is the fastest to read.
const script = new Script(`(function (require, module) {${readFileSync(program, "latin1")}\n})`, {
  filename: program,
  ...(rehearses || !existsSync(cache) ? {} : { cachedData: readFileSync(cache) }),
});
const loaded: { exports?: typeof import("./main.ts") } = {};
script.runInThisContext()(createRequire(import.meta.url), loaded);
const { exports: frontend } = loaded;
if (frontend === undefined) throw new Error(`${program} is not the frontend`);

/** What frontend.Dockerfile turns off so that every rehearsal leaves the same. V8 would refuse its cache without the same flags. */
const USUAL_FLAGS = ["--flush-bytecode", "--memory-reducer", "--incremental-marking", "--initial-old-space-size=0"];

if (rehearses) {
  await frontend.rehearse(import.meta.dirname);
  for (const flag of USUAL_FLAGS) setFlagsFromString(flag);
  writeFileSync(cache, script.createCachedData());
} else {
  await frontend.run(import.meta.dirname);
}
