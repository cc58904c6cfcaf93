import { outputMount } from "../../llb/mount.ts";
import type { Output } from "../../llb/vertex.ts";
import { type PackedFiles, packedInput } from "../archive/mounts.ts";
import { type HelperPlace, helperStep } from "../helper-step.ts";
import { pickSpec } from "./spec.ts";

/** The step that reads a few files of a packed package set. The state has the result. */
export function pickStep(packed: PackedFiles, files: readonly string[], place: HelperPlace): Output {
  const { value, mounts } = packedInput(packed);
  return helperStep(place, {
    name: "[nix] look into the package set",
    spec: pickSpec,
    value: { tree: value, files, output: "/out" },
    mounts: [...mounts, outputMount("/out")],
  }).at("/out");
}
