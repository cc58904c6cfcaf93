import { spawnSync } from "node:child_process";
import type { Compression } from "../../src/nix/compression.ts";
import type { WrittenOf } from "../../src/steps/helper/shape.ts";
import type { unpackSpec } from "../../src/steps/unpack/spec.ts";
import { unpackProgram } from "../init/built.ts";

/** What the program is given, as the graph writes it. */
type Specification = WrittenOf<(typeof unpackSpec)["shape"]>;
export type UnpackTask = Specification["paths"][number] & { readonly compression: Compression };

interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs it with a specification, or with a text that should be one. */
export function runUnpack(
  specification: Specification | string,
  environment: Readonly<Record<string, string>> = {},
): Finished {
  const text = typeof specification === "string" ? specification : JSON.stringify(specification);
  return runUnpackIn({ DECL_SPECIFICATION: text, ...environment });
}

export function runUnpackIn(environment: Readonly<Record<string, string>>): Finished {
  const { status, stdout, stderr, error } = spawnSync(unpackProgram, { env: environment, encoding: "utf8" });
  if (error !== undefined) throw error;
  return { code: status, stdout, stderr };
}
