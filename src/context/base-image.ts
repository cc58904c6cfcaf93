import { type State, scratch } from "../llb/vertex.ts";
import { ACCOUNT_FILES } from "../plan/accounts.ts";
import type { BaseImage } from "../plan/base-image.ts";
import { at, DeclError, type Place } from "../text/diagnostic.ts";
import type { TargetPlatform } from "../value/platform.ts";
import { findImage } from "./images.ts";
import type { Session } from "./session.ts";
import { openTree } from "./tree.ts";

/** The image that another starts from: what the plan has to know of it, and where its files come from. */
export interface OpenedBase {
  readonly plan: BaseImage;
  readonly state: State;
  /** Its configuration as it came. */
  readonly configJson?: Uint8Array | undefined;
}

/** `image.from`: a reference, or the name of a context. */
interface BaseName {
  readonly name: string;
  readonly place: Place | undefined;
  /** Where a bundle of certificates may be. */
  readonly bundles: readonly string[];
}

/** Finds `image.from` and looks at what decides how our files go onto it. Throws a DeclError with `place`. */
export async function openBase(
  session: Session,
  platform: TargetPlatform,
  { name, place, bundles }: BaseName,
): Promise<OpenedBase> {
  const { reference, state, origin, config } = await findImage(session, name, platform, place);
  const { architecture, os } = config?.content ?? {};
  if ((architecture ?? platform.architecture) !== platform.architecture || (os ?? "linux") !== platform.os) {
    throw new DeclError({
      code: "wrong-base-platform",
      message: `the image ${name} is for ${os}/${architecture}, and not for ${platform.os}/${platform.architecture}`,
      ...at(place),
    });
  }
  const tree = await readTree(session, state, bundles);
  const named = config?.content.config?.Env?.find((entry) => entry.startsWith("SSL_CERT_FILE="));
  return {
    plan: {
      reference,
      ...tree,
      certificates: named?.slice("SSL_CERT_FILE=".length) ?? tree.certificates,
      origin,
      config: config?.content,
    },
    state,
    configJson: config?.json,
  };
}

async function readTree(
  session: Session,
  state: State,
  bundles: readonly string[],
): Promise<Pick<BaseImage, "links" | "accounts" | "certificates">> {
  if (state === scratch) return { links: {}, accounts: {} };
  const tree = openTree(session, state);
  const top = await tree.list("/");
  const links = top.filter(({ type }) => type === "symlink").map(({ path, target }) => [`/${path}`, target]);
  const accounts: Record<string, string> = {};
  for (const file of ACCOUNT_FILES) {
    const text = await tree.readText(file);
    if (text !== undefined) accounts[file] = text;
  }
  const there = await Promise.all(bundles.map((path) => tree.stat(path)));
  const bundle = bundles.find((_, index) => there[index] !== undefined);
  return { links: Object.fromEntries(links), accounts, certificates: bundle };
}
