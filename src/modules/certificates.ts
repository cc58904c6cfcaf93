import type { HostArguments } from "../options/host-module.ts";

/** Where programs of all distributions look for the certificates that they trust. */
const BUNDLES = ["ssl/certs/ca-certificates.crt", "ssl/certs/ca-bundle.crt", "pki/tls/certs/ca-bundle.crt"];
/** What OpenSSL, and what of nixpkgs' programs, look at first. */
const VARIABLES = ["SSL_CERT_FILE", "NIX_SSL_CERT_FILE"];

/**
 * `security.pki.*` (nixpkgs: nixos/modules/security/ca.nix). The certificates of cacert are in an image that has the package
 * among environment.systemPackages, adds some of its own, or has a library for TLS among all that its packages need. The
 * last is known only when the packages are, so it is left to the image's plan (`image.tls`).
 */
export const certificates = ({ lib, pkgs, config }: HostArguments) => {
  const { mkOption, types } = lib;
  const { installCACerts, certificates: own, certificateFiles, caCertificateBlacklist } = config.security.pki;
  const hasOwn = own.length > 0 || certificateFiles.length > 0;
  const isInstalled = config.environment.systemPackages.some((pkg) => lib.getName(`${pkg}`) === "cacert");
  const isCertain = hasOwn || (isInstalled && installCACerts);
  const publicBundle = `${pkgs.cacert}/etc/ssl/certs/ca-bundle.crt`;
  const bundle: Record<string, string | readonly string[]> = hasOwn
    ? {
        sources: [...lib.optional(installCACerts, publicBundle), ...certificateFiles],
        text: own.map((certificate) => `${certificate.trimEnd()}\n`).join(""),
        mode: "0444",
      }
    : { type: "symlink", target: publicBundle };
  const [first, ...others] = BUNDLES.map((path) => `/etc/${path}`);
  const files = Object.fromEntries([
    [first, lib.mapAttrs<string | readonly string[], unknown>((_, value) => lib.mkDefault(value), bundle)],
    ...others.map((path) => [path, { type: lib.mkDefault("symlink"), target: lib.mkDefault(first) }]),
  ]);
  const variables = lib.genAttrs(VARIABLES, () => lib.mkDefault(`${first}`));
  return {
    options: {
      security: {
        pki: {
          installCACerts: mkOption({
            type: types.bool,
            default: true,
            description:
              "Whether the public authorities of cacert are trusted: beside the certificates that are added, and in images whose packages have a library for TLS.",
          }),
          certificates: mkOption({
            type: types.listOf(types.str),
            default: [],
            description: "Certificates, in PEM, that are trusted too.",
          }),
          certificateFiles: mkOption({
            type: types.listOf(types.path),
            default: [],
            description: "Files of packages with such certificates.",
          }),
          caCertificateBlacklist: mkOption({
            type: types.listOf(types.str),
            default: [],
            description: "Must be empty: the bundle of cacert is taken as it is.",
          }),
        },
      },
    },
    config: {
      image: {
        files: lib.mkIf(isCertain, files),
        tls: lib.mkIf(!isCertain && installCACerts, { files, env: variables }),
      },
      environment: {
        sessionVariables: lib.mkIf(isCertain, variables),
        // Sessions that start afresh, as those of `su -` do.
        extraInit: lib.mkIf(!isCertain && installCACerts, lib.mkBefore(whereThere(`${first}`))),
      },
      assertions: [
        {
          assertion: caCertificateBlacklist.length === 0,
          message: "security.pki.caCertificateBlacklist cannot be heeded: the bundle of cacert is taken as it is",
          hint: "installCACerts = false leaves the bundle out, and certificateFiles takes another",
          about: [["security", "pki", "caCertificateBlacklist"]],
        },
      ],
    },
  };
};

/** Shell code that sets the variables where the bundle is in the image, and they are not set to another. */
function whereThere(bundle: string): string {
  const lines = VARIABLES.map((name) => `  export ${name}="\${${name}:-${bundle}}"`);
  return [`if [ -r ${bundle} ]; then`, ...lines, "fi"].join("\n");
}
