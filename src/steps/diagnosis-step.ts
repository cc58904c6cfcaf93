import { exec } from "../llb/exec.ts";
import { outputMount } from "../llb/mount.ts";
import type { Output } from "../llb/vertex.ts";
import { HELPER } from "./helper-step.ts";

const FOLDER = "/diagnosis";

/** The file of a diagnosis that has the reason; there is none where the step succeeds this time. */
export const DIAGNOSIS = "/reason";

/**
 * The same step of ours once more, which succeeds and says in a file why it fails: of a step that fails the daemon tells
 * no more than the exit code. Undefined for a step that runs something else.
 */
export function diagnosisStep({ vertex: { op } }: Output): Output | undefined {
  if (op.kind !== "exec" || !saysWhy(op.args)) return undefined;
  return exec({
    ...op,
    name: "[decl] find out why that failed",
    env: [...op.env, `DECL_DIAGNOSIS=${FOLDER}${DIAGNOSIS}`],
    mounts: [...op.mounts, outputMount(FOLDER)],
  }).at(FOLDER);
}

/** Whether a program writes why it fails into the file that DECL_DIAGNOSIS names. */
function saysWhy(args: readonly string[]): boolean {
  return args[0] === "/unpack" || HELPER.every((word, index) => args[index] === word);
}
