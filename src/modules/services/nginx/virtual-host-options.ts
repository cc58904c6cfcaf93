import type { OptionType } from "../../../lib/lib.d.ts";
import type { HostArguments } from "../../../options/host-module.ts";
import { basicAuthOptions } from "./location-options.ts";
import { optionKinds } from "./option-kinds.ts";

type Lib = HostArguments["lib"];

/** One line of `listen`; in `defaultListen` what a line does not say is taken from the virtual host. */
export function listenType({ mkOption, types }: Lib, isDefault: boolean) {
  return types.submodule({
    options: {
      addr: mkOption({ type: types.str, example: "0.0.0.0", description: "The address, or unix: and a path." }),
      port: mkOption({ type: types.nullOr(types.port), default: null, description: "The port." }),
      ssl: isDefault
        ? mkOption({
            type: types.nullOr(types.bool),
            default: null,
            description: "Whether it is for TLS; null is for both.",
          })
        : mkOption({ type: types.bool, default: false, description: "Whether it is for TLS." }),
      proxyProtocol: mkOption({
        type: types.bool,
        default: false,
        description: "Whether clients come by the PROXY protocol.",
      }),
      extraParameters: mkOption({
        type: types.listOf(types.str),
        default: [],
        example: ["backlog=1024", "deferred"],
        description: "Further parameters of the directive.",
      }),
    },
  });
}

/** `services.nginx.virtualHosts.<name>` (nixpkgs: nginx/vhost-options.nix). */
export function virtualHostOptions(lib: Lib, location: OptionType) {
  const { mkOption, types } = lib;
  const { flag, lines, maybe, texts } = optionKinds(lib);
  const noAcme = "has no meaning here: nothing in an image can ask for certificates. Mount one and name it.";
  return {
    serverName: maybe(types.str, "The host's name; that of the attribute where it is null.", "example.org"),
    serverAliases: texts([], "Its other names.", ["www.example.org"]),
    listen: mkOption({
      type: types.listOf(listenType(lib, false)),
      default: [],
      example: [{ addr: "0.0.0.0", port: 8443, ssl: true }, { addr: "unix:/run/nginx/web.sock" }],
      description: "Addresses and ports that it listens on, in place of those that addSSL and its like choose.",
    }),
    listenAddresses: texts([], "Addresses that it listens on, with the usual ports.", ["127.0.0.1", "[::1]"]),
    enableACME: flag(false, `${noAcme}`),
    useACMEHost: maybe(types.str, `${noAcme}`),
    acmeRoot: mkOption({ type: types.nullOr(types.str), default: "/var/lib/acme/acme-challenge", description: noAcme }),
    acmeFallbackHost: maybe(types.str, `${noAcme}`),
    addSSL: flag(false, "Whether it answers HTTPS beside HTTP."),
    onlySSL: flag(false, "Whether it answers HTTPS only."),
    forceSSL: flag(false, "Whether it answers HTTPS, and HTTP with a redirect to it."),
    rejectSSL: flag(false, "Whether it refuses HTTPS, so that no other host's certificate is shown."),
    kTLS: flag(false, "Whether the kernel does TLS."),
    sslCertificate: maybe(types.path, "The certificate, with those that it is signed with.", "/run/secrets/tls.crt"),
    sslCertificateKey: maybe(
      types.path,
      "The certificate's key. Mount it: an image is no place for it.",
      "/run/secrets/tls.key",
    ),
    sslTrustedCertificate: maybe(types.path, "Certificates that clients' certificates are checked with."),
    http2: flag(true, "Whether HTTP/2 is spoken, where there is TLS."),
    http3: flag(true, "Whether HTTP/3 is spoken, with `quic`."),
    http3_hq: flag(false, "Whether HTTP/0.9 is negotiated over QUIC, for tests."),
    quic: flag(false, "Whether it listens for QUIC, on the ports of TLS."),
    multipath: flag(false, "Whether it takes multipath TCP connections."),
    reuseport: flag(false, "Whether each worker has a socket of its own; one host for each port may say so."),
    root: maybe(
      types.either(types.path, types.context),
      'The folder of its files: a path, or files of the build context, `context("./www")`, which are put into the image.',
      "/srv/www",
    ),
    default: flag(false, "Whether it answers for names that no host has."),
    extraConfig: lines("Directives at the end of the host."),
    globalRedirect: maybe(types.str, "The host that all requests are redirected to.", "example.org"),
    redirectCode: mkOption({
      type: types.ints.between(300, 399),
      default: 301,
      example: 308,
      description: "The status of globalRedirect and of forceSSL's redirect.",
    }),
    ...basicAuthOptions(lib),
    locations: mkOption({
      type: types.attrsOf(location),
      default: {},
      example: { "/": { proxyPass: "http://localhost:3000" } },
      description: "What is answered where, by the beginning of the path or what else `location` takes.",
    }),
  };
}
