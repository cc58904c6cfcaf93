import type { Config } from "../../lib/options.gen.d.ts";
import type { HostArguments } from "../../options/host-module.ts";

type Instance = Config["services"]["fcgiwrap"]["instances"][string];

/** `services.fcgiwrap.instances` (nixpkgs: nixos/modules/services/web-servers/fcgiwrap.nix). */
export const fcgiwrap = (args: HostArguments) => {
  const { lib, config } = args;
  const { mkOption, types } = lib;
  const instances = Object.entries(config.services.fcgiwrap.instances);
  const named = lib.mapAttrs((name) => unitName(name), config.services.fcgiwrap.instances);
  const own = instances.filter(([, { process }]) => process.user === null).map(([name]) => named[name] ?? name);
  return {
    options: {
      services: {
        fcgiwrap: {
          instances: mkOption({
            type: types.attrsOf(types.submodule(({ name }: { name: string }) => ({ options: options(lib, name) }))),
            default: {},
            example: { cgi: { socket: { user: "nginx" } } },
            description:
              "Servers that run CGI programs for a web server, by FastCGI. " +
              "Root opens their sockets and gives them to the web server's user; the programs run as users of their own.",
          }),
        },
      },
    },
    config: {
      users: {
        users: lib.genAttrs(own, (name) => ({ isSystemUser: true, group: name, description: "Runs CGI programs" })),
        groups: lib.genAttrs(own, () => ({})),
      },
      systemd: {
        services: Object.fromEntries(
          instances.map(([name, instance]) => [unitName(name), service(args, name, instance)]),
        ),
      },
      assertions: instances.map(([name, { socket }]) => {
        const set = (["user", "group", "mode"] as const).filter((option) => socket[option] !== null);
        return {
          assertion: socket.type === "unix" || set.length === 0,
          message: `services.fcgiwrap.instances."${name}": a socket of the type ${socket.type} has no owner and no mode`,
          hint: 'they are for `type: "unix"`',
          about: set.map((option) => ["services", "fcgiwrap", "instances", name, "socket", option]),
        };
      }),
    },
  };
};

const unitName = (instance: string): string => `fcgiwrap-${instance}`;

function options({ mkOption, types }: HostArguments["lib"], name: string) {
  const account = (description: string, defaultText: string) =>
    mkOption({ type: types.nullOr(types.singleLineStr), default: null, defaultText, description });
  return {
    process: {
      prefork: mkOption({ type: types.ints.positive, default: 1, description: "How many programs run at a time." }),
      user: account("The user that programs run as.", `null: a user of its own, fcgiwrap-<name>`),
      group: account("The group that programs run as.", "null: that of its own user, or the user's"),
    },
    socket: {
      type: mkOption({
        type: types.enum(["unix", "tcp", "tcp6"]),
        default: "unix",
        description: "What it listens on.",
      }),
      address: mkOption({
        type: types.singleLineStr,
        default: `/run/fcgiwrap-${name}.sock`,
        defaultText: "/run/fcgiwrap-<name>.sock",
        example: "127.0.0.1:9000",
        description: "The socket's path, or the address and port.",
      }),
      user: account("The owner of the socket: the web server's user.", "null: root"),
      group: account("The group of the socket.", "null: root"),
      mode: mkOption({
        type: types.nullOr(types.strMatching("[0-7]{3,4}", 'an octal mode such as "0660"')),
        default: null,
        defaultText: 'null: "0600"',
        description: "Who may connect.",
      }),
    },
  };
}

function service({ lib, pkgs, config }: HostArguments, name: string, { process, socket }: Instance) {
  const { ids } = config.users;
  const user = process.user ?? unitName(name);
  const group = process.group ?? config.users.users[user]?.group ?? user;
  const program = `${pkgs.fcgiwrap}/bin/fcgiwrap -c ${process.prefork}`;
  const common = { description: `CGI programs of ${name}`, wantedBy: ["multi-user.target"], after: ["network.target"] };
  if (socket.type !== "unix") {
    const command = `${program} -s ${socket.type}:${socket.address}`;
    return { ...common, serviceConfig: { ExecStart: command, User: user, Group: group, Restart: "on-failure" } };
  }
  const address = lib.escapeShellArg(socket.address);
  const mode = socket.mode ?? "0600";
  // systemd would open the socket and hand it over. Here the program's own start does so, as root, before it drops its rights;
  // fcgiwrap waits in accept(), so the socket has to block.
  const drop = `${pkgs.s6}/bin/s6-applyuidgid -u ${ids.uids[user] ?? user} -g ${ids.gids[group] ?? group} -G ""`;
  const owner = `${socket.user ?? "root"}:${socket.group ?? "root"}`;
  const opened = `${pkgs.coreutils}/bin/chown ${owner} ${address} && exec ${drop} ${program}`;
  return {
    ...common,
    script: `exec ${pkgs.s6}/bin/s6-ipcserver-socketbinder -B -a ${mode} ${address} ${pkgs.bash}/bin/bash -c ${lib.escapeShellArg(opened)}`,
    serviceConfig: { Restart: "on-failure" },
  };
}
