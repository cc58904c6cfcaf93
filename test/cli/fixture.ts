import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { type Outcome, runCommand } from "../../src/cli/run.ts";

/**
 * Runs `decl` on files in a folder of their own; FOLDER in an argument is that folder, and what the program says of it is
 * FOLDER again.
 */
export async function decl(files: Readonly<Record<string, string>>, ...argv: string[]): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), "decl-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const { code, stdout, stderr } = await runCommand(
    argv.map((one) => one.replaceAll("FOLDER", folder)),
    "1.2.3",
  );
  return { code, stdout: stdout.replaceAll(folder, "FOLDER"), stderr: stderr.replaceAll(folder, "FOLDER") };
}
