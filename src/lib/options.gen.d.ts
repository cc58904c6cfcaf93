/** Generated from src/modules by scripts/generate.ts: do not edit. */
import type { ContextFiles, NixosConfig, NixosOptions, Package, StorePath } from "./references.d.ts";
import type { Def, InstanceModule } from "./lib.d.ts";

type PackageOption = Package | StorePath | ContextFiles | string;
type UnitScalar = string | number | boolean | null | PackageOption;
type UnitValue = UnitScalar | readonly UnitScalar[];
type Attrs<T> = { readonly [name: string]: T };

/** What a declaration may define. */
export interface Options {
  /**
   * What has to hold for the configuration to make sense: all that does not is one error.
   * @default []
   */
  readonly assertions?: Def<readonly Def<{
    /** What has to hold. */
    readonly assertion?: Def<boolean>;
    /** What to say if it does not. */
    readonly message?: Def<string | PackageOption>;
    /**
     * What to do about it, one sentence.
     * @default null
     */
    readonly hint?: Def<string | PackageOption | null>;
    /**
     * The options that it is about, each as the list of its names.
     * @default []
     * @example [["users", "users", "alice", "uid"]]
     */
    readonly about?: Def<readonly Def<readonly Def<string | PackageOption>[]>[]>;
  }>[]>;
  /**
   * What the user is told beside a build that works.
   * @default []
   */
  readonly warnings?: Def<readonly Def<string | PackageOption | {
    /** What to say. */
    readonly message?: Def<string | PackageOption>;
    /**
     * What to do about it, one sentence.
     * @default null
     */
    readonly hint?: Def<string | PackageOption | null>;
    /**
     * The options that it is about, each as the list of its names.
     * @default []
     * @example [["users", "users", "alice", "uid"]]
     */
    readonly about?: Def<readonly Def<readonly Def<string | PackageOption>[]>[]>;
  }>[]>;
  readonly system?: Def<{
    /**
     * Has no meaning: it is accepted, so that a configuration of NixOS can keep it. NixOS chooses by it what data of an older installation needs, such as the version of PostgreSQL; here services.postgresql.package says that.
     * @default null
     * @example "26.05"
     */
    readonly stateVersion?: Def<string | PackageOption | null>;
    /**
     * Modular services: each is a module of its own, which may be a function, have imports and declare options. It becomes a systemd service of its name; docs/write-a-service-module.md has an example.
     * @default {}
     */
    readonly services?: Def<Attrs<Def<InstanceModule<NestedOptions1>>>>;
    readonly nssDatabases?: Def<{
      /**
       * Where the C library looks for users, in this order.
       * @default ["files"]
       */
      readonly passwd?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Where the C library looks for groups, in this order.
       * @default ["files"]
       */
      readonly group?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Where the C library looks for passwords, in this order.
       * @default ["files"]
       */
      readonly shadow?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Where the C library looks for sudo's rules, in this order.
       * @default ["files"]
       */
      readonly sudoers?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Where the C library looks for the addresses of hosts, in this order.
       * @default ["files", "dns"]
       */
      readonly hosts?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Where the C library looks for the names of ports, in this order.
       * @default ["files"]
       */
      readonly services?: Def<readonly Def<string | PackageOption>[]>;
    }>;
  }>;
  readonly programs?: Def<{
    readonly bash?: Def<{
      /**
       * Whether the image has `/etc/profile` and `/etc/bashrc`.
       * @default whether a shell is in the image
       */
      readonly enable?: Def<boolean>;
      /**
       * Shell code that bash runs when it starts.
       * @default ""
       */
      readonly shellInit?: Def<string | PackageOption>;
      /**
       * Shell code that bash runs when it starts as a login shell.
       * @default ""
       */
      readonly loginShellInit?: Def<string | PackageOption>;
      /**
       * Shell code that bash runs when it starts interactively.
       * @default ""
       */
      readonly interactiveShellInit?: Def<string | PackageOption>;
      /**
       * Shell code that sets the prompt.
       * @default "if [ \"$TERM\" != \"dumb\" ]; then\n  PROMPT_COLOR=\"1;32m\"\n  [ \"$UID\" != 0 ] || PROMPT_COLOR=\"1;31m\"\n  PS1=\"\\[\\033[$PROMPT_COLOR\\][\\u@\\h:\\w]\\\\$\\[\\033[0m\\] \"\n  case \"$TERM\" in\n    xterm*) PS1=\"\\[\\033]2;\\u@\\h: \\w\\007\\]$PS1\" ;;\n  esac\nfi\n"
       */
      readonly promptInit?: Def<string | PackageOption>;
      /**
       * Aliases in bash; they win over environment.shellAliases.
       * @default {}
       */
      readonly shellAliases?: Def<Attrs<Def<string | PackageOption | null>>>;
      readonly completion?: Def<{
        /**
         * Whether programs complete their arguments: brings bash-completion into the image.
         * @default false
         */
        readonly enable?: Def<boolean>;
      }>;
      /**
       * Now called programs.bash.completion.enable.
       * @deprecated
       */
      readonly enableCompletion?: Def<unknown>;
    }>;
  }>;
  readonly security?: Def<{
    readonly pki?: Def<{
      /**
       * Whether the public authorities of cacert are trusted: beside the certificates that are added, and in images whose packages have a library for TLS.
       * @default true
       */
      readonly installCACerts?: Def<boolean>;
      /**
       * Certificates, in PEM, that are trusted too.
       * @default []
       */
      readonly certificates?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Files of packages with such certificates.
       * @default []
       */
      readonly certificateFiles?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Must be empty: the bundle of cacert is taken as it is.
       * @default []
       */
      readonly caCertificateBlacklist?: Def<readonly Def<string | PackageOption>[]>;
    }>;
    readonly pam?: Def<{
      /**
       * How the programs that ask PAM let users in, by their name there.
       * @default {}
       * @example { login: { allowNullPassword: true } }
       */
      readonly services?: Def<Attrs<Def<{
        /**
         * Whether the file is there.
         * @default true
         */
        readonly enable?: Def<boolean>;
        /**
         * Whether root needs no password.
         * @default false
         */
        readonly rootOK?: Def<boolean>;
        /**
         * Whether the passwords of /etc/shadow are asked for; without it nobody but root gets in.
         * @default true
         */
        readonly unixAuth?: Def<boolean>;
        /**
         * Whether users with an empty password get in.
         * @default false
         */
        readonly allowNullPassword?: Def<boolean>;
        /**
         * The whole file (pam.conf(5)).
         * @default made of the other options
         */
        readonly text?: Def<string | PackageOption | null>;
      }>>>;
    }>;
  }>;
  readonly services?: Def<{
    readonly cron?: Def<{
      /**
       * Whether cron runs. systemd.timers do the same without it. It runs as root, and each job as the user of its line.
       * @default true where there are jobs
       */
      readonly enable?: Def<boolean>;
      /**
       * Who gets what jobs print, which takes a mail system; redirect it instead.
       * @default null
       */
      readonly mailto?: Def<string | PackageOption | null>;
      /**
       * Lines of /etc/crontab: when, who and what.
       * @default []
       * @example ["* /5 * * * * root date >>/var/log/date"]
       */
      readonly systemCronJobs?: Def<readonly Def<string | PackageOption>[]>;
    }>;
    readonly fcgiwrap?: Def<{
      /**
       * Servers that run CGI programs for a web server, by FastCGI. Root opens their sockets and gives them to the web server's user; the programs run as users of their own.
       * @default {}
       * @example { cgi: { socket: { user: "nginx" } } }
       */
      readonly instances?: Def<Attrs<Def<{
        readonly process?: Def<{
          /**
           * How many programs run at a time.
           * @default 1
           */
          readonly prefork?: Def<number>;
          /**
           * The user that programs run as.
           * @default null: a user of its own, fcgiwrap-<name>
           */
          readonly user?: Def<string | PackageOption | null>;
          /**
           * The group that programs run as.
           * @default null: that of its own user, or the user's
           */
          readonly group?: Def<string | PackageOption | null>;
        }>;
        readonly socket?: Def<{
          /**
           * What it listens on.
           * @default "unix"
           */
          readonly type?: Def<"unix" | "tcp" | "tcp6">;
          /**
           * The socket's path, or the address and port.
           * @default /run/fcgiwrap-<name>.sock
           * @example "127.0.0.1:9000"
           */
          readonly address?: Def<string | PackageOption>;
          /**
           * The owner of the socket: the web server's user.
           * @default null: root
           */
          readonly user?: Def<string | PackageOption | null>;
          /**
           * The group of the socket.
           * @default null: root
           */
          readonly group?: Def<string | PackageOption | null>;
          /**
           * Who may connect.
           * @default null: "0600"
           */
          readonly mode?: Def<string | PackageOption | null>;
        }>;
      }>>>;
    }>;
    readonly memcached?: Def<{
      /**
       * Whether to enable Memcached. It needs nothing of root: `image.user: "memcached"` will do.
       * @default false
       * @example true
       */
      readonly enable?: Def<boolean>;
      /**
       * The user that it runs as.
       * @default "memcached"
       */
      readonly user?: Def<string | PackageOption>;
      /**
       * The address.
       * @default "127.0.0.1"
       * @example "0.0.0.0"
       */
      readonly listen?: Def<string | PackageOption>;
      /**
       * The port.
       * @default 11211
       */
      readonly port?: Def<number>;
      /**
       * Whether it listens on /run/memcached/memcached.sock instead.
       * @default false
       */
      readonly enableUnixSocket?: Def<boolean>;
      /**
       * What it holds, in megabytes.
       * @default 64
       */
      readonly maxMemory?: Def<number>;
      /**
       * Connections at a time.
       * @default 1024
       */
      readonly maxConnections?: Def<number>;
      /**
       * Further arguments.
       * @default []
       */
      readonly extraOptions?: Def<readonly Def<string | PackageOption>[]>;
    }>;
    readonly nginx?: Def<{
      /**
       * Whether to enable the web server nginx. Root has it become `user` and opens its log; where `user` and `group` are those of `image.user` it needs nothing of root.
       * @default false
       * @example true
       */
      readonly enable?: Def<boolean>;
      /**
       * The nginx to use.
       * @default pkgs.nginx
       */
      readonly package?: Def<PackageOption>;
      /**
       * Has no meaning here, for nginx would have to be built with them: set `package` to one that has them.
       * @default []
       */
      readonly additionalModules?: Def<readonly Def<PackageOption>[]>;
      /**
       * The user that it runs as.
       * @default "nginx"
       * @example "1000"
       */
      readonly user?: Def<string | PackageOption>;
      /**
       * The group that it runs as.
       * @default "nginx"
       */
      readonly group?: Def<string | PackageOption>;
      /**
       * The hosts that it serves, by name.
       * @default { localhost: {} }
       * @example { "example.org": { root: "/srv/www", locations: { "/api/": { proxyPass: "http://localhost:3000" } } } }
       */
      readonly virtualHosts?: Def<Attrs<Def<{
        /**
         * The host's name; that of the attribute where it is null.
         * @default null
         * @example "example.org"
         */
        readonly serverName?: Def<string | PackageOption | null>;
        /**
         * Its other names.
         * @default []
         * @example ["www.example.org"]
         */
        readonly serverAliases?: Def<readonly Def<string | PackageOption>[]>;
        /**
         * Addresses and ports that it listens on, in place of those that addSSL and its like choose.
         * @default []
         * @example [{ addr: "0.0.0.0", port: 8443, ssl: true }, { addr: "unix:/run/nginx/web.sock" }]
         */
        readonly listen?: Def<readonly Def<{
          /**
           * The address, or unix: and a path.
           * @example "0.0.0.0"
           */
          readonly addr?: Def<string | PackageOption>;
          /**
           * The port.
           * @default null
           */
          readonly port?: Def<number | null>;
          /**
           * Whether it is for TLS.
           * @default false
           */
          readonly ssl?: Def<boolean>;
          /**
           * Whether clients come by the PROXY protocol.
           * @default false
           */
          readonly proxyProtocol?: Def<boolean>;
          /**
           * Further parameters of the directive.
           * @default []
           * @example ["backlog=1024", "deferred"]
           */
          readonly extraParameters?: Def<readonly Def<string | PackageOption>[]>;
        }>[]>;
        /**
         * Addresses that it listens on, with the usual ports.
         * @default []
         * @example ["127.0.0.1", "[::1]"]
         */
        readonly listenAddresses?: Def<readonly Def<string | PackageOption>[]>;
        /**
         * has no meaning here: nothing in an image can ask for certificates. Mount one and name it.
         * @default false
         * @example true
         */
        readonly enableACME?: Def<boolean>;
        /**
         * has no meaning here: nothing in an image can ask for certificates. Mount one and name it.
         * @default null
         */
        readonly useACMEHost?: Def<string | PackageOption | null>;
        /**
         * has no meaning here: nothing in an image can ask for certificates. Mount one and name it.
         * @default "/var/lib/acme/acme-challenge"
         */
        readonly acmeRoot?: Def<string | PackageOption | null>;
        /**
         * has no meaning here: nothing in an image can ask for certificates. Mount one and name it.
         * @default null
         */
        readonly acmeFallbackHost?: Def<string | PackageOption | null>;
        /**
         * Whether it answers HTTPS beside HTTP.
         * @default false
         * @example true
         */
        readonly addSSL?: Def<boolean>;
        /**
         * Whether it answers HTTPS only.
         * @default false
         * @example true
         */
        readonly onlySSL?: Def<boolean>;
        /**
         * Whether it answers HTTPS, and HTTP with a redirect to it.
         * @default false
         * @example true
         */
        readonly forceSSL?: Def<boolean>;
        /**
         * Whether it refuses HTTPS, so that no other host's certificate is shown.
         * @default false
         * @example true
         */
        readonly rejectSSL?: Def<boolean>;
        /**
         * Whether the kernel does TLS.
         * @default false
         * @example true
         */
        readonly kTLS?: Def<boolean>;
        /**
         * The certificate, with those that it is signed with.
         * @default null
         * @example "/run/secrets/tls.crt"
         */
        readonly sslCertificate?: Def<string | PackageOption | null>;
        /**
         * The certificate's key. Mount it: an image is no place for it.
         * @default null
         * @example "/run/secrets/tls.key"
         */
        readonly sslCertificateKey?: Def<string | PackageOption | null>;
        /**
         * Certificates that clients' certificates are checked with.
         * @default null
         */
        readonly sslTrustedCertificate?: Def<string | PackageOption | null>;
        /**
         * Whether HTTP/2 is spoken, where there is TLS.
         * @default true
         * @example false
         */
        readonly http2?: Def<boolean>;
        /**
         * Whether HTTP/3 is spoken, with `quic`.
         * @default true
         * @example false
         */
        readonly http3?: Def<boolean>;
        /**
         * Whether HTTP/0.9 is negotiated over QUIC, for tests.
         * @default false
         * @example true
         */
        readonly http3_hq?: Def<boolean>;
        /**
         * Whether it listens for QUIC, on the ports of TLS.
         * @default false
         * @example true
         */
        readonly quic?: Def<boolean>;
        /**
         * Whether it takes multipath TCP connections.
         * @default false
         * @example true
         */
        readonly multipath?: Def<boolean>;
        /**
         * Whether each worker has a socket of its own; one host for each port may say so.
         * @default false
         * @example true
         */
        readonly reuseport?: Def<boolean>;
        /**
         * The folder of its files: a path, or files of the build context, `context("./www")`, which are put into the image.
         * @default null
         * @example "/srv/www"
         */
        readonly root?: Def<string | PackageOption | ContextFiles | string | null>;
        /**
         * Whether it answers for names that no host has.
         * @default false
         * @example true
         */
        readonly default?: Def<boolean>;
        /**
         * Directives at the end of the host.
         * @default ""
         */
        readonly extraConfig?: Def<string | PackageOption>;
        /**
         * The host that all requests are redirected to.
         * @default null
         * @example "example.org"
         */
        readonly globalRedirect?: Def<string | PackageOption | null>;
        /**
         * The status of globalRedirect and of forceSSL's redirect.
         * @default 301
         * @example 308
         */
        readonly redirectCode?: Def<number>;
        /**
         * Users and their passwords, which become part of the image as they are; `basicAuthFile` does not.
         * @default {}
         * @example { alice: "her password" }
         */
        readonly basicAuth?: Def<Attrs<Def<string | PackageOption>>>;
        /**
         * A file of users and passwords, as `htpasswd` and `openssl passwd` make them.
         * @default null
         * @example "/run/secrets/htpasswd"
         */
        readonly basicAuthFile?: Def<string | PackageOption | null>;
        /**
         * What is answered where, by the beginning of the path or what else `location` takes.
         * @default {}
         * @example { "/": { proxyPass: "http://localhost:3000" } }
         */
        readonly locations?: Def<Attrs<Def<{
          /**
           * Where requests are passed on to (proxy_pass).
           * @default null
           * @example "http://localhost:3000"
           */
          readonly proxyPass?: Def<string | PackageOption | null>;
          /**
           * Whether websocket connections are passed on too.
           * @default false
           * @example true
           */
          readonly proxyWebsockets?: Def<boolean>;
          /**
           * The uwsgi server that requests are passed on to.
           * @default null
           * @example "unix:/run/app.sock"
           */
          readonly uwsgiPass?: Def<string | PackageOption | null>;
          /**
           * The files that a folder is answered with.
           * @default null
           * @example "index.html index.php"
           */
          readonly index?: Def<string | PackageOption | null>;
          /**
           * Files that are tried in order (try_files).
           * @default null
           * @example "$uri =404"
           */
          readonly tryFiles?: Def<string | PackageOption | null>;
          /**
           * The folder of the files: a path, or files of the build context, `context("./www")`.
           * @default null
           * @example "/srv/www"
           */
          readonly root?: Def<string | PackageOption | ContextFiles | string | null>;
          /**
           * The folder that takes the place of the location's name.
           * @default null
           * @example "/srv/static"
           */
          readonly alias?: Def<string | PackageOption | ContextFiles | string | null>;
          /**
           * What is answered.
           * @default null
           * @example "301 https://example.com$request_uri"
           */
          readonly return?: Def<string | PackageOption | number | null>;
          /**
           * Parameters for FastCGI; the usual ones are there beside them.
           * @default {}
           */
          readonly fastcgiParams?: Def<Attrs<Def<string | PackageOption>>>;
          /**
           * Directives at the end of the location.
           * @default ""
           */
          readonly extraConfig?: Def<string | PackageOption>;
          /**
           * Where the location stands among the others: lower ones come first.
           * @default 1000
           */
          readonly priority?: Def<number>;
          /**
           * Whether what is proxied gets the headers that tell of the client.
           * @default services.nginx.recommendedProxySettings
           */
          readonly recommendedProxySettings?: Def<boolean>;
          /**
           * Whether uwsgi servers get the usual parameters.
           * @default services.nginx.recommendedUwsgiSettings
           */
          readonly recommendedUwsgiSettings?: Def<boolean>;
          /**
           * Users and their passwords, which become part of the image as they are; `basicAuthFile` does not.
           * @default {}
           * @example { alice: "her password" }
           */
          readonly basicAuth?: Def<Attrs<Def<string | PackageOption>>>;
          /**
           * A file of users and passwords, as `htpasswd` and `openssl passwd` make them.
           * @default null
           * @example "/run/secrets/htpasswd"
           */
          readonly basicAuthFile?: Def<string | PackageOption | null>;
        }>>>;
      }>>>;
      /**
       * Groups of servers, whose names proxyPass can use.
       * @default {}
       * @example { app: { servers: { "app1:8080": { weight: 5 }, "app2:8080": { backup: true } } } }
       */
      readonly upstreams?: Def<Attrs<Def<{
        /**
         * Its servers by address, with the parameters of the `server` directive.
         * @default {}
         */
        readonly servers?: Def<Attrs<Def<{
          /**
           * Whether it is asked only when the others cannot be.
           * @default false
           * @example true
           */
          readonly backup?: Def<boolean>;
        } & Attrs<unknown>>>>;
        /**
         * Lines at its end.
         * @default ""
         * @example "keepalive 16;"
         */
        readonly extraConfig?: Def<string | PackageOption>;
      }>>>;
      /**
       * Whether what is worth it is compressed.
       * @default false
       * @example true
       */
      readonly recommendedGzipSettings?: Def<boolean>;
      /**
       * Whether files are sent with sendfile and few packets.
       * @default false
       * @example true
       */
      readonly recommendedOptimisation?: Def<boolean>;
      /**
       * Whether proxied servers get timeouts and the headers that tell of the client.
       * @default false
       * @example true
       */
      readonly recommendedProxySettings?: Def<boolean>;
      /**
       * Whether TLS is set up as Mozilla recommends for servers of today.
       * @default false
       * @example true
       */
      readonly recommendedTlsSettings?: Def<boolean>;
      /**
       * Whether uwsgi servers get timeouts and the usual parameters.
       * @default false
       * @example true
       */
      readonly recommendedUwsgiSettings?: Def<boolean>;
      /**
       * Whether brotli compresses; `package` must be an nginx that has it.
       * @default false
       * @example true
       */
      readonly recommendedBrotliSettings?: Def<boolean>;
      /**
       * Whether zstd compresses; `package` must be an nginx that has it.
       * @default false
       * @example true
       */
      readonly recommendedZstdSettings?: Def<boolean>;
      /**
       * The timeouts of recommendedProxySettings.
       * @default "60s"
       * @example "20s"
       */
      readonly proxyTimeout?: Def<string | PackageOption>;
      /**
       * The timeouts of recommendedUwsgiSettings.
       * @default "60s"
       * @example "20s"
       */
      readonly uwsgiTimeout?: Def<string | PackageOption>;
      /**
       * Whether names in proxyPass are looked up again and again; needs `resolver`.
       * @default false
       * @example true
       */
      readonly proxyResolveWhileRunning?: Def<boolean>;
      readonly resolver?: Def<{
        /**
         * Name servers that nginx asks.
         * @default []
         * @example ["127.0.0.11"]
         */
        readonly addresses?: Def<readonly Def<string | PackageOption>[]>;
        /**
         * How long answers are good, in place of what they say.
         * @default ""
         * @example "30s"
         */
        readonly valid?: Def<string | PackageOption>;
        /**
         * Whether IPv4 addresses are looked up.
         * @default true
         * @example false
         */
        readonly ipv4?: Def<boolean>;
        /**
         * Whether IPv6 addresses are looked up.
         * @default true
         * @example false
         */
        readonly ipv6?: Def<boolean>;
      }>;
      /**
       * Folders below /var/cache/nginx for answers of proxied servers.
       * @default {}
       */
      readonly proxyCachePath?: Def<Attrs<Def<{
        /**
         * Whether to enable this cache.
         * @default false
         * @example true
         */
        readonly enable?: Def<boolean>;
        /**
         * The name that proxy_cache knows it by.
         * @default "cache"
         */
        readonly keysZoneName?: Def<string | PackageOption>;
        /**
         * The memory for its keys.
         * @default "10m"
         */
        readonly keysZoneSize?: Def<string | PackageOption>;
        /**
         * Its levels of folders.
         * @default "1:2"
         */
        readonly levels?: Def<string | PackageOption>;
        /**
         * Whether files are first written elsewhere.
         * @default false
         * @example true
         */
        readonly useTempPath?: Def<boolean>;
        /**
         * How long an answer stays that nobody asks for.
         * @default "10m"
         */
        readonly inactive?: Def<string | PackageOption>;
        /**
         * How much it holds.
         * @default "1g"
         */
        readonly maxSize?: Def<string | PackageOption>;
      }>>>;
      /**
       * What hosts listen on that do not say it; wins over defaultListenAddresses.
       * @default []
       * @example [{ addr: "10.0.0.12", proxyProtocol: true, ssl: true }, { addr: "0.0.0.0" }]
       */
      readonly defaultListen?: Def<readonly Def<{
        /**
         * The address, or unix: and a path.
         * @example "0.0.0.0"
         */
        readonly addr?: Def<string | PackageOption>;
        /**
         * The port.
         * @default null
         */
        readonly port?: Def<number | null>;
        /**
         * Whether it is for TLS; null is for both.
         * @default null
         */
        readonly ssl?: Def<boolean | null>;
        /**
         * Whether clients come by the PROXY protocol.
         * @default false
         */
        readonly proxyProtocol?: Def<boolean>;
        /**
         * Further parameters of the directive.
         * @default []
         * @example ["backlog=1024", "deferred"]
         */
        readonly extraParameters?: Def<readonly Def<string | PackageOption>[]>;
      }>[]>;
      /**
       * Addresses that hosts listen on that do not say it.
       * @default ["0.0.0.0"], and "[::0]" with networking.enableIPv6
       */
      readonly defaultListenAddresses?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * The port for HTTP.
       * @default 80
       * @example 8080
       */
      readonly defaultHTTPListenPort?: Def<number>;
      /**
       * The port for HTTPS.
       * @default 443
       * @example 8443
       */
      readonly defaultSSLListenPort?: Def<number>;
      /**
       * The file with the types of files. NixOS takes mailcap's, which knows more of them.
       * @default nginx's own
       * @example "${pkgs.mailcap}/etc/nginx/mime.types"
       */
      readonly defaultMimeTypes?: Def<string | PackageOption>;
      /**
       * How many entries the table of types may have.
       * @default 2688
       */
      readonly typesHashMaxSize?: Def<number>;
      /**
       * Whether http://127.0.0.1/nginx_status tells the container itself how nginx does.
       * @default false
       * @example true
       */
      readonly statusPage?: Def<boolean>;
      /**
       * Whether answers tell nginx's version.
       * @default false
       * @example true
       */
      readonly serverTokens?: Def<boolean>;
      /**
       * How much a request may hold.
       * @default "10m"
       * @example "1g"
       */
      readonly clientMaxBodySize?: Def<string | PackageOption>;
      /**
       * The versions of TLS that are spoken.
       * @default "TLSv1.2 TLSv1.3"
       */
      readonly sslProtocols?: Def<string | PackageOption>;
      /**
       * The ciphers of TLS up to 1.2; Mozilla's intermediate list.
       * @default "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:DHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES256-GCM-SHA384:DHE-RSA-CHACHA20-POLY1305"
       */
      readonly sslCiphers?: Def<string | PackageOption | null>;
      /**
       * A file of Diffie-Hellman parameters.
       * @default null
       */
      readonly sslDhparam?: Def<string | PackageOption | null>;
      /**
       * The size of a bucket of `map` tables.
       * @default null
       */
      readonly mapHashBucketSize?: Def<32 | 64 | 128 | null>;
      /**
       * The size of `map` tables.
       * @default null
       */
      readonly mapHashMaxSize?: Def<number | null>;
      /**
       * The size of a bucket of the table of names.
       * @default null
       */
      readonly serverNamesHashBucketSize?: Def<number | null>;
      /**
       * The size of the table of names.
       * @default null
       */
      readonly serverNamesHashMaxSize?: Def<number | null>;
      /**
       * Where errors go, and which.
       * @default "stderr"
       * @example "stderr warn"
       */
      readonly logError?: Def<string | PackageOption>;
      /**
       * Shell lines that run before nginx, as its user.
       * @default ""
       */
      readonly preStart?: Def<string | PackageOption>;
      /**
       * The configuration itself, in place of all that other options make but appendConfig and httpConfig.
       * @default ""
       */
      readonly config?: Def<string | PackageOption>;
      /**
       * Lines at the beginning of the configuration.
       * @default ""
       * @example "load_module modules/ngx_http_geoip_module.so;"
       */
      readonly prependConfig?: Def<string | PackageOption>;
      /**
       * Lines at the end of the configuration.
       * @default ""
       * @example "worker_processes auto;"
       */
      readonly appendConfig?: Def<string | PackageOption>;
      /**
       * Lines of the `events` block.
       * @default ""
       * @example "worker_connections 4096;"
       */
      readonly eventsConfig?: Def<string | PackageOption>;
      /**
       * Lines of the `http` block before the hosts.
       * @default ""
       * @example "log_format short '$status $request';"
       */
      readonly commonHttpConfig?: Def<string | PackageOption>;
      /**
       * Lines of every host.
       * @default ""
       */
      readonly commonServerConfig?: Def<string | PackageOption>;
      /**
       * Lines at the end of the `http` block.
       * @default ""
       */
      readonly appendHttpConfig?: Def<string | PackageOption>;
      /**
       * The `http` block, in place of what other options make of it.
       * @default ""
       */
      readonly httpConfig?: Def<string | PackageOption>;
      /**
       * Lines of the `stream` block.
       * @default ""
       * @example "server { listen 5432; proxy_pass db:5432; }"
       */
      readonly streamConfig?: Def<string | PackageOption>;
      /**
       * Makes no difference: the file is /etc/nginx/nginx.conf, and a container does not change it.
       * @default false
       * @example true
       */
      readonly enableReload?: Def<boolean>;
      /**
       * Whether QUIC packets find their worker by eBPF, which takes a privileged container.
       * @default false
       * @example true
       */
      readonly enableQuicBPF?: Def<boolean>;
      /**
       * Whether `nginx -t` looks at the configuration when the image is built, and not only each time that it starts.
       * @default true
       * @example false
       */
      readonly validateConfigFile?: Def<boolean>;
    }>;
    readonly openssh?: Def<{
      /**
       * Whether to enable the OpenSSH server. It runs as root, and each login as who logs in.
       * @default false
       * @example true
       */
      readonly enable?: Def<boolean>;
      /**
       * The OpenSSH to use.
       * @default pkgs.openssh
       */
      readonly package?: Def<PackageOption>;
      /**
       * Its ports.
       * @default [22]
       * @example [2222]
       */
      readonly ports?: Def<readonly Def<number>[]>;
      /**
       * The addresses that it listens on; all where there are none.
       * @default []
       */
      readonly listenAddresses?: Def<readonly Def<{
        /**
         * The address.
         * @example "0.0.0.0"
         */
        readonly addr?: Def<string | PackageOption>;
        /**
         * The port, where it is not among `ports`.
         * @default null
         */
        readonly port?: Def<number | null>;
      }>[]>;
      /**
       * The keys that it shows. They are made when a container starts that has none; a volume keeps them.
       * @default [{ type: "rsa", bits: 4096, path: "/etc/ssh/ssh_host_rsa_key" }, { type: "ed25519", path: "/etc/ssh/ssh_host_ed25519_key" }]
       */
      readonly hostKeys?: Def<readonly Def<{
        /**
         * Its type.
         * @example "ed25519"
         */
        readonly type?: Def<string | PackageOption>;
        /** Its file. */
        readonly path?: Def<string | PackageOption>;
        /**
         * Its length.
         * @default null
         */
        readonly bits?: Def<number | null>;
        /**
         * Rounds of the passphrase's function.
         * @default null
         */
        readonly rounds?: Def<number | null>;
        /**
         * Its comment.
         * @default ""
         */
        readonly comment?: Def<string | PackageOption>;
      }>[]>;
      /**
       * Whether users' own ~/.ssh/authorized_keys count beside users.users.<name>.openssh.authorizedKeys.
       * @default true
       */
      readonly authorizedKeysInHomedir?: Def<boolean>;
      /**
       * Further files with keys that may log in.
       * @default []
       */
      readonly authorizedKeysFiles?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * What is shown before a login.
       * @default null
       */
      readonly banner?: Def<string | PackageOption | null>;
      /**
       * Whether files can be transferred.
       * @default true
       */
      readonly allowSFTP?: Def<boolean>;
      /**
       * What does that. NixOS has a program of its own, for users whose shell it has to be.
       * @default "internal-sftp"
       */
      readonly sftpServerExecutable?: Def<string | PackageOption>;
      /**
       * Its arguments.
       * @default []
       */
      readonly sftpFlags?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * The file of Diffie-Hellman groups.
       * @default the package's
       */
      readonly moduliFile?: Def<string | PackageOption>;
      /**
       * Settings of sshd_config.
       * @default {}
       * @example { PasswordAuthentication: false, AllowUsers: ["alice"] }
       */
      readonly settings?: Def<{
        /**
         * What is logged.
         * @default "INFO"
         */
        readonly LogLevel?: Def<string | PackageOption>;
        /**
         * Whether PAM is asked. It lets in who has a key; passwords take a set-uid helper, or `false` here, and then all users need one.
         * @default true
         */
        readonly UsePAM?: Def<boolean>;
        /**
         * Whether clients' names are looked up.
         * @default false
         */
        readonly UseDns?: Def<boolean>;
        /**
         * Whether X11 is forwarded.
         * @default false
         */
        readonly X11Forwarding?: Def<boolean>;
        /**
         * Whether passwords let in.
         * @default true
         */
        readonly PasswordAuthentication?: Def<boolean>;
        /**
         * Whether PAM may ask questions.
         * @default true
         */
        readonly KbdInteractiveAuthentication?: Def<boolean>;
        /**
         * How root gets in.
         * @default "prohibit-password"
         */
        readonly PermitRootLogin?: Def<"yes" | "without-password" | "prohibit-password" | "forced-commands-only" | "no">;
        /**
         * Who reaches forwarded ports.
         * @default "no"
         */
        readonly GatewayPorts?: Def<string | PackageOption>;
        /**
         * Whether others may not be able to write to what lets users in.
         * @default true
         */
        readonly StrictModes?: Def<boolean>;
        /**
         * How keys are exchanged.
         * @default ["mlkem768x25519-sha256", "sntrup761x25519-sha512", "sntrup761x25519-sha512@openssh.com", "curve25519-sha256", "curve25519-sha256@libssh.org", "diffie-hellman-group-exchange-sha256"]
         */
        readonly KexAlgorithms?: Def<readonly Def<string | PackageOption>[] | null>;
        /**
         * How messages are authenticated.
         * @default ["hmac-sha2-512-etm@openssh.com", "hmac-sha2-256-etm@openssh.com", "umac-128-etm@openssh.com"]
         */
        readonly Macs?: Def<readonly Def<string | PackageOption>[] | null>;
        /**
         * How they are encrypted.
         * @default ["chacha20-poly1305@openssh.com", "aes256-gcm@openssh.com", "aes128-gcm@openssh.com", "aes256-ctr", "aes192-ctr", "aes128-ctr"]
         */
        readonly Ciphers?: Def<readonly Def<string | PackageOption>[] | null>;
        /**
         * Who may log in; everyone where it is null.
         * @default null
         */
        readonly AllowUsers?: Def<readonly Def<string | PackageOption>[] | null>;
        /**
         * Who may not.
         * @default null
         */
        readonly DenyUsers?: Def<readonly Def<string | PackageOption>[] | null>;
        /**
         * Whose groups may log in.
         * @default null
         */
        readonly AllowGroups?: Def<readonly Def<string | PackageOption>[] | null>;
        /**
         * Whose groups may not.
         * @default null
         */
        readonly DenyGroups?: Def<readonly Def<string | PackageOption>[] | null>;
      } & Attrs<unknown>>;
      /**
       * A program that prints the keys of a user, by an absolute path that only root can write to.
       * @default "none"
       * @example "/etc/ssh/keys-of"
       */
      readonly authorizedKeysCommand?: Def<string | PackageOption>;
      /**
       * The user that it runs as.
       * @default "nobody"
       */
      readonly authorizedKeysCommandUser?: Def<string | PackageOption>;
      /**
       * Has no meaning: the firewall is the host's, and `docker run -p` publishes ports.
       * @default true
       */
      readonly openFirewall?: Def<boolean>;
      /**
       * Now called services.openssh.settings.PasswordAuthentication.
       * @deprecated
       */
      readonly passwordAuthentication?: Def<unknown>;
      /**
       * Now called services.openssh.settings.KbdInteractiveAuthentication.
       * @deprecated
       */
      readonly kbdInteractiveAuthentication?: Def<unknown>;
      /**
       * Now called services.openssh.settings.KbdInteractiveAuthentication.
       * @deprecated
       */
      readonly challengeResponseAuthentication?: Def<unknown>;
      /**
       * Now called services.openssh.settings.PermitRootLogin.
       * @deprecated
       */
      readonly permitRootLogin?: Def<unknown>;
      /**
       * Now called services.openssh.settings.X11Forwarding.
       * @deprecated
       */
      readonly forwardX11?: Def<unknown>;
      /**
       * Now called services.openssh.settings.LogLevel.
       * @deprecated
       */
      readonly logLevel?: Def<unknown>;
      /**
       * Lines at the end of sshd_config, for Match blocks.
       * @default ""
       */
      readonly extraConfig?: Def<string | PackageOption>;
    }>;
    readonly phpfpm?: Def<{
      /**
       * The PHP to use.
       * @default pkgs.php
       */
      readonly phpPackage?: Def<PackageOption>;
      /**
       * Lines of php.ini for all pools, after those of the package.
       * @default ""
       * @example "memory_limit = 256M"
       */
      readonly phpOptions?: Def<string | PackageOption>;
      /**
       * The section `[global]` of each pool's configuration.
       * @default {}
       * @example { log_level: "warning" }
       */
      readonly settings?: Def<Attrs<Def<string | PackageOption | number | boolean>>>;
      /**
       * Groups of PHP processes, each a service `phpfpm-<name>`. The first process of each runs as root, the others as `user`.
       * @default {}
       * @example { app: { user: "app", settings: { pm: "ondemand", "pm.max_children": 8, "listen.owner": "nginx" } } }
       */
      readonly pools?: Def<Attrs<Def<{
        /**
         * Another place to listen on: a path, or an address and port.
         * @default ""
         * @example "127.0.0.1:9000"
         */
        readonly listen?: Def<string | PackageOption>;
        /**
         * The PHP to use.
         * @default services.phpfpm.phpPackage
         */
        readonly phpPackage?: Def<PackageOption>;
        /**
         * Lines of php.ini for this pool.
         * @default ""
         * @example "memory_limit = 256M"
         */
        readonly phpOptions?: Def<string | PackageOption>;
        /**
         * Variables of its processes, which have no others.
         * @default {}
         * @example { APP_ENV: "production" }
         */
        readonly phpEnv?: Def<Attrs<Def<string | PackageOption>>>;
        /**
         * The user that its processes run as.
         * @example "app"
         */
        readonly user?: Def<string | PackageOption>;
        /**
         * Their group.
         * @default that of user's name
         */
        readonly group?: Def<string | PackageOption>;
        /**
         * The pool's section of its configuration (php.net, "php-fpm.conf"). `pm` and `pm.max_children` have no default.
         * @default {}
         * @example { pm: "dynamic", "pm.max_children": 32, "pm.start_servers": 2, "listen.owner": "nginx" }
         */
        readonly settings?: Def<Attrs<Def<string | PackageOption | number | boolean>>>;
      }>>>;
    }>;
    readonly postgresql?: Def<{
      /**
       * Whether to enable PostgreSQL. It runs as `postgres`, and root starts the container: where all processes are one user's, it does not start after the container was killed.
       * @default false
       * @example true
       */
      readonly enable?: Def<boolean>;
      /**
       * Whether queries are compiled.
       * @default false
       */
      readonly enableJIT?: Def<boolean>;
      /**
       * The PostgreSQL to use. Name the version, for data of one version is not read by the next.
       * @default pkgs.postgresql
       * @example "postgresql_17"
       */
      readonly package?: Def<PackageOption>;
      /**
       * Where the data is. Mount a volume at /var/lib/postgresql, and it stays when the container goes.
       * @default below /var/lib/postgresql: the version that the package's name says, or "data"
       */
      readonly dataDir?: Def<string | PackageOption>;
      /**
       * Who may log in how: pg_hba.conf. What NixOS has comes after it.
       * @default ""
       * @example "host app app 10.0.0.0/8 scram-sha-256"
       */
      readonly authentication?: Def<string | PackageOption>;
      /**
       * Which user of the system is which of the database: pg_ident.conf.
       * @default ""
       * @example "map root postgres"
       */
      readonly identMap?: Def<string | PackageOption>;
      /**
       * Arguments of initdb, when the data is made.
       * @default []
       * @example ["--data-checksums", "--locale=C.UTF-8"]
       */
      readonly initdbArgs?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * A file of SQL that is run as the superuser when the data has been made.
       * @default null
       * @example "/run/secrets/setup.sql"
       */
      readonly initialScript?: Def<string | PackageOption | null>;
      /**
       * Databases that are made where they are not there. None is removed.
       * @default []
       * @example ["app"]
       */
      readonly ensureDatabases?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Users that are made where they are not there. None is removed.
       * @default []
       * @example [{ name: "app", ensureDBOwnership: true }]
       */
      readonly ensureUsers?: Def<readonly Def<{
        /** The user's name. */
        readonly name?: Def<string | PackageOption>;
        /**
         * Whether the database of the same name belongs to it.
         * @default false
         */
        readonly ensureDBOwnership?: Def<boolean>;
        readonly ensureClauses?: Def<{
          /**
           * Whether it has SUPERUSER.
           * @default null
           */
          readonly superuser?: Def<boolean | null>;
          /**
           * Whether it has CREATEROLE.
           * @default null
           */
          readonly createrole?: Def<boolean | null>;
          /**
           * Whether it has CREATEDB.
           * @default null
           */
          readonly createdb?: Def<boolean | null>;
          /**
           * Whether it has INHERIT.
           * @default null
           */
          readonly inherit?: Def<boolean | null>;
          /**
           * Whether it has LOGIN.
           * @default null
           */
          readonly login?: Def<boolean | null>;
          /**
           * Whether it has REPLICATION.
           * @default null
           */
          readonly replication?: Def<boolean | null>;
          /**
           * Whether it has BYPASSRLS.
           * @default null
           */
          readonly bypassrls?: Def<boolean | null>;
        }>;
      }>[]>;
      /**
       * Whether it listens on all addresses, not on the container's own alone.
       * @default false
       */
      readonly enableTCPIP?: Def<boolean>;
      /**
       * Settings of postgresql.conf.
       * @default {}
       * @example { max_connections: 200, shared_buffers: "256MB" }
       */
      readonly settings?: Def<{
        /**
         * The port.
         * @default 5432
         */
        readonly port?: Def<number>;
        /**
         * Libraries that are loaded at the start, as a list or with commas between them.
         * @default null
         * @example ["auto_explain", "pg_stat_statements"]
         */
        readonly shared_preload_libraries?: Def<readonly Def<string | PackageOption>[] | string | PackageOption | null>;
        /**
         * What log lines begin with.
         * @default "[%p] "
         */
        readonly log_line_prefix?: Def<string | PackageOption>;
      } & Attrs<unknown>>;
      /**
       * Now called services.postgresql.settings.port.
       * @deprecated
       */
      readonly port?: Def<unknown>;
      /**
       * Now called services.postgresql.settings.log_line_prefix.
       * @deprecated
       */
      readonly logLinePrefix?: Def<unknown>;
    }>;
    readonly redis?: Def<{
      /**
       * The Redis to use.
       * @default pkgs.redis
       */
      readonly package?: Def<PackageOption>;
      /**
       * Has no meaning: vm.overcommit_memory is the host's.
       * @default true
       */
      readonly vmOverCommit?: Def<boolean>;
      /**
       * Servers by name; the one called "" is plain redis. They need nothing of root where all have one user, that of `image.user`.
       * @default {}
       * @example { "": { enable: true }, cache: { enable: true, port: 6380, save: [] } }
       */
      readonly servers?: Def<Attrs<Def<{
        /**
         * Whether to enable this Redis server.
         * @default false
         * @example true
         */
        readonly enable?: Def<boolean>;
        /**
         * The user that it runs as.
         * @default "redis", or "redis-" and the name
         */
        readonly user?: Def<string | PackageOption>;
        /**
         * The group that it runs as.
         * @default "redis", or "redis-" and the name
         */
        readonly group?: Def<string | PackageOption>;
        /**
         * The TCP port; with 0 there is the socket alone.
         * @default 6379 for plain redis, else 0
         */
        readonly port?: Def<number>;
        /**
         * The addresses that it listens on; null is all of them.
         * @default "127.0.0.1"
         * @example "0.0.0.0"
         */
        readonly bind?: Def<string | PackageOption | null>;
        /**
         * Has no meaning: the firewall is the host's, and `docker run -p` publishes ports.
         * @default false
         */
        readonly openFirewall?: Def<boolean>;
        /**
         * The socket that it listens on.
         * @default redis.sock in its folder below /run
         */
        readonly unixSocket?: Def<string | PackageOption | null>;
        /**
         * The socket's permissions.
         * @default 660
         */
        readonly unixSocketPerm?: Def<number>;
        /**
         * Further arguments of redis-server.
         * @default []
         */
        readonly extraParams?: Def<readonly Def<string | PackageOption>[]>;
        /**
         * What is logged.
         * @default "notice"
         * @example "debug"
         */
        readonly logLevel?: Def<string | PackageOption>;
        /**
         * The log file; nothing is the container's output. NixOS has /dev/null and syslog.
         * @default ""
         */
        readonly logfile?: Def<string | PackageOption>;
        /**
         * Whether it logs to syslog, which containers lack.
         * @default false
         */
        readonly syslog?: Def<boolean>;
        /**
         * How many databases there are.
         * @default 16
         */
        readonly databases?: Def<number>;
        /**
         * How many clients there may be at a time.
         * @default 10000
         */
        readonly maxclients?: Def<number>;
        /**
         * When data is written to disk: after so many seconds, if there were so many changes; [] is never.
         * @default [[900, 1], [300, 10], [60, 10000]]
         */
        readonly save?: Def<readonly Def<readonly Def<number>[]>[]>;
        /**
         * The server that this one is a copy of.
         * @default null
         */
        readonly slaveOf?: Def<{
          /** The master's address. */
          readonly ip?: Def<string | PackageOption>;
          /**
           * Its port.
           * @default 6379
           */
          readonly port?: Def<number>;
        } | null>;
        /**
         * The password for that server, which becomes part of the image.
         * @default null
         */
        readonly masterAuth?: Def<string | PackageOption | null>;
        /**
         * The password that clients need, which becomes part of the image; requirePassFile does not.
         * @default null
         */
        readonly requirePass?: Def<string | PackageOption | null>;
        /**
         * A file with the password, which the server's user can read.
         * @default null
         */
        readonly requirePassFile?: Def<string | PackageOption | null>;
        /**
         * Whether every change is written at once.
         * @default false
         */
        readonly appendOnly?: Def<boolean>;
        /**
         * How often that reaches the disk: no, always, everysec.
         * @default "everysec"
         */
        readonly appendFsync?: Def<string | PackageOption>;
        /**
         * Microseconds from which a query is in the slow log.
         * @default 10000
         */
        readonly slowLogLogSlowerThan?: Def<number>;
        /**
         * How many are.
         * @default 128
         */
        readonly slowLogMaxLen?: Def<number>;
        /**
         * Further settings of redis.conf; a list is a line each. They win over those of the other options.
         * @default {}
         * @example { maxmemory: "100mb", "maxmemory-policy": "allkeys-lru" }
         */
        readonly settings?: Def<Attrs<Def<boolean | number | string | PackageOption | readonly Def<boolean | number | string | PackageOption>[]>>>;
      }>>>;
    }>;
  }>;
  readonly environment?: Def<{
    /**
     * Files in /etc, by their path below it.
     * @default {}
     * @example { "app/settings.ini": { text: "[app]\n", mode: "0640", group: "app" } }
     */
    readonly etc?: Def<Attrs<Def<{
      /**
       * Whether the file is there.
       * @default true
       */
      readonly enable?: Def<boolean>;
      /**
       * The file's path below /etc.
       * @default the name of the attribute
       */
      readonly target?: Def<string | PackageOption>;
      /**
       * What the file holds.
       * @default null
       */
      readonly text?: Def<string | PackageOption | null>;
      /**
       * A file or folder of a package that it leads to, or with a `mode` a file that it is a copy of. Files of the build context, `context("./app.ini")`, are copied.
       * @default null
       * @example "${pkgs.tzdata}/share/zoneinfo"
       */
      readonly source?: Def<string | PackageOption | ContextFiles | string | null>;
      /**
       * Permissions of a file of its own. `symlink` is a link to the source, or a file that all may read.
       * @default "symlink"
       * @example "0600"
       */
      readonly mode?: Def<string | PackageOption>;
      /**
       * The owner, where the mode is not `symlink`.
       * @default 0
       */
      readonly uid?: Def<number>;
      /**
       * The group, where the mode is not `symlink`.
       * @default 0
       */
      readonly gid?: Def<number>;
      /**
       * The owner's name; wins over `uid`.
       * @default "+" and the uid
       */
      readonly user?: Def<string | PackageOption>;
      /**
       * The group's name; wins over `gid`.
       * @default "+" and the gid
       */
      readonly group?: Def<string | PackageOption>;
    }>>>;
    /**
     * Aliases in all shells; null takes one away.
     * @default {}
     * @example { ll: "ls -l" }
     */
    readonly shellAliases?: Def<Attrs<Def<string | PackageOption | null>>>;
    /**
     * Shell code, for any POSIX shell, that is run when a shell starts.
     * @default ""
     */
    readonly shellInit?: Def<string | PackageOption>;
    /**
     * Shell code, for any POSIX shell, that is run when a login shell starts.
     * @default ""
     */
    readonly loginShellInit?: Def<string | PackageOption>;
    /**
     * Shell code, for any POSIX shell, that is run when an interactive shell starts.
     * @default ""
     */
    readonly interactiveShellInit?: Def<string | PackageOption>;
    /**
     * The shells that users may have, for `/etc/shells`; `/bin/sh` is always one.
     * @default the shells among environment.systemPackages
     */
    readonly shells?: Def<readonly Def<string | PackageOption | PackageOption>[]>;
    /**
     * The program that `/bin/sh` leads to; null leaves it out.
     * @default the best POSIX shell among environment.systemPackages; null on a base image
     */
    readonly binsh?: Def<string | PackageOption | null>;
    /**
     * The program that `/usr/bin/env` leads to; null leaves it out.
     * @default the `env` of coreutils or busybox among environment.systemPackages, or coreutils' one where there is a shell; null on a base image
     */
    readonly usrbinenv?: Def<string | PackageOption | null>;
    /**
     * Packages whose programs and files everyone has: they are linked at `/bin`, `/lib` and so on, and at `/run/current-system/sw`.
     * @default []
     */
    readonly systemPackages?: Def<readonly Def<PackageOption>[]>;
    /**
     * Folders of the packages that are linked beside /bin, /sbin, /lib, /share and /etc; with `lib.mkForce` in place of them.
     * @default []
     * @example ["/include"]
     */
    readonly pathsToLink?: Def<readonly Def<string | PackageOption>[]>;
    /**
     * Outputs that are installed of every package that has them, beside those that it installs by itself.
     * @default []
     * @example ["man", "info"]
     */
    readonly extraOutputsToInstall?: Def<readonly Def<string | PackageOption>[]>;
    /**
     * NixOS runs this when it links the system path. Images are made without running anything: it must be empty.
     * @default ""
     */
    readonly extraSetup?: Def<string | PackageOption>;
    /**
     * Variables of all shells, and, where they are plain text, of every process. Lists are joined with `:`.
     * @default {}
     * @example { EDITOR: "nvim", XDG_DATA_DIRS: ["/share", "/srv/share"] }
     */
    readonly variables?: Def<Attrs<Def<readonly Def<string | PackageOption | number>[] | string | PackageOption | number | null>>>;
    /**
     * The same; NixOS sets them when a session starts, which containers do not have.
     * @default {}
     * @example { EDITOR: "nvim", XDG_DATA_DIRS: ["/share", "/srv/share"] }
     */
    readonly sessionVariables?: Def<Attrs<Def<readonly Def<string | PackageOption | number>[] | string | PackageOption | number | null>>>;
    /**
     * Where programs are looked for, the first first.
     * @default ["$HOME/.nix-profile", "/etc/profiles/per-user/$USER", "/nix/var/nix/profiles/default", "/run/current-system/sw"]
     */
    readonly profiles?: Def<readonly Def<string | PackageOption>[]>;
    /**
     * Variables that list folders of all environment.profiles.
     * @default { PATH: ["/bin"], XDG_CONFIG_DIRS: ["/etc/xdg"], XDG_DATA_DIRS: ["/share"] }
     */
    readonly profileRelativeEnvVars?: Def<Attrs<Def<readonly Def<string | PackageOption>[]>>>;
    /**
     * Shell code, for any POSIX shell, that is run once the variables are set.
     * @default ""
     */
    readonly extraInit?: Def<string | PackageOption>;
    /**
     * Whether ~/bin is first in PATH.
     * @default false
     */
    readonly homeBinInPath?: Def<boolean>;
    /**
     * Whether ~/.local/bin is first in PATH.
     * @default false
     */
    readonly localBinInPath?: Def<boolean>;
  }>;
  readonly fonts?: Def<{
    /**
     * Packages whose fonts programs find, below `/share/fonts`.
     * @default []
     */
    readonly packages?: Def<readonly Def<PackageOption>[]>;
    /**
     * Now called fonts.packages.
     * @deprecated
     */
    readonly fonts?: Def<unknown>;
    readonly fontconfig?: Def<{
      /**
       * Whether `/etc/fonts/fonts.conf` tells fontconfig where the fonts are.
       * @default true where there are fonts.packages
       */
      readonly enable?: Def<boolean>;
    }>;
  }>;
  readonly image?: Def<{
    /**
     * What the image is called: its title label. The name it is tagged with is given to docker with `-t`.
     * @default null
     * @example "web"
     */
    readonly name?: Def<string | PackageOption | null>;
    /**
     * The version of the image: with the name, its ref.name label and annotation. As the name, it is given to docker with `-t`.
     * @default null
     * @example "1.2"
     */
    readonly tag?: Def<string | PackageOption | null>;
    /**
     * The image that this one starts from: a reference, or the name of a `--build-context`. Its configuration holds where this one says nothing, as with FROM of a Dockerfile. The system path is then at /run/current-system/sw and first in PATH, and the base's own programs stay where they are.
     * @default null
     * @example "docker.io/library/alpine:3.20"
     */
    readonly from?: Def<string | PackageOption | null>;
    /**
     * Shell lines that are run as root in the finished image when it is built, without a network: the one step that runs programs of the image, so an image for another platform needs an emulator. What they write has the time of the build, so the image is no longer the same bit for bit.
     * @default ""
     * @example "chown nobody /srv/cache"
     */
    readonly run?: Def<string | PackageOption>;
    /**
     * Commands that must succeed in the finished image, run as root and without a network when it is built. What they write is dropped, so the image is the same with and without them. They are left out, with a warning, where the engine is of another platform than the image.
     * @default {}
     * @example { app: { command: ["/bin/app", "--check-config", "/etc/app.conf"] } }
     */
    readonly checks?: Def<Attrs<Def<{
      /**
       * A program of the image and its arguments; the image has to have its package already.
       * @example ["${pkgs.nginx}/bin/nginx", "-t"]
       */
      readonly command?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * The options that it is about, each as the list of its names: a failure is told at the first, or at the one below them with the text of the line that the program names.
       * @default []
       * @example [["services", "nginx"]]
       */
      readonly about?: Def<readonly Def<readonly Def<string | PackageOption>[]>[]>;
    }>>>;
    /**
     * The program that a container starts, with its first arguments.
     * @default null
     * @example ["/bin/web"]
     */
    readonly entrypoint?: Def<readonly Def<string | PackageOption>[] | null>;
    /**
     * Now called image.entrypoint.
     * @deprecated
     */
    readonly entryPoint?: Def<unknown>;
    /**
     * Arguments of the entrypoint, or the program where there is none; `docker run IMAGE ARGS` replaces them.
     * @default null
     * @example ["--port", "80"]
     */
    readonly cmd?: Def<readonly Def<string | PackageOption>[] | null>;
    /**
     * Environment variables of every container.
     * @default {}
     * @example { LANG: "C.UTF-8" }
     */
    readonly env?: Def<Attrs<Def<string | PackageOption>>>;
    /**
     * The folder that containers start in.
     * @default that of the base image, or /
     */
    readonly workingDir?: Def<string | PackageOption | null>;
    /**
     * The user, and group, that containers start as; root, or the base image's, where it is null.
     * @default null
     * @example "1000:1000"
     */
    readonly user?: Def<string | PackageOption | null>;
    /**
     * Labels of the image; `--label` wins over them.
     * @default {}
     * @example { "org.opencontainers.image.vendor": "us" }
     */
    readonly labels?: Def<Attrs<Def<string | PackageOption>>>;
    /**
     * Annotations of the image's manifest; the engine writes them where it writes OCI manifests.
     * @default {}
     * @example { "org.opencontainers.image.licenses": "MIT" }
     */
    readonly annotations?: Def<Attrs<Def<string | PackageOption>>>;
    /**
     * Ports that containers listen on. Publishing them is up to `docker run -p`.
     * @default {}
     * @example { "80/tcp": {} }
     */
    readonly exposedPorts?: Def<Attrs<Def<Record<string, never>>>>;
    /**
     * Folders that outlive a container's file system.
     * @default {}
     * @example { "/var/lib/data": {} }
     */
    readonly volumes?: Def<Attrs<Def<Record<string, never>>>>;
    /**
     * The signal that `docker stop` sends first.
     * @default null
     * @example "SIGINT"
     */
    readonly stopSignal?: Def<string | PackageOption | null>;
    /**
     * Seconds that a container needs to stop. Images cannot say so to Docker: it becomes the label `decl.stop-timeout`, for those who write `docker run --stop-timeout`.
     * @default null
     * @example 30
     */
    readonly stopTimeout?: Def<number | null>;
    /**
     * How Docker finds out whether a container works.
     * @default null
     */
    readonly healthcheck?: Def<{
      /**
       * The program, with its arguments, that exits with 0 in a healthy container. As in Docker's own format, `["CMD-SHELL", "curl -f localhost"]` is a line for the shell, and `["NONE"]` turns off the check of the base image.
       * @example ["curl", "-f", "http://localhost/"]
       */
      readonly test?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Seconds between two checks.
       * @default 30
       */
      readonly interval?: Def<number | string | PackageOption>;
      /**
       * Seconds a check may take.
       * @default 30
       */
      readonly timeout?: Def<number | string | PackageOption>;
      /**
       * Seconds in which failures do not count yet.
       * @default 0
       */
      readonly startPeriod?: Def<number | string | PackageOption>;
      /**
       * Seconds between two checks in that time.
       * @default 5
       */
      readonly startInterval?: Def<number | string | PackageOption>;
      /**
       * Failures in a row that make a container unhealthy.
       * @default 3
       */
      readonly retries?: Def<number>;
    } | null>;
    /**
     * Files, folders and links that are written into the image. They win over what packages have at the same place; `environment.etc` is the usual way to /etc.
     * @default {}
     * @example { "/srv/hello.txt": { text: "hello\n", mode: "0644" } }
     */
    readonly files?: Def<Attrs<Def<{
      /**
       * What it is.
       * @default "file"
       */
      readonly type?: Def<"file" | "directory" | "symlink">;
      /**
       * What a file holds.
       * @default ""
       */
      readonly text?: Def<string | PackageOption>;
      /**
       * Files of packages that a file begins with, one after the other; `text` comes after them.
       * @default []
       * @example ["${pkgs.tzdata}/share/zoneinfo/leapseconds"]
       */
      readonly sources?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Where a symlink leads.
       * @default ""
       */
      readonly target?: Def<string | PackageOption>;
      /**
       * Permissions, in octal.
       * @default "0644" for files, "0755" for folders
       */
      readonly mode?: Def<string | PackageOption | null>;
      /**
       * The owner.
       * @default 0
       */
      readonly uid?: Def<number>;
      /**
       * The group.
       * @default 0
       */
      readonly gid?: Def<number>;
    }>>>;
    /**
     * Whether a shell is wanted in the image: adds bash and coreutils.
     * @default false
     */
    readonly interactive?: Def<boolean>;
    /**
     * Files of build contexts and of other images, copied into the image on top of everything else; each is a layer of its own. Their time is 1 s after 1970. Patterns of the context's .dockerignore hold.
     * @default []
     */
    readonly contents?: Def<readonly Def<{
      /** Files of the build context, `context("./www")`; of a named one, `context("assets:img")`; or of an image. */
      readonly source?: Def<ContextFiles | string | {
        /**
         * The image whose files are taken: a reference, or the name of a `--build-context`.
         * @example "docker.io/library/alpine:3.20"
         */
        readonly image?: Def<string | PackageOption>;
        /**
         * The file or folder in it.
         * @default "/"
         */
        readonly path?: Def<string | PackageOption>;
      }>;
      /**
       * Where they go: the path of a single file, or of the folder that gets what is in a folder. With a slash at the end a file keeps its name.
       * @example "/srv/www"
       */
      readonly target?: Def<string | PackageOption>;
      /**
       * Permissions of the files; a folder gets the bits to enter it beside them.
       * @default of a build context 0644, or 0755 where the owner may run them; of an image as they are
       */
      readonly mode?: Def<string | PackageOption | null>;
      /**
       * The user that the files belong to, by name.
       * @default null
       */
      readonly user?: Def<string | PackageOption | null>;
      /**
       * The group that the files belong to, by name.
       * @default null
       */
      readonly group?: Def<string | PackageOption | null>;
      /**
       * The user's number.
       * @default that of the user named, or 0
       */
      readonly uid?: Def<number | null>;
      /**
       * The group's number.
       * @default that of the group named, or 0
       */
      readonly gid?: Def<number | null>;
      /**
       * Where it is not empty, only what these patterns of .dockerignore name is copied.
       * @default []
       */
      readonly include?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * What these patterns of .dockerignore name is not copied.
       * @default []
       */
      readonly exclude?: Def<readonly Def<string | PackageOption>[]>;
    }>[]>;
  }>;
  readonly time?: Def<{
    /**
     * The time zone of all programs, by its name in the tz database; null is UTC.
     * @default null
     * @example "Europe/Amsterdam"
     */
    readonly timeZone?: Def<string | PackageOption | null>;
  }>;
  readonly i18n?: Def<{
    /**
     * The language and character set of all programs. `C.UTF-8` needs nothing; others bring i18n.glibcLocales into the image.
     * @default null
     * @example "C.UTF-8"
     */
    readonly defaultLocale?: Def<string | PackageOption | null>;
    /**
     * Parts of the locale that differ from it.
     * @default {}
     * @example { LC_TIME: "de_DE.UTF-8" }
     */
    readonly extraLocaleSettings?: Def<Attrs<Def<string | PackageOption>>>;
    /**
     * Where locales come from that are not part of the C library.
     * @default pkgs.glibcLocales
     */
    readonly glibcLocales?: Def<PackageOption>;
  }>;
  readonly networking?: Def<{
    /**
     * The name of the machine. Docker's is `docker run --hostname`.
     * @default ""
     * @example "web"
     */
    readonly hostName?: Def<string | PackageOption>;
    /**
     * The domain of the machine. Docker's is `docker run --domainname`.
     * @default null
     * @example "example.org"
     */
    readonly domain?: Def<string | PackageOption | null>;
    /**
     * The full name of the machine.
     * @default the host name and the domain
     */
    readonly fqdn?: Def<string | PackageOption>;
    /**
     * Whether localhost has an IPv6 address.
     * @default true
     */
    readonly enableIPv6?: Def<boolean>;
    /**
     * Names of addresses. Docker's are `docker run --add-host`.
     * @default {}
     * @example { "192.168.0.2": ["db", "db.local"] }
     */
    readonly hosts?: Def<Attrs<Def<readonly Def<string | PackageOption>[]>>>;
    /**
     * More lines of `/etc/hosts`.
     * @default ""
     */
    readonly extraHosts?: Def<string | PackageOption>;
    /**
     * The DNS servers. Docker's are `docker run --dns`.
     * @default []
     * @example ["9.9.9.9"]
     */
    readonly nameservers?: Def<readonly Def<string | PackageOption>[]>;
    readonly proxy?: Def<{
      /**
       * The proxy of all protocols.
       * @default null
       * @example "http://127.0.0.1:3128"
       */
      readonly default?: Def<string | PackageOption | null>;
      /**
       * The proxy of HTTP: `http_proxy`.
       * @default null
       * @example "http://127.0.0.1:3128"
       */
      readonly httpProxy?: Def<string | PackageOption | null>;
      /**
       * The proxy of HTTPS: `https_proxy`.
       * @default null
       * @example "http://127.0.0.1:3128"
       */
      readonly httpsProxy?: Def<string | PackageOption | null>;
      /**
       * The proxy of FTP: `ftp_proxy`.
       * @default null
       * @example "http://127.0.0.1:3128"
       */
      readonly ftpProxy?: Def<string | PackageOption | null>;
      /**
       * The proxy of rsync: `rsync_proxy`.
       * @default null
       * @example "http://127.0.0.1:3128"
       */
      readonly rsyncProxy?: Def<string | PackageOption | null>;
      /**
       * The proxy of what has none of its own: `all_proxy`.
       * @default null
       * @example "http://127.0.0.1:3128"
       */
      readonly allProxy?: Def<string | PackageOption | null>;
      /**
       * The hosts that are reached without one: `no_proxy`.
       * @default null
       * @example "http://127.0.0.1:3128"
       */
      readonly noProxy?: Def<string | PackageOption | null>;
    }>;
    /**
     * Domains that names are looked up in. Docker's are `docker run --dns-search`.
     * @default []
     */
    readonly search?: Def<readonly Def<string | PackageOption>[]>;
  }>;
  readonly nix?: Def<{
    /**
     * Whether the image has Nix, with a database of the store paths in it: they can be queried, checked and built upon.
     * @default false
     * @example true
     */
    readonly enable?: Def<boolean>;
    /**
     * The Nix to use.
     * @default pkgs.nix
     */
    readonly package?: Def<PackageOption>;
    /**
     * Settings of nix.conf, whatever it takes.
     * @default {}
     * @example { "experimental-features": ["nix-command", "flakes"] }
     */
    readonly settings?: Def<{
      /**
       * Builds that run at the same time.
       * @default "auto"
       * @example 4
       */
      readonly "max-jobs"?: Def<number | "auto">;
      /**
       * Whether equal files of the store become hard links to one.
       * @default false
       * @example true
       */
      readonly "auto-optimise-store"?: Def<boolean>;
      /**
       * Cores that one build may use; 0 is all of them.
       * @default 0
       */
      readonly cores?: Def<number>;
      /**
       * Whether builds are isolated. NixOS does so; a container may not make the namespaces for it unless it is privileged.
       * @default false
       */
      readonly sandbox?: Def<boolean | "relaxed">;
      /**
       * Paths that an isolated build has beside its inputs.
       * @default []
       */
      readonly "extra-sandbox-paths"?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Binary caches that are asked for what is not built yet.
       * @default …
       */
      readonly substituters?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Binary caches that every user may ask.
       * @default []
       */
      readonly "trusted-substituters"?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Whether a binary cache's paths need a signature of a trusted key.
       * @default true
       * @example false
       */
      readonly "require-sigs"?: Def<boolean>;
      /**
       * Keys that binary caches sign with.
       * @default ["cache.nixos.org-1:6NCHdD59X431o0gWypbMrAURkbJ16ZPMQFGspcDShjY="]
       */
      readonly "trusted-public-keys"?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Users, or with @ groups, that may do all with the daemon.
       * @default ["root"]
       */
      readonly "trusted-users"?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Users, or with @ groups, that may use the daemon.
       * @default ["*"]
       */
      readonly "allowed-users"?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * What derivations may ask of this machine with requiredSystemFeatures.
       * @default ["nixos-test", "benchmark", "big-parallel"]
       */
      readonly "system-features"?: Def<readonly Def<string | PackageOption>[]>;
    } & Attrs<unknown>>;
    /**
     * Lines at the end of nix.conf.
     * @default ""
     * @example "keep-outputs = true"
     */
    readonly extraOptions?: Def<string | PackageOption>;
    readonly channel?: Def<{
      /**
       * Whether there are channels: without, NIX_PATH is empty unless it is set.
       * @default true
       * @example false
       */
      readonly enable?: Def<boolean>;
    }>;
    /**
     * Channels of root, which `nix-channel --update` fetches.
     * @default {}
     * @example { nixpkgs: "https://channels.nixos.org/nixos-unstable" }
     */
    readonly channels?: Def<Attrs<Def<string | PackageOption>>>;
    /**
     * NIX_PATH: where `<nixpkgs>` and the like are looked up.
     * @default root's channels
     */
    readonly nixPath?: Def<readonly Def<string | PackageOption>[]>;
    /**
     * What flake references mean everywhere in the image.
     * @default {}
     * @example { nixpkgs: { to: { type: "github", owner: "NixOS", repo: "nixpkgs" } } }
     */
    readonly registry?: Def<Attrs<Def<{
      /**
       * The flake reference to be rewritten.
       * @default the name of the attribute
       * @example { type: "indirect", id: "nixpkgs" }
       */
      readonly from?: Def<Attrs<Def<string | PackageOption | number | boolean | PackageOption>>>;
      /**
       * The flake reference that it is rewritten to.
       * @default null
       * @example { type: "github", owner: "NixOS", repo: "nixpkgs" }
       */
      readonly to?: Def<Attrs<Def<string | PackageOption | number | boolean | PackageOption>> | null>;
      /**
       * A package that it is rewritten to, in place of `to`.
       * @default null
       */
      readonly flake?: Def<PackageOption | null>;
      /**
       * Whether `from` must match exactly; else a longer reference is rewritten too.
       * @default true
       */
      readonly exact?: Def<boolean>;
    }>>>;
    readonly daemon?: Def<{
      /**
       * Whether nix-daemon is a service of the image, so that every user can build. NixOS always has it; here it makes an image with services of one without. It runs as root, and builds as `nixbld1` and so on.
       * @default false
       * @example true
       */
      readonly enable?: Def<boolean>;
    }>;
    /**
     * The user whose the store is. Others need root to run nix-daemon for them, and this one can build in a container that has no root at all.
     * @default root
     * @example "alice"
     */
    readonly owner?: Def<string | PackageOption | null>;
    /**
     * How many users nixbld1, nixbld2 … there are for builds that root or the daemon starts.
     * @default 32
     */
    readonly nrBuildUsers?: Def<number>;
    /** @deprecated it has no effect: nix.conf is not tried when the image is built */
    readonly checkConfig?: Def<boolean>;
    /** @deprecated it has no effect: nix.conf is not tried when the image is built */
    readonly checkAllErrors?: Def<boolean>;
    /** @deprecated it has no effect: give the container a share of the CPU */
    readonly daemonNiceLevel?: Def<number>;
    /** @deprecated it has no effect: give the container a share of the disk */
    readonly daemonIONiceLevel?: Def<number>;
    /** @deprecated it has no effect: the store is as the container's user may write it */
    readonly readOnlyStore?: Def<boolean>;
    /** @deprecated it has no effect: set nix.settings.builders */
    readonly distributedBuilds?: Def<boolean>;
    /** @deprecated it has no effect: set nix.settings.builders */
    readonly buildMachines?: Def<readonly Def<Attrs<Def<unknown>>>[]>;
    /**
     * Now called nix.settings.sandbox.
     * @deprecated
     */
    readonly useSandbox?: Def<unknown>;
    /**
     * Now called nix.settings.cores.
     * @deprecated
     */
    readonly buildCores?: Def<unknown>;
    /**
     * Now called nix.settings.max-jobs.
     * @deprecated
     */
    readonly maxJobs?: Def<unknown>;
    /**
     * Now called nix.settings.extra-sandbox-paths.
     * @deprecated
     */
    readonly sandboxPaths?: Def<unknown>;
    /**
     * Now called nix.settings.substituters.
     * @deprecated
     */
    readonly binaryCaches?: Def<unknown>;
    /**
     * Now called nix.settings.trusted-substituters.
     * @deprecated
     */
    readonly trustedBinaryCaches?: Def<unknown>;
    /**
     * Now called nix.settings.trusted-public-keys.
     * @deprecated
     */
    readonly binaryCachePublicKeys?: Def<unknown>;
    /**
     * Now called nix.settings.auto-optimise-store.
     * @deprecated
     */
    readonly autoOptimiseStore?: Def<unknown>;
    /**
     * Now called nix.settings.require-sigs.
     * @deprecated
     */
    readonly requireSignedBinaryCaches?: Def<unknown>;
    /**
     * Now called nix.settings.trusted-users.
     * @deprecated
     */
    readonly trustedUsers?: Def<unknown>;
    /**
     * Now called nix.settings.allowed-users.
     * @deprecated
     */
    readonly allowedUsers?: Def<unknown>;
    /**
     * Now called nix.settings.system-features.
     * @deprecated
     */
    readonly systemFeatures?: Def<unknown>;
  }>;
  /**
   * Options of NixOS, as the package set has it. They are evaluated by Nix while the image is built; the services, users and files that they come to are definitions of the options here, which a declaration can override (docs/nixos-modules.md).
   * @example { services: { gitea: { enable: true } } }
   */
  readonly nixos?: Def<NixosOptions>;
  /**
   * A NixOS configuration in Nix: the same as `nixos.imports` with this file.
   * @default null
   * @example "./configuration.nix"
   */
  readonly nixosConfiguration?: Def<string | PackageOption | null>;
  /**
   * Whether `security.wrappers` of NixOS become programs that run as their owner or group, in /run/wrappers/bin: set-id copies. Not those with capabilities.
   * @default false
   */
  readonly nixosSetIdPrograms?: Def<boolean>;
  readonly nixpkgs?: Def<{
    /**
     * The binary caches that store paths are fetched from. Caches given on the command line are asked before them.
     * @default [{ url: "https://cache.nixos.org", publicKeys: ["cache.nixos.org-1:6NCHdD59X431o0gWypbMrAURkbJ16ZPMQFGspcDShjY="] }]
     */
    readonly binaryCaches?: Def<readonly Def<{
      /**
       * The address of the cache, or `context:NAME` for the folder of `--build-context NAME=DIR`.
       * @example "https://cache.example.org"
       */
      readonly url?: Def<string | PackageOption>;
      /**
       * Keys, as `name:base64`, that are trusted to sign the paths of this cache.
       * @default []
       */
      readonly publicKeys?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Lower is asked first. Without one, a folder comes before all addresses, and an address has the priority of its nix-cache-info.
       * @default null
       */
      readonly priority?: Def<number | null>;
      /**
       * Whether a path needs a good signature. False trusts whoever can write to this cache.
       * @default true
       */
      readonly requireSignature?: Def<boolean>;
      /**
       * Hosts beside that of `url` that the cache may say to have its archives. What an archive is fetched from is not signed, so without this it is the cache's own server.
       * @default []
       * @example ["*.cdn.example.org"]
       */
      readonly archiveHosts?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * The id of a `--secret` with the Authorization header for this cache, e.g. `Basic …`: `HTTP_AUTH_HEADER_<host>`, or another one that `--build-arg DECL_SECRET_HOSTS="ID=HOST"` says is for this host. Docker Engine 28.3 and newer find `HTTP_AUTH_HEADER_<host>` and `HTTP_AUTH_TOKEN_<host>` without it. The secret's text is never written anywhere.
       * @default null
       * @example "CACHE_LOGIN"
       */
      readonly authSecret?: Def<string | PackageOption | null>;
    }>[]>;
    /**
     * The package set that names are looked up in: an archive (`url` with `narHash` or `sha256`), a commit of a repository (`git`, `rev`), or what a `flakeLock`, the sources of `npins` or those of `niv` pin; a release of nixpkgs unless you say otherwise. `--build-context nixpkgs=DIR` takes its place; with null nothing else does.
     * @default { url: "https://github.com/NixOS/nixpkgs/archive/8c50a710ddca43d7a530fb805ad55bde8d0141c5.tar.gz", narHash: "sha256-md0zn0RnwNvPyASas1yG5YUuwQ4ALA6ucL50l0DvqCo=" }
     * @example { flakeLock: "flake.lock" }
     */
    readonly source?: Def<{
      /**
       * The address of an archive of the package set. It has one folder at its top.
       * @default null
       * @example "https://github.com/NixOS/nixpkgs/archive/8c50a710ddca43d7a530fb805ad55bde8d0141c5.tar.gz"
       */
      readonly url?: Def<string | PackageOption | null>;
      /**
       * Hash of what is in the archive's folder: `narHash` of a flake.lock, `sha256` of fetchTarball, niv and npins. It stays when the archive is compressed anew.
       * @default null
       * @example "sha256-md0zn0RnwNvPyASas1yG5YUuwQ4ALA6ucL50l0DvqCo="
       */
      readonly narHash?: Def<string | PackageOption | null>;
      /**
       * Hash of the archive's file itself, in place of `narHash`; hexadecimal or `sha256-…`.
       * @default null
       */
      readonly sha256?: Def<string | PackageOption | null>;
      /**
       * The address of a git repository with the package set. Of nixpkgs an archive comes much faster.
       * @default null
       * @example "https://github.com/NixOS/nixpkgs.git"
       */
      readonly git?: Def<string | PackageOption | null>;
      /**
       * The commit of the repository.
       * @default null
       * @example "8c50a710ddca43d7a530fb805ad55bde8d0141c5"
       */
      readonly rev?: Def<string | PackageOption | null>;
      /**
       * A tag or branch whose newest commit is `rev`. With it only that commit is fetched. Without it engines before BuildKit 0.30 fetch everything that leads to the commit, which for nixpkgs are gigabytes.
       * @default null
       * @example "nixos-26.05"
       */
      readonly ref?: Def<string | PackageOption | null>;
      /**
       * A flake.lock of the build context: the package set is what it has locked for `input`.
       * @default null
       * @example "flake.lock"
       */
      readonly flakeLock?: Def<string | PackageOption | null>;
      /**
       * The input of the flake.
       * @default "nixpkgs"
       */
      readonly input?: Def<string | PackageOption>;
      /**
       * The sources.json of npins, in the build context: the package set is its `pin`.
       * @default null
       * @example "npins/sources.json"
       */
      readonly npins?: Def<string | PackageOption | null>;
      /**
       * The sources.json of niv, in the build context: the package set is its `pin`.
       * @default null
       * @example "nix/sources.json"
       */
      readonly niv?: Def<string | PackageOption | null>;
      /**
       * The name that the package set has in the sources of npins or niv.
       * @default "nixpkgs"
       */
      readonly pin?: Def<string | PackageOption>;
    } | null>;
    /**
     * A devbox.lock of the build context. The packages that it has are the store paths it says, without a package set; other names are looked up as ever.
     * @default null
     * @example "devbox.lock"
     */
    readonly devboxLock?: Def<string | PackageOption | null>;
    /**
     * What nixpkgs is configured with, as in `import <nixpkgs> { config = …; }`; no functions.
     * @default {}
     * @example { allowUnfree: true }
     */
    readonly config?: Def<Attrs<Def<unknown>>>;
    /**
     * Overlays for the package set: Nix files of the build context.
     * @default []
     * @example ["./overlays/ours.nix"]
     */
    readonly overlays?: Def<readonly Def<string | PackageOption>[]>;
    /**
     * Whether packages are built that no binary cache has, each derivation in a build step of its own: `missing` builds them, `never` does not, and `always` builds all packages that the declaration names, and of what they need only what no cache has. `--build-arg DECL_BUILD` says it instead.
     * @default "missing"
     */
    readonly build?: Def<"never" | "missing" | "always">;
    /**
     * The Nix that looks names up, by the system that builds. Default: what the package set itself names, in packages.json or nixos/modules/installer/tools/nix-fallback-paths.nix; for an archive, a recent one.
     * @default {}
     * @example { "x86_64-linux": "/nix/store/…-nix-2.34.8" }
     */
    readonly nix?: Def<Attrs<Def<string | PackageOption>>>;
  }>;
  readonly s6?: Def<{
    /**
     * Services in s6's terms.
     * @default {}
     */
    readonly services?: Def<Attrs<Def<{
      /**
       * Whether the service exists.
       * @default true
       */
      readonly enable?: Def<boolean>;
      /**
       * A program that keeps running, or one that runs once before or after those.
       * @default "long-run"
       */
      readonly type?: Def<"long-run" | "oneshot-pre" | "oneshot-post">;
      /**
       * The command.
       * @default ""
       */
      readonly execStart?: Def<string | PackageOption>;
      /**
       * The service as a shell script instead.
       * @default ""
       */
      readonly script?: Def<string | PackageOption>;
      /**
       * Services that come first, by their names here.
       * @default []
       */
      readonly after?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Environment variables.
       * @default {}
       */
      readonly environment?: Def<Attrs<Def<string | PackageOption>>>;
      /**
       * Who it runs as.
       * @default who the container runs as
       */
      readonly user?: Def<string | PackageOption | null>;
      /**
       * Where it starts.
       * @default null
       */
      readonly workingDirectory?: Def<string | PackageOption | null>;
      /**
       * Whether it is started again when it fails; else the container ends.
       * @default false
       */
      readonly restartOnFailure?: Def<boolean>;
      /**
       * A command that reads what the service prints.
       * @default null
       */
      readonly execLogger?: Def<string | PackageOption | null>;
    }>>>;
  }>;
  readonly systemd?: Def<{
    /**
     * The services of the image, by name.
     * @default {}
     */
    readonly services?: Def<Attrs<Def<{
      /**
       * Whether the unit exists; false masks it.
       * @default true
       */
      readonly enable?: Def<boolean>;
      /**
       * What the unit is, in logs.
       * @default ""
       */
      readonly description?: Def<string | PackageOption>;
      /**
       * Where it is documented.
       * @default []
       */
      readonly documentation?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Other names of the unit.
       * @default []
       */
      readonly aliases?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Units that are started with this one, and without which it is not started.
       * @default []
       */
      readonly requires?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Units that are started with this one, if they can be.
       * @default []
       */
      readonly wants?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Units that must be there already when this one is started.
       * @default []
       */
      readonly requisite?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * As `requires`; and when one of them stops, this one stops.
       * @default []
       */
      readonly bindsTo?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * When one of them is stopped or restarted, so is this one.
       * @default []
       */
      readonly partOf?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Units that are kept running as long as this one runs.
       * @default []
       */
      readonly upholds?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Units that cannot run together with this one.
       * @default []
       */
      readonly conflicts?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Units that are started before this one, if they are started at all.
       * @default []
       */
      readonly after?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Units that are started after this one, if they are started at all.
       * @default []
       */
      readonly before?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Units that are started when this one fails.
       * @default []
       */
      readonly onFailure?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Units that are started when this one ends well.
       * @default []
       */
      readonly onSuccess?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Units that want this one. Left out, a service starts with the container, unlike on NixOS; with `[]` it starts only when something pulls it in.
       * @default starts with the container
       */
      readonly wantedBy?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * Units that require this one.
       * @default []
       */
      readonly requiredBy?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Units that uphold this one.
       * @default []
       */
      readonly upheldBy?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Further settings of the `[Unit]` section, by systemd's names.
       * @default {}
       * @example { ConditionPathExists: "/etc/app.conf" }
       */
      readonly unitConfig?: Def<UnitSettings>;
      /**
       * How many starts are allowed within startLimitIntervalSec.
       * @default null
       */
      readonly startLimitBurst?: Def<number | null>;
      /**
       * The time, in seconds, within which starts are counted.
       * @default null
       */
      readonly startLimitIntervalSec?: Def<number | null>;
      /**
       * Environment variables of its processes; null takes one away.
       * @default {}
       * @example { LANG: "C.UTF-8" }
       */
      readonly environment?: Def<Attrs<Def<string | PackageOption | number | null>>>;
      /**
       * Packages whose programs its processes find.
       * @default []
       */
      readonly path?: Def<readonly Def<PackageOption | string | PackageOption>[]>;
      /**
       * Whether coreutils, findutils, gnugrep and gnused are found too.
       * @default true where the service has a script
       */
      readonly enableDefaultPath?: Def<boolean | null>;
      /**
       * The settings of the `[Service]` section, by systemd's names; docs/systemd.md says what each does here.
       * @default {}
       * @example { Type: "oneshot", User: "app", Restart: "on-failure" }
       */
      readonly serviceConfig?: Def<ServiceSettings>;
      /**
       * The service as a shell script.
       * @default ""
       */
      readonly script?: Def<string | PackageOption>;
      /**
       * Arguments of `script`.
       * @default ""
       */
      readonly scriptArgs?: Def<string | PackageOption>;
      /**
       * A shell script that runs before the service.
       * @default ""
       */
      readonly preStart?: Def<string | PackageOption>;
      /**
       * A shell script that runs once the service has started.
       * @default ""
       */
      readonly postStart?: Def<string | PackageOption>;
      /**
       * A shell script that makes the service read its configuration again.
       * @default ""
       */
      readonly reload?: Def<string | PackageOption>;
      /**
       * A shell script that runs to stop the service.
       * @default ""
       */
      readonly preStop?: Def<string | PackageOption>;
      /**
       * A shell script that runs after the service has ended.
       * @default ""
       */
      readonly postStop?: Def<string | PackageOption>;
      /**
       * When the service is started, as a calendar expression (systemd.time(7)).
       * @default []
       * @example "Sun 14:00:00"
       */
      readonly startAt?: Def<string | PackageOption | readonly Def<string | PackageOption>[]>;
      /**
       * Without effect: an instance that is declared always adds to its template.
       * @default null
       */
      readonly overrideStrategy?: Def<unknown | null>;
      /**
       * Without effect: `onFailure` never takes jobs away.
       * @default null
       */
      readonly onFailureJobMode?: Def<unknown | null>;
      /**
       * Without effect: for `nixos-rebuild switch`.
       * @default null
       */
      readonly restartTriggers?: Def<unknown | null>;
      /**
       * Without effect: for `nixos-rebuild switch`.
       * @default null
       */
      readonly reloadTriggers?: Def<unknown | null>;
      /**
       * Without effect: for `nixos-rebuild switch`.
       * @default null
       */
      readonly restartIfChanged?: Def<unknown | null>;
      /**
       * Without effect: for `nixos-rebuild switch`.
       * @default null
       */
      readonly reloadIfChanged?: Def<unknown | null>;
      /**
       * Without effect: for `nixos-rebuild switch`.
       * @default null
       */
      readonly stopIfChanged?: Def<unknown | null>;
      /**
       * Without effect: for `nixos-rebuild switch`.
       * @default null
       */
      readonly notSocketActivated?: Def<unknown | null>;
    }>>>;
    /**
     * Points that services wait for.
     * @default {}
     */
    readonly targets?: Def<Attrs<Def<{
      /**
       * Whether the unit exists; false masks it.
       * @default true
       */
      readonly enable?: Def<boolean>;
      /**
       * What the unit is, in logs.
       * @default ""
       */
      readonly description?: Def<string | PackageOption>;
      /**
       * Where it is documented.
       * @default []
       */
      readonly documentation?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Other names of the unit.
       * @default []
       */
      readonly aliases?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Units that are started with this one, and without which it is not started.
       * @default []
       */
      readonly requires?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Units that are started with this one, if they can be.
       * @default []
       */
      readonly wants?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Units that must be there already when this one is started.
       * @default []
       */
      readonly requisite?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * As `requires`; and when one of them stops, this one stops.
       * @default []
       */
      readonly bindsTo?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * When one of them is stopped or restarted, so is this one.
       * @default []
       */
      readonly partOf?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Units that are kept running as long as this one runs.
       * @default []
       */
      readonly upholds?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Units that cannot run together with this one.
       * @default []
       */
      readonly conflicts?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Units that are started before this one, if they are started at all.
       * @default []
       */
      readonly after?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Units that are started after this one, if they are started at all.
       * @default []
       */
      readonly before?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Units that are started when this one fails.
       * @default []
       */
      readonly onFailure?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Units that are started when this one ends well.
       * @default []
       */
      readonly onSuccess?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Units that want this one. Left out, a service starts with the container, unlike on NixOS; with `[]` it starts only when something pulls it in.
       * @default starts with the container
       */
      readonly wantedBy?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * Units that require this one.
       * @default []
       */
      readonly requiredBy?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Units that uphold this one.
       * @default []
       */
      readonly upheldBy?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Further settings of the `[Unit]` section, by systemd's names.
       * @default {}
       * @example { ConditionPathExists: "/etc/app.conf" }
       */
      readonly unitConfig?: Def<UnitSettings>;
      /**
       * How many starts are allowed within startLimitIntervalSec.
       * @default null
       */
      readonly startLimitBurst?: Def<number | null>;
      /**
       * The time, in seconds, within which starts are counted.
       * @default null
       */
      readonly startLimitIntervalSec?: Def<number | null>;
    }>>>;
    /**
     * What starts services at times.
     * @default {}
     */
    readonly timers?: Def<Attrs<Def<{
      /**
       * Whether the unit exists; false masks it.
       * @default true
       */
      readonly enable?: Def<boolean>;
      /**
       * What the unit is, in logs.
       * @default ""
       */
      readonly description?: Def<string | PackageOption>;
      /**
       * Where it is documented.
       * @default []
       */
      readonly documentation?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Other names of the unit.
       * @default []
       */
      readonly aliases?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Units that are started with this one, and without which it is not started.
       * @default []
       */
      readonly requires?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Units that are started with this one, if they can be.
       * @default []
       */
      readonly wants?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Units that must be there already when this one is started.
       * @default []
       */
      readonly requisite?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * As `requires`; and when one of them stops, this one stops.
       * @default []
       */
      readonly bindsTo?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * When one of them is stopped or restarted, so is this one.
       * @default []
       */
      readonly partOf?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Units that are kept running as long as this one runs.
       * @default []
       */
      readonly upholds?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Units that cannot run together with this one.
       * @default []
       */
      readonly conflicts?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Units that are started before this one, if they are started at all.
       * @default []
       */
      readonly after?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Units that are started after this one, if they are started at all.
       * @default []
       */
      readonly before?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Units that are started when this one fails.
       * @default []
       */
      readonly onFailure?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Units that are started when this one ends well.
       * @default []
       */
      readonly onSuccess?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Units that want this one. Left out, a service starts with the container, unlike on NixOS; with `[]` it starts only when something pulls it in.
       * @default starts with the container
       */
      readonly wantedBy?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * Units that require this one.
       * @default []
       */
      readonly requiredBy?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Units that uphold this one.
       * @default []
       */
      readonly upheldBy?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Further settings of the `[Unit]` section, by systemd's names.
       * @default {}
       * @example { ConditionPathExists: "/etc/app.conf" }
       */
      readonly unitConfig?: Def<UnitSettings>;
      /**
       * How many starts are allowed within startLimitIntervalSec.
       * @default null
       */
      readonly startLimitBurst?: Def<number | null>;
      /**
       * The time, in seconds, within which starts are counted.
       * @default null
       */
      readonly startLimitIntervalSec?: Def<number | null>;
      /**
       * The settings of the `[Timer]` section.
       * @default {}
       */
      readonly timerConfig?: Def<TimerSettings>;
    }>>>;
    /**
     * What is listened at before services start, which get it (sd_listen_fds(3)).
     * @default {}
     */
    readonly sockets?: Def<Attrs<Def<{
      /**
       * Whether the unit exists; false masks it.
       * @default true
       */
      readonly enable?: Def<boolean>;
      /**
       * What the unit is, in logs.
       * @default ""
       */
      readonly description?: Def<string | PackageOption>;
      /**
       * Where it is documented.
       * @default []
       */
      readonly documentation?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Other names of the unit.
       * @default []
       */
      readonly aliases?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Units that are started with this one, and without which it is not started.
       * @default []
       */
      readonly requires?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Units that are started with this one, if they can be.
       * @default []
       */
      readonly wants?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Units that must be there already when this one is started.
       * @default []
       */
      readonly requisite?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * As `requires`; and when one of them stops, this one stops.
       * @default []
       */
      readonly bindsTo?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * When one of them is stopped or restarted, so is this one.
       * @default []
       */
      readonly partOf?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Units that are kept running as long as this one runs.
       * @default []
       */
      readonly upholds?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Units that cannot run together with this one.
       * @default []
       */
      readonly conflicts?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Units that are started before this one, if they are started at all.
       * @default []
       */
      readonly after?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Units that are started after this one, if they are started at all.
       * @default []
       */
      readonly before?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Units that are started when this one fails.
       * @default []
       */
      readonly onFailure?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Units that are started when this one ends well.
       * @default []
       */
      readonly onSuccess?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Units that want this one. Left out, a service starts with the container, unlike on NixOS; with `[]` it starts only when something pulls it in.
       * @default starts with the container
       */
      readonly wantedBy?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * Units that require this one.
       * @default []
       */
      readonly requiredBy?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Units that uphold this one.
       * @default []
       */
      readonly upheldBy?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Further settings of the `[Unit]` section, by systemd's names.
       * @default {}
       * @example { ConditionPathExists: "/etc/app.conf" }
       */
      readonly unitConfig?: Def<UnitSettings>;
      /**
       * How many starts are allowed within startLimitIntervalSec.
       * @default null
       */
      readonly startLimitBurst?: Def<number | null>;
      /**
       * The time, in seconds, within which starts are counted.
       * @default null
       */
      readonly startLimitIntervalSec?: Def<number | null>;
      /**
       * Where it listens: a line `ListenStream` for each.
       * @default []
       * @example ["0.0.0.0:993", "/run/app.sock"]
       */
      readonly listenStreams?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * Where it listens: a line `ListenDatagram` for each.
       * @default []
       * @example ["0.0.0.0:993", "/run/app.sock"]
       */
      readonly listenDatagrams?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * The settings of the `[Socket]` section, by systemd's names; docs/systemd.md says what each does here.
       * @default {}
       * @example { SocketUser: "app", SocketMode: "0660" }
       */
      readonly socketConfig?: Def<Attrs<Def<UnitValue>>>;
    }>>>;
    /**
     * Environment variables of all services.
     * @default {}
     */
    readonly globalEnvironment?: Def<Attrs<Def<string | PackageOption | null>>>;
    /**
     * Whether each line that a service prints begins with its name.
     * @default true where there are several services
     */
    readonly logPrefix?: Def<boolean | null>;
    /**
     * Whether sandboxing settings that a container cannot give (ProtectSystem and the like) are left out silently.
     * @default false
     */
    readonly quietAboutSandbox?: Def<boolean>;
    readonly tmpfiles?: Def<{
      /**
       * Files and folders that are made, in the image or when a container starts (tmpfiles.d(5)).
       * @default []
       * @example ["d /var/lib/app 0750 app app -"]
       */
      readonly rules?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * The same by file, path and type.
       * @default {}
       */
      readonly settings?: Def<Attrs<Def<Attrs<Def<Attrs<Def<{
        /**
         * Permissions.
         * @default "-"
         */
        readonly mode?: Def<string | PackageOption>;
        /**
         * The owner.
         * @default "-"
         */
        readonly user?: Def<string | PackageOption>;
        /**
         * The group.
         * @default "-"
         */
        readonly group?: Def<string | PackageOption>;
        /**
         * When contents are old; nothing is cleaned up in containers.
         * @default "-"
         */
        readonly age?: Def<string | PackageOption>;
        /**
         * What the type needs: contents, a target, a source.
         * @default ""
         */
        readonly argument?: Def<string | PackageOption>;
      }>>>>>>>;
    }>;
  }>;
  readonly ids?: Def<Record<string, never>>;
  readonly users?: Def<{
    /**
     * The users of the image, by name.
     * @default {}
     * @example { alice: { isNormalUser: true, extraGroups: ["wheel"] } }
     */
    readonly users?: Def<Attrs<Def<{
      /**
       * Whether the user exists.
       * @default true
       */
      readonly enable?: Def<boolean>;
      /**
       * The user's name.
       * @default the name of the attribute
       */
      readonly name?: Def<string | PackageOption>;
      /**
       * Who it is: the GECOS field of `/etc/passwd`.
       * @default ""
       * @example "Alice Q. User"
       */
      readonly description?: Def<string | PackageOption>;
      /**
       * The user's number; null takes the next free one.
       * @default null
       */
      readonly uid?: Def<number | null>;
      /**
       * Whether it is a user for a program: its number is below 1000.
       * @default false
       */
      readonly isSystemUser?: Def<boolean>;
      /**
       * Whether it is a user for a person: in the group `users`, with a home below /home, a shell and a number from 1000.
       * @default false
       */
      readonly isNormalUser?: Def<boolean>;
      /**
       * The user's own group.
       * @default ""
       */
      readonly group?: Def<string | PackageOption>;
      /**
       * Other groups that it is a member of.
       * @default []
       * @example ["wheel"]
       */
      readonly extraGroups?: Def<readonly Def<string | PackageOption>[]>;
      /**
       * The user's home.
       * @default "/var/empty"
       */
      readonly home?: Def<string | PackageOption>;
      /**
       * Permissions of a home that is made by `createHome`.
       * @default "700"
       */
      readonly homeMode?: Def<string | PackageOption>;
      /**
       * Whether the home is made, with the files of `/etc/skel` in it, all owned by the user.
       * @default false
       */
      readonly createHome?: Def<boolean>;
      /**
       * The user's shell, as a path or a package, which is then installed.
       * @default "/run/current-system/sw/bin/nologin"
       * @example "/bin/sh"
       */
      readonly shell?: Def<string | PackageOption | PackageOption | null>;
      /**
       * Whether the shell is users.defaultUserShell.
       * @default false
       */
      readonly useDefaultShell?: Def<boolean>;
      /**
       * Has no meaning: the check that it turns off is not made.
       * @default false
       */
      readonly ignoreShellProgramCheck?: Def<boolean>;
      /**
       * Subordinate users that it may use in user namespaces.
       * @default []
       */
      readonly subUidRanges?: Def<readonly Def<{
        /** The first of them. */
        readonly startUid?: Def<number>;
        /**
         * How many they are.
         * @default 1
         */
        readonly count?: Def<number>;
      }>[]>;
      /**
       * Subordinate groups that it may use in user namespaces.
       * @default []
       */
      readonly subGidRanges?: Def<readonly Def<{
        /** The first of them. */
        readonly startGid?: Def<number>;
        /**
         * How many they are.
         * @default 1
         */
        readonly count?: Def<number>;
      }>[]>;
      /**
       * Whether it gets a range of 65536 subordinate users and groups, for user namespaces.
       * @default false
       */
      readonly autoSubUidGidRange?: Def<boolean>;
      /**
       * The password, hashed: `mkpasswd` or `openssl passwd -6` makes it. Without one no password is right; with an empty one none is asked for.
       * @default null
       */
      readonly hashedPassword?: Def<string | PackageOption | null>;
      /**
       * The same, where there is no hashedPassword.
       * @default null
       */
      readonly initialHashedPassword?: Def<string | PackageOption | null>;
      /**
       * A file with the hash. It is not there while an image is built, so this is only warned of.
       * @default null
       */
      readonly hashedPasswordFile?: Def<string | PackageOption | null>;
      /**
       * NixOS's old name of hashedPasswordFile.
       * @default null
       */
      readonly passwordFile?: Def<string | PackageOption | null>;
      /**
       * Refused: all who have an image can read it. Use hashedPassword.
       * @default null
       */
      readonly password?: Def<string | PackageOption | null>;
      /**
       * Refused: all who have an image can read it. Use hashedPassword.
       * @default null
       */
      readonly initialPassword?: Def<string | PackageOption | null>;
      /**
       * Packages for this user alone, linked at `/etc/profiles/per-user/<name>`.
       * @default []
       */
      readonly packages?: Def<readonly Def<PackageOption>[]>;
      /**
       * The day from which the account is locked.
       * @default null
       */
      readonly expires?: Def<string | PackageOption | null>;
      /**
       * Has no meaning: there is no logind in a container.
       * @default null
       */
      readonly linger?: Def<boolean | null>;
      /**
       * Has no meaning: nothing is mounted at a login in a container.
       * @default null
       */
      readonly cryptHomeLuks?: Def<string | PackageOption | null>;
      /**
       * Has no meaning: nothing is mounted at a login in a container.
       * @default {}
       */
      readonly pamMount?: Def<Attrs<Def<string | PackageOption>>>;
      readonly openssh?: Def<{
        readonly authorizedKeys?: Def<{
          /**
           * Public keys that may log in as the user, in `/etc/ssh/authorized_keys.d/<name>`.
           * @default []
           * @example ["ssh-ed25519 AAAA… alice"]
           */
          readonly keys?: Def<readonly Def<string | PackageOption>[]>;
          /**
           * Files of packages with such keys.
           * @default []
           */
          readonly keyFiles?: Def<readonly Def<string | PackageOption>[]>;
        }>;
      }>;
    }>>>;
    /**
     * The groups of the image, by name. Those that every NixOS system has are there.
     * @default {}
     * @example { students: { gid: 1001 } }
     */
    readonly groups?: Def<Attrs<Def<{
      /**
       * The group's name.
       * @default the name of the attribute
       */
      readonly name?: Def<string | PackageOption>;
      /**
       * The group's number; null takes the next free one.
       * @default null
       */
      readonly gid?: Def<number | null>;
      /**
       * Its members; users that have it among their extraGroups are added.
       * @default []
       */
      readonly members?: Def<readonly Def<string | PackageOption>[]>;
    }>>>;
    /**
     * Now called users.users.
     * @deprecated
     */
    readonly extraUsers?: Def<unknown>;
    /**
     * Now called users.groups.
     * @deprecated
     */
    readonly extraGroups?: Def<unknown>;
    /**
     * Whether users may be changed in a container. An image is made anew each time, so it makes no difference.
     * @default true
     */
    readonly mutableUsers?: Def<boolean>;
    /**
     * Whether it is an error when two users, or two groups, have the same number.
     * @default true
     */
    readonly enforceIdUniqueness?: Def<boolean>;
    /**
     * Where normal users have their homes.
     * @default "/home"
     */
    readonly defaultUserHome?: Def<string | PackageOption>;
    /**
     * The shell of root and of normal users.
     * @default bash, or the first shell, of environment.systemPackages; else /bin/sh
     * @example "/bin/bash"
     */
    readonly defaultUserShell?: Def<string | PackageOption | PackageOption | null>;
    /**
     * Has no meaning: containers are entered without a login.
     * @default false
     */
    readonly allowNoPasswordLogin?: Def<boolean>;
    /**
     * Has no meaning: there is no logind in a container.
     * @default true
     */
    readonly manageLingering?: Def<boolean>;
    readonly ids?: Def<Record<string, never>>;
  }>;
}

/** What modules read: every option has its value. */
export interface Config {
  readonly assertions: readonly ({
    readonly assertion: boolean;
    readonly message: string;
    readonly hint: string | null;
    readonly about: readonly (readonly string[])[];
  })[];
  readonly warnings: readonly (string | {
    readonly message: string;
    readonly hint: string | null;
    readonly about: readonly (readonly string[])[];
  })[];
  readonly system: {
    readonly stateVersion: string | null;
    readonly services: Attrs<NestedConfig2>;
    readonly nssDatabases: {
      readonly passwd: readonly string[];
      readonly group: readonly string[];
      readonly shadow: readonly string[];
      readonly sudoers: readonly string[];
      readonly hosts: readonly string[];
      readonly services: readonly string[];
    };
  };
  readonly programs: {
    readonly bash: {
      readonly enable: boolean;
      readonly shellInit: string;
      readonly loginShellInit: string;
      readonly interactiveShellInit: string;
      readonly promptInit: string;
      readonly shellAliases: Attrs<string | null>;
      readonly completion: {
        readonly enable: boolean;
      };
    };
  };
  readonly security: {
    readonly pki: {
      readonly installCACerts: boolean;
      readonly certificates: readonly string[];
      readonly certificateFiles: readonly string[];
      readonly caCertificateBlacklist: readonly string[];
    };
    readonly pam: {
      readonly services: Attrs<{
        readonly enable: boolean;
        readonly rootOK: boolean;
        readonly unixAuth: boolean;
        readonly allowNullPassword: boolean;
        readonly text: string | null;
      }>;
    };
  };
  readonly services: {
    readonly cron: {
      readonly enable: boolean;
      readonly mailto: string | null;
      readonly systemCronJobs: readonly string[];
    };
    readonly fcgiwrap: {
      readonly instances: Attrs<{
        readonly process: {
          readonly prefork: number;
          readonly user: string | null;
          readonly group: string | null;
        };
        readonly socket: {
          readonly type: "unix" | "tcp" | "tcp6";
          readonly address: string;
          readonly user: string | null;
          readonly group: string | null;
          readonly mode: string | null;
        };
      }>;
    };
    readonly memcached: {
      readonly enable: boolean;
      readonly user: string;
      readonly listen: string;
      readonly port: number;
      readonly enableUnixSocket: boolean;
      readonly maxMemory: number;
      readonly maxConnections: number;
      readonly extraOptions: readonly string[];
    };
    readonly nginx: {
      readonly enable: boolean;
      readonly package: Package;
      readonly additionalModules: readonly Package[];
      readonly user: string;
      readonly group: string;
      readonly virtualHosts: Attrs<{
        readonly serverName: string | null;
        readonly serverAliases: readonly string[];
        readonly listen: readonly ({
          readonly addr: string;
          readonly port: number | null;
          readonly ssl: boolean;
          readonly proxyProtocol: boolean;
          readonly extraParameters: readonly string[];
        })[];
        readonly listenAddresses: readonly string[];
        readonly enableACME: boolean;
        readonly useACMEHost: string | null;
        readonly acmeRoot: string | null;
        readonly acmeFallbackHost: string | null;
        readonly addSSL: boolean;
        readonly onlySSL: boolean;
        readonly forceSSL: boolean;
        readonly rejectSSL: boolean;
        readonly kTLS: boolean;
        readonly sslCertificate: string | null;
        readonly sslCertificateKey: string | null;
        readonly sslTrustedCertificate: string | null;
        readonly http2: boolean;
        readonly http3: boolean;
        readonly http3_hq: boolean;
        readonly quic: boolean;
        readonly multipath: boolean;
        readonly reuseport: boolean;
        readonly root: string | ContextFiles | null;
        readonly default: boolean;
        readonly extraConfig: string;
        readonly globalRedirect: string | null;
        readonly redirectCode: number;
        readonly basicAuth: Attrs<string>;
        readonly basicAuthFile: string | null;
        readonly locations: Attrs<{
          readonly proxyPass: string | null;
          readonly proxyWebsockets: boolean;
          readonly uwsgiPass: string | null;
          readonly index: string | null;
          readonly tryFiles: string | null;
          readonly root: string | ContextFiles | null;
          readonly alias: string | ContextFiles | null;
          readonly return: string | number | null;
          readonly fastcgiParams: Attrs<string>;
          readonly extraConfig: string;
          readonly priority: number;
          readonly recommendedProxySettings: boolean;
          readonly recommendedUwsgiSettings: boolean;
          readonly basicAuth: Attrs<string>;
          readonly basicAuthFile: string | null;
        }>;
      }>;
      readonly upstreams: Attrs<{
        readonly servers: Attrs<{
          readonly backup: boolean;
        } & Attrs<boolean | number | string>>;
        readonly extraConfig: string;
      }>;
      readonly recommendedGzipSettings: boolean;
      readonly recommendedOptimisation: boolean;
      readonly recommendedProxySettings: boolean;
      readonly recommendedTlsSettings: boolean;
      readonly recommendedUwsgiSettings: boolean;
      readonly recommendedBrotliSettings: boolean;
      readonly recommendedZstdSettings: boolean;
      readonly proxyTimeout: string;
      readonly uwsgiTimeout: string;
      readonly proxyResolveWhileRunning: boolean;
      readonly resolver: {
        readonly addresses: readonly string[];
        readonly valid: string;
        readonly ipv4: boolean;
        readonly ipv6: boolean;
      };
      readonly proxyCachePath: Attrs<{
        readonly enable: boolean;
        readonly keysZoneName: string;
        readonly keysZoneSize: string;
        readonly levels: string;
        readonly useTempPath: boolean;
        readonly inactive: string;
        readonly maxSize: string;
      }>;
      readonly defaultListen: readonly ({
        readonly addr: string;
        readonly port: number | null;
        readonly ssl: boolean | null;
        readonly proxyProtocol: boolean;
        readonly extraParameters: readonly string[];
      })[];
      readonly defaultListenAddresses: readonly string[];
      readonly defaultHTTPListenPort: number;
      readonly defaultSSLListenPort: number;
      readonly defaultMimeTypes: string;
      readonly typesHashMaxSize: number;
      readonly statusPage: boolean;
      readonly serverTokens: boolean;
      readonly clientMaxBodySize: string;
      readonly sslProtocols: string;
      readonly sslCiphers: string | null;
      readonly sslDhparam: string | null;
      readonly mapHashBucketSize: 32 | 64 | 128 | null;
      readonly mapHashMaxSize: number | null;
      readonly serverNamesHashBucketSize: number | null;
      readonly serverNamesHashMaxSize: number | null;
      readonly logError: string;
      readonly preStart: string;
      readonly config: string;
      readonly prependConfig: string;
      readonly appendConfig: string;
      readonly eventsConfig: string;
      readonly commonHttpConfig: string;
      readonly commonServerConfig: string;
      readonly appendHttpConfig: string;
      readonly httpConfig: string;
      readonly streamConfig: string;
      readonly enableReload: boolean;
      readonly enableQuicBPF: boolean;
      readonly validateConfigFile: boolean;
    };
    readonly openssh: {
      readonly enable: boolean;
      readonly package: Package;
      readonly ports: readonly number[];
      readonly listenAddresses: readonly ({
        readonly addr: string;
        readonly port: number | null;
      })[];
      readonly hostKeys: readonly ({
        readonly type: string;
        readonly path: string;
        readonly bits: number | null;
        readonly rounds: number | null;
        readonly comment: string;
      })[];
      readonly authorizedKeysInHomedir: boolean;
      readonly authorizedKeysFiles: readonly string[];
      readonly banner: string | null;
      readonly allowSFTP: boolean;
      readonly sftpServerExecutable: string;
      readonly sftpFlags: readonly string[];
      readonly moduliFile: string;
      readonly settings: {
        readonly LogLevel: string;
        readonly UsePAM: boolean;
        readonly UseDns: boolean;
        readonly X11Forwarding: boolean;
        readonly PasswordAuthentication: boolean;
        readonly KbdInteractiveAuthentication: boolean;
        readonly PermitRootLogin: "yes" | "without-password" | "prohibit-password" | "forced-commands-only" | "no";
        readonly GatewayPorts: string;
        readonly StrictModes: boolean;
        readonly KexAlgorithms: readonly string[] | null;
        readonly Macs: readonly string[] | null;
        readonly Ciphers: readonly string[] | null;
        readonly AllowUsers: readonly string[] | null;
        readonly DenyUsers: readonly string[] | null;
        readonly AllowGroups: readonly string[] | null;
        readonly DenyGroups: readonly string[] | null;
      } & Attrs<boolean | number | string | readonly (number | string)[] | null>;
      readonly authorizedKeysCommand: string;
      readonly authorizedKeysCommandUser: string;
      readonly openFirewall: boolean;
      readonly extraConfig: string;
    };
    readonly phpfpm: {
      readonly phpPackage: Package;
      readonly phpOptions: string;
      readonly settings: Attrs<string | number | boolean>;
      readonly pools: Attrs<{
        readonly socket: string;
        readonly listen: string;
        readonly phpPackage: Package;
        readonly phpOptions: string;
        readonly phpEnv: Attrs<string>;
        readonly user: string;
        readonly group: string;
        readonly settings: Attrs<string | number | boolean>;
      }>;
    };
    readonly postgresql: {
      readonly enable: boolean;
      readonly enableJIT: boolean;
      readonly package: Package;
      readonly dataDir: string;
      readonly authentication: string;
      readonly identMap: string;
      readonly initdbArgs: readonly string[];
      readonly initialScript: string | null;
      readonly ensureDatabases: readonly string[];
      readonly ensureUsers: readonly ({
        readonly name: string;
        readonly ensureDBOwnership: boolean;
        readonly ensureClauses: {
          readonly superuser: boolean | null;
          readonly createrole: boolean | null;
          readonly createdb: boolean | null;
          readonly inherit: boolean | null;
          readonly login: boolean | null;
          readonly replication: boolean | null;
          readonly bypassrls: boolean | null;
        };
      })[];
      readonly enableTCPIP: boolean;
      readonly settings: {
        readonly port: number;
        readonly shared_preload_libraries: readonly string[] | string | null;
        readonly log_line_prefix: string;
      } & Attrs<boolean | number | string>;
      readonly superUser: string;
    };
    readonly redis: {
      readonly package: Package;
      readonly vmOverCommit: boolean;
      readonly servers: Attrs<{
        readonly enable: boolean;
        readonly user: string;
        readonly group: string;
        readonly port: number;
        readonly bind: string | null;
        readonly openFirewall: boolean;
        readonly unixSocket: string | null;
        readonly unixSocketPerm: number;
        readonly extraParams: readonly string[];
        readonly logLevel: string;
        readonly logfile: string;
        readonly syslog: boolean;
        readonly databases: number;
        readonly maxclients: number;
        readonly save: readonly (readonly number[])[];
        readonly slaveOf: {
          readonly ip: string;
          readonly port: number;
        } | null;
        readonly masterAuth: string | null;
        readonly requirePass: string | null;
        readonly requirePassFile: string | null;
        readonly appendOnly: boolean;
        readonly appendFsync: string;
        readonly slowLogLogSlowerThan: number;
        readonly slowLogMaxLen: number;
        readonly settings: Attrs<boolean | number | string | readonly (boolean | number | string)[]>;
      }>;
    };
  };
  readonly environment: {
    readonly etc: Attrs<{
      readonly enable: boolean;
      readonly target: string;
      readonly text: string | null;
      readonly source: string | ContextFiles | null;
      readonly mode: string;
      readonly uid: number;
      readonly gid: number;
      readonly user: string;
      readonly group: string;
    }>;
    readonly shellAliases: Attrs<string | null>;
    readonly shellInit: string;
    readonly loginShellInit: string;
    readonly interactiveShellInit: string;
    readonly shells: readonly (string | Package)[];
    readonly binsh: string | null;
    readonly usrbinenv: string | null;
    readonly systemPackages: readonly Package[];
    readonly pathsToLink: readonly string[];
    readonly extraOutputsToInstall: readonly string[];
    readonly extraSetup: string;
    readonly variables: Attrs<readonly (string | number)[] | string | number | null>;
    readonly sessionVariables: Attrs<readonly (string | number)[] | string | number | null>;
    readonly profiles: readonly string[];
    readonly profileRelativeEnvVars: Attrs<readonly string[]>;
    readonly extraInit: string;
    readonly homeBinInPath: boolean;
    readonly localBinInPath: boolean;
  };
  readonly fonts: {
    readonly packages: readonly Package[];
    readonly fontconfig: {
      readonly enable: boolean;
    };
  };
  readonly image: {
    readonly name: string | null;
    readonly tag: string | null;
    readonly from: string | null;
    readonly run: string;
    readonly checks: Attrs<{
      readonly command: readonly string[];
      readonly about: readonly (readonly string[])[];
    }>;
    readonly entrypoint: readonly string[] | null;
    readonly cmd: readonly string[] | null;
    readonly env: Attrs<string>;
    readonly workingDir: string | null;
    readonly user: string | null;
    readonly labels: Attrs<string>;
    readonly annotations: Attrs<string>;
    readonly exposedPorts: Attrs<Record<string, never>>;
    readonly volumes: Attrs<Record<string, never>>;
    readonly stopSignal: string | null;
    readonly stopTimeout: number | null;
    readonly healthcheck: {
      readonly test: readonly string[];
      readonly interval: number | string;
      readonly timeout: number | string;
      readonly startPeriod: number | string;
      readonly startInterval: number | string;
      readonly retries: number;
    } | null;
    readonly files: Attrs<{
      readonly type: "file" | "directory" | "symlink";
      readonly text: string;
      readonly sources: readonly string[];
      readonly target: string;
      readonly mode: string | null;
      readonly uid: number;
      readonly gid: number;
    }>;
    readonly tls: {
      readonly files: Attrs<{
        readonly type: "file" | "directory" | "symlink";
        readonly text: string;
        readonly sources: readonly string[];
        readonly target: string;
        readonly mode: string | null;
        readonly uid: number;
        readonly gid: number;
      }>;
      readonly env: Attrs<string>;
    };
    readonly profiles: Attrs<{
      readonly packages: readonly Package[];
    }>;
    readonly interactive: boolean;
    readonly contents: readonly ({
      readonly source: ContextFiles | {
        readonly image: string;
        readonly path: string;
      };
      readonly target: string;
      readonly mode: string | null;
      readonly user: string | null;
      readonly group: string | null;
      readonly uid: number | null;
      readonly gid: number | null;
      readonly include: readonly string[];
      readonly exclude: readonly string[];
    })[];
  };
  readonly time: {
    readonly timeZone: string | null;
  };
  readonly i18n: {
    readonly defaultLocale: string | null;
    readonly extraLocaleSettings: Attrs<string>;
    readonly glibcLocales: Package;
  };
  readonly networking: {
    readonly hostName: string;
    readonly domain: string | null;
    readonly fqdn: string;
    readonly enableIPv6: boolean;
    readonly hosts: Attrs<readonly string[]>;
    readonly extraHosts: string;
    readonly nameservers: readonly string[];
    readonly proxy: {
      readonly default: string | null;
      readonly httpProxy: string | null;
      readonly httpsProxy: string | null;
      readonly ftpProxy: string | null;
      readonly rsyncProxy: string | null;
      readonly allProxy: string | null;
      readonly noProxy: string | null;
    };
    readonly search: readonly string[];
  };
  readonly nix: {
    readonly enable: boolean;
    readonly package: Package;
    readonly settings: {
      readonly "max-jobs": number | "auto";
      readonly "auto-optimise-store": boolean;
      readonly cores: number;
      readonly sandbox: boolean | "relaxed";
      readonly "extra-sandbox-paths": readonly string[];
      readonly substituters: readonly string[];
      readonly "trusted-substituters": readonly string[];
      readonly "require-sigs": boolean;
      readonly "trusted-public-keys": readonly string[];
      readonly "trusted-users": readonly string[];
      readonly "allowed-users": readonly string[];
      readonly "system-features": readonly string[];
    } & Attrs<boolean | number | string | Package | null | readonly (boolean | number | string | Package | null)[]>;
    readonly extraOptions: string;
    readonly channel: {
      readonly enable: boolean;
    };
    readonly channels: Attrs<string>;
    readonly nixPath: readonly string[];
    readonly registry: Attrs<{
      readonly from: Attrs<string | number | boolean | Package>;
      readonly to: Attrs<string | number | boolean | Package> | null;
      readonly flake: Package | null;
      readonly exact: boolean;
    }>;
    readonly daemon: {
      readonly enable: boolean;
    };
    readonly owner: string | null;
    readonly nrBuildUsers: number;
    readonly checkConfig: boolean;
    readonly checkAllErrors: boolean;
    readonly daemonNiceLevel: number;
    readonly daemonIONiceLevel: number;
    readonly readOnlyStore: boolean;
    readonly distributedBuilds: boolean;
    readonly buildMachines: readonly Attrs<unknown>[];
  };
  readonly nixos: NixosConfig;
  readonly nixosConfiguration: string | null;
  readonly nixosSetIdPrograms: boolean;
  readonly nixosValues: unknown | null;
  readonly nixpkgs: {
    readonly binaryCaches: readonly ({
      readonly url: string;
      readonly publicKeys: readonly string[];
      readonly priority: number | null;
      readonly requireSignature: boolean;
      readonly archiveHosts: readonly string[];
      readonly authSecret: string | null;
    })[];
    readonly source: {
      readonly url: string | null;
      readonly narHash: string | null;
      readonly sha256: string | null;
      readonly git: string | null;
      readonly rev: string | null;
      readonly ref: string | null;
      readonly flakeLock: string | null;
      readonly input: string;
      readonly npins: string | null;
      readonly niv: string | null;
      readonly pin: string;
    } | null;
    readonly devboxLock: string | null;
    readonly config: Attrs<unknown>;
    readonly overlays: readonly string[];
    readonly build: "never" | "missing" | "always";
    readonly nix: Attrs<string>;
  };
  readonly s6: {
    readonly services: Attrs<{
      readonly enable: boolean;
      readonly type: "long-run" | "oneshot-pre" | "oneshot-post";
      readonly execStart: string;
      readonly script: string;
      readonly after: readonly string[];
      readonly environment: Attrs<string>;
      readonly user: string | null;
      readonly workingDirectory: string | null;
      readonly restartOnFailure: boolean;
      readonly execLogger: string | null;
    }>;
  };
  readonly systemd: {
    readonly services: Attrs<{
      readonly enable: boolean;
      readonly description: string;
      readonly documentation: readonly string[];
      readonly aliases: readonly string[];
      readonly requires: readonly string[];
      readonly wants: readonly string[];
      readonly requisite: readonly string[];
      readonly bindsTo: readonly string[];
      readonly partOf: readonly string[];
      readonly upholds: readonly string[];
      readonly conflicts: readonly string[];
      readonly after: readonly string[];
      readonly before: readonly string[];
      readonly onFailure: readonly string[];
      readonly onSuccess: readonly string[];
      readonly wantedBy: readonly string[] | null;
      readonly requiredBy: readonly string[];
      readonly upheldBy: readonly string[];
      readonly unitConfig: Attrs<string | number | boolean | null | readonly (string | number | boolean | null)[]>;
      readonly startLimitBurst: number | null;
      readonly startLimitIntervalSec: number | null;
      readonly environment: Attrs<string | number | null>;
      readonly path: readonly (Package | string)[];
      readonly enableDefaultPath: boolean | null;
      readonly serviceConfig: Attrs<string | number | boolean | null | readonly (string | number | boolean | null)[]>;
      readonly script: string;
      readonly scriptArgs: string;
      readonly preStart: string;
      readonly postStart: string;
      readonly reload: string;
      readonly preStop: string;
      readonly postStop: string;
      readonly startAt: string | readonly string[];
      readonly overrideStrategy: unknown | null;
      readonly onFailureJobMode: unknown | null;
      readonly restartTriggers: unknown | null;
      readonly reloadTriggers: unknown | null;
      readonly restartIfChanged: unknown | null;
      readonly reloadIfChanged: unknown | null;
      readonly stopIfChanged: unknown | null;
      readonly notSocketActivated: unknown | null;
      readonly name: string;
    }>;
    readonly targets: Attrs<{
      readonly enable: boolean;
      readonly description: string;
      readonly documentation: readonly string[];
      readonly aliases: readonly string[];
      readonly requires: readonly string[];
      readonly wants: readonly string[];
      readonly requisite: readonly string[];
      readonly bindsTo: readonly string[];
      readonly partOf: readonly string[];
      readonly upholds: readonly string[];
      readonly conflicts: readonly string[];
      readonly after: readonly string[];
      readonly before: readonly string[];
      readonly onFailure: readonly string[];
      readonly onSuccess: readonly string[];
      readonly wantedBy: readonly string[] | null;
      readonly requiredBy: readonly string[];
      readonly upheldBy: readonly string[];
      readonly unitConfig: Attrs<string | number | boolean | null | readonly (string | number | boolean | null)[]>;
      readonly startLimitBurst: number | null;
      readonly startLimitIntervalSec: number | null;
      readonly name: string;
    }>;
    readonly timers: Attrs<{
      readonly enable: boolean;
      readonly description: string;
      readonly documentation: readonly string[];
      readonly aliases: readonly string[];
      readonly requires: readonly string[];
      readonly wants: readonly string[];
      readonly requisite: readonly string[];
      readonly bindsTo: readonly string[];
      readonly partOf: readonly string[];
      readonly upholds: readonly string[];
      readonly conflicts: readonly string[];
      readonly after: readonly string[];
      readonly before: readonly string[];
      readonly onFailure: readonly string[];
      readonly onSuccess: readonly string[];
      readonly wantedBy: readonly string[] | null;
      readonly requiredBy: readonly string[];
      readonly upheldBy: readonly string[];
      readonly unitConfig: Attrs<string | number | boolean | null | readonly (string | number | boolean | null)[]>;
      readonly startLimitBurst: number | null;
      readonly startLimitIntervalSec: number | null;
      readonly timerConfig: Attrs<string | number | boolean | null | readonly (string | number | boolean | null)[]>;
      readonly name: string;
    }>;
    readonly sockets: Attrs<{
      readonly enable: boolean;
      readonly description: string;
      readonly documentation: readonly string[];
      readonly aliases: readonly string[];
      readonly requires: readonly string[];
      readonly wants: readonly string[];
      readonly requisite: readonly string[];
      readonly bindsTo: readonly string[];
      readonly partOf: readonly string[];
      readonly upholds: readonly string[];
      readonly conflicts: readonly string[];
      readonly after: readonly string[];
      readonly before: readonly string[];
      readonly onFailure: readonly string[];
      readonly onSuccess: readonly string[];
      readonly wantedBy: readonly string[] | null;
      readonly requiredBy: readonly string[];
      readonly upheldBy: readonly string[];
      readonly unitConfig: Attrs<string | number | boolean | null | readonly (string | number | boolean | null)[]>;
      readonly startLimitBurst: number | null;
      readonly startLimitIntervalSec: number | null;
      readonly listenStreams: readonly string[];
      readonly listenDatagrams: readonly string[];
      readonly socketConfig: Attrs<string | number | boolean | null | readonly (string | number | boolean | null)[]>;
      readonly name: string;
    }>;
    readonly globalEnvironment: Attrs<string | null>;
    readonly logPrefix: boolean | null;
    readonly quietAboutSandbox: boolean;
    readonly tmpfiles: {
      readonly rules: readonly string[];
      readonly settings: Attrs<Attrs<Attrs<{
        readonly mode: string;
        readonly user: string;
        readonly group: string;
        readonly age: string;
        readonly argument: string;
      }>>>;
    };
  };
  readonly ids: {
    readonly uids: Attrs<number>;
    readonly gids: Attrs<number>;
  };
  readonly users: {
    readonly users: Attrs<{
      readonly enable: boolean;
      readonly name: string;
      readonly description: string;
      readonly uid: number | null;
      readonly isSystemUser: boolean;
      readonly isNormalUser: boolean;
      readonly group: string;
      readonly extraGroups: readonly string[];
      readonly home: string;
      readonly homeMode: string;
      readonly createHome: boolean;
      readonly shell: string | Package | null;
      readonly useDefaultShell: boolean;
      readonly ignoreShellProgramCheck: boolean;
      readonly subUidRanges: readonly {
        readonly startUid: number;
        readonly count: number;
      }[];
      readonly subGidRanges: readonly {
        readonly startGid: number;
        readonly count: number;
      }[];
      readonly autoSubUidGidRange: boolean;
      readonly hashedPassword: string | null;
      readonly initialHashedPassword: string | null;
      readonly hashedPasswordFile: string | null;
      readonly passwordFile: string | null;
      readonly password: string | null;
      readonly initialPassword: string | null;
      readonly packages: readonly Package[];
      readonly expires: string | null;
      readonly linger: boolean | null;
      readonly cryptHomeLuks: string | null;
      readonly pamMount: Attrs<string>;
      readonly openssh: {
        readonly authorizedKeys: {
          readonly keys: readonly string[];
          readonly keyFiles: readonly string[];
        };
      };
    }>;
    readonly groups: Attrs<{
      readonly name: string;
      readonly gid: number | null;
      readonly members: readonly string[];
    }>;
    readonly mutableUsers: boolean;
    readonly enforceIdUniqueness: boolean;
    readonly defaultUserHome: string;
    readonly defaultUserShell: string | Package | null;
    readonly allowNoPasswordLogin: boolean;
    readonly manageLingering: boolean;
    readonly ids: {
      readonly uids: Attrs<number>;
      readonly gids: Attrs<number>;
    };
  };
}

interface NestedOptions1 {
  readonly process?: Def<{
    /**
     * The program and its arguments, each as it is: no shell reads them, and systemd replaces nothing.
     * @default []
     * @example ["${pkgs.python3}/bin/python3", "-m", "http.server"]
     */
    readonly argv?: Def<readonly Def<string | PackageOption>[]>;
  }>;
  /**
   * Files for the service. It reads them at `path`, which the module knows as `config.configData.<name>.path`.
   * @default {}
   * @example { "server.conf": { text: "port = 8080\n" } }
   */
  readonly configData?: Def<Attrs<Def<{
    /**
     * Whether the file is there.
     * @default true
     */
    readonly enable?: Def<boolean>;
    /**
     * The file's path below the service's folder.
     * @default the name of the attribute
     */
    readonly name?: Def<string | PackageOption>;
    /**
     * What the file holds.
     * @default null
     */
    readonly text?: Def<string | PackageOption | null>;
    /**
     * The file: one of a package, or of the build context; see `environment.etc.<name>.source`.
     * @default null
     */
    readonly source?: Def<string | PackageOption | ContextFiles | string | null>;
  }>>>;
  /**
   * How the service says that it is ready. With "systemd" those that come after it wait for that (`Type = "notify"`); "s6" alone changes nothing, as it names no file descriptor.
   * @default []
   */
  readonly notificationProtocol?: Def<readonly Def<"systemd" | "s6">[]>;
  /**
   * Services that belong to this one, as modular services of their own. Their units are named after both: web-worker.
   * @default {}
   */
  readonly services?: Def<Attrs<Def<InstanceModule<NestedOptions1>>>>;
  /**
   * What has to hold for the configuration to make sense: all that does not is one error.
   * @default []
   */
  readonly assertions?: Def<readonly Def<{
    /** What has to hold. */
    readonly assertion?: Def<boolean>;
    /** What to say if it does not. */
    readonly message?: Def<string | PackageOption>;
    /**
     * What to do about it, one sentence.
     * @default null
     */
    readonly hint?: Def<string | PackageOption | null>;
    /**
     * The options that it is about, each as the list of its names.
     * @default []
     * @example [["users", "users", "alice", "uid"]]
     */
    readonly about?: Def<readonly Def<readonly Def<string | PackageOption>[]>[]>;
  }>[]>;
  /**
   * What the user is told beside a build that works.
   * @default []
   */
  readonly warnings?: Def<readonly Def<string | PackageOption | {
    /** What to say. */
    readonly message?: Def<string | PackageOption>;
    /**
     * What to do about it, one sentence.
     * @default null
     */
    readonly hint?: Def<string | PackageOption | null>;
    /**
     * The options that it is about, each as the list of its names.
     * @default []
     * @example [["users", "users", "alice", "uid"]]
     */
    readonly about?: Def<readonly Def<readonly Def<string | PackageOption>[]>[]>;
  }>[]>;
  readonly systemd?: Def<{
    /**
     * The main command as systemd reads it, with its specifiers and `${VARIABLE}`.
     * @default lib.escapeSystemdExecArgs(config.process.argv)
     * @example "${lib.escapeSystemdExecArgs(config.process.argv)} --unit %n"
     */
    readonly mainExecStart?: Def<string | PackageOption>;
    /**
     * What the service's unit has beside the command: options as of `systemd.services.<name>`.
     * @default {}
     */
    readonly service?: Def<{
      /**
       * Whether the unit exists; false masks it.
       * @default null
       */
      readonly enable?: Def<boolean | null>;
      /**
       * What the unit is, in logs.
       * @default null
       */
      readonly description?: Def<string | PackageOption | null>;
      /**
       * Where it is documented.
       * @default null
       */
      readonly documentation?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * Other names of the unit.
       * @default null
       */
      readonly aliases?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * Units that are started with this one, and without which it is not started.
       * @default null
       */
      readonly requires?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * Units that are started with this one, if they can be.
       * @default null
       */
      readonly wants?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * Units that must be there already when this one is started.
       * @default null
       */
      readonly requisite?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * As `requires`; and when one of them stops, this one stops.
       * @default null
       */
      readonly bindsTo?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * When one of them is stopped or restarted, so is this one.
       * @default null
       */
      readonly partOf?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * Units that are kept running as long as this one runs.
       * @default null
       */
      readonly upholds?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * Units that cannot run together with this one.
       * @default null
       */
      readonly conflicts?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * Units that are started before this one, if they are started at all.
       * @default null
       */
      readonly after?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * Units that are started after this one, if they are started at all.
       * @default null
       */
      readonly before?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * Units that are started when this one fails.
       * @default null
       */
      readonly onFailure?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * Units that are started when this one ends well.
       * @default null
       */
      readonly onSuccess?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * Units that want this one. Left out, a service starts with the container, unlike on NixOS; with `[]` it starts only when something pulls it in.
       * @default null
       */
      readonly wantedBy?: Def<readonly Def<string | PackageOption>[] | null | null>;
      /**
       * Units that require this one.
       * @default null
       */
      readonly requiredBy?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * Units that uphold this one.
       * @default null
       */
      readonly upheldBy?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * Further settings of the `[Unit]` section, by systemd's names.
       * @default null
       * @example { ConditionPathExists: "/etc/app.conf" }
       */
      readonly unitConfig?: Def<UnitSettings>;
      /**
       * How many starts are allowed within startLimitIntervalSec.
       * @default null
       */
      readonly startLimitBurst?: Def<number | null | null>;
      /**
       * The time, in seconds, within which starts are counted.
       * @default null
       */
      readonly startLimitIntervalSec?: Def<number | null | null>;
      /**
       * Environment variables of its processes; null takes one away.
       * @default null
       * @example { LANG: "C.UTF-8" }
       */
      readonly environment?: Def<Attrs<Def<string | PackageOption | number | null>> | null>;
      /**
       * Packages whose programs its processes find.
       * @default null
       */
      readonly path?: Def<readonly Def<PackageOption | string | PackageOption>[] | null>;
      /**
       * Whether coreutils, findutils, gnugrep and gnused are found too.
       * @default null
       */
      readonly enableDefaultPath?: Def<boolean | null | null>;
      /**
       * The settings of the `[Service]` section, by systemd's names; docs/systemd.md says what each does here.
       * @default null
       * @example { Type: "oneshot", User: "app", Restart: "on-failure" }
       */
      readonly serviceConfig?: Def<ServiceSettings>;
      /**
       * The service as a shell script.
       * @default null
       */
      readonly script?: Def<string | PackageOption | null>;
      /**
       * Arguments of `script`.
       * @default null
       */
      readonly scriptArgs?: Def<string | PackageOption | null>;
      /**
       * A shell script that runs before the service.
       * @default null
       */
      readonly preStart?: Def<string | PackageOption | null>;
      /**
       * A shell script that runs once the service has started.
       * @default null
       */
      readonly postStart?: Def<string | PackageOption | null>;
      /**
       * A shell script that makes the service read its configuration again.
       * @default null
       */
      readonly reload?: Def<string | PackageOption | null>;
      /**
       * A shell script that runs to stop the service.
       * @default null
       */
      readonly preStop?: Def<string | PackageOption | null>;
      /**
       * A shell script that runs after the service has ended.
       * @default null
       */
      readonly postStop?: Def<string | PackageOption | null>;
      /**
       * When the service is started, as a calendar expression (systemd.time(7)).
       * @default null
       * @example "Sun 14:00:00"
       */
      readonly startAt?: Def<string | PackageOption | readonly Def<string | PackageOption>[] | null>;
      /**
       * Without effect: an instance that is declared always adds to its template.
       * @default null
       */
      readonly overrideStrategy?: Def<unknown | null | null>;
      /**
       * Without effect: `onFailure` never takes jobs away.
       * @default null
       */
      readonly onFailureJobMode?: Def<unknown | null | null>;
      /**
       * Without effect: for `nixos-rebuild switch`.
       * @default null
       */
      readonly restartTriggers?: Def<unknown | null | null>;
      /**
       * Without effect: for `nixos-rebuild switch`.
       * @default null
       */
      readonly reloadTriggers?: Def<unknown | null | null>;
      /**
       * Without effect: for `nixos-rebuild switch`.
       * @default null
       */
      readonly restartIfChanged?: Def<unknown | null | null>;
      /**
       * Without effect: for `nixos-rebuild switch`.
       * @default null
       */
      readonly reloadIfChanged?: Def<unknown | null | null>;
      /**
       * Without effect: for `nixos-rebuild switch`.
       * @default null
       */
      readonly stopIfChanged?: Def<unknown | null | null>;
      /**
       * Without effect: for `nixos-rebuild switch`.
       * @default null
       */
      readonly notSocketActivated?: Def<unknown | null | null>;
    }>;
    /**
     * Further units, named after the service and their name here; "" is the service's own.
     * @default {}
     */
    readonly services?: Def<Attrs<Def<{
      /**
       * Whether the unit exists; false masks it.
       * @default null
       */
      readonly enable?: Def<boolean | null>;
      /**
       * What the unit is, in logs.
       * @default null
       */
      readonly description?: Def<string | PackageOption | null>;
      /**
       * Where it is documented.
       * @default null
       */
      readonly documentation?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * Other names of the unit.
       * @default null
       */
      readonly aliases?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * Units that are started with this one, and without which it is not started.
       * @default null
       */
      readonly requires?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * Units that are started with this one, if they can be.
       * @default null
       */
      readonly wants?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * Units that must be there already when this one is started.
       * @default null
       */
      readonly requisite?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * As `requires`; and when one of them stops, this one stops.
       * @default null
       */
      readonly bindsTo?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * When one of them is stopped or restarted, so is this one.
       * @default null
       */
      readonly partOf?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * Units that are kept running as long as this one runs.
       * @default null
       */
      readonly upholds?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * Units that cannot run together with this one.
       * @default null
       */
      readonly conflicts?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * Units that are started before this one, if they are started at all.
       * @default null
       */
      readonly after?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * Units that are started after this one, if they are started at all.
       * @default null
       */
      readonly before?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * Units that are started when this one fails.
       * @default null
       */
      readonly onFailure?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * Units that are started when this one ends well.
       * @default null
       */
      readonly onSuccess?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * Units that want this one. Left out, a service starts with the container, unlike on NixOS; with `[]` it starts only when something pulls it in.
       * @default null
       */
      readonly wantedBy?: Def<readonly Def<string | PackageOption>[] | null | null>;
      /**
       * Units that require this one.
       * @default null
       */
      readonly requiredBy?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * Units that uphold this one.
       * @default null
       */
      readonly upheldBy?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * Further settings of the `[Unit]` section, by systemd's names.
       * @default null
       * @example { ConditionPathExists: "/etc/app.conf" }
       */
      readonly unitConfig?: Def<UnitSettings>;
      /**
       * How many starts are allowed within startLimitIntervalSec.
       * @default null
       */
      readonly startLimitBurst?: Def<number | null | null>;
      /**
       * The time, in seconds, within which starts are counted.
       * @default null
       */
      readonly startLimitIntervalSec?: Def<number | null | null>;
      /**
       * Environment variables of its processes; null takes one away.
       * @default null
       * @example { LANG: "C.UTF-8" }
       */
      readonly environment?: Def<Attrs<Def<string | PackageOption | number | null>> | null>;
      /**
       * Packages whose programs its processes find.
       * @default null
       */
      readonly path?: Def<readonly Def<PackageOption | string | PackageOption>[] | null>;
      /**
       * Whether coreutils, findutils, gnugrep and gnused are found too.
       * @default null
       */
      readonly enableDefaultPath?: Def<boolean | null | null>;
      /**
       * The settings of the `[Service]` section, by systemd's names; docs/systemd.md says what each does here.
       * @default null
       * @example { Type: "oneshot", User: "app", Restart: "on-failure" }
       */
      readonly serviceConfig?: Def<ServiceSettings>;
      /**
       * The service as a shell script.
       * @default null
       */
      readonly script?: Def<string | PackageOption | null>;
      /**
       * Arguments of `script`.
       * @default null
       */
      readonly scriptArgs?: Def<string | PackageOption | null>;
      /**
       * A shell script that runs before the service.
       * @default null
       */
      readonly preStart?: Def<string | PackageOption | null>;
      /**
       * A shell script that runs once the service has started.
       * @default null
       */
      readonly postStart?: Def<string | PackageOption | null>;
      /**
       * A shell script that makes the service read its configuration again.
       * @default null
       */
      readonly reload?: Def<string | PackageOption | null>;
      /**
       * A shell script that runs to stop the service.
       * @default null
       */
      readonly preStop?: Def<string | PackageOption | null>;
      /**
       * A shell script that runs after the service has ended.
       * @default null
       */
      readonly postStop?: Def<string | PackageOption | null>;
      /**
       * When the service is started, as a calendar expression (systemd.time(7)).
       * @default null
       * @example "Sun 14:00:00"
       */
      readonly startAt?: Def<string | PackageOption | readonly Def<string | PackageOption>[] | null>;
      /**
       * Without effect: an instance that is declared always adds to its template.
       * @default null
       */
      readonly overrideStrategy?: Def<unknown | null | null>;
      /**
       * Without effect: `onFailure` never takes jobs away.
       * @default null
       */
      readonly onFailureJobMode?: Def<unknown | null | null>;
      /**
       * Without effect: for `nixos-rebuild switch`.
       * @default null
       */
      readonly restartTriggers?: Def<unknown | null | null>;
      /**
       * Without effect: for `nixos-rebuild switch`.
       * @default null
       */
      readonly reloadTriggers?: Def<unknown | null | null>;
      /**
       * Without effect: for `nixos-rebuild switch`.
       * @default null
       */
      readonly restartIfChanged?: Def<unknown | null | null>;
      /**
       * Without effect: for `nixos-rebuild switch`.
       * @default null
       */
      readonly reloadIfChanged?: Def<unknown | null | null>;
      /**
       * Without effect: for `nixos-rebuild switch`.
       * @default null
       */
      readonly stopIfChanged?: Def<unknown | null | null>;
      /**
       * Without effect: for `nixos-rebuild switch`.
       * @default null
       */
      readonly notSocketActivated?: Def<unknown | null | null>;
    }>>>;
    /**
     * Options of the service's own socket unit.
     * @default {}
     */
    readonly socket?: Def<{
      /**
       * Whether the unit exists; false masks it.
       * @default null
       */
      readonly enable?: Def<boolean | null>;
      /**
       * What the unit is, in logs.
       * @default null
       */
      readonly description?: Def<string | PackageOption | null>;
      /**
       * Where it is documented.
       * @default null
       */
      readonly documentation?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * Other names of the unit.
       * @default null
       */
      readonly aliases?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * Units that are started with this one, and without which it is not started.
       * @default null
       */
      readonly requires?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * Units that are started with this one, if they can be.
       * @default null
       */
      readonly wants?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * Units that must be there already when this one is started.
       * @default null
       */
      readonly requisite?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * As `requires`; and when one of them stops, this one stops.
       * @default null
       */
      readonly bindsTo?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * When one of them is stopped or restarted, so is this one.
       * @default null
       */
      readonly partOf?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * Units that are kept running as long as this one runs.
       * @default null
       */
      readonly upholds?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * Units that cannot run together with this one.
       * @default null
       */
      readonly conflicts?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * Units that are started before this one, if they are started at all.
       * @default null
       */
      readonly after?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * Units that are started after this one, if they are started at all.
       * @default null
       */
      readonly before?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * Units that are started when this one fails.
       * @default null
       */
      readonly onFailure?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * Units that are started when this one ends well.
       * @default null
       */
      readonly onSuccess?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * Units that want this one. Left out, a service starts with the container, unlike on NixOS; with `[]` it starts only when something pulls it in.
       * @default null
       */
      readonly wantedBy?: Def<readonly Def<string | PackageOption>[] | null | null>;
      /**
       * Units that require this one.
       * @default null
       */
      readonly requiredBy?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * Units that uphold this one.
       * @default null
       */
      readonly upheldBy?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * Further settings of the `[Unit]` section, by systemd's names.
       * @default null
       * @example { ConditionPathExists: "/etc/app.conf" }
       */
      readonly unitConfig?: Def<UnitSettings>;
      /**
       * How many starts are allowed within startLimitIntervalSec.
       * @default null
       */
      readonly startLimitBurst?: Def<number | null | null>;
      /**
       * The time, in seconds, within which starts are counted.
       * @default null
       */
      readonly startLimitIntervalSec?: Def<number | null | null>;
      /**
       * Where it listens: a line `ListenStream` for each.
       * @default null
       * @example ["0.0.0.0:993", "/run/app.sock"]
       */
      readonly listenStreams?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * Where it listens: a line `ListenDatagram` for each.
       * @default null
       * @example ["0.0.0.0:993", "/run/app.sock"]
       */
      readonly listenDatagrams?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * The settings of the `[Socket]` section, by systemd's names; docs/systemd.md says what each does here.
       * @default null
       * @example { SocketUser: "app", SocketMode: "0660" }
       */
      readonly socketConfig?: Def<Attrs<Def<UnitValue>> | null>;
    }>;
    /**
     * Socket units, named as `services`; "" is the service's own.
     * @default {}
     */
    readonly sockets?: Def<Attrs<Def<{
      /**
       * Whether the unit exists; false masks it.
       * @default null
       */
      readonly enable?: Def<boolean | null>;
      /**
       * What the unit is, in logs.
       * @default null
       */
      readonly description?: Def<string | PackageOption | null>;
      /**
       * Where it is documented.
       * @default null
       */
      readonly documentation?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * Other names of the unit.
       * @default null
       */
      readonly aliases?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * Units that are started with this one, and without which it is not started.
       * @default null
       */
      readonly requires?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * Units that are started with this one, if they can be.
       * @default null
       */
      readonly wants?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * Units that must be there already when this one is started.
       * @default null
       */
      readonly requisite?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * As `requires`; and when one of them stops, this one stops.
       * @default null
       */
      readonly bindsTo?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * When one of them is stopped or restarted, so is this one.
       * @default null
       */
      readonly partOf?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * Units that are kept running as long as this one runs.
       * @default null
       */
      readonly upholds?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * Units that cannot run together with this one.
       * @default null
       */
      readonly conflicts?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * Units that are started before this one, if they are started at all.
       * @default null
       */
      readonly after?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * Units that are started after this one, if they are started at all.
       * @default null
       */
      readonly before?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * Units that are started when this one fails.
       * @default null
       */
      readonly onFailure?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * Units that are started when this one ends well.
       * @default null
       */
      readonly onSuccess?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * Units that want this one. Left out, a service starts with the container, unlike on NixOS; with `[]` it starts only when something pulls it in.
       * @default null
       */
      readonly wantedBy?: Def<readonly Def<string | PackageOption>[] | null | null>;
      /**
       * Units that require this one.
       * @default null
       */
      readonly requiredBy?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * Units that uphold this one.
       * @default null
       */
      readonly upheldBy?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * Further settings of the `[Unit]` section, by systemd's names.
       * @default null
       * @example { ConditionPathExists: "/etc/app.conf" }
       */
      readonly unitConfig?: Def<UnitSettings>;
      /**
       * How many starts are allowed within startLimitIntervalSec.
       * @default null
       */
      readonly startLimitBurst?: Def<number | null | null>;
      /**
       * The time, in seconds, within which starts are counted.
       * @default null
       */
      readonly startLimitIntervalSec?: Def<number | null | null>;
      /**
       * Where it listens: a line `ListenStream` for each.
       * @default null
       * @example ["0.0.0.0:993", "/run/app.sock"]
       */
      readonly listenStreams?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * Where it listens: a line `ListenDatagram` for each.
       * @default null
       * @example ["0.0.0.0:993", "/run/app.sock"]
       */
      readonly listenDatagrams?: Def<readonly Def<string | PackageOption>[] | null>;
      /**
       * The settings of the `[Socket]` section, by systemd's names; docs/systemd.md says what each does here.
       * @default null
       * @example { SocketUser: "app", SocketMode: "0660" }
       */
      readonly socketConfig?: Def<Attrs<Def<UnitValue>> | null>;
    }>>>;
  }>;
}

interface NestedConfig2 {
  readonly process: {
    readonly argv: readonly string[];
  };
  readonly configData: Attrs<{
    readonly enable: boolean;
    readonly name: string;
    readonly path: string;
    readonly text: string | null;
    readonly source: string | ContextFiles | null;
  }>;
  readonly notificationProtocol: readonly ("systemd" | "s6")[];
  readonly services: Attrs<NestedConfig2>;
  readonly meta: Attrs<unknown>;
  readonly assertions: readonly ({
    readonly assertion: boolean;
    readonly message: string;
    readonly hint: string | null;
    readonly about: readonly (readonly string[])[];
  })[];
  readonly warnings: readonly (string | {
    readonly message: string;
    readonly hint: string | null;
    readonly about: readonly (readonly string[])[];
  })[];
  readonly systemd: {
    readonly mainExecStart: string;
    readonly service: {
      readonly enable: boolean | null;
      readonly description: string | null;
      readonly documentation: readonly string[] | null;
      readonly aliases: readonly string[] | null;
      readonly requires: readonly string[] | null;
      readonly wants: readonly string[] | null;
      readonly requisite: readonly string[] | null;
      readonly bindsTo: readonly string[] | null;
      readonly partOf: readonly string[] | null;
      readonly upholds: readonly string[] | null;
      readonly conflicts: readonly string[] | null;
      readonly after: readonly string[] | null;
      readonly before: readonly string[] | null;
      readonly onFailure: readonly string[] | null;
      readonly onSuccess: readonly string[] | null;
      readonly wantedBy: readonly string[] | null | null;
      readonly requiredBy: readonly string[] | null;
      readonly upheldBy: readonly string[] | null;
      readonly unitConfig: Attrs<string | number | boolean | null | readonly (string | number | boolean | null)[]> | null;
      readonly startLimitBurst: number | null | null;
      readonly startLimitIntervalSec: number | null | null;
      readonly environment: Attrs<string | number | null> | null;
      readonly path: readonly (Package | string)[] | null;
      readonly enableDefaultPath: boolean | null | null;
      readonly serviceConfig: Attrs<string | number | boolean | null | readonly (string | number | boolean | null)[]> | null;
      readonly script: string | null;
      readonly scriptArgs: string | null;
      readonly preStart: string | null;
      readonly postStart: string | null;
      readonly reload: string | null;
      readonly preStop: string | null;
      readonly postStop: string | null;
      readonly startAt: string | readonly string[] | null;
      readonly overrideStrategy: unknown | null | null;
      readonly onFailureJobMode: unknown | null | null;
      readonly restartTriggers: unknown | null | null;
      readonly reloadTriggers: unknown | null | null;
      readonly restartIfChanged: unknown | null | null;
      readonly reloadIfChanged: unknown | null | null;
      readonly stopIfChanged: unknown | null | null;
      readonly notSocketActivated: unknown | null | null;
    };
    readonly services: Attrs<{
      readonly enable: boolean | null;
      readonly description: string | null;
      readonly documentation: readonly string[] | null;
      readonly aliases: readonly string[] | null;
      readonly requires: readonly string[] | null;
      readonly wants: readonly string[] | null;
      readonly requisite: readonly string[] | null;
      readonly bindsTo: readonly string[] | null;
      readonly partOf: readonly string[] | null;
      readonly upholds: readonly string[] | null;
      readonly conflicts: readonly string[] | null;
      readonly after: readonly string[] | null;
      readonly before: readonly string[] | null;
      readonly onFailure: readonly string[] | null;
      readonly onSuccess: readonly string[] | null;
      readonly wantedBy: readonly string[] | null | null;
      readonly requiredBy: readonly string[] | null;
      readonly upheldBy: readonly string[] | null;
      readonly unitConfig: Attrs<string | number | boolean | null | readonly (string | number | boolean | null)[]> | null;
      readonly startLimitBurst: number | null | null;
      readonly startLimitIntervalSec: number | null | null;
      readonly environment: Attrs<string | number | null> | null;
      readonly path: readonly (Package | string)[] | null;
      readonly enableDefaultPath: boolean | null | null;
      readonly serviceConfig: Attrs<string | number | boolean | null | readonly (string | number | boolean | null)[]> | null;
      readonly script: string | null;
      readonly scriptArgs: string | null;
      readonly preStart: string | null;
      readonly postStart: string | null;
      readonly reload: string | null;
      readonly preStop: string | null;
      readonly postStop: string | null;
      readonly startAt: string | readonly string[] | null;
      readonly overrideStrategy: unknown | null | null;
      readonly onFailureJobMode: unknown | null | null;
      readonly restartTriggers: unknown | null | null;
      readonly reloadTriggers: unknown | null | null;
      readonly restartIfChanged: unknown | null | null;
      readonly reloadIfChanged: unknown | null | null;
      readonly stopIfChanged: unknown | null | null;
      readonly notSocketActivated: unknown | null | null;
    }>;
    readonly socket: {
      readonly enable: boolean | null;
      readonly description: string | null;
      readonly documentation: readonly string[] | null;
      readonly aliases: readonly string[] | null;
      readonly requires: readonly string[] | null;
      readonly wants: readonly string[] | null;
      readonly requisite: readonly string[] | null;
      readonly bindsTo: readonly string[] | null;
      readonly partOf: readonly string[] | null;
      readonly upholds: readonly string[] | null;
      readonly conflicts: readonly string[] | null;
      readonly after: readonly string[] | null;
      readonly before: readonly string[] | null;
      readonly onFailure: readonly string[] | null;
      readonly onSuccess: readonly string[] | null;
      readonly wantedBy: readonly string[] | null | null;
      readonly requiredBy: readonly string[] | null;
      readonly upheldBy: readonly string[] | null;
      readonly unitConfig: Attrs<string | number | boolean | null | readonly (string | number | boolean | null)[]> | null;
      readonly startLimitBurst: number | null | null;
      readonly startLimitIntervalSec: number | null | null;
      readonly listenStreams: readonly string[] | null;
      readonly listenDatagrams: readonly string[] | null;
      readonly socketConfig: Attrs<string | number | boolean | null | readonly (string | number | boolean | null)[]> | null;
    };
    readonly sockets: Attrs<{
      readonly enable: boolean | null;
      readonly description: string | null;
      readonly documentation: readonly string[] | null;
      readonly aliases: readonly string[] | null;
      readonly requires: readonly string[] | null;
      readonly wants: readonly string[] | null;
      readonly requisite: readonly string[] | null;
      readonly bindsTo: readonly string[] | null;
      readonly partOf: readonly string[] | null;
      readonly upholds: readonly string[] | null;
      readonly conflicts: readonly string[] | null;
      readonly after: readonly string[] | null;
      readonly before: readonly string[] | null;
      readonly onFailure: readonly string[] | null;
      readonly onSuccess: readonly string[] | null;
      readonly wantedBy: readonly string[] | null | null;
      readonly requiredBy: readonly string[] | null;
      readonly upheldBy: readonly string[] | null;
      readonly unitConfig: Attrs<string | number | boolean | null | readonly (string | number | boolean | null)[]> | null;
      readonly startLimitBurst: number | null | null;
      readonly startLimitIntervalSec: number | null | null;
      readonly listenStreams: readonly string[] | null;
      readonly listenDatagrams: readonly string[] | null;
      readonly socketConfig: Attrs<string | number | boolean | null | readonly (string | number | boolean | null)[]> | null;
    }>;
  };
  readonly unitName: string;
}

export interface ServiceSettings {
  /** Simple: its dependents start when it has been started. exec: when its program has been found. oneshot: when all commands have ended well. notify, notify-reload: when it has sent READY=1 to NOTIFY_SOCKET. forking: when the command has come back and a process is there. idle: as simple, and its program waits until no unit is being started or stopped, at most 5 s. Unlike in systemd: dbus is simple, with a warning; a forking service that ends by itself counts as failed with code 1, for nobody learns its exit code. */
  readonly Type?: Def<"simple" | "exec" | "oneshot" | "notify" | "notify-reload" | "forking" | "idle" | "dbus" | null>;
  /** As in systemd. */
  readonly RemainAfterExit?: Def<boolean | "yes" | "no" | "true" | "false" | "on" | "off" | null>;
  /** Accepted; without PIDFile the process is found by INVOCATION_ID in its environment. */
  readonly GuessMainPID?: Def<boolean | "yes" | "no" | "true" | "false" | "on" | "off" | null>;
  /** Forking: the process that is waited for. */
  readonly PIDFile?: Def<string | PackageOption | number | null>;
  /** Exit code 1 to 254: the service is skipped, and that is no failure. */
  readonly ExecCondition?: Def<UnitValue>;
  /** As in systemd. */
  readonly ExecStartPre?: Def<UnitValue>;
  /** Several only for oneshot, one after the other. Unlike in systemd: 127 or 126 instead of 203 when the program cannot be run. */
  readonly ExecStart?: Def<UnitValue>;
  /** After the service is ready; when it fails the service is stopped. */
  readonly ExecStartPost?: Def<UnitValue>;
  /** `unit reload NAME`, with $MAINPID. */
  readonly ExecReload?: Def<UnitValue>;
  /** Before KillSignal, and when the service has ended well by itself; each command has TimeoutStopSec. */
  readonly ExecStop?: Def<UnitValue>;
  /** After every end, with $SERVICE_RESULT, $EXIT_CODE and $EXIT_STATUS. */
  readonly ExecStopPost?: Def<UnitValue>;
  /** A user of the image, or a number. Unlike in systemd: as another user than the container's own only when that is root, else the service fails with code 217; where image.user says so, a warning. */
  readonly User?: Def<string | PackageOption | number | null>;
  /** As in systemd. */
  readonly Group?: Def<string | PackageOption | number | null>;
  /** Besides the groups the user is in. */
  readonly SupplementaryGroups?: Def<UnitValue>;
  /** An id that is fixed at build and depends on the user's name, which is the unit's where User has none; the same for Group. Unlike in systemd: no private /tmp; the directories lie where they are, not in a private folder. */
  readonly DynamicUser?: Def<boolean | "yes" | "no" | "true" | "false" | "on" | "off" | null>;
  /** `~` and the prefix `-` too; default: /. */
  readonly WorkingDirectory?: Def<string | PackageOption | number | null>;
  /** For a container that runs as root. Unlike in systemd: the store is not mounted in it. */
  readonly RootDirectory?: Def<string | PackageOption | number | null>;
  /** As in systemd. */
  readonly UMask?: Def<string | PackageOption | number | null>;
  /** As in systemd. */
  readonly Nice?: Def<string | PackageOption | number | null>;
  /** Where the container allows it. Unlike in systemd: a message instead of a failure where it does not. */
  readonly OOMScoreAdjust?: Def<string | PackageOption | number | null>;
  /** As in systemd. */
  readonly LimitCPU?: Def<string | PackageOption | number | null>;
  /** As in systemd. */
  readonly LimitFSIZE?: Def<string | PackageOption | number | null>;
  /** As in systemd. */
  readonly LimitDATA?: Def<string | PackageOption | number | null>;
  /** As in systemd. */
  readonly LimitSTACK?: Def<string | PackageOption | number | null>;
  /** As in systemd. */
  readonly LimitCORE?: Def<string | PackageOption | number | null>;
  /** As in systemd. */
  readonly LimitRSS?: Def<string | PackageOption | number | null>;
  /** As in systemd. Unlike in systemd: a limit above the container's own hard limit is that one, with a message. */
  readonly LimitNOFILE?: Def<string | PackageOption | number | null>;
  /** As in systemd. */
  readonly LimitAS?: Def<string | PackageOption | number | null>;
  /** As in systemd. */
  readonly LimitNPROC?: Def<string | PackageOption | number | null>;
  /** As in systemd. */
  readonly LimitMEMLOCK?: Def<string | PackageOption | number | null>;
  /** As in systemd. */
  readonly LimitLOCKS?: Def<string | PackageOption | number | null>;
  /** As in systemd. */
  readonly LimitSIGPENDING?: Def<string | PackageOption | number | null>;
  /** As in systemd. */
  readonly LimitMSGQUEUE?: Def<string | PackageOption | number | null>;
  /** A number; +5 and -5 are nice levels. */
  readonly LimitNICE?: Def<string | PackageOption | number | null>;
  /** As in systemd. */
  readonly LimitRTPRIO?: Def<string | PackageOption | number | null>;
  /** Microseconds. */
  readonly LimitRTTIME?: Def<string | PackageOption | number | null>;
  /** Over the container's own environment (`docker run -e`), which every service has. Unlike in systemd: systemd gives a service nothing of its own environment. */
  readonly Environment?: Def<UnitValue>;
  /** Read at each start; the prefix `-` allows it to be missing; a pattern with `*` names several. */
  readonly EnvironmentFile?: Def<UnitValue>;
  /** Accepted: all of the container's environment is passed. */
  readonly PassEnvironment?: Def<UnitValue>;
  /** As in systemd. */
  readonly UnsetEnvironment?: Def<UnitValue>;
  /** Null or file:PATH. Unlike in systemd: tty, socket and data: null, with a warning. */
  readonly StandardInput?: Def<string | PackageOption | number | null>;
  /** Journal, inherit: the container's output. null, file:, append: as in systemd; truncate: once for each of ExecStart, ExecStop and ExecStopPost. Unlike in systemd: kmsg, tty, socket, fd: the container's output, with a warning. */
  readonly StandardOutput?: Def<string | PackageOption | number | null>;
  /** As StandardOutput; inherit: where StandardOutput goes. */
  readonly StandardError?: Def<string | PackageOption | number | null>;
  /** The service's prefix in the container's output. */
  readonly SyslogIdentifier?: Def<string | PackageOption | number | null>;
  /** As in systemd. Unlike in systemd: what the container does not have is left out. */
  readonly AmbientCapabilities?: Def<UnitValue>;
  /** `~` takes away, an empty value takes all away. Unlike in systemd: what the container does not have is left out. */
  readonly CapabilityBoundingSet?: Def<UnitValue>;
  /** As in systemd. */
  readonly NoNewPrivileges?: Def<boolean | "yes" | "no" | "true" | "false" | "on" | "off" | null>;
  /** Below /run; made at each start, owned by the user, gone after the end. */
  readonly RuntimeDirectory?: Def<UnitValue>;
  /** Below /var/lib. Unlike in systemd: the form PATH:LINK makes no link. */
  readonly StateDirectory?: Def<UnitValue>;
  /** Below /var/cache. Unlike in systemd: the form PATH:LINK makes no link. */
  readonly CacheDirectory?: Def<UnitValue>;
  /** Below /var/log. Unlike in systemd: the form PATH:LINK makes no link. */
  readonly LogsDirectory?: Def<UnitValue>;
  /** Below /etc; stays root's. */
  readonly ConfigurationDirectory?: Def<UnitValue>;
  /** As in systemd. */
  readonly RuntimeDirectoryMode?: Def<string | PackageOption | number | null>;
  /** As in systemd. */
  readonly StateDirectoryMode?: Def<string | PackageOption | number | null>;
  /** As in systemd. */
  readonly CacheDirectoryMode?: Def<string | PackageOption | number | null>;
  /** As in systemd. */
  readonly LogsDirectoryMode?: Def<string | PackageOption | number | null>;
  /** As in systemd. */
  readonly ConfigurationDirectoryMode?: Def<string | PackageOption | number | null>;
  /** Yes keeps them; restart keeps them while the service is started again, by itself or by request. */
  readonly RuntimeDirectoryPreserve?: Def<boolean | "yes" | "no" | "true" | "false" | "on" | "off" | "restart" | null>;
  /** ID:PATH: a copy of the file in $CREDENTIALS_DIRECTORY (`%d`), /run/credentials/UNIT, which only its user reads. Unlike in systemd: the path is absolute: nobody gives a container's init credentials. */
  readonly LoadCredential?: Def<UnitValue>;
  /** ID:TEXT: the same with this text, or where LoadCredential finds no file; the text is in the image, for everybody to read. */
  readonly SetCredential?: Def<UnitValue>;
  /** An error: a container has no key of the machine to read it with. */
  readonly LoadCredentialEncrypted?: Def<UnitValue>;
  /** An error, as LoadCredentialEncrypted. */
  readonly SetCredentialEncrypted?: Def<UnitValue>;
  /** Socket units whose sockets it gets too. */
  readonly Sockets?: Def<UnitValue>;
  /** Its sockets do not wait. */
  readonly NonBlocking?: Def<UnitValue>;
  /** All its values. Unlike in systemd: while a service is being restarted, what requires it and comes after it waits; systemd lets it fail at the first failure. */
  readonly Restart?: Def<"no" | "always" | "on-success" | "on-failure" | "on-abnormal" | "on-abort" | "on-watchdog" | null>;
  /** As in systemd. */
  readonly RestartSec?: Def<string | PackageOption | number | null>;
  /** As in systemd. */
  readonly SuccessExitStatus?: Def<UnitValue>;
  /** As in systemd. */
  readonly RestartPreventExitStatus?: Def<UnitValue>;
  /** As in systemd. */
  readonly RestartForceExitStatus?: Def<UnitValue>;
  /** Default 90 s; for oneshot without limit. */
  readonly TimeoutStartSec?: Def<string | PackageOption | number | null>;
  /** Default 90 s. Unlike in systemd: when the container stops, all have ended before its grace period has (image.stopTimeout, 10 s). */
  readonly TimeoutStopSec?: Def<string | PackageOption | number | null>;
  /** Both of them. */
  readonly TimeoutSec?: Def<string | PackageOption | number | null>;
  /** Accepted, without effect. */
  readonly TimeoutAbortSec?: Def<string | PackageOption | number | null>;
  /** Control-group: the service's process group, then all of its session and what has its INVOCATION_ID. mixed, process, none as in systemd. Unlike in systemd: a container's service has no cgroup: what leaves the session and clears its environment is not found. After TimeoutStopSec none is as process. */
  readonly KillMode?: Def<"control-group" | "mixed" | "process" | "none" | null>;
  /** As in systemd. */
  readonly KillSignal?: Def<string | PackageOption | number | null>;
  /** As KillSignal. */
  readonly RestartKillSignal?: Def<string | PackageOption | number | null>;
  /** As in systemd. */
  readonly SendSIGKILL?: Def<boolean | "yes" | "no" | "true" | "false" | "on" | "off" | null>;
  /** Accepted, without effect. */
  readonly SendSIGHUP?: Def<boolean | "yes" | "no" | "true" | "false" | "on" | "off" | null>;
  /** As in systemd. */
  readonly FinalKillSignal?: Def<string | PackageOption | number | null>;
  /** For notify: WATCHDOG=1 must come in time, else SIGABRT and Restart=on-watchdog's rules. */
  readonly WatchdogSec?: Def<string | PackageOption | number | null>;
  /** For notify, notify-reload: whose messages count. main (the default): the main process's; exec: also those of other commands; all: of every process of the service. Unlike in systemd: none is main; other types have no NOTIFY_SOCKET. */
  readonly NotifyAccess?: Def<"none" | "main" | "exec" | "all" | null>;
  /** Notify-reload: default SIGHUP. */
  readonly ReloadSignal?: Def<string | PackageOption | number | null>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly AllowedCPUs?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly AllowedMemoryNodes?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly AppArmorProfile?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly BPFProgram?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly BindPaths?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly BindReadOnlyPaths?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly BlockIOWeight?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly CPUAccounting?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly CPUAffinity?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly CPUQuota?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly CPUSchedulingPolicy?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly CPUSchedulingPriority?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly CPUShares?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly CPUWeight?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly CoredumpFilter?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly Delegate?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly DeviceAllow?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly DevicePolicy?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly ExecPaths?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly ExtensionDirectories?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly ExtensionImages?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly IOAccounting?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly IODeviceWeight?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly IOReadBandwidthMax?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly IOSchedulingClass?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly IOSchedulingPriority?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly IOWeight?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly IOWriteBandwidthMax?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly IPAccounting?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly IPAddressAllow?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly IPAddressDeny?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly IPCNamespacePath?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly IgnoreSIGPIPE?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly InaccessiblePaths?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly KeyringMode?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly LockPersonality?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly LogLevelMax?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly LogNamespace?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly LogRateLimitBurst?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly LogRateLimitIntervalSec?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly ManagedOOMMemoryPressure?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly ManagedOOMSwap?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly MemoryAccounting?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly MemoryDenyWriteExecute?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly MemoryHigh?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly MemoryLimit?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly MemoryLow?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly MemoryMax?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly MemoryMin?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly MemorySwapMax?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly MountAPIVFS?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly MountFlags?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly NUMAMask?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly NUMAPolicy?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly NetworkNamespacePath?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly NoExecPaths?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly OOMPolicy?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly Personality?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly PrivateBPF?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly PrivateDevices?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly PrivateIPC?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly PrivateMounts?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly PrivateNetwork?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly PrivatePIDs?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly PrivateTmp?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly PrivateUsers?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly ProcSubset?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly ProtectClock?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly ProtectControlGroups?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly ProtectHome?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly ProtectHostname?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly ProtectKernelLogs?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly ProtectKernelModules?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly ProtectKernelTunables?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly ProtectProc?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly ProtectSystem?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly ReadOnlyPaths?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly ReadWritePaths?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly RemoveIPC?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly RestrictAddressFamilies?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly RestrictFileSystems?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly RestrictNamespaces?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly RestrictNetworkInterfaces?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly RestrictRealtime?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly RestrictSUIDSGID?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly RootImage?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly SELinuxContext?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly SecureBits?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly Slice?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly SmackProcessLabel?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly SocketBindAllow?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly SocketBindDeny?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly StartupCPUWeight?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly SyslogFacility?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly SyslogLevel?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly SyslogLevelPrefix?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly SystemCallArchitectures?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly SystemCallErrorNumber?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly SystemCallFilter?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly SystemCallLog?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly TasksAccounting?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly TasksMax?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly TemporaryFileSystem?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly TimerSlackNSec?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly UtmpIdentifier?: Def<UnitValue>;
  /** Does nothing here: a container gives it itself, or not at all. */
  readonly UtmpMode?: Def<UnitValue>;
  readonly [ownName: `X-${string}`]: Def<UnitValue>;
}

export interface UnitSettings {
  /** In the plan. */
  readonly Description?: Def<string | PackageOption | number | null>;
  /** Accepted. */
  readonly Documentation?: Def<UnitValue>;
  /** What is required starts too; when it cannot, this unit does not; when it is stopped or restarted, so is this unit. */
  readonly Requires?: Def<UnitValue>;
  /** As in systemd. */
  readonly Wants?: Def<UnitValue>;
  /** As in systemd. */
  readonly Requisite?: Def<UnitValue>;
  /** As Requires, and when it ends by itself this unit stops. */
  readonly BindsTo?: Def<UnitValue>;
  /** As in systemd. */
  readonly PartOf?: Def<UnitValue>;
  /** As Wants, and the other is started again when it ends, within StartLimitBurst, while this unit is up. */
  readonly Upholds?: Def<UnitValue>;
  /** Starting one stops the other; two that both start with the container are an error. */
  readonly Conflicts?: Def<UnitValue>;
  /** Its start waits for the other's readiness; its stop comes before the other's. */
  readonly After?: Def<UnitValue>;
  /** As in systemd. */
  readonly Before?: Def<UnitValue>;
  /** Started when the unit has failed and is not started again; then the container ends. */
  readonly OnFailure?: Def<UnitValue>;
  /** As in systemd. */
  readonly OnSuccess?: Def<UnitValue>;
  /** Targets: no After= for what they want. */
  readonly DefaultDependencies?: Def<boolean | "yes" | "no" | "true" | "false" | "on" | "off" | null>;
  /** Default 10 s. */
  readonly StartLimitIntervalSec?: Def<string | PackageOption | number | null>;
  /** Default 5; starts by timers, by request and by other units count too: a timer that elapses every second needs StartLimitIntervalSec=0. Unlike in systemd: the start that is one too many is a failure, which ends the container. */
  readonly StartLimitBurst?: Def<string | PackageOption | number | null>;
  /** Accepted: the container ends. */
  readonly StartLimitAction?: Def<string | PackageOption | number | null>;
  /** Templates. */
  readonly DefaultInstance?: Def<string | PackageOption | number | null>;
  /** As in systemd. */
  readonly ConditionPathExists?: Def<UnitValue>;
  /** As in systemd. */
  readonly ConditionPathExistsGlob?: Def<UnitValue>;
  /** As in systemd. */
  readonly ConditionPathIsDirectory?: Def<UnitValue>;
  /** As in systemd. */
  readonly ConditionPathIsSymbolicLink?: Def<UnitValue>;
  /** As in systemd. */
  readonly ConditionPathIsMountPoint?: Def<UnitValue>;
  /** As in systemd. */
  readonly ConditionPathIsReadWrite?: Def<UnitValue>;
  /** As in systemd. */
  readonly ConditionDirectoryNotEmpty?: Def<UnitValue>;
  /** As in systemd. */
  readonly ConditionFileNotEmpty?: Def<UnitValue>;
  /** As in systemd. */
  readonly ConditionFileIsExecutable?: Def<UnitValue>;
  /** As in systemd. */
  readonly ConditionPathIsSocket?: Def<UnitValue>;
  /** The user that init runs as: a name, a number or @system. */
  readonly ConditionUser?: Def<UnitValue>;
  /** A group that init is in: a name or a number. */
  readonly ConditionGroup?: Def<UnitValue>;
  /** The host name, with * and ?, or the id in /etc/machine-id. */
  readonly ConditionHost?: Def<UnitValue>;
  /** Of the container. */
  readonly ConditionEnvironment?: Def<UnitValue>;
  /** A container is one: yes, container, docker; private-users. */
  readonly ConditionVirtualization?: Def<UnitValue>;
  /** Decided at start. */
  readonly ConditionArchitecture?: Def<UnitValue>;
  /** The machine's, in /proc/cmdline. Unlike in systemd: systemd in a container takes its own arguments. */
  readonly ConditionKernelCommandLine?: Def<UnitValue>;
  /** As in systemd. */
  readonly ConditionKernelVersion?: Def<UnitValue>;
  /** As ConditionKernelVersion. Unlike in systemd: of systemd or glibc: a warning, for none runs the services. */
  readonly ConditionVersion?: Def<UnitValue>;
  /** By /sys/module. */
  readonly ConditionKernelModuleLoaded?: Def<UnitValue>;
  /** Apparmor, selinux, smack, tomoyo, ima, as far as the container sees of them. Unlike in systemd: audit, uefi-secureboot, tpm2, cvm, measured-uki, measured-os: a warning. */
  readonly ConditionSecurity?: Def<UnitValue>;
  /** What the container may have (`docker run --cap-add`). */
  readonly ConditionCapability?: Def<UnitValue>;
  /** In the container's own group; v1, v2. */
  readonly ConditionControlGroupController?: Def<UnitValue>;
  /** What the container may have (`docker run --memory`). */
  readonly ConditionMemory?: Def<UnitValue>;
  /** Those the container may run on (`docker run --cpuset-cpus`). */
  readonly ConditionCPUs?: Def<UnitValue>;
  /** By /proc/cpuinfo, on x86. */
  readonly ConditionCPUFeature?: Def<UnitValue>;
  /** Of the image's /etc/os-release. */
  readonly ConditionOSRelease?: Def<UnitValue>;
  /** The machine's, by /sys/class/power_supply. */
  readonly ConditionACPower?: Def<UnitValue>;
  /** Whether /etc/machine-id was missing or `uninitialized` when the container started. Unlike in systemd: nothing writes it afterwards but the declaration's own services. */
  readonly ConditionFirstBoot?: Def<UnitValue>;
  /** Whether /etc/.updated or /var/.updated is missing or older than /usr. Unlike in systemd: nothing writes them but the declaration's own services. */
  readonly ConditionNeedsUpdate?: Def<UnitValue>;
  /** As ConditionPathExists, and a failure where it is not met. */
  readonly AssertPathExists?: Def<UnitValue>;
  /** As ConditionPathExistsGlob, and a failure where it is not met. */
  readonly AssertPathExistsGlob?: Def<UnitValue>;
  /** As ConditionPathIsDirectory, and a failure where it is not met. */
  readonly AssertPathIsDirectory?: Def<UnitValue>;
  /** As ConditionPathIsSymbolicLink, and a failure where it is not met. */
  readonly AssertPathIsSymbolicLink?: Def<UnitValue>;
  /** As ConditionPathIsMountPoint, and a failure where it is not met. */
  readonly AssertPathIsMountPoint?: Def<UnitValue>;
  /** As ConditionPathIsReadWrite, and a failure where it is not met. */
  readonly AssertPathIsReadWrite?: Def<UnitValue>;
  /** As ConditionDirectoryNotEmpty, and a failure where it is not met. */
  readonly AssertDirectoryNotEmpty?: Def<UnitValue>;
  /** As ConditionFileNotEmpty, and a failure where it is not met. */
  readonly AssertFileNotEmpty?: Def<UnitValue>;
  /** As ConditionFileIsExecutable, and a failure where it is not met. */
  readonly AssertFileIsExecutable?: Def<UnitValue>;
  /** As ConditionPathIsSocket, and a failure where it is not met. */
  readonly AssertPathIsSocket?: Def<UnitValue>;
  /** As ConditionUser, and a failure where it is not met. */
  readonly AssertUser?: Def<UnitValue>;
  /** As ConditionGroup, and a failure where it is not met. */
  readonly AssertGroup?: Def<UnitValue>;
  /** As ConditionHost, and a failure where it is not met. */
  readonly AssertHost?: Def<UnitValue>;
  /** As ConditionEnvironment, and a failure where it is not met. */
  readonly AssertEnvironment?: Def<UnitValue>;
  /** As ConditionVirtualization, and a failure where it is not met. */
  readonly AssertVirtualization?: Def<UnitValue>;
  /** As ConditionArchitecture, and a failure where it is not met. */
  readonly AssertArchitecture?: Def<UnitValue>;
  /** As ConditionKernelCommandLine, and a failure where it is not met. */
  readonly AssertKernelCommandLine?: Def<UnitValue>;
  /** As ConditionKernelVersion, and a failure where it is not met. */
  readonly AssertKernelVersion?: Def<UnitValue>;
  /** As ConditionVersion, and a failure where it is not met. */
  readonly AssertVersion?: Def<UnitValue>;
  /** As ConditionKernelModuleLoaded, and a failure where it is not met. */
  readonly AssertKernelModuleLoaded?: Def<UnitValue>;
  /** As ConditionSecurity, and a failure where it is not met. */
  readonly AssertSecurity?: Def<UnitValue>;
  /** As ConditionCapability, and a failure where it is not met. */
  readonly AssertCapability?: Def<UnitValue>;
  /** As ConditionControlGroupController, and a failure where it is not met. */
  readonly AssertControlGroupController?: Def<UnitValue>;
  /** As ConditionMemory, and a failure where it is not met. */
  readonly AssertMemory?: Def<UnitValue>;
  /** As ConditionCPUs, and a failure where it is not met. */
  readonly AssertCPUs?: Def<UnitValue>;
  /** As ConditionCPUFeature, and a failure where it is not met. */
  readonly AssertCPUFeature?: Def<UnitValue>;
  /** As ConditionOSRelease, and a failure where it is not met. */
  readonly AssertOSRelease?: Def<UnitValue>;
  /** As ConditionACPower, and a failure where it is not met. */
  readonly AssertACPower?: Def<UnitValue>;
  /** As ConditionFirstBoot, and a failure where it is not met. */
  readonly AssertFirstBoot?: Def<UnitValue>;
  /** As ConditionNeedsUpdate, and a failure where it is not met. */
  readonly AssertNeedsUpdate?: Def<UnitValue>;
  readonly [ownName: `X-${string}`]: Def<UnitValue>;
}

export interface TimerSettings {
  /** The whole grammar, checked when the image is built; without a zone that of the container. */
  readonly OnCalendar?: Def<UnitValue>;
  /** From when the timer was started: that is when the container was. */
  readonly OnActiveSec?: Def<UnitValue>;
  /** From the container's start. Unlike in systemd: systemd counts from the machine's. */
  readonly OnBootSec?: Def<UnitValue>;
  /** From when init was ready to start units. */
  readonly OnStartupSec?: Def<UnitValue>;
  /** From the last start of the unit. */
  readonly OnUnitActiveSec?: Def<UnitValue>;
  /** From the last end of the unit. */
  readonly OnUnitInactiveSec?: Def<UnitValue>;
  /** Checked, without effect. Unlike in systemd: systemd starts up to this much late (1 min); here it is on time. */
  readonly AccuracySec?: Def<string | PackageOption | number | null>;
  /** As in systemd. */
  readonly RandomizedDelaySec?: Def<string | PackageOption | number | null>;
  /** By the host's and the unit's name. */
  readonly FixedRandomDelay?: Def<boolean | "yes" | "no" | "true" | "false" | "on" | "off" | null>;
  /** As in systemd. */
  readonly DeferReactivation?: Def<boolean | "yes" | "no" | "true" | "false" | "on" | "off" | null>;
  /** Stamps in /var/lib/systemd/timers, which should then be on a volume. */
  readonly Persistent?: Def<boolean | "yes" | "no" | "true" | "false" | "on" | "off" | null>;
  /** A service or a target; default: the service of the same name. */
  readonly Unit?: Def<string | PackageOption | number | null>;
  /** Accepted, without effect. */
  readonly RemainAfterElapse?: Def<boolean | "yes" | "no" | "true" | "false" | "on" | "off" | null>;
  /** A warning: the timer does not elapse then. */
  readonly OnClockChange?: Def<boolean | "yes" | "no" | "true" | "false" | "on" | "off" | null>;
  /** A warning: the timer does not elapse then. */
  readonly OnTimezoneChange?: Def<boolean | "yes" | "no" | "true" | "false" | "on" | "off" | null>;
  /** A warning: a container cannot wake a machine. */
  readonly WakeSystem?: Def<boolean | "yes" | "no" | "true" | "false" | "on" | "off" | null>;
  readonly [ownName: `X-${string}`]: Def<UnitValue>;
}
