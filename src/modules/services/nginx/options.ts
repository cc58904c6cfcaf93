import type { OptionType } from "../../../lib/lib.d.ts";
import type { HostArguments } from "../../../options/host-module.ts";
import { optionKinds } from "./option-kinds.ts";
import { listenType } from "./virtual-host-options.ts";

/** `services.nginx` (nixpkgs: nixos/modules/services/web-servers/nginx/default.nix). */
export function nginxOptions({ lib, pkgs, config }: HostArguments, virtualHost: OptionType) {
  const { mkOption, types } = lib;
  const { flag, text, lines, maybe, texts } = optionKinds(lib);
  const cfg = config.services.nginx;
  return {
    enable: lib.mkEnableOption(
      "the web server nginx. Root has it become `user` and opens its log; " +
        "where `user` and `group` are those of `image.user` it needs nothing of root",
    ),
    package: mkOption({
      type: types.package,
      default: pkgs.nginx,
      defaultText: "pkgs.nginx",
      description: "The nginx to use.",
    }),
    additionalModules: mkOption({
      type: types.listOf(types.package),
      default: [],
      description:
        "Has no meaning here, for nginx would have to be built with them: set `package` to one that has them.",
    }),
    user: text("nginx", "The user that it runs as.", "1000"),
    group: text("nginx", "The group that it runs as."),
    virtualHosts: mkOption({
      type: types.attrsOf(virtualHost),
      default: { localhost: {} },
      example: { "example.org": { root: "/srv/www", locations: { "/api/": { proxyPass: "http://localhost:3000" } } } },
      description: "The hosts that it serves, by name.",
    }),
    upstreams: mkOption({
      type: types.attrsOf(types.submodule({ options: upstreamOptions(lib) })),
      default: {},
      example: { app: { servers: { "app1:8080": { weight: 5 }, "app2:8080": { backup: true } } } },
      description: "Groups of servers, whose names proxyPass can use.",
    }),

    recommendedGzipSettings: flag(false, "Whether what is worth it is compressed."),
    recommendedOptimisation: flag(false, "Whether files are sent with sendfile and few packets."),
    recommendedProxySettings: flag(
      false,
      "Whether proxied servers get timeouts and the headers that tell of the client.",
    ),
    recommendedTlsSettings: flag(false, "Whether TLS is set up as Mozilla recommends for servers of today."),
    recommendedUwsgiSettings: flag(false, "Whether uwsgi servers get timeouts and the usual parameters."),
    recommendedBrotliSettings: flag(false, "Whether brotli compresses; `package` must be an nginx that has it."),
    recommendedZstdSettings: flag(false, "Whether zstd compresses; `package` must be an nginx that has it."),
    proxyTimeout: text("60s", "The timeouts of recommendedProxySettings.", "20s"),
    uwsgiTimeout: text("60s", "The timeouts of recommendedUwsgiSettings.", "20s"),
    proxyResolveWhileRunning: flag(
      false,
      "Whether names in proxyPass are looked up again and again; needs `resolver`.",
    ),
    resolver: {
      addresses: texts([], "Name servers that nginx asks.", ["127.0.0.11"]),
      valid: text("", "How long answers are good, in place of what they say.", "30s"),
      ipv4: flag(true, "Whether IPv4 addresses are looked up."),
      ipv6: flag(true, "Whether IPv6 addresses are looked up."),
    },
    proxyCachePath: mkOption({
      type: types.attrsOf(types.submodule({ options: cacheOptions(lib) })),
      default: {},
      description: "Folders below /var/cache/nginx for answers of proxied servers.",
    }),

    defaultListen: mkOption({
      type: types.listOf(listenType(lib, true)),
      default: [],
      example: [{ addr: "10.0.0.12", proxyProtocol: true, ssl: true }, { addr: "0.0.0.0" }],
      description: "What hosts listen on that do not say it; wins over defaultListenAddresses.",
    }),
    defaultListenAddresses: mkOption({
      type: types.listOf(types.str),
      default: ["0.0.0.0", ...lib.optional(config.networking.enableIPv6, "[::0]")],
      defaultText: '["0.0.0.0"], and "[::0]" with networking.enableIPv6',
      description: "Addresses that hosts listen on that do not say it.",
    }),
    defaultHTTPListenPort: mkOption({
      type: types.port,
      default: 80,
      example: 8080,
      description: "The port for HTTP.",
    }),
    defaultSSLListenPort: mkOption({
      type: types.port,
      default: 443,
      example: 8443,
      description: "The port for HTTPS.",
    }),
    defaultMimeTypes: mkOption({
      type: types.path,
      default: `${cfg.package}/conf/mime.types`,
      defaultText: "nginx's own",
      example: "${pkgs.mailcap}/etc/nginx/mime.types",
      description: "The file with the types of files. NixOS takes mailcap's, which knows more of them.",
    }),
    typesHashMaxSize: mkOption({
      type: types.ints.positive,
      default: 2688,
      description: "How many entries the table of types may have.",
    }),

    statusPage: flag(false, "Whether http://127.0.0.1/nginx_status tells the container itself how nginx does."),
    serverTokens: flag(false, "Whether answers tell nginx's version."),
    clientMaxBodySize: text("10m", "How much a request may hold.", "1g"),
    sslProtocols: text("TLSv1.2 TLSv1.3", "The versions of TLS that are spoken."),
    sslCiphers: mkOption({
      type: types.nullOr(types.str),
      default: INTERMEDIATE_CIPHERS,
      description: "The ciphers of TLS up to 1.2; Mozilla's intermediate list.",
    }),
    sslDhparam: maybe(types.path, "A file of Diffie-Hellman parameters."),
    mapHashBucketSize: maybe(types.enum([32, 64, 128]), "The size of a bucket of `map` tables."),
    mapHashMaxSize: maybe(types.ints.positive, "The size of `map` tables."),
    serverNamesHashBucketSize: maybe(types.ints.positive, "The size of a bucket of the table of names."),
    serverNamesHashMaxSize: maybe(types.ints.positive, "The size of the table of names."),

    logError: text("stderr", "Where errors go, and which.", "stderr warn"),
    preStart: lines("Shell lines that run before nginx, as its user."),
    config: text(
      "",
      "The configuration itself, in place of all that other options make but appendConfig and httpConfig.",
    ),
    prependConfig: lines(
      "Lines at the beginning of the configuration.",
      "load_module modules/ngx_http_geoip_module.so;",
    ),
    appendConfig: lines("Lines at the end of the configuration.", "worker_processes auto;"),
    eventsConfig: lines("Lines of the `events` block.", "worker_connections 4096;"),
    commonHttpConfig: lines("Lines of the `http` block before the hosts.", "log_format short '$status $request';"),
    commonServerConfig: lines("Lines of every host."),
    appendHttpConfig: lines("Lines at the end of the `http` block."),
    httpConfig: lines("The `http` block, in place of what other options make of it."),
    streamConfig: lines("Lines of the `stream` block.", "server { listen 5432; proxy_pass db:5432; }"),
    enableReload: flag(
      false,
      "Makes no difference: the file is /etc/nginx/nginx.conf, and a container does not change it.",
    ),
    enableQuicBPF: flag(false, "Whether QUIC packets find their worker by eBPF, which takes a privileged container."),
    validateConfigFile: flag(
      true,
      "Whether `nginx -t` looks at the configuration when the image is built, and not only each time that it starts.",
    ),
  };
}

const INTERMEDIATE_CIPHERS = [
  ...["ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256"],
  ...["ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-RSA-AES256-GCM-SHA384"],
  ...["ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-RSA-CHACHA20-POLY1305"],
  ...["DHE-RSA-AES128-GCM-SHA256", "DHE-RSA-AES256-GCM-SHA384", "DHE-RSA-CHACHA20-POLY1305"],
].join(":");

function upstreamOptions(lib: HostArguments["lib"]) {
  const { mkOption, types } = lib;
  const { flag, lines } = optionKinds(lib);
  return {
    servers: mkOption({
      type: types.attrsOf(
        types.submodule({
          freeformType: types.attrsOf(types.oneOf([types.bool, types.int, types.str])),
          options: { backup: flag(false, "Whether it is asked only when the others cannot be.") },
        }),
      ),
      default: {},
      description: "Its servers by address, with the parameters of the `server` directive.",
    }),
    extraConfig: lines("Lines at its end.", "keepalive 16;"),
  };
}

function cacheOptions(lib: HostArguments["lib"]) {
  const { flag, text } = optionKinds(lib);
  return {
    enable: lib.mkEnableOption("this cache"),
    keysZoneName: text("cache", "The name that proxy_cache knows it by."),
    keysZoneSize: text("10m", "The memory for its keys."),
    levels: text("1:2", "Its levels of folders."),
    useTempPath: flag(false, "Whether files are first written elsewhere."),
    inactive: text("10m", "How long an answer stays that nobody asks for."),
    maxSize: text("1g", "How much it holds."),
  };
}
