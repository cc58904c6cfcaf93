import { exec } from "../../llb/exec.ts";
import { outputMount, readonlyMount } from "../../llb/mount.ts";
import type { Output } from "../../llb/vertex.ts";
import type { PlannedCheck } from "../../plan/checks.ts";
import type { ImagePlan } from "../../plan/image-plan.ts";
import { detachedHelper, type HelperPlace, specification } from "../helper-step.ts";
import type { ImageFiles } from "../store-mounts.ts";
import { checkSpec } from "./spec.ts";

/** Where the helper is in the image while a check runs. */
const HELPER_FOLDER = "/.decl";

/**
 * A check of `image.checks` in the files of the image, without a network. The step succeeds however the check ends, and its
 * state has the result; what it wrote into the image is dropped. Undefined for other build platforms than those
 * that there is a frontend for.
 */
export function checkStep(
  check: PlannedCheck,
  plan: Pick<ImagePlan, "config">,
  { root, store }: ImageFiles,
  place: HelperPlace,
): Output | undefined {
  const helper = detachedHelper(place, HELPER_FOLDER);
  if (helper === undefined) return undefined;
  const { args, env, mounts } = specification(checkSpec, {
    command: check.command,
    environment: plan.config.config.Env ?? [],
    output: `${HELPER_FOLDER}/out`,
  });
  return exec({
    name: `[decl] check ${check.name} in the image (runs programs of the image)`,
    ignoreCache: place.ignoreCache,
    places: check.place === undefined ? [] : [check.place],
    args: [...helper.args, ...args],
    env,
    network: "none",
    platform: place.buildPlatform,
    mounts: [
      outputMount("/", root),
      // As the root, they are known to the cache by how they are made: nobody has to read all their bytes.
      ...store.map(({ path: { path }, tree }) => readonlyMount(path, tree, { selector: path, contentCache: "off" })),
      ...helper.mounts,
      outputMount(`${HELPER_FOLDER}/out`),
      ...mounts,
    ],
  }).at(`${HELPER_FOLDER}/out`);
}
