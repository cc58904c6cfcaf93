import { startSandboxAhead } from "./declaration/sandbox.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { attestSbom } from "./gateway/attest-sbom.ts";
import { openBase } from "./gateway/base-image.ts";
import { openBuildContext, withBuildFile } from "./gateway/build-context.ts";
import { openCaches } from "./gateway/caches.ts";
import type { Gateway } from "./gateway/client.ts";
import { openContents } from "./gateway/contents.ts";
import { cacheMetadata } from "./gateway/context-cache.ts";
import { frontendImage } from "./gateway/frontend-image.ts";
import { lockCommand, lockFileName, readLockFile } from "./gateway/lock-file.ts";
import { contextNames } from "./gateway/package-set-source.ts";
import { askAhead } from "./gateway/read-ahead.ts";
import { imageResult, type PlatformImage, type Result } from "./gateway/result.ts";
import { runChecks } from "./gateway/run-checks.ts";
import { requireShell } from "./gateway/shell.ts";
import { solveClosure } from "./gateway/solve-closure.ts";
import { reportWarnings } from "./gateway/warnings.ts";
import { imageGraph } from "./graph/image-graph.ts";
import type { NarSources } from "./graph/nar-source.ts";
import type { SourceFile } from "./llb/source-map.ts";
import { type Platform, scratch } from "./llb/vertex.ts";
import type { Closure } from "./nix/closure.ts";
import { CACHE_INFO } from "./nix/folder-cache.ts";
import type { LockFile } from "./nix/lock/lock-file.ts";
import { type LockedImage, makeLock } from "./nix/lock/make-lock.ts";
import { NAME_TABLE } from "./nix/package-set.ts";
import { checkImages } from "./pipeline/check-images.ts";
import { explainClosure, findClosure } from "./pipeline/find-closure.ts";
import { changeMessage } from "./pipeline/lock-images.ts";
import { lockToFollow, openDeclaration } from "./pipeline/open-declaration.ts";
import type { CheckedImage } from "./pipeline/resolve-images.ts";
import { lockTarget, writeLock } from "./pipeline/write-lock.ts";
import { onBuildWarnings } from "./plan/base-image.ts";
import { CACHE_CONTEXT } from "./plan/cache-list.ts";
import { certificateWarnings } from "./plan/certificates.ts";
import { mapTexts } from "./plan/image-content.ts";
import { planImage } from "./plan/image-plan.ts";
import { mentionedNames, packagesIn } from "./plan/packages.ts";
import { imageSbom } from "./plan/sbom/image-sbom.ts";
import type { BuildRequest } from "./request/request.ts";
import { answerSubrequest } from "./subrequests/router.ts";

/** One build, from what the client asked for to the result: each stage takes what the one before made. */
export async function build(gateway: Gateway, sources: Map<string, SourceFile>, asked: BuildRequest): Promise<Result> {
  const request = await withBuildFile(gateway, asked);
  if (request.subrequest !== undefined) return answerSubrequest(request.subrequest, { gateway, request, sources });
  await askForPackages(gateway, request);
  const opened = await openDeclaration(gateway, request, sources);
  const { declaration, vertex } = opened;
  const target = lockTarget(request, declaration);
  if (target !== undefined) return writeLock(gateway, request, declaration, target, opened.lock());
  const lock = lockToFollow(opened, request);
  const { images, warnings, pin } = await checkImages(gateway, request, declaration, lock);
  const told = reportWarnings(
    gateway,
    [...warnings, ...(await unlocked(gateway, request, images, lock))],
    vertex,
    sources,
  );
  told.catch(() => undefined); // it is waited for at the end

  const built: BuiltImage[] = [];
  for (const image of images) built.push(await buildImage(gateway, request, image, lock, [...sources.values()]));
  await told;
  await reportWarnings(
    gateway,
    built.flatMap((image) => image.warnings),
    vertex,
    sources,
  );
  const builtImages = built.map(({ image }) => image);
  const { multiPlatform } = request;
  if (request.settings.lock !== "update") return imageResult(builtImages, { multiPlatform });
  // What the lock file would say now, for whoever builds past it.
  const fresh = makeLock(
    built.map(({ locked }) => locked),
    pin,
  );
  const message = changeMessage(lockFileName(request), opened.lock(), fresh);
  return imageResult(builtImages, { multiPlatform, metadata: { "frontend.result.inlinemessage": message } });
}

/** What the client's folders say of packages: a build without a lock file needs it once the declaration is evaluated. */
async function askForPackages(gateway: Gateway, request: BuildRequest): Promise<void> {
  const names = contextNames(gateway, request);
  const cache = request.context(CACHE_CONTEXT) && cacheMetadata(gateway, request, CACHE_CONTEXT);
  const folders = [names?.ref(), cache?.ref()];
  const lock = request.settings.lock === "use" ? readLockFile(gateway, request) : undefined;
  await askAhead([lock, ...folders]);
  if (!request.filename.endsWith(".json")) startSandboxAhead();
  await Promise.allSettled([lock, ...folders]);
  if ((await lock) !== undefined) return;
  await askAhead([names?.readText(NAME_TABLE), cache?.readText(CACHE_INFO)]);
}

interface BuiltImage {
  readonly image: PlatformImage;
  readonly warnings: readonly Diagnostic[];
  readonly locked: LockedImage;
}

/** One warning where nothing says that the next build takes the same packages. */
async function unlocked(
  gateway: Gateway,
  request: BuildRequest,
  images: readonly CheckedImage[],
  lock: LockFile | undefined,
): Promise<Diagnostic[]> {
  if (lock !== undefined || request.settings.lock !== "use") return [];
  if (!images.some(({ content }) => mentionedNames(content).length > 0)) return [];
  const { isAlone } = await openBuildContext(gateway, request);
  return [
    {
      code: "unlocked",
      severity: "warning",
      message: `no ${lockFileName(request)} pins the packages, so a later build may get others`,
      hint: isAlone
        ? "a lock file lies beside the build file: build from a folder, an archive or a repository"
        : `write it: ${lockCommand(request)}`,
    },
  ];
}

async function buildImage(
  gateway: Gateway,
  request: BuildRequest,
  { platform, configuration, content, packages, files }: CheckedImage,
  lock: LockFile | undefined,
  sources: readonly SourceFile[],
): Promise<BuiltImage> {
  const caches = openCaches(gateway, request, configuration);
  const { config, placeOf } = configuration;
  const placeOfItem = (index: number) => placeOf(["image", "contents", `${index}`]);
  const base =
    config.image.from === null
      ? undefined
      : await openBase(gateway, request, platform, {
          name: config.image.from,
          place: placeOf(["image", "from"]),
          bundles: content.tls.files.map(({ path }) => path),
        });
  const items = mapTexts(content.contents, packages.resolveText);
  const contents = await openContents(gateway, request, items, platform, placeOfItem);

  const capabilities = await gateway.capabilities;
  const buildPlatform: Platform = capabilities.defaultPlatform ?? { os: "linux", architecture: "amd64" };
  const helper = await frontendImage(request.frontend);
  const graphOf = async (closure: Closure, nars: NarSources) => {
    const plan = planImage({
      platform,
      content,
      packages,
      closure,
      labels: request.labels,
      created: request.sourceDateEpoch,
      folders: contents.map(({ isFolder }) => isFolder),
      ...(base === undefined ? {} : { base: base.plan }),
      placeOf,
    });
    const graph = imageGraph({
      plan,
      nars,
      base: base?.state ?? scratch,
      added: new Map(Array.from(files.values(), ({ path, tree }) => [path.path, tree])),
      contents,
      helper,
      buildPlatform,
      mergeOp: capabilities.supports("mergeop"),
      ignoreCache: request.noCache,
    });
    if (plan.run !== undefined) await requireShell(gateway, graph.beforeRun, plan.run.place);
    return { ...graph, plan };
  };
  try {
    const { ref, closure, graph, warnings } = await solveClosure(gateway, {
      caches,
      buildPlatform,
      sources,
      cacheImports: request.cacheImports,
      find: (failures) => findClosure(packages, caches, { lock, failures, ...(base && { base: base.plan }) }),
      graph: graphOf,
    });
    const { plan } = graph;
    const place = { helper, buildPlatform, ignoreCache: request.noCache };
    const notes = await runChecks(gateway, {
      request,
      plan,
      image: graph.state,
      records: configuration.records,
      sources,
      ...place,
    });
    const copied = items.map((item, index) => ({ ...item, origin: contents[index]?.origin }));
    const attestations = request.sbom ? await attestSbom(gateway, imageSbom({ plan, packages, contents: copied })) : [];
    const image = {
      platform,
      ref,
      config: JSON.stringify(plan.config),
      ...(base?.configJson === undefined ? {} : { baseConfig: base.configJson }),
      annotations: plan.annotations,
      attestations,
    };
    const locked = { system: platform.system, packages: packagesIn(packages, closure), closure };
    const doubts = [
      ...onBuildWarnings(base?.plan, placeOf(["image", "from"])),
      ...certificateWarnings(packages, closure, base?.plan),
    ];
    return { image, warnings: [...warnings, ...notes, ...doubts], locked };
  } catch (error) {
    throw explainClosure(error, packages);
  }
}
