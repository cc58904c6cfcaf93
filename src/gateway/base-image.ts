import { at, DeclError, type Place } from "../diagnostic.ts";
import { marshal } from "../llb/marshal.ts";
import { type State, scratch } from "../llb/vertex.ts";
import { ACCOUNT_FILES } from "../plan/accounts.ts";
import type { BaseImage } from "../plan/base-image.ts";
import type { TargetPlatform } from "../request/platform.ts";
import type { BuildRequest } from "../request/request.ts";
import type { Gateway, Ref } from "./client.ts";
import { isNotFound } from "./gateway-error.ts";
import { findImage } from "./images.ts";
import { readText } from "./local-folder.ts";

/** The image that another starts from: what the plan has to know of it, and where its files come from. */
export interface OpenedBase {
  readonly plan: BaseImage;
  readonly state: State;
  /** Its configuration as it came. */
  readonly configJson?: Uint8Array;
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
  gateway: Gateway,
  request: BuildRequest,
  platform: TargetPlatform,
  { name, place, bundles }: BaseName,
): Promise<OpenedBase> {
  const { reference, state, origin, config } = await findImage(gateway, request, name, platform, place);
  const { architecture, os } = config?.content ?? {};
  if ((architecture ?? platform.architecture) !== platform.architecture || (os ?? "linux") !== platform.os) {
    throw new DeclError({
      code: "wrong-base-platform",
      message: `the image ${name} is for ${os}/${architecture}, and not for ${platform.os}/${platform.architecture}`,
      ...at(place),
    });
  }
  const tree = await readTree(gateway, state, bundles);
  const named = config?.content.config?.Env?.find((entry) => entry.startsWith("SSL_CERT_FILE="));
  const certificates = named === undefined ? {} : { certificates: named.slice("SSL_CERT_FILE=".length) };
  return {
    plan: {
      reference,
      ...tree,
      ...certificates,
      ...(origin === undefined ? {} : { origin }),
      ...(config === undefined ? {} : { config: config.content }),
    },
    state,
    ...(config === undefined ? {} : { configJson: config.json }),
  };
}

async function readTree(
  gateway: Gateway,
  state: State,
  bundles: readonly string[],
): Promise<Pick<BaseImage, "links" | "accounts" | "certificates">> {
  if (state === scratch) return { links: {}, accounts: {} };
  const ref = await gateway.solve(marshal(state));
  const top = await gateway.readDir(ref, "/");
  const links = top.filter(({ type }) => type === "symlink").map(({ path, target }) => [`/${path}`, target]);
  const accounts: Record<string, string> = {};
  for (const file of ACCOUNT_FILES) {
    const text = await readText(gateway, ref, file);
    if (text !== undefined) accounts[file] = text;
  }
  const there = await Promise.all(bundles.map((path) => isThere(gateway, ref, path)));
  const bundle = bundles.find((_, index) => there[index]);
  return { links: Object.fromEntries(links), accounts, ...(bundle === undefined ? {} : { certificates: bundle }) };
}

async function isThere(gateway: Gateway, ref: Ref, path: string): Promise<boolean> {
  try {
    await gateway.statFile(ref, path);
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}
