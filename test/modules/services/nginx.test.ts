import { describe, expect, it } from "vitest";
import { configure, errorOf } from "../../declaration/declare.ts";

const nginx = (options: string) =>
  configure(`import { context } from "decl";
export default ({ lib, pkgs }) => ({ services: { nginx: { enable: true, ${options} } } });`);

/** A file in /etc, with packages as `<name>`. */
const etc = async (options: string, file = "nginx/nginx.conf") =>
  (await nginx(options)).config.environment.etc[file]?.text?.replace(/\uE0D0([^\uE0D1]*)\uE0D1/g, "<$1>") ?? "";

/** The part of nginx.conf that begins with the first `server`, without its indentation. */
const servers = async (options: string) => {
  const text = await etc(options);
  return text.slice(text.indexOf("  server {"), text.lastIndexOf("}\n")).replace(/^ {2}/gm, "");
};

/** What NixOS's nginx.conf does not have. */
const isOwn = (directive: string) => /^(?:access_log \/dev\/stdout|\w+_temp_path \/run\/nginx\/\w+);$/.test(directive);

/** nginx.conf as nginx reads it: one directive or brace a line. */
const directives = (text: string) =>
  text
    .replace(/^\s*#.*$/gm, "")
    .split(/(?<=[;{}])\s/)
    .map((part) => part.trim().replace(/\s+/g, " ").replace(/ ;$/, ";"))
    .filter((part) => part !== "");

describe("nginx.conf", () => {
  it("is short where nothing is said", async () => {
    expect(await etc("sslCiphers: null")).toBe(`pid /run/nginx/nginx.pid;
error_log stderr;
daemon off;

events {}

http {
  include <nginx>/conf/mime.types;
  types_hash_max_size 2688;
  include <nginx>/conf/fastcgi.conf;
  include <nginx>/conf/uwsgi_params;
  default_type application/octet-stream;

  access_log /dev/stdout;

  client_body_temp_path /run/nginx/client_body;
  proxy_temp_path /run/nginx/proxy;
  fastcgi_temp_path /run/nginx/fastcgi;
  uwsgi_temp_path /run/nginx/uwsgi;
  scgi_temp_path /run/nginx/scgi;

  ssl_protocols TLSv1.2 TLSv1.3;

  # For websockets (proxyWebsockets).
  map $http_upgrade $connection_upgrade {
    default upgrade;
    '' close;
  }

  client_max_body_size 10m;
  server_tokens off;

  server {
    listen 0.0.0.0:80;
    listen [::0]:80;
    server_name localhost;
  }
}
`);
  });

  it("writes to no folder but below /run, /var/log and /var/cache, unless it is told to", async () => {
    const own = await etc('commonHttpConfig: "proxy_temp_path /scratch;"');
    expect(own.match(/\w+_temp_path .*/g)).toEqual([
      "client_body_temp_path /run/nginx/client_body;",
      "fastcgi_temp_path /run/nginx/fastcgi;",
      "uwsgi_temp_path /run/nginx/uwsgi;",
      "scgi_temp_path /run/nginx/scgi;",
      "proxy_temp_path /scratch;",
    ]);
    expect(await etc('httpConfig: "server {}"')).toContain("proxy_temp_path /run/nginx/proxy;");
  });

  it("has the directives of NixOS, in its order, and the access log and scratch folders beside them", async () => {
    const text = await etc(`
      recommendedOptimisation: true, recommendedProxySettings: true, sslCiphers: "HIGH", sslDhparam: "/dh.pem",
      resolver: { addresses: ["127.0.0.11"], valid: "30s", ipv6: false }, defaultMimeTypes: "/mime.types",
      mapHashBucketSize: 64, serverNamesHashMaxSize: 1024, eventsConfig: "worker_connections 512;",
      upstreams: { app: { servers: { "a:80": { weight: 5 }, "b:80": { backup: true } }, extraConfig: "keepalive 16;" } },
      proxyCachePath: { one: { enable: true }, two: {} },
      commonHttpConfig: "log_format short '$status';", appendHttpConfig: "include /more.conf;",
      streamConfig: "server { listen 53 udp; proxy_pass dns:53; }", appendConfig: "worker_processes 2;",
      virtualHosts: { "a.example": {
        forceSSL: true, sslCertificate: "/c.pem", sslCertificateKey: "/k.pem", sslTrustedCertificate: "/t.pem",
        serverAliases: ["www.a.example"], root: "/srv/a", kTLS: true, default: true, basicAuthFile: "/htpasswd",
        locations: { "/": { proxyPass: "http://app", proxyWebsockets: true, extraConfig: "proxy_buffering off;" } },
        extraConfig: "charset utf-8;",
      } },
    `);
    // As nixos/modules/services/web-servers/nginx/default.nix writes it for these options.
    const nixos = `
      pid /run/nginx/nginx.pid; error_log stderr; daemon off;
      events { worker_connections 512; }
      http {
        include /mime.types;
        types_hash_max_size 2688;
        include <nginx>/conf/fastcgi.conf; include <nginx>/conf/uwsgi_params;
        default_type application/octet-stream;
        resolver 127.0.0.11 valid=30s ipv6=off;
        upstream app { server a:80 weight=5 ; server b:80 backup; keepalive 16; }
        sendfile on; tcp_nopush on; tcp_nodelay on; keepalive_timeout 65;
        ssl_protocols TLSv1.2 TLSv1.3; ssl_ciphers HIGH; ssl_dhparam /dh.pem;
        proxy_redirect          off;
        proxy_connect_timeout   60s;
        proxy_send_timeout      60s;
        proxy_read_timeout      60s;
        proxy_http_version      1.1;
        proxy_set_header        "Connection" "";
        include /etc/nginx/recommended-proxy-headers.conf;
        map_hash_bucket_size 64;
        server_names_hash_max_size 1024;
        map $http_upgrade $connection_upgrade {
            default upgrade;
            ''      close;
        }
        client_max_body_size 10m;
        server_tokens off;
        log_format short '$status';
        proxy_cache_path /var/cache/nginx/one keys_zone=cache:10m levels=1:2 use_temp_path=off inactive=10m max_size=1g;
        server {
          listen 0.0.0.0:80 default_server ;
          listen [::0]:80 default_server ;
          server_name a.example www.a.example;
          location / { return 301 https://$host$request_uri; }
        }
        server {
          listen 0.0.0.0:443 ssl default_server ;
          listen [::0]:443 ssl default_server ;
          server_name a.example www.a.example;
          http2 on;
          ssl_certificate /c.pem; ssl_certificate_key /k.pem;
          ssl_trusted_certificate /t.pem;
          ssl_conf_command Options KTLS;
          auth_basic secured;
          auth_basic_user_file /htpasswd;
          root /srv/a;
          location / {
            proxy_pass http://app;
            proxy_http_version 1.1;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection $connection_upgrade;
            proxy_buffering off;
            include /etc/nginx/recommended-proxy-headers.conf;
          }
          charset utf-8;
        }
        include /more.conf;
      }
      stream { server { listen 53 udp; proxy_pass dns:53; } }
      worker_processes 2;
    `;
    expect(directives(text).filter((one) => !isOwn(one))).toEqual(directives(nixos));
  });

  it("has NixOS's directives for the other options too", async () => {
    const text = await etc(`
      package: pkgs.nginxMainline, prependConfig: "worker_processes auto;", config: "thread_pool io threads=4;", enableQuicBPF: true,
      eventsConfig: "multi_accept on;", logError: "stderr notice", clientMaxBodySize: "1m", serverTokens: true, typesHashMaxSize: 512,
      sslProtocols: "TLSv1.3", sslCiphers: null, mapHashMaxSize: 4096, serverNamesHashBucketSize: 128,
    `);
    // With `config` there is no http block of NixOS's.
    expect(directives(text)).toEqual(
      directives(`
        worker_processes auto;
        pid /run/nginx/nginx.pid; error_log stderr notice; daemon off;
        quic_bpf on;
        thread_pool io threads=4;
        events { multi_accept on; }
      `),
    );
    const http = await etc(`
      recommendedTlsSettings: true, recommendedGzipSettings: true, recommendedUwsgiSettings: true, proxyResolveWhileRunning: true,
      resolver: { addresses: ["1.1.1.1", "[::1]"], ipv4: false }, clientMaxBodySize: "1m", serverTokens: true, typesHashMaxSize: 512,
      sslProtocols: "TLSv1.3", sslCiphers: null, mapHashMaxSize: 4096, serverNamesHashBucketSize: 128, uwsgiTimeout: "5s",
      virtualHosts: {
        app: {
          onlySSL: true, sslCertificate: "/c.pem", sslCertificateKey: "/k.pem", quic: true, http2: false, reuseport: true,
          listen: [{ addr: "10.0.0.1", port: 8443, ssl: true, extraParameters: ["backlog=9", "rcvbuf=1k"] }],
          locations: {
            "/last": { priority: 2000, return: 404 },
            "/b": { uwsgiPass: "unix:/u.sock", index: "a b", extraConfig: "expires max;" },
            "/a": { proxyPass: "http://x", basicAuthFile: "/p" },
            "~ \\\\.cgi$": { fastcgiParams: { SCRIPT_NAME: "/x" }, root: "/srv", tryFiles: "$uri =404" },
          },
        },
        moved: { globalRedirect: "app", redirectCode: 307, listenAddresses: ["[::]"] },
        rejected: { rejectSSL: true, default: true, listenAddresses: ["1.1.1.1"] },
      },
    `);
    // As nixos/modules/services/web-servers/nginx/default.nix writes it for these options.
    const nixos = `
      pid /run/nginx/nginx.pid; error_log stderr; daemon off;
      events {}
      http {
        include <nginx>/conf/mime.types; types_hash_max_size 512;
        include <nginx>/conf/fastcgi.conf; include <nginx>/conf/uwsgi_params;
        default_type application/octet-stream;
        resolver 1.1.1.1 [::1]  ipv4=off ;
        ssl_protocols TLSv1.3;
        ssl_conf_command Groups "X25519MLKEM768:X25519:P-256:P-384";
        ssl_session_timeout 1d; ssl_session_cache shared:SSL:10m; ssl_session_tickets off; ssl_prefer_server_ciphers off;
        gzip on; gzip_static on; gzip_vary on; gzip_comp_level 5; gzip_min_length 256;
        gzip_proxied expired no-cache no-store private auth;
        uwsgi_connect_timeout 5s; uwsgi_send_timeout 5s; uwsgi_read_timeout 5s;
        uwsgi_param HTTP_CONNECTION "";
        include <nginx>/conf/uwsgi_params;
        map_hash_max_size 4096;
        server_names_hash_bucket_size 128;
        map $http_upgrade $connection_upgrade { default upgrade; '' close; }
        client_max_body_size 1m;
        server_tokens on;
        server {
          listen 10.0.0.1:8443 quic reuseport rcvbuf=1k;
          listen 10.0.0.1:8443 ssl reuseport backlog=9 rcvbuf=1k;
          server_name app;
          http3 on; http3_hq off;
          ssl_certificate /c.pem; ssl_certificate_key /k.pem;
          location /a {
            set $nix_proxy_target "http://x"; proxy_pass $nix_proxy_target;
            auth_basic secured; auth_basic_user_file /p;
          }
          location /b {
            uwsgi_pass unix:/u.sock;
            index a b;
            expires max;
            include <nginx>/conf/uwsgi_params;
          }
          location ~ \\.cgi$ {
            fastcgi_param CONTENT_LENGTH "$content_length"; fastcgi_param CONTENT_TYPE "$content_type";
            fastcgi_param DOCUMENT_ROOT "$document_root"; fastcgi_param DOCUMENT_URI "$document_uri";
            fastcgi_param GATEWAY_INTERFACE "CGI/1.1"; fastcgi_param HTTPS "$https if_not_empty";
            fastcgi_param QUERY_STRING "$query_string"; fastcgi_param REDIRECT_STATUS "200";
            fastcgi_param REMOTE_ADDR "$remote_addr"; fastcgi_param REMOTE_PORT "$remote_port";
            fastcgi_param REQUEST_METHOD "$request_method"; fastcgi_param REQUEST_SCHEME "$scheme";
            fastcgi_param REQUEST_URI "$request_uri"; fastcgi_param SCRIPT_FILENAME "$document_root$fastcgi_script_name";
            fastcgi_param SCRIPT_NAME "/x"; fastcgi_param SERVER_ADDR "$server_addr";
            fastcgi_param SERVER_NAME "$server_name"; fastcgi_param SERVER_PORT "$server_port";
            fastcgi_param SERVER_PROTOCOL "$server_protocol"; fastcgi_param SERVER_SOFTWARE "nginx/$nginx_version";
            try_files $uri =404;
            root /srv;
          }
          location /last { return 404; }
        }
        server {
          listen [::]:80; server_name moved;
          location / { return 307 http://app$request_uri; }
        }
        server {
          listen 1.1.1.1:443 ssl default_server; listen 1.1.1.1:80 default_server;
          server_name rejected;
          ssl_reject_handshake on;
        }
      }
    `;
    const own = (line: string) => !isOwn(line) && !line.startsWith("gzip_types");
    expect(directives(http).filter(own)).toEqual(directives(nixos));
  });

  it("leaves the access log to who configures one", async () => {
    expect(await etc('commonHttpConfig: "access_log off;"')).not.toContain("/dev/stdout");
  });

  it("keeps what users write readable, and quoted texts over several lines as they are", async () => {
    expect(
      await servers(`virtualHosts: { a: { extraConfig: \`
            if ($bad) {
              return 403;
            }
          \`, locations: { "/": { extraConfig: \`return 200 "a
b";\` } } } }`),
    ).toBe(`server {
  listen 0.0.0.0:80;
  listen [::0]:80;
  server_name a;

  location / {
    return 200 "a
b";
  }

  if ($bad) {
    return 403;
  }
}
`);
  });

  it("is what config says, with httpConfig and appendConfig", async () => {
    expect(await etc('config: "events {}", httpConfig: "sendfile on;", appendConfig: "user a;"')).toBe(
      `pid /run/nginx/nginx.pid;
error_log stderr;
daemon off;

events {}

http {
  include <nginx>/conf/mime.types;
  types_hash_max_size 2688;
  include <nginx>/conf/fastcgi.conf;
  include <nginx>/conf/uwsgi_params;
  default_type application/octet-stream;

  client_body_temp_path /run/nginx/client_body;
  proxy_temp_path /run/nginx/proxy;
  fastcgi_temp_path /run/nginx/fastcgi;
  uwsgi_temp_path /run/nginx/uwsgi;
  scgi_temp_path /run/nginx/scgi;

  sendfile on;
}

user a;
`,
    );
  });
});

describe("virtual hosts", () => {
  it("listen where they say, or else where the defaults say", async () => {
    const lines = async (options: string) => (await servers(options)).match(/listen .*/g);
    const tls = 'sslCertificate: "/c", sslCertificateKey: "/k"';
    expect(await lines(`virtualHosts: { a: { addSSL: true, ${tls}, listenAddresses: ["1.2.3.4"] } }`)).toEqual([
      "listen 1.2.3.4:443 ssl;",
      "listen 1.2.3.4:80;",
    ]);
    expect(await lines(`virtualHosts: { a: { onlySSL: true, ${tls}, quic: true, reuseport: true } }`)).toEqual([
      "listen 0.0.0.0:443 quic reuseport;",
      "listen 0.0.0.0:443 ssl reuseport;",
      "listen [::0]:443 quic reuseport;",
      "listen [::0]:443 ssl reuseport;",
    ]);
    expect(
      await lines(`virtualHosts: { a: { listen: [
        { addr: "unix:/run/nginx/a.sock" }, { addr: "*", port: 81, proxyProtocol: true, extraParameters: ["backlog=9"] },
      ] } }`),
    ).toEqual(["listen unix:/run/nginx/a.sock;", "listen *:81 proxy_protocol backlog=9;"]);
    expect(
      await lines(`defaultListen: [{ addr: "1.1.1.1", ssl: true }, { addr: "2.2.2.2", port: 8080 }],
        virtualHosts: { a: { addSSL: true, ${tls} } }`),
    ).toEqual(["listen 1.1.1.1:443 ssl;", "listen 2.2.2.2:8080 ssl;", "listen 2.2.2.2:8080;"]);
    expect(await lines("defaultHTTPListenPort: 8080, virtualHosts: { a: { rejectSSL: true } }")).toHaveLength(4);
  });

  it("have their locations by priority, then by name", async () => {
    const text = await servers(`virtualHosts: { a: { locations: {
      "/b": { return: 404 }, "/a": { index: "a.html" }, "/z": { priority: 10, alias: "/srv/z" },
      "~ \\\\.php$": { priority: 2000, fastcgiParams: { A: "b" }, extraConfig: "fastcgi_pass unix:/run/php.sock;" },
    } } }`);
    expect(text.match(/location .*/g)).toEqual([
      "location /z {",
      "location /a {",
      "location /b {",
      "location ~ \\.php$ {",
    ]);
    expect(text).toContain('fastcgi_param A "b";\n    fastcgi_param CONTENT_LENGTH "$content_length";\n');
  });

  it("have passwords in files that nginx alone can read, and say that they are in the image", async () => {
    const { config } = await nginx(
      'virtualHosts: { a: { basicAuth: { alice: "x" }, locations: { "/b/": { basicAuth: { bob: "y" } } } } }',
    );
    expect(config.environment.etc["nginx/a.htpasswd"]).toMatchObject({
      text: "alice:{PLAIN}x\n",
      mode: "0640",
      group: "nginx",
    });
    expect(config.environment.etc["nginx/a.%2Fb%2F.htpasswd"]?.text).toBe("bob:{PLAIN}y\n");
    expect(config.warnings).toHaveLength(1);
  });

  it("have files of the build context copied into the image", async () => {
    const { config } = await nginx(`virtualHosts: { a: {
      root: context("./www"), locations: { "/s/": { alias: context("assets:static") } },
    } }`);
    expect(config.image.contents.map(({ target }) => target)).toEqual(["/srv/www/a", "/srv/www/a.locations/%2Fs%2F"]);
    const text = config.environment.etc["nginx/nginx.conf"]?.text;
    expect(text).toContain("root /srv/www/a;\n    etag off;");
    expect(text).toContain("alias /srv/www/a.locations/%2Fs%2F/;");
  });
});

describe("services.nginx", () => {
  it("is off by itself, and then there is nothing of it", async () => {
    const { config } = await configure("export default {};");
    expect(config.systemd.services.nginx).toBeUndefined();
    expect(config.users.users.nginx).toBeUndefined();
  });

  it("is a service with NixOS's user, folders and ports", async () => {
    const { config } = await nginx("statusPage: true");
    expect(config.users.users.nginx).toMatchObject({ uid: 60, group: "nginx", isSystemUser: true });
    expect(config.image.files["/var/log/nginx"]).toMatchObject({ type: "directory", mode: "0750", uid: 60, gid: 60 });
    expect(config.image.exposedPorts).toEqual({ "80/tcp": {} });
    expect(config.systemd.services.nginx).toMatchObject({
      preStart: "\uE0D0nginx\uE0D1/bin/nginx -c /etc/nginx/nginx.conf -t",
      startLimitIntervalSec: 60,
      serviceConfig: { User: "nginx", Group: "nginx", Restart: "always", RestartSec: "10s", UMask: "0027" },
    });
    expect(config.environment.etc["nginx/nginx.conf"]?.text).toContain("server_name localhost 127.0.0.1 [::1];");
  });

  it("says what cannot be, where it is written", async () => {
    const wrong = errorOf(
      nginx(`additionalModules: [pkgs.hello],
  proxyResolveWhileRunning: true,
  recommendedBrotliSettings: true,
  virtualHosts: {
    a: { addSSL: true, onlySSL: true, sslCertificate: "/c" },
    b: { enableACME: true, forceSSL: true },
    c: { locations: { "/": { root: "/a", alias: "/b" } } },
  }`),
    );
    const text = await wrong;
    for (const line of [
      /image\.ts:2:\d+: .*additionalModules cannot be added to an nginx that is built already/,
      /image\.ts:3:\d+: .*proxyResolveWhileRunning needs name servers/,
      /image\.ts:4:\d+: .*recommendedBrotliSettings needs an nginx with that module/,
      /image\.ts:6:\d+: .*virtualHosts\."a": addSSL and onlySSL exclude each other/,
      /image\.ts:6:\d+: .*virtualHosts\."a": addSSL and onlySSL needs sslCertificateKey/,
      /image\.ts:7:\d+: .*virtualHosts\."b"\.enableACME: nothing in an image can ask for certificates, or renew them/,
      /image\.ts:8:\d+: .*locations\."\/" has a root and an alias/,
    ]) {
      expect(text).toMatch(line);
    }
    expect(text).toContain("mount the certificate and set sslCertificate and sslCertificateKey");
  });
});
