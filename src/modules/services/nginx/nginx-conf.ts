import type { Config } from "../../../lib/options.gen.d.ts";
import { block, directive, givenLines, groups } from "./conf-text.ts";
import { PROXY_HEADERS, serverBlocks } from "./server-conf.ts";

type Nginx = Config["services"]["nginx"];

/** nginx.conf, with the directives that NixOS writes for the same options. */
export function nginxConf(cfg: Nginx): string {
  const isWhole = cfg.config !== "";
  const lines = groups(
    givenLines(cfg.prependConfig),
    [
      "pid /run/nginx/nginx.pid;",
      `error_log ${cfg.logError};`,
      "daemon off;",
      ...(cfg.enableQuicBPF ? ["quic_bpf on;"] : []),
    ],
    givenLines(cfg.config),
    isWhole && cfg.eventsConfig === "" ? [] : block("events", givenLines(cfg.eventsConfig)),
    cfg.httpConfig !== "" || isWhole ? [] : block("http", httpLines(cfg)),
    cfg.httpConfig === ""
      ? []
      : block("http", groups(commonHttp(cfg), scratchFolders(cfg.httpConfig), givenLines(cfg.httpConfig))),
    cfg.streamConfig === "" ? [] : block("stream", givenLines(cfg.streamConfig)),
    givenLines(cfg.appendConfig),
  );
  return `${lines.join("\n")}\n`;
}

const commonHttp = ({ defaultMimeTypes, typesHashMaxSize, package: nginx }: Nginx): string[] => [
  `include ${defaultMimeTypes};`,
  `types_hash_max_size ${typesHashMaxSize};`,
  `include ${nginx}/conf/fastcgi.conf;`,
  `include ${nginx}/conf/uwsgi_params;`,
  "default_type application/octet-stream;",
];

function httpLines(cfg: Nginx): string[] {
  return groups(
    commonHttp(cfg),
    accessLog(cfg),
    scratchFolders(`${cfg.commonHttpConfig}\n${cfg.appendHttpConfig}`),
    resolver(cfg.resolver),
    ...Object.entries(cfg.upstreams).map(([name, upstream]) => upstreamBlock(name, upstream)),
    cfg.recommendedOptimisation ? OPTIMISATION : [],
    [
      ...directive("ssl_protocols", cfg.sslProtocols),
      ...directive("ssl_ciphers", cfg.sslCiphers),
      ...directive("ssl_dhparam", cfg.sslDhparam),
    ],
    cfg.recommendedTlsSettings ? TLS : [],
    cfg.recommendedBrotliSettings ? BROTLI : [],
    cfg.recommendedGzipSettings ? GZIP : [],
    cfg.recommendedZstdSettings ? ZSTD : [],
    cfg.recommendedProxySettings ? proxySettings(cfg) : [],
    cfg.recommendedUwsgiSettings ? uwsgiSettings(cfg) : [],
    [
      ...directive("map_hash_bucket_size", cfg.mapHashBucketSize),
      ...directive("map_hash_max_size", cfg.mapHashMaxSize),
      ...directive("server_names_hash_bucket_size", cfg.serverNamesHashBucketSize),
      ...directive("server_names_hash_max_size", cfg.serverNamesHashMaxSize),
    ],
    [
      "# For websockets (proxyWebsockets).",
      ...block("map $http_upgrade $connection_upgrade", ["default upgrade;", "'' close;"]),
    ],
    [`client_max_body_size ${cfg.clientMaxBodySize};`, `server_tokens ${cfg.serverTokens ? "on" : "off"};`],
    givenLines(cfg.commonHttpConfig),
    Object.entries(cfg.proxyCachePath).flatMap(([name, cache]) => (cache.enable ? [cachePath(name, cache)] : [])),
    ...Object.entries(cfg.virtualHosts).flatMap(([name, host]) => serverBlocks(cfg, name, host)),
    givenLines(cfg.appendHttpConfig),
  );
}

/** The container's output is where a container's log goes; who configures logs has a place of their own. */
function accessLog({ commonHttpConfig, appendHttpConfig }: Nginx): string[] {
  const isGiven = /^[ \t]*access_log\s/m.test(`${commonHttpConfig}\n${appendHttpConfig}`);
  return isGiven ? [] : ["access_log /dev/stdout;"];
}

/** What bodies of requests and answers may be written to, where a package's own choice may not be there or not be writable. */
function scratchFolders(given: string): string[] {
  return ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .filter((name) => !new RegExp(`^[ \\t]*${name}_temp_path\\s`, "m").test(given))
    .map((name) => `${name}_temp_path /run/nginx/${name};`);
}

function resolver({ addresses, valid, ipv4, ipv6 }: Nginx["resolver"]): string[] {
  if (addresses.length === 0) return [];
  const words = [...addresses, ...(valid === "" ? [] : [`valid=${valid}`])];
  return [`resolver ${[...words, ...(ipv4 ? [] : ["ipv4=off"]), ...(ipv6 ? [] : ["ipv6=off"])].join(" ")};`];
}

function upstreamBlock(name: string, { servers, extraConfig }: Nginx["upstreams"][string]): string[] {
  const lines = Object.entries(servers).map(([address, parameters]) => {
    const words = Object.entries(parameters).flatMap(([key, value]) =>
      typeof value === "boolean" ? (value ? [key] : []) : [`${key}=${value}`],
    );
    return `server ${[address, ...words].join(" ")};`;
  });
  return block(`upstream ${name}`, [...lines, ...givenLines(extraConfig)]);
}

function cachePath(name: string, cache: Nginx["proxyCachePath"][string]): string {
  const { keysZoneName, keysZoneSize, levels, useTempPath, inactive, maxSize } = cache;
  const zone = `keys_zone=${keysZoneName}:${keysZoneSize} levels=${levels} use_temp_path=${useTempPath ? "on" : "off"}`;
  return `proxy_cache_path /var/cache/nginx/${name} ${zone} inactive=${inactive} max_size=${maxSize};`;
}

const OPTIMISATION = ["sendfile on;", "tcp_nopush on;", "tcp_nodelay on;", "keepalive_timeout 65;"];

const TLS = [
  "# Mozilla's intermediate recommendations: https://ssl-config.mozilla.org/#server=nginx&config=intermediate",
  'ssl_conf_command Groups "X25519MLKEM768:X25519:P-256:P-384";',
  "ssl_session_timeout 1d;",
  "ssl_session_cache shared:SSL:10m;",
  "# Tickets break forward secrecy.",
  "ssl_session_tickets off;",
  "# All of the ciphers are good: clients choose the one they are fastest with.",
  "ssl_prefer_server_ciphers off;",
];

/** What is worth compressing beside text/html (nixpkgs: compressMimeTypes). */
const COMPRESSED = [
  ...["application/atom+xml", "application/geo+json", "application/javascript", "application/json"],
  ...["application/ld+json", "application/manifest+json", "application/rdf+xml", "application/vnd.ms-fontobject"],
  ...["application/wasm", "application/x-rss+xml", "application/x-web-app-manifest+json", "application/xhtml+xml"],
  ...["application/xliff+xml", "application/xml", "font/collection", "font/otf", "font/ttf", "image/bmp"],
  ...["image/svg+xml", "image/vnd.microsoft.icon", "text/cache-manifest", "text/calendar", "text/css", "text/csv"],
  ...["text/javascript", "text/markdown", "text/plain", "text/vcard", "text/vnd.rim.location.xloc", "text/vtt"],
  ...["text/x-component", "text/xml"],
].join(" ");

const GZIP = [
  ...["gzip on;", "gzip_static on;", "gzip_vary on;", "gzip_comp_level 5;", "gzip_min_length 256;"],
  "gzip_proxied expired no-cache no-store private auth;",
  `gzip_types ${COMPRESSED};`,
];

const BROTLI = [
  ...["brotli on;", "brotli_static on;", "brotli_comp_level 5;", "brotli_window 512k;", "brotli_min_length 256;"],
  `brotli_types ${COMPRESSED};`,
];

const ZSTD = [
  ...["zstd on;", "zstd_comp_level 9;", "zstd_min_length 256;", "zstd_static on;"],
  `zstd_types ${COMPRESSED};`,
];

const proxySettings = ({ proxyTimeout }: Nginx): string[] => [
  "proxy_redirect off;",
  `proxy_connect_timeout ${proxyTimeout};`,
  `proxy_send_timeout ${proxyTimeout};`,
  `proxy_read_timeout ${proxyTimeout};`,
  "proxy_http_version 1.1;",
  "# Clients must not close the connections to servers that are kept alive.",
  'proxy_set_header "Connection" "";',
  `include /etc/${PROXY_HEADERS};`,
];

const uwsgiSettings = ({ uwsgiTimeout, package: nginx }: Nginx): string[] => [
  `uwsgi_connect_timeout ${uwsgiTimeout};`,
  `uwsgi_send_timeout ${uwsgiTimeout};`,
  `uwsgi_read_timeout ${uwsgiTimeout};`,
  'uwsgi_param HTTP_CONNECTION "";',
  `include ${nginx}/conf/uwsgi_params;`,
];

/** What proxied servers learn of the client. */
export const PROXY_HEADERS_TEXT = `proxy_set_header Host $host;
proxy_set_header X-Real-IP $remote_addr;
proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
proxy_set_header X-Forwarded-Proto $scheme;
proxy_set_header X-Forwarded-Host $host;
proxy_set_header X-Forwarded-Server $hostname;
`;
