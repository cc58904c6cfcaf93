import { spawn } from "node:child_process";
import { dirname } from "node:path";
import type { Declaration } from "../declaration/evaluate.ts";
import { DeclError } from "../text/diagnostic.ts";
import type { TargetPlatform } from "../value/platform.ts";
import type { DeclarationFile } from "./declaration-file.ts";
import { lockWithNix } from "./lock-with-nix.ts";
import { findProgram } from "./path-program.ts";
import { UsageError } from "./usage-error.ts";

/** What docker is told beside the target and the output, or Nix without docker. */
export interface LockOptions {
  readonly file: string;
  /** The build context. */
  readonly context: string;
  readonly update: boolean;
  /** Options of `docker buildx build`, each as it is written. */
  readonly passed: readonly string[];
  /** Without docker. */
  readonly nix: boolean;
  /** All of `--build-arg`. */
  readonly args: Readonly<Record<string, string>>;
  readonly platforms: readonly TargetPlatform[];
  /** All of `--build-context`, as they are written. */
  readonly contexts: readonly string[];
  /** The names of those options that only docker can make something of. */
  readonly forEngine: readonly string[];
}

/**
 * Writes the lock file with `docker buildx build`, whose progress and messages the user sees, or with the machine's Nix where
 * that is asked for or there is no docker. Returns 1 where docker failed. Throws a DeclError, or a UsageError where there is
 * neither.
 */
export async function writeLock(
  declaration: Declaration,
  options: LockOptions,
  file: Pick<DeclarationFile, "lock">,
): Promise<{ readonly code: 0 | 1; readonly stdout: string }> {
  const target = options.update ? "update" : "lock";
  if (declaration.targets()?.some(({ name }) => name === target)) {
    throw new DeclError({
      code: "no-lock-target",
      message: `this file declares an image called "${target}", which --target ${target} builds: it gets no lock file`,
      hint: "call the image something else",
    });
  }
  const hasDocker = findProgram("docker") !== undefined;
  if (options.nix || (!hasDocker && findProgram("nix-instantiate") !== undefined)) {
    return { code: 0, stdout: await lockWithNix(declaration, options, file) };
  }
  if (!hasDocker) {
    const instead = "docker buildx build --target lock -o FOLDER where there is an engine";
    throw new UsageError(
      `there is no docker on PATH, and decl lock needs it with its buildx plugin, or else Nix (${instead})`,
    );
  }
  if ((await docker(["buildx", "version"], "ignore")) !== 0) {
    throw new UsageError(
      "this docker has no buildx, which decl lock needs: install docker-buildx-plugin (Docker's packages), docker-buildx (Debian's and Ubuntu's) or https://github.com/docker/buildx#installing",
    );
  }
  const code = await docker(lockArguments(options, target));
  return { code: code === 0 ? 0 : 1, stdout: "" };
}

function lockArguments({ file, context, passed }: LockOptions, target: string): string[] {
  // The value of -o is a row of CSV.
  const output = `"type=local","dest=${dirname(file).replaceAll('"', '""')}"`;
  return ["buildx", "build", "-f", file, "--target", target, "-o", output, ...passed, context];
}

function docker(args: readonly string[], stdio: "inherit" | "ignore" = "inherit"): Promise<number | null> {
  const child = spawn("docker", args, { stdio });
  return new Promise((done, fail) => {
    child.on("close", done);
    child.on("error", fail);
  });
}
