import { MAIN_CONTEXT, mainFiles } from "../../context/context-files.ts";
import { contextState } from "../../context/context-state.ts";
import type { Session } from "../../context/session.ts";
import { copy, file } from "../../llb/file.ts";
import { type State, scratch } from "../../llb/vertex.ts";
import { contextPlace, type NixosQuestion, type NixosQuestions } from "./nixos-question.ts";

/** The files of build contexts that NixOS's modules may read, by the folder of the step. Throws a DeclError for a missing context. */
export async function contextTrees(session: Session, questions: NixosQuestions): Promise<ReadonlyMap<string, State>> {
  const all = [...questions.values()].flat();
  const names = new Set(all.flatMap(({ files }) => files.map(({ context }) => context)));
  const trees = new Map<string, State>();
  for (const name of names) {
    const paths = [
      ...new Set(all.flatMap(({ files }) => files.flatMap((one) => (one.context === name ? one.path : [])))),
    ].sort();
    const [first] = all.filter(({ files }) => files.some(({ context }) => context === name));
    if (first !== undefined) trees.set(contextPlace(name), await treeOf(session, name, paths, first));
  }
  return trees;
}

async function treeOf(session: Session, name: string, paths: readonly string[], { platform, place }: NixosQuestion) {
  if (name !== MAIN_CONTEXT) return contextState(session, { name, paths }, platform, place);
  const all = await mainFiles(session, paths);
  if (session.buildContext.files.kind !== "tree" || paths.includes(".")) return all;
  // Only these files are in the tree, so that changes of other files do not make NixOS be evaluated again.
  const include = paths.flatMap((path) => [path, `${path}/**`]);
  return file(scratch, [copy(all, "/", "/", { include })], {
    name: "[nix] load what NixOS reads of the build context",
  });
}
