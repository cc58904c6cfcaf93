import { outputMount } from "../../llb/mount.ts";
import type { Output } from "../../llb/vertex.ts";
import { hashHex } from "../../nix/nar-hash.ts";
import { STORE_DIR } from "../../nix/store-path.ts";
import type { NixDatabaseLayer } from "../../plan/image-plan.ts";
import { type HelperPlace, helperStep } from "../helper-step.ts";
import { nixDatabaseSpec } from "./spec.ts";

/** The state of Nix for the store paths of the image. Made of what is known of them alone, so the store is not read. */
export function nixDatabaseStep(layer: NixDatabaseLayer, place: HelperPlace): Output {
  const paths = layer.paths.map(({ path, narHash, narSize, references, deriver, signatures, ca }) => ({
    path: path.path,
    narHash: `sha256:${hashHex(narHash)}`,
    narSize,
    references: references.map((reference) => reference.path),
    // A narinfo has the name alone.
    deriver: deriver === undefined || deriver.startsWith("/") ? deriver : `${STORE_DIR}/${deriver}`,
    signatures,
    ca,
  }));
  const roots = layer.roots.map((root) => root.path);
  return helperStep(place, {
    name: "[decl] make the Nix database",
    spec: nixDatabaseSpec,
    value: { paths, roots, buildGroup: layer.buildGroup, ...layer.owner, output: "/out" },
    mounts: [outputMount("/out")],
  }).at("/out");
}
