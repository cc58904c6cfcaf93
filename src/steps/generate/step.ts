import { outputMount, readonlyMount } from "../../llb/mount.ts";
import type { Output } from "../../llb/vertex.ts";
import { STORE_DIR } from "../../nix/store-path.ts";
import type { GeneratedLayer } from "../../plan/image-plan.ts";
import { byKind, type GeneratedFile } from "../../value/generated-file.ts";
import { type HelperPlace, helperStep } from "../helper-step.ts";
import { writeFetched } from "./fetched.ts";
import { generateSpec } from "./spec.ts";

/** Where the step has the trees of store paths. */
const STORES = "/stores";

/**
 * What is made for one image alone: links to packages, and files. `trees` have their store paths: each is mounted by itself, since the
 * daemon links all their files once more to make one tree of them. `beside` is something that the image shall depend on and that is
 * not in it. `sizes` are those of the first trees, in bytes, where it is to be said which of them this build has made.
 */
export function generateStep(
  { links, files, wanted }: GeneratedLayer,
  trees: readonly Output[],
  helper: HelperPlace,
  { beside, sizes = [] }: { readonly beside?: Output | undefined; readonly sizes?: readonly number[] } = {},
): Output {
  const { place, ...linked } = links;
  const mounts = [outputMount("/out"), ...(beside === undefined ? [] : [readonlyMount("/beside", beside)])];
  let unkeyed: string | undefined;
  if (readsStore({ links, files, wanted })) {
    if (helper.started !== undefined) unkeyed = writeFetched({ started: helper.started, sizes });
    // What is linked is decided by the packages' names alone: reading all their bytes for a cache key is not needed.
    const options = { selector: STORE_DIR, contentCache: "off" } as const;
    mounts.push(...trees.map((tree, index) => readonlyMount(`${STORES}/${index}`, tree, options)));
  }
  for (const program of new Set(files.flatMap((file) => (file.type === "program" ? [file.program] : [])))) {
    mounts.push(readonlyMount(`/${program}`, helper.helper, { selector: `/${program}` }));
  }
  return helperStep(helper, {
    name: "[decl] link the system path and write what is generated",
    places: [place],
    spec: generateSpec,
    value: { ...linked, stores: STORES, files, wanted, output: "/out" },
    mounts,
    unkeyed,
  }).at("/out");
}

/** Whether links are made to files of packages, or files with their contents, or programs are looked for there. */
function readsStore({ links, files, wanted }: Pick<GeneratedLayer, "links" | "files" | "wanted">): boolean {
  const inStore = (file: GeneratedFile) =>
    byKind(file, {
      symlink: ({ target }) => target.startsWith(`${STORE_DIR}/`),
      file: ({ sources }) => sources !== undefined,
      program: () => false,
      directory: () => false,
    });
  const isWanted = wanted?.some((path) => path.startsWith("/nix/store/"));
  return links.packages.length > 0 || links.profiles.length > 0 || files.some(inStore) || isWanted === true;
}
