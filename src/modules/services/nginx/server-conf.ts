import type { Config } from "../../../lib/options.gen.d.ts";
import { block, directive, givenLines, groups } from "./conf-text.ts";
import { hasSsl, listenDirectives, listenLines, type VirtualHost } from "./listen.ts";
import { folderOf, hasFilesOfContext, hasPasswords, passwordFile, pathOf } from "./served-files.ts";

type Nginx = Config["services"]["nginx"];
type Location = VirtualHost["locations"][string];

/** Where the headers are that proxied servers get with recommendedProxySettings. */
export const PROXY_HEADERS = "nginx/recommended-proxy-headers.conf";

/** The `server` blocks of a host: two where HTTP is redirected to HTTPS. */
export function serverBlocks(cfg: Nginx, name: string, host: VirtualHost): string[][] {
  const all = listenLines(cfg, host);
  const listen = (lines: typeof all) => lines.flatMap((line) => listenDirectives(host, line));
  const serverName = directive("server_name", [host.serverName ?? name, ...host.serverAliases].join(" "));
  const server = block(
    "server",
    groups(
      [...listen(host.forceSSL ? all.filter(({ ssl }) => ssl) : all), ...serverName],
      tls(host),
      givenLines(cfg.commonServerConfig),
      basicAuth(host, passwordFile(name)),
      [...directive("root", pathOf(host.root, folderOf(name))), ...(hasFilesOfContext(host) ? NOT_CACHED_BY_TIME : [])],
      host.globalRedirect === null ? [] : redirect(host, `http${hasSsl(host) ? "s" : ""}://${host.globalRedirect}`),
      ...inOrder(host.locations).map(([location, own]) => locationBlock(cfg, name, location, own)),
      givenLines(host.extraConfig),
    ),
  );
  if (!host.forceSSL) return [server];
  const toTls = [...listen(all.filter(({ ssl }) => !ssl)), ...serverName];
  return [block("server", groups(toTls, redirect(host, "https://$host"))), server];
}

/** All files of the image have the same time: by it, no cache could tell a new file from the one of an older image. */
const NOT_CACHED_BY_TIME = ["etag off;", "if_modified_since off;", 'add_header Last-Modified "";'];

const redirect = ({ redirectCode }: VirtualHost, to: string): string[] =>
  block("location /", [`return ${redirectCode} ${to}$request_uri;`]);

function tls(host: VirtualHost): string[] {
  const ssl = hasSsl(host);
  const onOff = (name: string, on: boolean) => [`${name} ${on ? "on" : "off"};`];
  return [
    ...(ssl && host.http2 ? ["http2 on;"] : []),
    ...(ssl && host.quic ? [...onOff("http3", host.http3), ...onOff("http3_hq", host.http3_hq)] : []),
    ...(ssl ? directive("ssl_certificate", host.sslCertificate) : []),
    ...(ssl ? directive("ssl_certificate_key", host.sslCertificateKey) : []),
    ...(ssl ? directive("ssl_trusted_certificate", host.sslTrustedCertificate) : []),
    ...(host.rejectSSL ? ["ssl_reject_handshake on;"] : []),
    ...(ssl && host.kTLS ? ["ssl_conf_command Options KTLS;"] : []),
  ];
}

/** By priority, and those of the same by name. */
function inOrder(locations: VirtualHost["locations"]): (readonly [string, Location])[] {
  return Object.entries(locations).sort(([a, { priority: first }], [b, { priority: second }]) =>
    first === second ? (a < b ? -1 : 1) : first - second,
  );
}

function locationBlock(cfg: Nginx, host: string, name: string, own: Location): string[] {
  const folder = folderOf(host, name);
  return block(`location ${name}`, [
    ...proxy(cfg, own),
    ...directive("uwsgi_pass", own.uwsgiPass),
    ...fastcgi(own.fastcgiParams),
    ...directive("index", own.index),
    ...directive("try_files", own.tryFiles),
    ...directive("root", pathOf(own.root, folder)),
    ...directive("alias", pathOf(own.alias, name.endsWith("/") ? `${folder}/` : folder)),
    ...directive("return", own.return),
    ...givenLines(own.extraConfig),
    ...(own.proxyPass !== null && own.recommendedProxySettings ? [`include /etc/${PROXY_HEADERS};`] : []),
    ...(own.uwsgiPass !== null && own.recommendedUwsgiSettings ? [`include ${cfg.package}/conf/uwsgi_params;`] : []),
    ...basicAuth(own, passwordFile(host, name)),
  ]);
}

function proxy({ proxyResolveWhileRunning }: Nginx, { proxyPass, proxyWebsockets }: Location): string[] {
  // What has a variable in it is looked up for each request.
  const pass = proxyResolveWhileRunning
    ? [`set $nix_proxy_target "${proxyPass}";`, "proxy_pass $nix_proxy_target;"]
    : [`proxy_pass ${proxyPass};`];
  const websockets = [
    "proxy_http_version 1.1;",
    "proxy_set_header Upgrade $http_upgrade;",
    "proxy_set_header Connection $connection_upgrade;",
  ];
  return [...(proxyPass === null ? [] : pass), ...(proxyWebsockets ? websockets : [])];
}

function fastcgi(own: Location["fastcgiParams"]): string[] {
  if (Object.keys(own).length === 0) return [];
  const all = Object.entries({ ...FASTCGI_PARAMETERS, ...own }).sort(([a], [b]) => (a < b ? -1 : 1));
  return all.map(([name, value]) => `fastcgi_param ${name} "${value}";`);
}

function basicAuth(zone: VirtualHost | Location, file: string): string[] {
  const path = zone.basicAuthFile ?? (hasPasswords(zone) ? `/etc/${file}` : null);
  return path === null ? [] : ["auth_basic secured;", `auth_basic_user_file ${path};`];
}

/** nginx's conf/fastcgi.conf: directives of a location take the place of all those around it. */
const FASTCGI_PARAMETERS = {
  SCRIPT_FILENAME: "$document_root$fastcgi_script_name",
  QUERY_STRING: "$query_string",
  REQUEST_METHOD: "$request_method",
  CONTENT_TYPE: "$content_type",
  CONTENT_LENGTH: "$content_length",
  SCRIPT_NAME: "$fastcgi_script_name",
  REQUEST_URI: "$request_uri",
  DOCUMENT_URI: "$document_uri",
  DOCUMENT_ROOT: "$document_root",
  SERVER_PROTOCOL: "$server_protocol",
  REQUEST_SCHEME: "$scheme",
  HTTPS: "$https if_not_empty",
  GATEWAY_INTERFACE: "CGI/1.1",
  SERVER_SOFTWARE: "nginx/$nginx_version",
  REMOTE_ADDR: "$remote_addr",
  REMOTE_PORT: "$remote_port",
  SERVER_ADDR: "$server_addr",
  SERVER_PORT: "$server_port",
  SERVER_NAME: "$server_name",
  REDIRECT_STATUS: "200",
};
