import { writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beginWith, compileAhead } from "./declaration/quickjs-module.ts";
import { claimStdio } from "./engine/stdio-transport.ts";

/** What the sandbox begins with. */
const MEMORY = "sandbox.memory";

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
