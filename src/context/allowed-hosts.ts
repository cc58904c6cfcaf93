import { at, DeclError, type Place } from "../text/diagnostic.ts";
import { namesHost } from "../value/hosts.ts";
import type { DeclSettings } from "./settings.ts";

/** In words that follow what is there. */
export const notAllowed = (host: string): string => `is on ${host}, which --build-arg DECL_ALLOW_HOSTS does not name`;

/**
 * Refuses what the declaration has the daemon fetch from a host that the person who builds has not listed, where they list hosts.
 * Throws a DeclError.
 */
export function requireHost(
  { allowHosts }: Pick<DeclSettings, "allowHosts">,
  { host, subject, place }: { readonly host: string; readonly subject: string; readonly place: Place | undefined },
): void {
  if (allowHosts === undefined || namesHost(allowHosts, host)) return;
  throw new DeclError({
    code: "host-not-allowed",
    message: `${subject} ${notAllowed(host)}`,
    ...at(place),
    hint: `if it may be fetched from there: --build-arg DECL_ALLOW_HOSTS="${[...allowHosts, host].join(" ")}"`,
  });
}

/** Refuses a step that may reach all hosts there are, where some are listed. Throws a DeclError. */
export function requireAnyHost(
  { allowHosts }: Pick<DeclSettings, "allowHosts">,
  { subject, place }: { readonly subject: string; readonly place: Place | undefined },
): void {
  if (allowHosts === undefined || allowHosts.includes("*")) return;
  throw new DeclError({
    code: "host-not-allowed",
    message: `${subject} has a network, and --build-arg DECL_ALLOW_HOSTS names the hosts that may be reached`,
    ...at(place),
    hint: 'what hosts a step reaches cannot be restricted: DECL_ALLOW_HOSTS="*" allows all',
  });
}
