import { claimStdio } from "./gateway/stdio-transport.ts";

const HELPER_COMMANDS = ["unpack", "link", "generate"];

/**
 * The frontend image's one program. BuildKit starts it without arguments, as a frontend; our own build steps start it with a
 * helper's name. What is imported with `import()` is evaluated only when it is needed.
 */
const [command] = process.argv.slice(2);
if (command !== undefined && HELPER_COMMANDS.includes(command)) {
  const { runHelper } = await import("./helper/main.ts");
  const { DECL_SPECIFICATION: specification } = process.env;
  process.exitCode = await runHelper([
    command,
    ...(specification === undefined ? process.argv.slice(3) : [specification]),
  ]);
} else {
  const streams = claimStdio();
  const { runFrontend } = await import("./gateway/run.ts");
  await runFrontend(async (gateway, sources) => {
    const { build } = await import("./build.ts");
    return build(gateway, sources);
  }, streams);
}
