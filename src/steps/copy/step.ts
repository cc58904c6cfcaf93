import type { FoundContents } from "../../context/contents.ts";
import { exec } from "../../llb/exec.ts";
import { copy, file } from "../../llb/file.ts";
import { outputMount, readonlyMount } from "../../llb/mount.ts";
import { type Output, scratch } from "../../llb/vertex.ts";
import type { PlannedContents } from "../../plan/contents.ts";
import { HELPER, type HelperPlace, helperMounts, specification } from "../helper-step.ts";

/** A layer of files from elsewhere, with the owners, modes and times that they have in the image. */
export function contentsStep(planned: PlannedContents, found: FoundContents, place: HelperPlace): Output {
  const { include, exclude, target, mode, uid, gid, parents } = planned;
  const places = planned.place === undefined ? [] : [planned.place];
  let { state, path } = found;
  if (include.length > 0 || exclude.length > 0) {
    const chosen = copy(state, path, "/", { contents: true, include, exclude });
    state = file(scratch, [chosen], { name: `[decl] choose from ${path}`, places });
    path = "/";
  }
  const { env, mounts } = specification({
    source: "/source",
    target,
    mode: mode ?? -1,
    uid,
    gid,
    parents,
    output: "/out",
  });
  return exec({
    name: planned.name.replace(/^decl:/, "[decl] copy"),
    ignoreCache: place.ignoreCache,
    places,
    args: [...HELPER, "copy"],
    env,
    platform: place.buildPlatform,
    mounts: [
      ...helperMounts(place.helper),
      readonlyMount("/source", state, path === "/" ? {} : { selector: path }),
      outputMount("/out"),
      ...mounts,
    ],
  }).at("/out");
}
