import type { Diagnostic } from "./diagnostic.ts";

type Fault = Pick<Diagnostic, "code" | "message" | "hint">;

/** What an address is for: that of a cache has no query, and that of a repository has no ref. */
export type AddressUse = "cache" | "archive" | "repository";

/** Names of query parameters in which servers take credentials. */
const LOGIN = /token|secret|passw|credential|signature|^sig$|^x-amz-|(?:^|[-_.])(?:api-?key|key|auth|login)$/i;

/**
 * What is wrong with an http address that has a login in it, or may have one: addresses are in the graph, in the lock file, in
 * the provenance and in messages. Nothing of the address but its host is repeated. Undefined where it is well, or none.
 */
export function addressFault(where: string, address: string, use: AddressUse): Fault | undefined {
  const url = /^https?:\/\//i.test(address) && URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined) return undefined;
  // BuildKit's names for secrets have the port of a repository, and not that of a file.
  const host = use === "repository" ? url.host : url.hostname;
  if (url.username !== "" || url.password !== "") {
    return fault(where, host, `has a login in it, which would be in the lock file for all to read`, use);
  }
  const login = [...url.searchParams.keys()].some((name) => LOGIN.test(name));
  if (login) return fault(where, host, "has what lets somebody in in its query, for all to read", use);
  if (use === "archive" || !/[?#]/.test(address)) return undefined;
  const rest = url.search === "" ? "a fragment" : "a query";
  return fault(where, host, `has ${rest}, which no file of a ${use} is asked for with`, use);
}

function fault(where: string, host: string, what: string, use: AddressUse): Fault {
  const hint =
    use === "repository"
      ? `leave it out, and give --secret id=GIT_AUTH_TOKEN.${host},env=… with a token`
      : `leave it out, and give --secret id=HTTP_AUTH_HEADER_${host},env=… with "Basic" and the base64 of login:password`;
  return { code: "login-in-address", message: `${where}: the address of ${host} ${what}`, hint };
}

/** A text for messages, in which the logins and queries of addresses are left out. */
export function withoutLogin(text: string): string {
  const shown = text
    .replace(/^(\s*(?:[\w+.-]+:)?\/\/)[^/@\s]+@/, "$1…@")
    .replace(/^(\s*)[^/@\s:]+:[^/@\s]+@(?=\w)/, "$1…@");
  return /^\s*[\w+.-]+:\/\//.test(text) ? shown.replace(/\?[^#]+/, "?…") : shown;
}
