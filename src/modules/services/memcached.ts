import type { HostArguments } from "../../options/host-module.ts";

/** `services.memcached` (nixpkgs: nixos/modules/services/databases/memcached.nix). */
export const memcached = ({ lib, pkgs, config }: HostArguments) => {
  const { mkOption, mkIf, types } = lib;
  const cfg = config.services.memcached;
  const listen = cfg.enableUnixSocket ? "-s /run/memcached/memcached.sock" : `-l ${cfg.listen} -p ${cfg.port}`;
  const command = `${pkgs.memcached}/bin/memcached ${listen} -m ${cfg.maxMemory} -c ${cfg.maxConnections}`;
  const isOwn = cfg.user === "memcached";
  return {
    options: {
      services: {
        memcached: {
          enable: lib.mkEnableOption('Memcached. It needs nothing of root: `image.user: "memcached"` will do'),
          user: mkOption({ type: types.singleLineStr, default: "memcached", description: "The user that it runs as." }),
          listen: mkOption({
            type: types.singleLineStr,
            default: "127.0.0.1",
            example: "0.0.0.0",
            description: "The address.",
          }),
          port: mkOption({ type: types.port, default: 11211, description: "The port." }),
          enableUnixSocket: mkOption({
            type: types.bool,
            default: false,
            description: "Whether it listens on /run/memcached/memcached.sock instead.",
          }),
          maxMemory: mkOption({ type: types.ints.unsigned, default: 64, description: "What it holds, in megabytes." }),
          maxConnections: mkOption({ type: types.ints.unsigned, default: 1024, description: "Connections at a time." }),
          extraOptions: mkOption({
            type: types.listOf(types.singleLineStr),
            default: [],
            description: "Further arguments.",
          }),
        },
      },
    },
    config: mkIf(cfg.enable, {
      environment: { systemPackages: [pkgs.memcached] },
      users: mkIf(isOwn, {
        users: { memcached: { description: "Memcached server user", isSystemUser: true, group: "memcached" } },
        groups: { memcached: {} },
      }),
      systemd: {
        services: {
          memcached: {
            description: "Memcached server",
            wantedBy: ["multi-user.target"],
            after: ["network.target"],
            serviceConfig: {
              ExecStart: [command, ...cfg.extraOptions].join(" "),
              User: cfg.user,
              ...(cfg.enableUnixSocket ? { RuntimeDirectory: "memcached" } : {}),
              NoNewPrivileges: true,
            },
          },
        },
      },
    }),
  };
};
