import { exec } from "../../llb/exec.ts";
import { cacheMount, outputMount } from "../../llb/mount.ts";
import type { Output } from "../../llb/vertex.ts";
import { type Derivation, isFixedOutput } from "../../nix/derivation.ts";
import { hashHex } from "../../nix/nar-hash.ts";
import type { PathInfo } from "../../nix/serve-protocol.ts";
import type { StorePath } from "../../nix/store-path.ts";
import type { Place } from "../../text/diagnostic.ts";
import { FAILURES, failuresOf } from "../failure/spec.ts";
import { detachedHelper, type HelperPlace, specification } from "../helper-step.ts";
import { processMounts, processOptions } from "../process-options.ts";
import { MOST_CHARACTERS, storeMounts } from "../store-mounts.ts";
import { realiseSpec } from "./spec.ts";

/** A store path that a step finds below /nix/store, and the tree that has it there. */
export interface StoreInput extends Pick<PathInfo, "path" | "narHash" | "narSize" | "references" | "ca"> {
  /** Undefined for what is there with the Nix that builds. */
  readonly tree: Output | undefined;
  /** As of PathTree. */
  readonly isShared?: boolean;
}

/** The Nix that builds. */
export interface BuildingNix {
  readonly path: StorePath;
  /** All that it needs, itself included, below /nix/store. */
  readonly tree: Output;
}

export interface RealiseInput extends HelperPlace {
  readonly derivation: Derivation;
  /** Its .drv file. */
  readonly path: StorePath;
  /** What it is built from, */
  readonly inputs: readonly StorePath[];
  /** and all that is in the store with that, each after all that it refers to. */
  readonly store: readonly StoreInput[];
  readonly nix: BuildingNix;
  /** Whether the engine can lay trees over each other without copying them. */
  readonly mergeOp: boolean;
  /** Seconds; 0 is none. */
  readonly timeout: number;
  readonly places: readonly Place[];
}

/** What a step makes. */
export interface Realised {
  /** The trees of its outputs, by store path. */
  readonly trees: ReadonlyMap<string, Output>;
  readonly facts: Output;
}

/** Where the helper and what it writes are, apart from what a builder sees. */
const HELPER_FOLDER = "/.decl";

/** What the name of a derivation's step says of it: the name without ".drv". */
export const derivationName = (path: StorePath): string => path.name.replace(/\.drv$/, "");

/**
 * The step that builds a derivation. It sees its inputs and the Nix that builds, and has a network only where its result is
 * known before.
 */
export function realiseStep(input: RealiseInput): Realised {
  const { derivation, path, nix, places } = input;
  const helper = detachedHelper(input, HELPER_FOLDER);
  if (helper === undefined) throw new Error(`there is no frontend for ${input.buildPlatform.architecture}`);
  const outputs = [...derivation.outputs].map(([name, output], index) => ({
    ...{ name, path: output.path.path, hashAlgorithm: output.hashAlgorithm, hash: output.hash },
    folder: `${HELPER_FOLDER}/outputs/${index}`,
  }));
  const facts = `${HELPER_FOLDER}/facts`;
  const value = {
    nix: `${nix.path.path}/bin/nix-store`,
    derivation: path.path,
    outputs,
    ...{ system: derivation.system, builder: derivation.builder, args: derivation.args },
    env: [...derivation.env].map(([name, value]) => ({ name, value })),
    inputs: input.inputs.map((one) => one.path),
    store: input.store.map(({ narHash, ...one }) => ({
      path: one.path.path,
      narHash: `sha256:${hashHex(narHash)}`,
      narSize: one.narSize,
      references: one.references.map((reference) => reference.path),
      signatures: [],
      ca: one.ca,
    })),
    shell: shellOf(input.store),
    timeout: input.timeout,
    facts,
    failures: FAILURES,
  };
  const { args, env, mounts } = specification(realiseSpec, value, MOST_CHARACTERS);
  const mounted = input.store.flatMap(({ path: one, tree, isShared = false }) =>
    tree === undefined ? [] : [{ path: one, tree, isShared }],
  );
  const step = exec({
    name: `[nix] build ${derivationName(path)}`,
    ignoreCache: input.ignoreCache,
    places,
    args: [...helper.args, ...args],
    env,
    ...processOptions(input.processes, isFixedOutput(derivation)),
    platform: input.buildPlatform,
    mounts: [
      ...storeMounts(nix.tree, mounted, input.mergeOp),
      ...helper.mounts,
      ...processMounts(input.processes),
      cacheMount(FAILURES, failuresOf(path.base)),
      ...outputs.map(({ folder }) => outputMount(folder)),
      outputMount(facts),
      ...mounts,
    ],
  });
  return {
    trees: new Map(outputs.map(({ path: at, folder }) => [at, step.at(folder)])),
    facts: step.at(facts),
  };
}

/** The first bash among the store paths, as builders that call `system()` want a shell. */
function shellOf(store: readonly Pick<StoreInput, "path">[]): string | undefined {
  const bash = store.find(({ path }) => /^bash-\d[\d.p]*$/.test(path.name));
  return bash && `${bash.path.path}/bin/bash`;
}
