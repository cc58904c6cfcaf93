import { exec } from "../../llb/exec.ts";
import { outputMount } from "../../llb/mount.ts";
import type { Output, State } from "../../llb/vertex.ts";
import type { ImagePlan } from "../../plan/image-plan.ts";
import type { HelperPlace } from "../helper-step.ts";
import { processMounts, processOptions } from "../process-options.ts";

/** What tells the step apart for who looks at the graph, in `docker buildx history` or a provenance. */
const DESCRIPTION = { "decl.runs-target-code": "true" };

/**
 * `image.run` in the image: the one step that runs programs of the image itself, and so the one that needs an emulator for
 * another platform. It has no network, and what it may write is what the image then has.
 */
export function runStep(
  plan: ImagePlan,
  script: string,
  image: State,
  { ignoreCache, processes }: Pick<HelperPlace, "ignoreCache" | "processes">,
): Output {
  const { os, architecture, variant } = plan.platform;
  const place = plan.run?.place;
  return exec({
    name: "[decl] run image.run in the image (runs programs of the image)",
    description: DESCRIPTION,
    ignoreCache,
    places: place === undefined ? [] : [place],
    args: ["/bin/sh", "-euc", script],
    env: plan.config.config.Env ?? [],
    ...processOptions(processes, false),
    removeMountStubs: true,
    platform: { os, architecture, variant },
    mounts: [outputMount("/", image), ...processMounts(processes)],
  }).at("/");
}
