import { exec } from "../../llb/exec.ts";
import { outputMount, readonlyMount } from "../../llb/mount.ts";
import type { Output } from "../../llb/vertex.ts";
import type { Place } from "../../text/diagnostic.ts";
import { HELPER, type HelperPlace, helperMounts, specification } from "../helper-step.ts";
import type { AddSpec } from "./program.ts";

export interface AddInput extends HelperPlace {
  /** Where the files are: a state, and an absolute path in it. */
  readonly state: Output;
  readonly path: string;
  /** What the store path is called. */
  readonly name: string;
  /** In words: "app of the build context". */
  readonly subject: string;
  readonly place?: Place;
}

/** The file among the facts. */
export const FACTS = "/facts.json";

/** A store path made of files from elsewhere: the tree with it, and what is known of it, apart from the tree. */
export function addStep(input: AddInput): { readonly tree: Output; readonly facts: Output } {
  const { state, path, name, subject, place } = input;
  const spec: AddSpec = { source: "/source", name, output: "/out", facts: `/facts${FACTS}` };
  const { env, mounts } = specification(spec);
  const step = exec({
    name: `[decl] make a store path of ${subject}`,
    ignoreCache: input.ignoreCache,
    places: place === undefined ? [] : [place],
    args: [...HELPER, "add"],
    env,
    platform: input.buildPlatform,
    mounts: [
      ...helperMounts(input.helper),
      readonlyMount("/source", state, path === "/" ? {} : { selector: path }),
      outputMount("/out"),
      outputMount("/facts"),
      ...mounts,
    ],
  });
  return { tree: step.at("/out"), facts: step.at("/facts") };
}
