import { DeclError } from "../text/diagnostic.ts";
import { type GitAddress, parseGitAddress, shownAddress } from "./git-address.ts";

/** A folder of the client's: what `--build-context NAME=DIR` is. */
export interface LocalContext {
  readonly kind: "local";
  readonly name: string;
  readonly localName: string;
}

/** What `--build-context NAME=…` came as (frontend/dockerui/namedcontext.go). */
export type NamedContext =
  | LocalContext
  /** `docker-image://REFERENCE` */
  | { readonly kind: "image"; readonly name: string; readonly reference: string }
  /** A folder in OCI's image layout, which the client serves under a name of its own. */
  | { readonly kind: "oci-layout"; readonly name: string; readonly store: string; readonly digest: string }
  /** A repository. */
  | { readonly kind: "git"; readonly name: string; readonly address: GitAddress }
  /** One file, or an archive of many. */
  | { readonly kind: "http"; readonly name: string; readonly url: string }
  /** The result of another target of the same `docker buildx bake`. */
  | { readonly kind: "input"; readonly name: string; readonly input: string; readonly metadata?: string | undefined };

/**
 * The context of a name, or undefined. BuildKit writes names as image references: lower case, `:latest` left out; a
 * context for one platform only has it behind `::`.
 */
export function namedContext(
  options: ReadonlyMap<string, string>,
  name: string,
  platformId?: string,
): NamedContext | undefined {
  const value =
    (platformId === undefined ? undefined : options.get(`context:${name}::${platformId}`)) ??
    options.get(`context:${name}`);
  if (value === undefined) return undefined;
  const address = parseGitAddress(value);
  if (address !== undefined) return { kind: "git", name, address };
  if (/^https?:\/\//.test(value)) return { kind: "http", name, url: value };
  const [, scheme, rest = ""] = /^(local|docker-image|oci-layout|input):(?:\/\/)?(.*)$/s.exec(value) ?? [];
  switch (scheme) {
    case "local":
      return { kind: "local", name, localName: rest };
    case "docker-image":
      return { kind: "image", name, reference: rest };
    case "oci-layout": {
      const [, store, digest] = /^([^@]+?)(?::[^@/:]*)?@(sha256:[0-9a-f]{64})$/.exec(rest) ?? [];
      if (store !== undefined && digest !== undefined) return { kind: "oci-layout", name, store, digest };
      break;
    }
    case "input": {
      const metadata = options.get(`input-metadata:${rest}`);
      return { kind: "input", name, input: rest, metadata };
    }
  }
  throw new DeclError({
    code: "unknown-context",
    message: `--build-context ${name}=${shownAddress(value)} cannot be used`,
    hint: "give a folder, an address of a repository (….git) or of an archive, docker-image://REFERENCE or oci-layout://DIR",
  });
}
