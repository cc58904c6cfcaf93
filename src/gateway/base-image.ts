import { at, DeclError, type Place } from "../diagnostic.ts";
import { marshal } from "../llb/marshal.ts";
import { type State, scratch } from "../llb/vertex.ts";
import { ACCOUNT_FILES } from "../plan/accounts.ts";
import type { BaseImage } from "../plan/base-image.ts";
import type { TargetPlatform } from "../request/platform.ts";
import type { BuildRequest } from "../request/request.ts";
import type { Gateway } from "./client.ts";
import { readText } from "./client-files.ts";
import { findImage } from "./images.ts";

/** The image that another starts from: what the plan has to know of it, and where its files come from. */
export interface OpenedBase {
  readonly plan: BaseImage;
  readonly state: State;
  /** Its configuration as it came. */
  readonly configJson?: Uint8Array;
}

/** Finds `image.from` and looks at what decides how our files go onto it. Throws a DeclError with `place`. */
export async function openBase(
  gateway: Gateway,
  request: BuildRequest,
  name: string,
  platform: TargetPlatform,
  place: Place | undefined,
): Promise<OpenedBase> {
  const { reference, state, config } = await findImage(gateway, request, name, platform, place);
  const { architecture, os } = config?.content ?? {};
  if ((architecture ?? platform.architecture) !== platform.architecture || (os ?? "linux") !== platform.os) {
    throw new DeclError({
      code: "wrong-base-platform",
      message: `the image ${name} is for ${os}/${architecture}, and not for ${platform.os}/${platform.architecture}`,
      ...at(place),
    });
  }
  const tree = await readTree(gateway, state);
  return {
    plan: { reference, ...tree, ...(config === undefined ? {} : { config: config.content }) },
    state,
    ...(config === undefined ? {} : { configJson: config.json }),
  };
}

async function readTree(gateway: Gateway, state: State): Promise<Pick<BaseImage, "links" | "accounts">> {
  if (state === scratch) return { links: {}, accounts: {} };
  const ref = await gateway.solve(marshal(state));
  const top = await gateway.readDir(ref, "/");
  const links = top.filter(({ type }) => type === "symlink").map(({ path, target }) => [`/${path}`, target]);
  const accounts: Record<string, string> = {};
  for (const file of ACCOUNT_FILES) {
    const text = await readText(gateway, ref, file);
    if (text !== undefined) accounts[file] = text;
  }
  return { links: Object.fromEntries(links), accounts };
}
