import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import { finished, temporaryFolder } from "../live/engine.ts";

const MODULE = resolve(import.meta.dirname, "../../scripts/lib/fuzz/slow-input.ts");

/** What a process does that is given these inputs: it is quick with all but "slow". */
async function run(...inputs: string[]) {
  const file = join(temporaryFolder(), "found/slow");
  const code = `import { endSlowInput } from ${JSON.stringify(MODULE)};
const begin = endSlowInput(100, 300, ${JSON.stringify(file)});
for (const input of ${JSON.stringify(inputs)}) {
  begin(Buffer.from(input));
  while (input === "slow");
}`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", code]);
  return { ...(await finished(child)), signal: child.signalCode, file };
}

it("an input that is read without end is kept, and the process ended", async () => {
  const { output, signal, file } = await run("longer than it", "slow", "next");
  expect(output).toBe(`${file}: input 2 has taken more than 0.3 s\n`);
  expect(signal).toBe("SIGKILL");
  expect(readFileSync(file, "utf8")).toBe("slow");
});

it("inputs that are read keep no process from its end", async () => {
  expect(await run("one", "two")).toMatchObject({ code: 0, output: "", signal: null });
});
