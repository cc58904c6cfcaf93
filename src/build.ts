import { at, DeclError } from "./diagnostic.ts";
import { type Caches, openCaches } from "./gateway/caches.ts";
import type { Gateway, Ref } from "./gateway/client.ts";
import { requireCapabilities } from "./gateway/engine-requirements.ts";
import { frontendImage } from "./gateway/frontend-image.ts";
import { GatewayError } from "./gateway/gateway-error.ts";
import { imageResult, type PlatformImage, type Result } from "./gateway/result.ts";
import { explainFailure } from "./gateway/step-failure.ts";
import { reportWarnings } from "./gateway/warnings.ts";
import { imageGraph } from "./graph/image-graph.ts";
import { marshal } from "./llb/marshal.ts";
import type { SourceFile } from "./llb/source-map.ts";
import type { Platform } from "./llb/vertex.ts";
import { type Closure, ClosureError, type ClosureProblem, describeProblem } from "./nix/closure.ts";
import { walkClosure } from "./nix/closure-walk.ts";
import { type CheckedImage, checkImages } from "./pipeline/check-images.ts";
import { openDeclaration } from "./pipeline/open-declaration.ts";
import { planImage } from "./plan/image-plan.ts";
import type { Packages } from "./plan/packages.ts";
import { readEnvironment } from "./request/environment.ts";
import { type BuildRequest, readRequest } from "./request/request.ts";
import { answerSubrequest } from "./subrequests/router.ts";

/** One build, from the client's options to the result: each stage takes what the one before made. */
export async function build(gateway: Gateway, sources: Map<string, SourceFile>): Promise<Result> {
  const request = readRequest(readEnvironment(process.env));
  if (request.subrequest !== undefined) return answerSubrequest(request.subrequest, { gateway, request, sources });
  const { declaration, vertex } = await openDeclaration(gateway, request, sources);
  const { images, warnings } = await checkImages(gateway, request, declaration);
  await reportWarnings(gateway, warnings, vertex, sources);

  const built: PlatformImage[] = [];
  for (const image of images) built.push(await buildImage(gateway, request, image, [...sources.values()]));
  return imageResult(built, { multiPlatform: request.multiPlatform });
}

async function buildImage(
  gateway: Gateway,
  request: BuildRequest,
  { platform, configuration, content, packages }: CheckedImage,
  sources: readonly SourceFile[],
): Promise<PlatformImage> {
  const caches = await openCaches(gateway, request, configuration);
  const closure = await findClosure(packages, caches);

  const plan = planImage({
    platform,
    content,
    packages,
    closure,
    labels: request.labels,
    created: request.sourceDateEpoch,
    systemPackagesPlace: configuration.placeOf(["environment", "systemPackages"]),
  });
  const capabilities = await gateway.capabilities;
  const buildPlatform: Platform = capabilities.defaultPlatform ?? { os: "linux", architecture: "amd64" };
  const graph = imageGraph({
    plan,
    nars: caches.narSources(closure),
    helper: await frontendImage(request.frontend),
    buildPlatform,
    mergeOp: capabilities.supports("mergeop"),
    ignoreCache: request.noCache,
  });
  const marshalled = marshal(graph.state, { platform: buildPlatform, sources });
  requireCapabilities(capabilities, marshalled);
  let ref: Ref;
  try {
    ref = await gateway.solve(marshalled, { evaluate: true, cacheImports: request.cacheImports });
  } catch (error) {
    throw error instanceof GatewayError ? explainFailure(error, marshalled, graph.steps) : error;
  }
  return { platform, ref, config: JSON.stringify(plan.config) };
}

async function findClosure(packages: Packages, caches: Caches): Promise<Closure> {
  const roots = [...packages.roots.values()];
  try {
    return await walkClosure(
      roots.map(({ path }) => path),
      caches.all,
    );
  } catch (error) {
    if (!(error instanceof ClosureError)) throw error;
    const [first, ...others] = error.problems.map((problem) => {
      const root = problem.kind === "cycle" ? undefined : problem.wantedBy[0];
      const place = roots.find(({ path }) => path.path === root?.path)?.place;
      return {
        code: `closure-${problem.kind}`,
        message: describeProblem(problem),
        ...at(place),
        ...closureHint(problem),
      };
    });
    throw first === undefined ? error : new DeclError(first, ...others);
  }
}

function closureHint(problem: ClosureProblem): { hint?: string } {
  if (problem.kind !== "unavailable" || !problem.answers.some(({ kind }) => kind === "untrusted")) return {};
  return {
    hint:
      "a path is used only with the signature of a trusted key: nixpkgs.binaryCaches has publicKeys, " +
      "and --build-arg DECL_TRUSTED_PUBLIC_KEYS=NAME:BASE64 adds some",
  };
}
