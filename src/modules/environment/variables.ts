import type { HostArguments } from "../../options/host-module.ts";

/**
 * Environment variables (nixpkgs: nixos/modules/config/shells-environment.nix, system-environment.nix). Shells read them
 * from /etc/set-environment, where their values may refer to other variables. A container has no login, so those that are
 * plain text are in the image's own environment too: every process has them, and `docker run -e` wins over them there.
 */
export const variables = ({ lib, config }: HostArguments) => {
  const { mkOption, types } = lib;
  const { environment } = config;
  const scalar = types.oneOf([types.str, types.int]);
  const variableSet = (description: string) =>
    mkOption({
      type: types.attrsNamed(
        "[A-Za-z_][A-Za-z0-9_]*",
        "a variable's name",
        types.nullOr(types.oneOf([types.listOf(scalar), scalar])),
      ),
      default: {},
      example: { EDITOR: "nvim", XDG_DATA_DIRS: ["/share", "/srv/share"] },
      description,
    });
  const own = namedValues(environment.variables);
  return {
    options: {
      environment: {
        variables: variableSet(
          "Variables of all shells, and, where they are plain text, of every process. Lists are joined with `:`.",
        ),
        sessionVariables: variableSet("The same; NixOS sets them when a session starts, which containers do not have."),
        profiles: mkOption({
          type: types.listOf(types.str),
          default: [
            "$HOME/.nix-profile",
            "/etc/profiles/per-user/$USER",
            "/nix/var/nix/profiles/default",
            "/run/current-system/sw",
          ],
          description: "Where programs are looked for, the first first.",
        }),
        profileRelativeEnvVars: mkOption({
          type: types.attrsNamed("[A-Za-z_][A-Za-z0-9_]*", "a variable's name", types.listOf(types.str)),
          default: { PATH: ["/bin"], XDG_CONFIG_DIRS: ["/etc/xdg"], XDG_DATA_DIRS: ["/share"] },
          description: "Variables that list folders of all environment.profiles.",
        }),
        extraInit: mkOption({
          type: types.lines,
          default: "",
          description: "Shell code, for any POSIX shell, that is run once the variables are set.",
        }),
        homeBinInPath: mkOption({ type: types.bool, default: false, description: "Whether ~/bin is first in PATH." }),
        localBinInPath: mkOption({
          type: types.bool,
          default: false,
          description: "Whether ~/.local/bin is first in PATH.",
        }),
      },
    },
    config: {
      environment: {
        variables: environment.sessionVariables,
        etc: lib.mkIf(environment.binsh !== null || config.programs.bash.enable, {
          "set-environment": { text: setEnvironment(lib, environment, own) },
        }),
      },
      image: {
        env: Object.fromEntries(
          own
            .filter(([name, value]) => isPlain(value) && (name !== "PATH" || config.image.from === null))
            .map(([name, value]) => [name, lib.mkDefault(name === "PATH" ? `${value}:/bin:/sbin` : value)]),
        ),
      },
    },
  };
};

type Environment = HostArguments["config"]["environment"];

/** [name, value] of all variables that have one, lists joined. */
function namedValues(values: Environment["variables"]): [string, string][] {
  return Object.entries(values).flatMap(([name, value]): [string, string][] =>
    value === null ? [] : [[name, typeof value === "object" ? value.join(":") : `${value}`]],
  );
}

/** Whether a shell would read the value as it stands. */
const isPlain = (value: string): boolean => !/[$`\\"\n]/.test(value);

/** /etc/set-environment: what NixOS makes of the variables, and the system path's own place at the end of PATH. */
function setEnvironment(
  lib: HostArguments["lib"],
  { profiles, profileRelativeEnvVars, extraInit, homeBinInPath, localBinInPath }: Environment,
  own: readonly (readonly [string, string])[],
): string {
  const values = new Map<string, string[]>(own.map(([name, value]) => [name, [value]]));
  for (const [name, folders] of Object.entries(profileRelativeEnvVars)) {
    const below = profiles.flatMap((profile) => folders.map((folder) => `${profile}${folder}`));
    values.set(name, [...(values.get(name) ?? []), ...below]);
  }
  // The programs are at the root too, where a tmpfs at /run does not hide them.
  values.set("PATH", [...(values.get("PATH") ?? []), "/bin", "/sbin"]);
  const names = [...values.keys()].sort();
  return [
    "# Generated from environment.variables: do not edit.",
    "",
    "# Shells that this one starts have it all already.",
    "export __NIXOS_SET_ENVIRONMENT_DONE=1",
    "",
    "# A container starts without a login that says who it is.",
    `export USER="\${USER:-$(id -un 2>/dev/null)}"`,
    "",
    ...names.map((name) => `export ${name}="${values.get(name)?.join(":")}"`),
    ...(extraInit === "" ? [] : ["", extraInit.trimEnd()]),
    ...lib.optional(homeBinInPath, '\nexport PATH="$HOME/bin:$PATH"'),
    ...lib.optional(localBinInPath, '\nexport PATH="$HOME/.local/bin:$PATH"'),
    "",
  ].join("\n");
}
