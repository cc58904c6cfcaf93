import type { Session } from "../../context/session.ts";
import { openTree, type Tree } from "../../context/tree.ts";
import { git } from "../../llb/source.ts";
import { DaemonError } from "../../reasons/daemon-error.ts";
import { describeGitFailure } from "../../reasons/git.ts";
import { DeclError, type Place } from "../../text/diagnostic.ts";
import type { GitPin } from "../pins/pin.ts";
import type { PackageSetSource } from "./package-set-source.ts";

/**
 * A commit of a repository: its id is its checksum. BuildKit fetches a tag or branch alone, and asks the server each time
 * where it is; a commit it fetches with everything that leads to it, once (source/git/source.go). Throws a DeclError at
 * `place`.
 */
export async function gitPackageSet(
  session: Session,
  pin: GitPin,
  place: { readonly place?: Place },
): Promise<PackageSetSource> {
  const { rev, ref: named } = pin;
  const { supports } = await session.engine.capabilities;
  const ref = named !== undefined && supports("source.git.checksum") ? named : rev;
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
  const tree = openTree(session, state);
  let checkout: Promise<unknown> | undefined;
  return {
    label,
    pin: { source: pin.git, rev },
    files: { kind: "tree", state, folder: pin.folder },
    readText: async (name) => {
      checkout ??= checkOut(tree, pin, place);
      await checkout;
      return tree.readText(name);
    },
  };
}

/** What goes wrong goes wrong here, and not where a file is looked for. */
async function checkOut(tree: Tree, pin: GitPin, place: { readonly place?: Place }): Promise<void> {
  try {
    await tree.list("/");
  } catch (error) {
    if (!(error instanceof DaemonError)) throw error;
    // Who has said nothing of a source may not know that there is one.
    const hint =
      place.place === undefined ? { hint: "it is the default: --build-context nixpkgs=DIR takes its place" } : {};
    throw new DeclError({
      code: "no-package-set",
      ...hint,
      ...describeGitFailure(error, { ...pin, ref: pin.ref ?? null }),
      ...place,
    });
  }
}
