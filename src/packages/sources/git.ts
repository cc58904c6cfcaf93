import { requireHost } from "../../context/allowed-hosts.ts";
import type { Session } from "../../context/session.ts";
import { openTree, type Tree } from "../../context/tree.ts";
import { git } from "../../llb/source.ts";
import { DaemonError } from "../../reasons/daemon-error.ts";
import { describeGitFailure, isOtherCommit } from "../../reasons/git.ts";
import { DeclError, type Diagnostic, type Place } from "../../text/diagnostic.ts";
import type { GitPin } from "../pins/pin.ts";
import { maySend } from "../secret-hosts.ts";
import type { PackageSetSource } from "./package-set-source.ts";

/**
 * A package set at a commit of a repository. The commit's id is its checksum. Since BuildKit 0.30 an engine can fetch a single commit.
 * Older ones fetch either the newest commit of a tag or branch, which they look up on the server each time, or a commit with all of its
 * history (source/git/source.go). Throws a DeclError at `place`.
 */
export async function gitPackageSet(
  session: Session,
  pin: GitPin,
  place: { readonly place?: Place },
): Promise<PackageSetSource> {
  const { rev, ref: named } = pin;
  const { settings } = session.request;
  const address = new URL(pin.git);
  requireHost(settings, { host: address.host, subject: "the package set", place: place.place });
  // The daemon looks for a secret with the host appended to this name first, and then for the name itself.
  const secret = (id: string) => (maySend(settings, id, address) ? id : `${id}.${address.host}`);
  const { supports } = await session.engine.capabilities;
  const alone = supports("source.git.fetchbycommit");
  const ref = !alone && named !== undefined && supports("source.git.checksum") ? named : rev;
  const short = rev.slice(0, 12);
  const label = pin.git;
  const state = git(`${pin.git.replace(/^https?:\/\//, "")}#${ref}`, {
    fullUrl: pin.git,
    // Docker's own names of the secrets for build contexts, limited to this host.
    ...(supports("source.git.httpauth")
      ? { authHeaderSecret: secret("GIT_AUTH_HEADER"), authTokenSecret: secret("GIT_AUTH_TOKEN") }
      : {}),
    checksum: alone || ref !== rev ? rev : undefined,
    fetchByCommit: alone ? true : undefined,
    name: `[nix] ${label} at ${ref === rev ? short : `${ref} (${short})`}`,
  });
  const tree = openTree(session, state);
  let checkout: Promise<unknown> | undefined;
  return {
    label,
    pin: { source: pin.git, rev },
    files: { kind: "tree", state, folder: pin.folder },
    warnings: alone || ref !== rev ? [] : [allHistory(pin, place)],
    readText: async (name) => {
      checkout ??= checkOut(tree, pin, place, supports("file.copy.requiredpaths"));
      await checkout;
      return tree.readText(name);
    },
  };
}

function allHistory({ git: address }: GitPin, place: { readonly place?: Place }): Diagnostic {
  return {
    code: "all-history",
    severity: "warning",
    message: `this engine fetches all history of ${address}, once`,
    hint:
      "name a tag or branch of the commit as nixpkgs.source.ref, or take an archive, url and narHash; " +
      "Docker Engine 29.5 (BuildKit 0.30) or newer fetches a commit alone",
    ...place,
  };
}

/** Solves the checkout, so that its errors are reported here and not when a file is read later. */
async function checkOut(
  tree: Tree,
  pin: GitPin,
  place: { readonly place?: Place },
  // Since BuildKit 0.26: it compares the checksum of an annotated tag correctly.
  knowsTags: boolean,
): Promise<void> {
  try {
    await tree.list("/");
  } catch (error) {
    if (!(error instanceof DaemonError)) throw error;
    const { message, hint } = describeGitFailure(error, { ...pin, ref: pin.ref ?? null });
    const trap = !knowsTags && isOtherCommit(error) ? ANNOTATED : "";
    throw new DeclError({
      code: "no-package-set",
      message,
      ...place,
      hint: hint && hint + trap,
    });
  }
}

const ANNOTATED = "; this engine takes an annotated tag for another commit: leave the ref out";
