import { randomUUID } from "node:crypto";
import type { Session } from "../../context/session.ts";
import { openTree } from "../../context/tree.ts";
import { EngineError } from "../../engine/engine-error.ts";
import { cacheMount, outputMount } from "../../llb/mount.ts";
import { RESULT } from "../helper/result.ts";
import { helperPlace, helperStep } from "../helper-step.ts";
import { FAILURES, failureSpec, failuresOf } from "./spec.ts";

/** Why a step that builds has failed, which it left under `name`: it is not run again for that. Undefined where it left nothing. */
export async function readFailure(session: Session, name: string): Promise<string | undefined> {
  const place = await helperPlace(session);
  // Each time another one: what is in the folder is no part of a step's key.
  const output = `/out/${randomUUID()}`;
  const step = helperStep(place, {
    name: "[decl] find out why that failed",
    spec: failureSpec,
    value: { file: `${FAILURES}/${name}`, output },
    mounts: [cacheMount(FAILURES, failuresOf(name)), outputMount("/out")],
  }).at("/out");
  try {
    const text = await openTree(session, step).readText(output.slice("/out".length) + RESULT);
    const { reason }: { reason?: string } = JSON.parse(text ?? "{}");
    return reason;
  } catch (error) {
    if (error instanceof EngineError) return undefined;
    throw error;
  }
}
