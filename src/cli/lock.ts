import { spawn } from "node:child_process";
import { dirname } from "node:path";
import type { Declaration } from "../declaration/evaluate.ts";
import { DeclError } from "../text/diagnostic.ts";
import { type LockCommand, UsageError } from "./command.ts";
import type { DeclarationFile } from "./declaration-file.ts";
import { lockWithNix } from "./lock-with-nix.ts";
import { findProgram } from "./path-program.ts";

/**
 * Writes the lock file with `docker buildx build`, whose progress and messages the user sees, or with the machine's Nix where
 * that is asked for or there is no docker. Returns 1 where docker failed. Throws a DeclError, or a UsageError where there is
 * neither.
 */
export async function writeLock(
  declaration: Declaration,
  command: LockCommand,
  file: Pick<DeclarationFile, "lock">,
): Promise<{ readonly code: 0 | 1; readonly stdout: string }> {
  const target = command.update ? "update" : "lock";
  if (declaration.targets()?.some(({ name }) => name === target)) {
    throw new DeclError({
      code: "no-lock-target",
      message: `this file declares an image called "${target}", which --target ${target} builds: it gets no lock file`,
      hint: "call the image something else",
    });
  }
  const hasDocker = findProgram("docker") !== undefined;
  if (command.nix || (!hasDocker && findProgram("nix-instantiate") !== undefined)) {
    return { code: 0, stdout: await lockWithNix(declaration, command, file) };
  }
  if (!hasDocker) {
    const instead = "docker buildx build --target lock -o FOLDER where there is an engine";
    throw new UsageError(
      `there is no docker on PATH, and decl lock needs it with its buildx plugin, or else Nix (${instead})`,
    );
  }
  const code = await docker(lockArguments(command, target));
  return { code: code === 0 ? 0 : 1, stdout: "" };
}

function lockArguments({ file, context, passed }: LockCommand, target: string): string[] {
  // The value of -o is a row of CSV.
  const output = `"type=local","dest=${dirname(file).replaceAll('"', '""')}"`;
  return ["buildx", "build", "-f", file, "--target", target, "-o", output, ...passed, context];
}

function docker(args: readonly string[]): Promise<number | null> {
  const child = spawn("docker", args, { stdio: "inherit" });
  return new Promise((done, fail) => {
    child.on("close", done);
    child.on("error", fail);
  });
}
