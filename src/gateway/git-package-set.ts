import { DeclError, type Place } from "../diagnostic.ts";
import { marshal } from "../llb/marshal.ts";
import { git } from "../llb/source.ts";
import type { Gateway, Ref } from "./client.ts";
import { GatewayError } from "./gateway-error.ts";
import { describeGitFailure, type GitPin } from "./git-failure.ts";
import { readText } from "./local-folder.ts";
import type { PackageSetSource } from "./package-set-source.ts";

/**
 * A commit of a repository: its id is its checksum. BuildKit fetches a tag or branch alone, and asks the server each time
 * where it is; a commit it fetches with everything that leads to it, once (source/git/source.go). Throws a DeclError at
 * `place`.
 */
export async function gitSource(
  gateway: Gateway,
  pin: GitPin,
  place: { readonly place?: Place },
): Promise<PackageSetSource> {
  const { rev, ref: named } = pin;
  const { supports } = await gateway.capabilities;
  const ref = named !== null && supports("source.git.checksum") ? named : rev;
  const short = rev.slice(0, 12);
  const label = pin.git;
  const state = git(`${pin.git.replace(/^https?:\/\//, "")}#${ref}`, {
    fullUrl: pin.git,
    // What docker itself calls the secrets of build contexts.
    ...(supports("source.git.httpauth")
      ? { authHeaderSecret: "GIT_AUTH_HEADER", authTokenSecret: "GIT_AUTH_TOKEN" }
      : {}),
    ...(ref === rev ? {} : { checksum: rev }),
    name: `[nix] ${label} at ${ref === rev ? short : `${ref} (${short})`}`,
  });
  let checkout: Promise<Ref> | undefined;
  return {
    label,
    pin: { source: pin.git, rev },
    files: { state },
    readText: async (name) => {
      checkout ??= fetched(gateway, state, pin, place);
      return readText(gateway, await checkout, name);
    },
  };
}

/** What goes wrong goes wrong here, and not where a file is looked for. */
async function fetched(
  gateway: Gateway,
  state: ReturnType<typeof git>,
  pin: GitPin,
  place: { readonly place?: Place },
): Promise<Ref> {
  try {
    const ref = await gateway.solve(marshal(state));
    await gateway.readDir(ref, "/");
    return ref;
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    // Who has said nothing of a source may not know that there is one.
    const hint =
      place.place === undefined ? { hint: "it is the default: --build-context nixpkgs=DIR takes its place" } : {};
    throw new DeclError({ code: "no-package-set", ...hint, ...describeGitFailure(error, pin), ...place });
  }
}
