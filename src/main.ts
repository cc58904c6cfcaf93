import { claimStdio } from "./gateway/stdio-transport.ts";

/** The frontend: what BuildKit starts. What is imported with `import()` is evaluated once the session is open. */
const streams = claimStdio();
const { runFrontend } = await import("./gateway/run.ts");
await runFrontend(async (gateway, sources) => {
  const { build } = await import("./build.ts");
  return build(gateway, sources);
}, streams);
