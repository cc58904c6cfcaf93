import type { Session } from "../context/session.ts";
import type { Tree } from "../context/tree.ts";
import type { PlatformImage } from "../engine/result.ts";
import { imageSbom, type SbomInput } from "../plan/sbom/image-sbom.ts";
import { attestSbom } from "./attest-sbom.ts";
import type { ImageSources } from "./open-sources.ts";

/** What BuildKit is told of an image whose files are made: its configuration, and its SBOM where one is asked for. */
export async function platformImage(
  session: Session,
  tree: Tree,
  { plan, packages }: Pick<SbomInput, "plan" | "packages">,
  { base, items, contents }: ImageSources,
): Promise<PlatformImage> {
  const copied = items.map((item, index) => ({ ...item, origin: contents[index]?.origin }));
  const sbom = session.request.sbom ? imageSbom({ plan, packages, contents: copied }) : undefined;
  return {
    platform: plan.platform,
    ref: await tree.ref(),
    config: JSON.stringify(plan.config),
    baseConfig: base?.configJson,
    annotations: plan.annotations,
    attestations: sbom === undefined ? [] : await attestSbom(session, sbom),
  };
}
