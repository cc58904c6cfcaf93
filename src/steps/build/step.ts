import { exec } from "../../llb/exec.ts";
import { file, mkdir } from "../../llb/file.ts";
import { cacheMount, outputMount, readonlyMount, secretMount, sshMount } from "../../llb/mount.ts";
import { type Output, scratch } from "../../llb/vertex.ts";
import type { ResolvedBuild } from "../../plan/declared-builds.ts";
import { FAILURES, failuresOf } from "../failure/spec.ts";
import { detachedHelper, type HelperPlace, specification } from "../helper-step.ts";
import { processMounts, processOptions } from "../process-options.ts";
import { MOST_CHARACTERS, type PathTree, storeMounts } from "../store-mounts.ts";
import { buildSpec } from "./spec.ts";

interface BuildInput extends HelperPlace {
  readonly build: ResolvedBuild;
  /** The closure of its packages, and where each path is. */
  readonly store: readonly PathTree[];
  /** Whether the engine can lay trees over each other without copying them. */
  readonly mergeOp: boolean;
  /** The tree with its files. */
  readonly source: Output | undefined;
}

/** Where the helper and what it writes are, apart from what a script sees. */
const HELPER_FOLDER = "/.decl";

const [OUTPUT, FACTS_FOLDER] = [`${HELPER_FOLDER}/output`, `${HELPER_FOLDER}/facts`];

/** The step that runs the script of a build. Its tree has the store path, its facts say what it refers to. */
export function buildStep(input: BuildInput): { readonly tree: Output; readonly facts: Output } {
  const { build, store, source } = input;
  const helper = detachedHelper(input, HELPER_FOLDER);
  if (helper === undefined) throw new Error(`there is no frontend for ${input.buildPlatform.architecture}`);
  // The name of its store path is that of the file that a script finds.
  const copied = build.src && `${HELPER_FOLDER}/source/${build.src.base}`;
  const value = {
    path: build.path.path,
    script: build.script,
    source: copied,
    env: Object.entries({ ...agentOf(build), ...build.env }).map(([name, value]) => ({ name, value })),
    inputs: build.inputs.map(({ path }) => path),
    store: store.map(({ path }) => path.path),
    output: OUTPUT,
    facts: FACTS_FOLDER,
    failures: FAILURES,
  };
  const { args, env, mounts } = specification(buildSpec, value, MOST_CHARACTERS);
  const step = exec({
    name: `[build] ${build.name}`,
    ignoreCache: input.ignoreCache,
    places: build.place === undefined ? [] : [build.place],
    args: [...helper.args, ...args],
    env,
    ...processOptions(input.processes, build.network),
    platform: input.buildPlatform,
    mounts: [
      ...storeMounts(emptyRoot(), store, input.mergeOp),
      ...helper.mounts,
      ...(source === undefined || copied === undefined || build.src === undefined
        ? []
        : [readonlyMount(copied, source, { selector: build.src.path })]),
      ...processMounts(input.processes),
      ...build.cache.map((folder) => cacheMount(folder, `decl-build${folder}`)),
      ...build.secrets.map((id) => secretMount(`/run/secrets/${id}`, id)),
      ...build.ssh.map((id) => sshMount(`${AGENTS}/${id}`, id)),
      cacheMount(FAILURES, failuresOf(build.path.base)),
      outputMount(OUTPUT),
      outputMount(FACTS_FOLDER),
      ...mounts,
    ],
  });
  return { tree: step.at(OUTPUT), facts: step.at(FACTS_FOLDER) };
}

/** Where the sockets of SSH agents are, by their ids. */
const AGENTS = "/run/decl-ssh";

/** The variable that programs find an agent by: that of the first id. */
function agentOf({ ssh: [first] }: ResolvedBuild): Record<string, string> {
  return first === undefined ? {} : { SSH_AUTH_SOCK: `${AGENTS}/${first}` };
}

function emptyRoot(): Output {
  const name = "[decl] an empty root to build in";
  return file(scratch, [mkdir("/nix", { mtime: 0 }), mkdir("/nix/store", { mtime: 0 })], {
    name,
    group: { id: "decl-build-root", name, weak: true },
  });
}
