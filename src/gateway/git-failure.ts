import type { GatewayError } from "./gateway-error.ts";

/** What `nixpkgs.source` says of a repository. */
export interface GitPin {
  readonly git: string;
  readonly rev: string;
  readonly ref: string | null;
}

/** What the daemon's and git's words for a fetch that went wrong mean (source/git/source.go, git's http.c). */
export function describeGitFailure({ message }: GatewayError, pin: GitPin): { message: string; hint?: string } {
  const failed = (reason: string, hint?: string) => ({
    message: `the package set ${pin.git} cannot be had: ${reason}`,
    ...(hint === undefined ? {} : { hint }),
  });
  const { host } = new URL(pin.git);
  const found = /expected checksum to match \S+, got ([0-9a-f]+)/.exec(message)?.[1];
  if (found !== undefined) {
    return failed(
      `${pin.ref} is at ${found}, not at the rev`,
      "set nixpkgs.source.rev to it, or leave out a ref that moves on",
    );
  }
  if (/does not contain ref|couldn't find remote ref/.test(message))
    return failed(`it has no ${pin.ref === null ? `commit ${pin.rev}` : `tag or branch ${pin.ref}`}`);
  if (/not our ref|no such ref was fetched|unable to read tree|reference is not a tree|bad object/.test(message)) {
    return failed(`it has no commit ${pin.rev}`);
  }
  if (/could not read Username|Authentication failed|error: 40[137]/.test(message)) {
    return failed(
      `${host} wants to know who asks`,
      `give --secret id=GIT_AUTH_TOKEN.${host},… with a token, or id=GIT_AUTH_HEADER.${host},… with the Authorization header`,
    );
  }
  if (/repository '[^']*' not found|error: 404/.test(message)) return failed(`${host} has no such repository`);
  if (/Could not resolve host/.test(message)) return failed(`${host} is an unknown host name`);
  if (/Failed to connect|Connection refused|Could not connect/i.test(message))
    return failed(`${host} refuses connections`);
  if (/timed out/i.test(message)) return failed(`${host} does not answer in time`);
  if (/certificate|SSL/.test(message)) return failed(`${host} has a certificate that the engine does not trust`);
  return failed(/fatal: ([^\n]*)/.exec(message)?.[1] ?? message);
}
