import type { Session } from "../context/session.ts";
import { scratch } from "../llb/vertex.ts";
import type { Closure } from "../nix/closure.ts";
import { placeOfText } from "../options/mention.ts";
import type { MadeTable } from "../packages/builds/run-builds.ts";
import { type ImagePlan, planImage } from "../plan/image-plan.ts";
import { helperPlace } from "../steps/helper-step.ts";
import { type ImageGraph, imageGraph } from "../steps/image-graph.ts";
import { requireShell } from "../steps/run/shell.ts";
import type { NarSources } from "../steps/unpack/nar-source.ts";
import { platformId } from "../value/platform.ts";
import type { ImageSources } from "./open-sources.ts";
import type { CheckedImage } from "./resolve-images.ts";

/** All that an image is made of. */
interface ImageParts {
  readonly sources: ImageSources;
  readonly closure: Closure;
  readonly nars: NarSources;
  readonly made: MadeTable;
}

/** The plan of an image and its graph. Throws a DeclError where `image.run` has no shell. */
export async function imageGraphOf(
  session: Session,
  { platform, configuration, content, programs, packages, files, within }: CheckedImage,
  { sources: { base, contents }, closure, nars, made }: ImageParts,
): Promise<ImageGraph & { readonly plan: ImagePlan }> {
  const { engine, request } = session;
  const plan = within(() =>
    planImage({
      ...{ platform, content, programs, packages, closure, placeOf: configuration.placeOf },
      placeOfText: (text) => placeOfText(configuration, text),
      labels: request.labels,
      created: request.sourceDateEpoch,
      folders: contents.map(({ isFolder }) => isFolder),
      base: base?.plan,
    }),
  );
  const graph = imageGraph({
    plan,
    nars,
    base: base?.state ?? scratch,
    added: new Map([
      ...Array.from(files.values(), ({ path, tree }) => [path.path, tree] as const),
      ...Array.from(made, ([path, { tree }]) => [path, tree] as const),
    ]),
    facts: [...new Set(Array.from(made.values(), ({ facts }) => facts))].filter((one) => one !== undefined),
    contents,
    among: request.platforms.length > 1 ? `for ${platformId(platform)}` : undefined,
    mergeOp: (await engine.capabilities).supports("mergeop"),
    ...(await helperPlace(session)),
  });
  if (plan.run !== undefined) await requireShell(session, graph.beforeRun, plan.run.place);
  return { ...graph, plan };
}
