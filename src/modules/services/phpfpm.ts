import type { Config } from "../../lib/options.gen.d.ts";
import type { HostArguments } from "../../options/host-module.ts";
import { userBesideRoot } from "../../value/container-user.ts";
import { needsRoot } from "../needs-root.ts";

type Pool = Config["services"]["phpfpm"]["pools"][string];
type Settings = Pool["settings"];

/** Of all pools: their sockets, and the php.ini that each is started with. */
const RUNTIME_FOLDER = "/run/phpfpm";

/** `pm.max_children`, `php_admin_value[memory_limit]`. */
const SETTING = "[A-Za-z0-9_.]+(?:\\[[^\\s\\[\\]=]+\\])?";

/** `services.phpfpm` (nixpkgs: nixos/modules/services/web-servers/phpfpm). */
export const phpfpm = (args: HostArguments) => {
  const { lib, pkgs, config } = args;
  const { mkOption, types } = lib;
  const { phpfpm: cfg } = config.services;
  const pools = Object.entries(cfg.pools);
  return {
    options: {
      services: {
        phpfpm: {
          phpPackage: packageOption(lib, pkgs.php, "pkgs.php"),
          phpOptions: phpOptions(lib, "Lines of php.ini for all pools, after those of the package."),
          settings: settingsOption(
            lib,
            { log_level: "warning" },
            "The section `[global]` of each pool's configuration.",
          ),
          pools: mkOption({
            type: types.attrsNamed(
              "[A-Za-z0-9_.@-]+",
              "a name of letters, digits and _ . @ -",
              types.submodule(({ name, config: pool }: { name: string; config: Pool }) => ({
                options: poolOptions(lib, name, pool.listen, cfg.phpPackage),
                config: {
                  group: lib.mkDefault(pool.user),
                  phpOptions: lib.mkBefore(cfg.phpOptions),
                  settings: lib.mapAttrs((_, value) => lib.mkDefault(value), {
                    listen: pool.socket,
                    user: pool.user,
                    group: pool.group,
                  }),
                },
              })),
            ),
            default: {},
            example: {
              app: { user: "app", settings: { pm: "ondemand", "pm.max_children": 8, "listen.owner": "nginx" } },
            },
            description:
              "Groups of PHP processes, each a service `phpfpm-<name>`. The first process of each runs as root, the others as `user`.",
          }),
        },
      },
    },
    config: lib.mkIf(pools.length > 0, {
      // Without root php-fpm runs a pool as whoever started it, which is right for that user's own.
      warnings: pools.flatMap(([name, { user }]) =>
        user === userBesideRoot(config.image.user)
          ? []
          : needsRoot(config, `services.phpfpm.pools.${name}`, `its processes run as ${user}`),
      ),
      services: {
        phpfpm: { settings: { error_log: lib.mkDefault("/proc/self/fd/2"), daemonize: lib.mkDefault(false) } },
      },
      environment: {
        etc: Object.fromEntries(
          pools.flatMap(([name, pool]) => [
            [`phpfpm/${name}.conf`, { text: poolConf(name, pool, cfg.settings) }],
            [`phpfpm/${name}.ini`, { text: pool.phpOptions }],
          ]),
        ),
      },
      image: { checks: Object.fromEntries(pools.map(([name, pool]) => [unitName(name), check(args, name, pool)])) },
      systemd: {
        targets: {
          phpfpm: { description: "PHP FastCGI process manager pools", wantedBy: ["multi-user.target"] },
        },
        services: Object.fromEntries(pools.map(([name, pool]) => [unitName(name), service(args, name, pool)])),
      },
    }),
  };
};

const unitName = (pool: string): string => `phpfpm-${pool}`;
const confFile = (pool: string): string => `/etc/phpfpm/${pool}.conf`;

const packageOption = ({ mkOption, types }: HostArguments["lib"], value: unknown, defaultText: string) =>
  mkOption({ type: types.package, default: value, defaultText, description: "The PHP to use." });

const phpOptions = ({ mkOption, types }: HostArguments["lib"], description: string) =>
  mkOption({ type: types.lines, default: "", example: "memory_limit = 256M", description });

const settingsOption = ({ mkOption, types }: HostArguments["lib"], example: object, description: string) =>
  mkOption({
    type: types.attrsNamed(
      SETTING,
      "the name of a setting of php-fpm",
      types.oneOf([types.singleLineStr, types.int, types.bool]),
    ),
    default: {},
    example,
    description,
  });

function poolOptions(lib: HostArguments["lib"], name: string, listen: string, phpPackage: unknown) {
  const { mkOption, types } = lib;
  return {
    socket: mkOption({
      type: types.singleLineStr,
      readOnly: true,
      default: listen === "" ? `${RUNTIME_FOLDER}/${name}.sock` : listen,
      defaultText: "/run/phpfpm/<name>.sock, or what listen says",
      description: "The socket that web servers connect to.",
    }),
    listen: mkOption({
      type: types.singleLineStr,
      default: "",
      example: "127.0.0.1:9000",
      description: "Another place to listen on: a path, or an address and port.",
    }),
    phpPackage: packageOption(lib, phpPackage, "services.phpfpm.phpPackage"),
    phpOptions: phpOptions(lib, "Lines of php.ini for this pool."),
    phpEnv: mkOption({
      type: types.attrsNamed("[A-Za-z_][A-Za-z0-9_]*", "a variable's name", types.singleLineStr),
      default: {},
      example: { APP_ENV: "production" },
      description: "Variables of its processes, which have no others.",
    }),
    user: mkOption({ type: types.singleLineStr, example: "app", description: "The user that its processes run as." }),
    group: mkOption({ type: types.singleLineStr, defaultText: "that of user's name", description: "Their group." }),
    settings: settingsOption(
      lib,
      { pm: "dynamic", "pm.max_children": 32, "pm.start_servers": 2, "listen.owner": "nginx" },
      'The pool\'s section of its configuration (php.net, "php-fpm.conf"). `pm` and `pm.max_children` have no default.',
    ),
  };
}

function poolConf(name: string, { settings, phpEnv }: Pool, global: Settings): string {
  const lines = (values: Settings, key: (name: string) => string) =>
    Object.entries(values).map(
      ([one, value]) => `${key(one)} = ${value === true ? "yes" : value === false ? "no" : value}\n`,
    );
  const plain = (key: string) => key;
  return [
    "[global]\n",
    ...lines(global, plain),
    `\n[${name}]\n`,
    ...lines(settings, plain),
    ...lines(phpEnv, (key) => `env[${key}]`),
  ].join("");
}

/**
 * `php-fpm -t` in the finished image. It opens its logs, whose folders may be of volumes that are not mounted there, and, as
 * they are services' outputs in a container, these have to be pipes.
 */
function check({ lib, pkgs, config }: HostArguments, name: string, { phpPackage, settings }: Pool) {
  const logs = [config.services.phpfpm.settings.error_log, settings.slowlog, settings["access.log"]];
  const folders = logs.flatMap((file) => /^(\/.*)\/[^/]+$/.exec(`${file}`)?.[1] ?? []);
  const made = [
    RUNTIME_FOLDER,
    ...Object.keys(config.image.volumes),
    ...folders.filter((one) => !one.startsWith("/proc/")),
  ];
  const { coreutils } = pkgs;
  const script = `${coreutils}/bin/mkdir -p ${lib.escapeShellArgs(made)}
${phpPackage}/bin/php-fpm -t -y ${lib.escapeShellArg(confFile(name))} 2>&1 | ${coreutils}/bin/cat >&2
`;
  const command = [`${pkgs.bash}/bin/bash`, "-eu", "-o", "pipefail", "-c", script];
  return { command, about: [["services", "phpfpm", "pools", name]] };
}

function service({ lib }: HostArguments, name: string, { phpPackage }: Pool) {
  const ini = `${RUNTIME_FOLDER}/${name}.ini`;
  const parts = lib.escapeShellArgs([`${phpPackage}/etc/php.ini`, `/etc/phpfpm/${name}.ini`]);
  return {
    description: `PHP FastCGI process manager service for pool ${name}`,
    after: ["network.target"],
    wantedBy: ["phpfpm.target"],
    partOf: ["phpfpm.target"],
    // A PHP with settings of its own need not have that file.
    preStart: `for part in ${parts}; do if [[ -e $part ]]; then cat "$part"; fi; done >${lib.escapeShellArg(ini)}`,
    reload: 'kill -USR2 "$MAINPID"',
    serviceConfig: {
      Type: "notify",
      ExecStart: lib.escapeSystemdExecArgs([`${phpPackage}/bin/php-fpm`, "-y", confFile(name), "-c", ini]),
      RuntimeDirectory: "phpfpm",
      RuntimeDirectoryPreserve: true,
      Restart: "always",
    },
  };
}
