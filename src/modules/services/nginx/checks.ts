import type { HostArguments } from "../../../options/host-module.ts";
import { hasSsl, type VirtualHost } from "./listen.ts";
import { hasPasswords } from "./served-files.ts";

const ROOT = ["services", "nginx"];

/** What has to hold: NixOS's assertions, and what cannot work in an image. */
export function nginxChecks({ lib, config }: HostArguments) {
  const cfg = config.services.nginx;
  const compressors = (["recommendedBrotliSettings", "recommendedZstdSettings"] as const).map((name) => ({
    assertion: !cfg[name] || lib.getName(cfg.package) !== "nginx",
    message: `services.nginx.${name} needs an nginx with that module, which the usual one is not`,
    hint: "set services.nginx.package to one that has it, or use recommendedGzipSettings",
    about: [[...ROOT, name]],
  }));
  return [
    {
      assertion: cfg.additionalModules.length === 0,
      message: "services.nginx.additionalModules cannot be added to an nginx that is built already",
      hint: "set services.nginx.package to an nginx that has them",
      about: [[...ROOT, "additionalModules"]],
    },
    {
      assertion: !cfg.proxyResolveWhileRunning || cfg.resolver.addresses.length > 0,
      message: "services.nginx.proxyResolveWhileRunning needs name servers to ask",
      hint: 'services.nginx.resolver.addresses names them; Docker\'s own is "127.0.0.11"',
      about: [[...ROOT, "proxyResolveWhileRunning"]],
    },
    ...compressors,
    ...Object.entries(cfg.virtualHosts).flatMap(([name, host]) => hostChecks(name, host)),
  ];
}

function hostChecks(name: string, host: VirtualHost) {
  const path = [...ROOT, "virtualHosts", name];
  const called = `services.nginx.virtualHosts."${name}"`;
  const modes = (["addSSL", "onlySSL", "forceSSL", "rejectSSL"] as const).filter((mode) => host[mode]);
  const acme = host.enableACME ? "enableACME" : "useACMEHost";
  const lacking = (["sslCertificate", "sslCertificateKey"] as const).filter((option) => host[option] === null);
  return [
    {
      assertion: modes.length <= 1,
      message: `${called}: ${modes.join(" and ")} exclude each other`,
      hint: "addSSL has HTTP beside HTTPS, forceSSL redirects to HTTPS, onlySSL has HTTPS alone",
      about: modes.map((mode) => [...path, mode]),
    },
    {
      assertion: !host.enableACME && host.useACMEHost === null,
      message: `${called}.${acme}: nothing in an image can ask for certificates, or renew them`,
      hint: "mount the certificate and set sslCertificate and sslCertificateKey, or leave TLS to a proxy before the container",
      about: [[...path, acme]],
    },
    {
      assertion: !hasSsl(host) || host.enableACME || host.useACMEHost !== null || lacking.length === 0,
      message: `${called}: ${modes.join(" and ")} needs ${lacking.join(" and ")}`,
      hint: "name files that are mounted, as with `docker run -v ./tls:/run/secrets:ro`",
      about: modes.map((mode) => [...path, mode]),
    },
    ...Object.entries(host.locations).map(([location, { root, alias }]) => ({
      assertion: root === null || alias === null,
      message: `${called}.locations."${location}" has a root and an alias, of which there can be one`,
      about: ["root", "alias"].map((option) => [...path, "locations", location, option]),
    })),
  ];
}

/** Passwords that everyone has who has the image. */
export function nginxWarnings({ config }: HostArguments) {
  const zones = Object.entries(config.services.nginx.virtualHosts).flatMap(([name, host]) => [
    { path: [name], zone: host },
    ...Object.entries(host.locations).map(([location, zone]) => ({ path: [name, "locations", location], zone })),
  ]);
  const found = zones.filter(({ zone }) => hasPasswords(zone));
  if (found.length === 0) return [];
  return [
    {
      message: "the passwords of basicAuth are readable for everyone who has the image",
      hint: "basicAuthFile names a file that is mounted instead",
      about: found.map(({ path }) => [...ROOT, "virtualHosts", ...path, "basicAuth"]),
    },
  ];
}
