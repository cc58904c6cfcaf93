import type { Closure, ClosureEntry } from "../nix/closure.ts";
import type { StorePath } from "../nix/store-path.ts";
import type { Diagnostic } from "../text/diagnostic.ts";
import type { BaseImage } from "./base-image.ts";
import type { ImageContent } from "./image-content.ts";
import type { Packages } from "./packages.ts";

/**
 * Names of store paths that programs link to speak TLS, with a version behind: "openssl-3.6.5", "nss-3.101" but not
 * "nss-cacert-3.101".
 */
const TLS_LIBRARY =
  /^(?:openssl|quictls|libressl|gnutls|nss|mbedtls|wolfssl(?:-all)?|boringssl|aws-lc|s2n-tls|rustls-ffi|botan\d*|bearssl)(?:[-_]unstable)?-\d/;
const DOCUMENTATION = /-(?:man|doc|devdoc|info|debug)$/;

/** Whether a store path is a library that speaks TLS. */
export const isTlsLibrary = ({ name }: StorePath): boolean => TLS_LIBRARY.test(name) && !DOCUMENTATION.test(name);

/** What an image does for the programs that speak TLS. */
export type Certificates =
  /** Nothing speaks it, or no certificates are wanted. */
  | { readonly kind: "none" }
  /** The base image has a bundle, which stays the one that is trusted. */
  | { readonly kind: "of-base"; readonly path: string }
  | { readonly kind: "ours"; readonly roots: readonly StorePath[] }
  | { readonly kind: "missing"; readonly library: ClosureEntry; readonly reason: string };

/** Decides by what the packages need: `closure` is theirs, with or without the certificates. */
export function certificatesFor(
  { forTls }: Pick<Packages, "forTls">,
  closure: Pick<Closure, "entries">,
  base?: Pick<BaseImage, "certificates">,
): Certificates {
  const library = closure.entries.find(({ path }) => isTlsLibrary(path));
  const isWanted = forTls.packages.length > 0 || forTls.missing !== undefined;
  if (library === undefined || !isWanted) return { kind: "none" };
  if (base?.certificates !== undefined) return { kind: "of-base", path: base.certificates };
  if (forTls.missing !== undefined) return { kind: "missing", library, reason: forTls.missing };
  return { kind: "ours", roots: forTls.packages.map(({ path }) => path) };
}

/** The content with the certificates in it, or with the variables that lead to those of the base. */
export function withCertificates(content: ImageContent, certificates: Certificates): ImageContent {
  const { files, container, tls } = content;
  const withEnv = (env: Readonly<Record<string, string>>) => ({ ...container, env: { ...env, ...container.env } });
  switch (certificates.kind) {
    case "none":
    case "missing":
      return content;
    case "of-base": {
      const env = Object.fromEntries(Object.keys(tls.env).map((name) => [name, certificates.path]));
      return { ...content, container: withEnv(env) };
    }
    case "ours": {
      const own = new Set(files.map(({ path }) => path));
      const all = [...files, ...tls.files.filter(({ path }) => !own.has(path))];
      all.sort((a, b) => (a.path < b.path ? -1 : 1));
      return { ...content, files: all, container: withEnv(tls.env) };
    }
  }
}

/** One warning where programs speak TLS and nothing says whom to trust. */
export function certificateWarnings(packages: Packages, closure: Closure, base: BaseImage | undefined): Diagnostic[] {
  const certificates = certificatesFor(packages, closure, base);
  if (certificates.kind !== "missing") return [];
  const { library, reason } = certificates;
  return [
    {
      code: "no-certificates",
      severity: "warning",
      message: `${library.path.name} is in the image for TLS, and no certificates to trust: ${reason}`,
      hint: "security.pki.certificateFiles takes a bundle; security.pki.installCACerts = false says that none is wanted",
    },
  ];
}
