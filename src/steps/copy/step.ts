import type { FoundContents } from "../../context/contents.ts";
import { copy, file } from "../../llb/file.ts";
import { outputMount, readonlyMount } from "../../llb/mount.ts";
import { type Output, scratch } from "../../llb/vertex.ts";
import type { PlannedContents } from "../../plan/contents.ts";
import { type HelperPlace, helperStep } from "../helper-step.ts";
import { copySpec, FACTS } from "./spec.ts";

/** A layer of files from elsewhere, with the owners, modes and times that they have in the image, and what is known of them. */
export function contentsStep(
  planned: PlannedContents,
  found: FoundContents,
  place: HelperPlace,
): { readonly tree: Output; readonly facts: Output } {
  const { include, exclude, target, mode, uid, gid, parents } = planned;
  const places = planned.place === undefined ? [] : [planned.place];
  let { state, path } = found;
  if (include.length > 0 || exclude.length > 0) {
    const chosen = copy(state, path, "/", { contents: true, include, exclude });
    state = file(scratch, [chosen], { name: `[decl] choose from ${path}`, places });
    path = "/";
  }
  const step = helperStep(place, {
    name: planned.name.replace(/^decl:/, "[decl] copy"),
    places,
    spec: copySpec,
    value: {
      source: "/source",
      target,
      mode,
      uid,
      gid,
      parents,
      output: "/out",
      facts: `/facts${FACTS}`,
    },
    mounts: [
      readonlyMount("/source", state, path === "/" ? {} : { selector: path }),
      outputMount("/out"),
      outputMount("/facts"),
    ],
  });
  return { tree: step.at("/out"), facts: step.at("/facts") };
}
