import { type OpenedBase, openBase } from "../context/base-image.ts";
import { type OpenedContents, openContents } from "../context/contents.ts";
import type { Session } from "../context/session.ts";
import { type ContentItem, mapTexts } from "../plan/image-content.ts";
import type { CheckedImage } from "./resolve-images.ts";

/** Where the files of an image come from that are in no package. */
export interface ImageSources {
  /** `image.from`, where it is set. */
  readonly base?: OpenedBase;
  /** `image.contents` with the store paths in its texts, and where each item's files are. */
  readonly items: readonly ContentItem[];
  readonly contents: readonly OpenedContents[];
}

/** Finds the image that another starts from, and the files that it is given. Throws a DeclError. */
export async function openSources(
  session: Session,
  { platform, configuration, content, packages }: CheckedImage,
): Promise<ImageSources> {
  const { config, placeOf } = configuration;
  const base =
    config.image.from === null
      ? undefined
      : await openBase(session, platform, {
          name: config.image.from,
          place: placeOf(["image", "from"]),
          bundles: content.tls.files.map(({ path }) => path),
        });
  const items = mapTexts(content.contents, packages.resolveText);
  const placeOfItem = (index: number) => placeOf(["image", "contents", `${index}`]);
  const contents = await openContents(session, items, platform, placeOfItem);
  return { items, contents, ...(base && { base }) };
}
