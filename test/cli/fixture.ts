import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import type { Outcome } from "../../src/cli/outcome.ts";
import { runCommand } from "../../src/cli/run.ts";
import { OWN_PROGRAMS } from "../../src/value/own-program.ts";

/** A folder with files in it, and `decl` run on them. */
export interface WorkFolder {
  readonly path: string;
  /** Stands for dist/: the folder of decl's own programs. */
  readonly programs: string;
  /** FOLDER in an argument is the folder, and what the program says of it is FOLDER again. */
  run(...argv: string[]): Promise<Outcome>;
}

export function workFolder(files: Readonly<Record<string, string>>): WorkFolder {
  const path = mkdtempSync(join(tmpdir(), "decl-test-"));
  // What stands for dist/: each program says its name.
  const programs = mkdtempSync(join(tmpdir(), "decl-programs-"));
  for (const name of OWN_PROGRAMS) writeFileSync(join(programs, name), name);
  onTestFinished(() => {
    for (const folder of [path, programs]) rmSync(folder, { recursive: true, force: true });
  });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
  return {
    path,
    programs,
    run: async (...argv) => {
      const { code, stdout, stderr } = await runCommand(
        argv.map((one) => one.replaceAll("FOLDER", path)),
        { version: "1.2.3", programs },
      );
      return { code, stdout: stdout.replaceAll(path, "FOLDER"), stderr: stderr.replaceAll(path, "FOLDER") };
    },
  };
}

/** Runs `decl` on files in a folder of their own. */
export function decl(files: Readonly<Record<string, string>>, ...argv: string[]): Promise<Outcome> {
  return workFolder(files).run(...argv);
}
