import { outputMount, readonlyMount } from "../../llb/mount.ts";
import type { Output } from "../../llb/vertex.ts";
import type { Place } from "../../text/diagnostic.ts";
import { type HelperPlace, helperStep } from "../helper-step.ts";
import { addSpec, FACTS } from "./spec.ts";

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

/** A store path made of files from elsewhere: the tree with it, and what is known of it, apart from the tree. */
export function addStep(input: AddInput): { readonly tree: Output; readonly facts: Output } {
  const { state, path, name, subject, place } = input;
  const step = helperStep(input, {
    name: `[decl] make a store path of ${subject}`,
    places: [place],
    spec: addSpec,
    value: { source: "/source", name, output: "/out", facts: `/facts${FACTS}` },
    mounts: [
      readonlyMount("/source", state, path === "/" ? {} : { selector: path }),
      outputMount("/out"),
      outputMount("/facts"),
    ],
  });
  return { tree: step.at("/out"), facts: step.at("/facts") };
}
