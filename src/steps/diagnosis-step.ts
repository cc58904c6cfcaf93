import { exec } from "../llb/exec.ts";
import { outputMount } from "../llb/mount.ts";
import type { Output } from "../llb/vertex.ts";
import { HELPER } from "./helper-step.ts";

const FOLDER = "/diagnosis";

/** The file of a diagnosis that has the reason; there is none where the step succeeds this time. */
export const DIAGNOSIS = "/reason";

/**
 * The same step of the helper once more, which succeeds and says in a file why it fails: of a step that fails the daemon tells
 * no more than the exit code. Undefined for what is no step of the helper.
 */
export function diagnosisStep({ vertex: { op } }: Output): Output | undefined {
  if (op.kind !== "exec" || !HELPER.every((word, index) => op.args[index] === word)) return undefined;
  return exec({
    ...op,
    name: "[decl] find out why that failed",
    env: [...op.env, `DECL_DIAGNOSIS=${FOLDER}${DIAGNOSIS}`],
    mounts: [...op.mounts, outputMount(FOLDER)],
  }).at(FOLDER);
}
