import { writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { beginWith, compileAhead } from "./declaration/quickjs-module.ts";
import { claimStdio } from "./engine/stdio-transport.ts";

/** What the sandbox begins with. */
const MEMORY = "sandbox.memory";

/** A build is short: few of its functions are worth compiling again (docs/decisions/0005-garbage.md). */
const COMPILE_SELDOM = [
  "--wasm-tiering-budget=130000000",
  "--invocation-count-for-maglev=4000",
  "--invocation-count-for-maglev-osr=1000",
];

/** The frontend: what BuildKit starts. What is imported with `import()` is evaluated once the session is open. */
export async function run(folder: string): Promise<never> {
  const streams = claimStdio();
  compileAhead(readFile(join(folder, "quickjs.wasm")));
  beginWith(readFile(join(folder, MEMORY)).catch(() => undefined));
  const { runFrontend } = await import("./engine/run.ts");
  return runFrontend(async (engine, sources) => {
    // Where the build file is depends on them: they are here when the code is.
    engine.inputs().catch(() => undefined);
    const { answer } = await import("./answer.ts");
    // Node would refuse what it has compiled of its own modules if they were set before these are loaded.
    for (const flag of COMPILE_SELDOM) setFlagsFromString(flag);
    return answer(engine, sources, process.env);
  }, streams);
}

/** A build without a daemon, so that V8 has compiled what every build needs; writes what the sandbox begins with. */
export async function rehearse(folder: string): Promise<void> {
  compileAhead(readFile(join(folder, "quickjs.wasm")));
  const [{ rehearseBuild }, { answer }, { Sandbox }] = await Promise.all([
    import("./rehearsal/rehearsal.ts"),
    import("./answer.ts"),
    import("./declaration/sandbox.ts"),
  ]);
  const memory = await Sandbox.memory();
  writeFileSync(join(folder, MEMORY), memory);
  beginWith(Promise.resolve(memory));
  await rehearseBuild(answer);
}
