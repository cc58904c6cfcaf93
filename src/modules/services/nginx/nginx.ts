import type { HostArguments } from "../../../options/host-module.ts";
import { nginxChecks, nginxWarnings } from "./checks.ts";
import { configCheck } from "./config-check.ts";
import { listenLines } from "./listen.ts";
import { locationOptions } from "./location-options.ts";
import { nginxConf, PROXY_HEADERS_TEXT } from "./nginx-conf.ts";
import { nginxOptions } from "./options.ts";
import { passwordFiles, servedFiles } from "./served-files.ts";
import { PROXY_HEADERS } from "./server-conf.ts";
import { virtualHostOptions } from "./virtual-host-options.ts";

/** nixpkgs: nixos/modules/misc/ids.nix. */
const ID = 60;

/** `services.nginx` (nixpkgs: nixos/modules/services/web-servers/nginx). */
export const nginx = (args: HostArguments) => {
  const { lib, config } = args;
  const { types } = lib;
  const cfg = config.services.nginx;
  const location = types.submodule({ options: locationOptions(lib, cfg) });
  const virtualHost = types.submodule({ options: virtualHostOptions(lib, location) });
  return {
    options: { services: { nginx: nginxOptions(args, virtualHost) } },
    config: lib.mkIf(cfg.enable, {
      environment: {
        etc: {
          "nginx/nginx.conf": { text: nginxConf(cfg) },
          [PROXY_HEADERS]: { text: PROXY_HEADERS_TEXT },
          ...passwordFiles(cfg),
        },
      },
      image: {
        contents: servedFiles(cfg),
        files: lib.genAttrs(["/var/cache/nginx", "/var/log/nginx"], () => ownFolder(args)),
        exposedPorts: lib.genAttrs(ports(args), () => ({})),
        checks: lib.mkIf(cfg.validateConfigFile, { nginx: configCheck(args) }),
      },
      users: lib.mkIf(cfg.user === "nginx" || cfg.group === "nginx", {
        users: lib.optionalAttrs(cfg.user === "nginx", {
          nginx: { uid: ID, group: cfg.group, isSystemUser: true, description: "Nginx web server" },
        }),
        groups: lib.optionalAttrs(cfg.group === "nginx", { nginx: { gid: ID } }),
      }),
      services: { nginx: { virtualHosts: lib.mkIf(cfg.statusPage, { localhost: statusPage(args) }) } },
      systemd: { services: { nginx: service(args) } },
      assertions: nginxChecks(args),
      warnings: nginxWarnings(args),
    }),
  };
};

/** A folder that is in the image already, for containers whose root is read-only. */
function ownFolder({ config }: HostArguments) {
  const { user, group } = config.services.nginx;
  const { uids, gids } = config.users.ids;
  const id = (name: string, known: Readonly<Record<string, number>>) =>
    /^\d+$/.test(name) ? Number(name) : (known[name] ?? 0);
  return { type: "directory", mode: "0750", uid: id(user, uids), gid: id(group, gids) };
}

function ports({ config }: HostArguments): string[] {
  const { virtualHosts, ...cfg } = config.services.nginx;
  const all = Object.values(virtualHosts).flatMap((host) =>
    listenLines({ ...cfg, virtualHosts }, host).flatMap(({ port, addr, ssl }) => {
      if (addr.startsWith("unix:")) return [];
      return [`${port ?? 80}/tcp`, ...(ssl && host.quic ? [`${port ?? 80}/udp`] : [])];
    }),
  );
  return [...new Set(all)];
}

function statusPage({ lib, config }: HostArguments) {
  const { enableIPv6 } = config.networking;
  return {
    serverAliases: ["127.0.0.1", ...lib.optional(enableIPv6, "[::1]")],
    listenAddresses: lib.mkDefault(["0.0.0.0", ...lib.optional(enableIPv6, "[::]")]),
    locations: {
      "/nginx_status": {
        extraConfig: lib.concatStringsSep("\n", [
          ...["stub_status on;", "access_log off;", "allow 127.0.0.1;"],
          ...lib.optional(enableIPv6, "allow ::1;"),
          "deny all;",
        ]),
      },
    },
  };
}

/** NixOS's unit, without the sandbox that is the container's own. */
function service({ lib, pkgs, config }: HostArguments) {
  const { package: nginx, user, group, preStart } = config.services.nginx;
  const command = `${nginx}/bin/nginx -c /etc/nginx/nginx.conf`;
  const capabilities = ["CAP_NET_BIND_SERVICE", "CAP_SYS_RESOURCE"];
  return {
    description: "Nginx Web Server",
    wantedBy: ["multi-user.target"],
    after: ["network.target"],
    startLimitIntervalSec: 60,
    preStart: lib.concatStringsSep("\n", [...lib.optional(preStart !== "", preStart), `${command} -t`]),
    reload: 'kill -HUP "$MAINPID"',
    serviceConfig: {
      // nginx opens /dev/stdout by its name, which only the owner of what is behind it may do.
      ExecStartPre: `-+${pkgs.coreutils}/bin/chown ${user} /dev/stdout`,
      ExecStart: command,
      ExecReload: `${command} -t`,
      Restart: "always",
      RestartSec: "10s",
      User: user,
      Group: group,
      RuntimeDirectory: "nginx",
      RuntimeDirectoryMode: "0750",
      CacheDirectory: "nginx",
      CacheDirectoryMode: "0750",
      LogsDirectory: "nginx",
      LogsDirectoryMode: "0750",
      UMask: "0027",
      AmbientCapabilities: capabilities,
      CapabilityBoundingSet: capabilities,
      NoNewPrivileges: true,
    },
  };
}
