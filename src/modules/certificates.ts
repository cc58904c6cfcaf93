import type { HostArguments } from "../options/host-module.ts";

/** Where programs of all distributions look for the certificates that they trust. */
const BUNDLES = ["ssl/certs/ca-certificates.crt", "ssl/certs/ca-bundle.crt", "pki/tls/certs/ca-bundle.crt"];

/**
 * `security.pki.*` (nixpkgs: nixos/modules/security/ca.nix). The certificates of cacert are in an image that has the package
 * among environment.systemPackages or adds some of its own; then TLS works without further ado.
 */
export const certificates = ({ lib, pkgs, config }: HostArguments) => {
  const { mkOption, types } = lib;
  const { installCACerts, certificates: own, certificateFiles, caCertificateBlacklist } = config.security.pki;
  const hasOwn = own.length > 0 || certificateFiles.length > 0;
  const isInstalled = config.environment.systemPackages.some((pkg) => lib.getName(`${pkg}`) === "cacert");
  const isWanted = hasOwn || isInstalled;
  const publicBundle = `${pkgs.cacert}/etc/ssl/certs/ca-bundle.crt`;
  const bundle: Record<string, string | readonly string[]> = hasOwn
    ? {
        sources: [...lib.optional(installCACerts, publicBundle), ...certificateFiles],
        text: own.map((certificate) => `${certificate.trimEnd()}\n`).join(""),
        mode: "0444",
      }
    : { type: "symlink", target: publicBundle };
  const [first, ...others] = BUNDLES.map((path) => `/etc/${path}`);
  return {
    options: {
      security: {
        pki: {
          installCACerts: mkOption({
            type: types.bool,
            default: true,
            description: "Whether the public authorities of cacert are trusted beside the certificates that are added.",
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
        files: lib.mkIf(
          isWanted && (hasOwn || installCACerts),
          Object.fromEntries([
            [first, lib.mapAttrs<string | readonly string[], unknown>((_, value) => lib.mkDefault(value), bundle)],
            ...others.map((path) => [path, { type: lib.mkDefault("symlink"), target: lib.mkDefault(first) }]),
          ]),
        ),
      },
      environment: {
        sessionVariables: lib.mkIf(isWanted && (hasOwn || installCACerts), {
          SSL_CERT_FILE: lib.mkDefault(`${first}`),
          NIX_SSL_CERT_FILE: lib.mkDefault(`${first}`),
        }),
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
