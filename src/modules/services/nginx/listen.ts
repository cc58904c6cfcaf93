import type { Config } from "../../../lib/options.gen.d.ts";

type Nginx = Config["services"]["nginx"];
export type VirtualHost = Nginx["virtualHosts"][string];
type Listen = VirtualHost["listen"][number];

/** Whether it has a certificate. */
export const hasSsl = ({ onlySSL, addSSL, forceSSL }: VirtualHost): boolean => onlySSL || addSSL || forceSSL;

/** What a host listens on: its own `listen`, or what the defaults make of addSSL and its like; TLS first. */
export function listenLines(cfg: Nginx, host: VirtualHost): readonly Listen[] {
  if (host.listen.length > 0) return host.listen;
  const addresses = host.listenAddresses.length > 0 ? host.listenAddresses : cfg.defaultListenAddresses;
  const lines =
    cfg.defaultListen.length > 0
      ? cfg.defaultListen
      : addresses.map((addr) => ({ addr, port: null, ssl: null, proxyProtocol: false, extraParameters: [] }));
  const complete = (ssl: boolean, port: number): Listen[] =>
    lines
      .filter((line) => line.ssl === null || line.ssl === ssl)
      .map((line) => ({ ...line, ssl, port: line.port ?? port }));
  return [
    ...(hasSsl(host) || host.rejectSSL ? complete(true, cfg.defaultSSLListenPort) : []),
    ...(host.onlySSL ? [] : complete(false, cfg.defaultHTTPListenPort)),
  ];
}

/** The `listen` directive of a line; two where there is QUIC. */
export function listenDirectives(host: VirtualHost, line: Listen): string[] {
  const address = line.port === null ? line.addr : `${line.addr}:${line.port}`;
  const words = (...all: readonly (string | false)[]) => `${all.filter((word) => word !== false).join(" ")};`;
  const forQuic = line.extraParameters.filter((parameter) => !NOT_FOR_QUIC.some((name) => parameter.startsWith(name)));
  const { default: isDefault, multipath, reuseport, quic } = host;
  const quicLine = words(`listen ${address} quic`, isDefault && "default_server", reuseport && "reuseport", ...forQuic);
  return [
    ...(line.ssl && quic ? [quicLine] : []),
    words(
      `listen ${address}`,
      line.ssl && "ssl",
      isDefault && "default_server",
      multipath && "multipath",
      reuseport && "reuseport",
      line.proxyProtocol && "proxy_protocol",
      ...line.extraParameters,
    ),
  ];
}

/** What nginx refuses together with `quic`. */
const NOT_FOR_QUIC = [
  "accept_filter",
  "backlog",
  "deferred",
  "fastopen",
  "http2",
  "proxy_protocol",
  "so_keepalive",
  "ssl",
];
