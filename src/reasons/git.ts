import type { DaemonError } from "./daemon-error.ts";

// Seen with git 2.53 and curl 8.22, behind BuildKit 0.25 of Docker Engine 28.5.2.

/** What `nixpkgs.source` says of a repository. */
export interface GitPin {
  readonly git: string;
  readonly rev: string;
  readonly ref: string | null;
}

/** What the daemon's and git's words for a fetch that went wrong mean (source/git/source.go, git's http.c). */
export function describeGitFailure(
  { message }: DaemonError,
  pin: GitPin,
): { message: string; hint?: string | undefined } {
  const { host } = new URL(pin.git);
  const found = EXPECTED.exec(message)?.[1];
  const isCommit = pin.ref === null || NO_COMMIT.test(message);
  const what = isCommit ? `commit ${pin.rev}` : `tag or branch ${pin.ref}`;
  const { reason, hint } =
    found === undefined
      ? gitFailure(message, { host, what })
      : {
          reason: `${pin.ref} is at ${found}, not at the rev`,
          hint: "set nixpkgs.source.rev to it, or leave out a ref that moves on",
        };
  const failure = `the package set ${pin.git} cannot be had: ${reason}`;
  return { message: failure, hint };
}

const EXPECTED = /expected checksum to match \S+, got ([0-9a-f]+)/;
/** Whether a tag or branch was found, and is at another commit than its checksum says. */
export const isOtherCommit = ({ message }: DaemonError): boolean => EXPECTED.test(message);

const NO_COMMIT = /not our ref|no such ref was fetched|unable to read tree|reference is not a tree|bad object/;

/** The same of any repository. `what` was asked for: "tag or branch main". */
export function gitFailure(
  message: string,
  { host, what }: { readonly host: string; readonly what: string },
): { reason: string; hint?: string } {
  const found = EXPECTED.exec(message)?.[1];
  if (found !== undefined) return { reason: `its ${what} is at ${found}, not at the commit that was asked for` };
  if (/does not contain ref|couldn't find remote ref/.test(message) || NO_COMMIT.test(message)) {
    return { reason: `it has no ${what}` };
  }
  if (/could not read Username|Authentication failed|error: 40[137]/.test(message)) {
    return {
      reason: `${host} wants a login`,
      hint: `give --secret id=GIT_AUTH_TOKEN.${host},… with a token, or id=GIT_AUTH_HEADER.${host},… with the Authorization header`,
    };
  }
  const reason = REASONS.find(([words]) => words.test(message))?.[1];
  if (reason !== undefined) return { reason: `${host} ${reason}` };
  return { reason: /fatal: ([^\n]*)/.exec(message)?.[1] ?? message };
}

const REASONS: readonly (readonly [RegExp, string])[] = [
  [/repository '[^']*' not found|error: 404/, "has no such repository"],
  [/Could not resolve host/, "is an unknown host name"],
  [/Failed to connect|Connection refused|Could not connect/i, "refuses connections"],
  [/timed out/i, "does not answer in time"],
  [/certificate|SSL/, "has a certificate that the engine does not trust"],
];
