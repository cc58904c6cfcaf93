import { spawn } from "node:child_process";
import { dirname } from "node:path";
import type { Declaration } from "../declaration/evaluate.ts";
import { DeclError } from "../diagnostic.ts";
import { type LockCommand, UsageError } from "./command.ts";

/**
 * Writes the lock file with `docker buildx build`, whose progress and messages the user sees. Returns 0, or 1 where docker
 * failed. Throws a DeclError, or a UsageError where there is no docker.
 */
export async function writeLock(declaration: Declaration, command: LockCommand): Promise<0 | 1> {
  const target = command.update ? "update" : "lock";
  if (declaration.targets()?.some(({ name }) => name === target)) {
    throw new DeclError({
      code: "no-lock-target",
      message: `this file declares an image called "${target}", which --target ${target} builds: it gets no lock file`,
      hint: "call the image something else",
    });
  }
  const code = await docker(lockArguments(command, target));
  return code === 0 ? 0 : 1;
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
    child.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") return fail(error);
      const instead = "docker buildx build --target lock -o FOLDER where there is an engine";
      fail(new UsageError(`there is no docker on PATH, and decl lock needs it with its buildx plugin (${instead})`));
    });
  });
}
