import type { HostArguments } from "../../options/host-module.ts";
import { ALIAS } from "../environment/shell-programs.ts";

/** A prompt with user, host and folder, red for root, and the same as the terminal's title. */
const PROMPT = `if [ "$TERM" != "dumb" ]; then
  PROMPT_COLOR="1;32m"
  [ "$UID" != 0 ] || PROMPT_COLOR="1;31m"
  PS1="\\[\\033[$PROMPT_COLOR\\][\\u@\\h:\\w]\\\\$\\[\\033[0m\\] "
  case "$TERM" in
    xterm*) PS1="\\[\\033]2;\\u@\\h: \\w\\007\\]$PS1" ;;
  esac
fi
`;

/**
 * `programs.bash.*` (nixpkgs: nixos/modules/programs/bash): /etc/profile, which every POSIX shell reads at a login, and
 * /etc/bashrc, which bash reads when it is interactive. NixOS's variables guard them, so that each is read once.
 */
export const bash = ({ lib, pkgs, config }: HostArguments) => {
  const { mkOption, types } = lib;
  const cfg = config.programs.bash;
  const all = config.environment;
  const code = (when: string) =>
    mkOption({ type: types.lines, default: "", description: `Shell code that bash runs ${when}.` });
  const aliases = Object.entries(cfg.shellAliases).flatMap(([name, value]) =>
    value === null ? [] : `alias ${name}=${lib.escapeShellArg(value)}`,
  );
  const completion = `${pkgs["bash-completion"]}/etc/profile.d/bash_completion.sh`;
  return {
    options: {
      programs: {
        bash: {
          enable: mkOption({
            type: types.bool,
            default: all.binsh !== null,
            defaultText: "whether a shell is in the image",
            description: "Whether the image has `/etc/profile` and `/etc/bashrc`.",
          }),
          shellInit: code("when it starts"),
          loginShellInit: code("when it starts as a login shell"),
          interactiveShellInit: code("when it starts interactively"),
          promptInit: mkOption({ type: types.lines, default: PROMPT, description: "Shell code that sets the prompt." }),
          shellAliases: mkOption({
            type: types.attrsNamed(ALIAS, "the name of an alias", types.nullOr(types.str)),
            default: {},
            description: "Aliases in bash; they win over environment.shellAliases.",
          }),
          completion: {
            enable: mkOption({
              type: types.bool,
              default: false,
              description: "Whether programs complete their arguments: brings bash-completion into the image.",
            }),
          },
          enableCompletion: mkOption({ renamedTo: "programs.bash.completion.enable" }),
        },
      },
    },
    config: {
      programs: { bash: { shellAliases: lib.mapAttrs((_, value) => lib.mkDefault(value), all.shellAliases) } },
      environment: {
        etc: lib.mkIf(cfg.enable, {
          profile: {
            text: sections(
              "# /etc/profile: read by login shells. Generated: put changes into /etc/profile.local.",
              'if [ -n "$__ETC_PROFILE_SOURCED" ]; then return; fi\n__ETC_PROFILE_SOURCED=1',
              "# Interactive shells that this one starts need not read it again.\nexport __ETC_PROFILE_DONE=1",
              'if [ -z "$__NIXOS_SET_ENVIRONMENT_DONE" ]; then\n    . /etc/set-environment\nfi',
              all.shellInit,
              cfg.shellInit,
              all.loginShellInit,
              cfg.loginShellInit,
              "if [ -f /etc/profile.local ]; then\n    . /etc/profile.local\nfi",
              'if [ -n "${BASH_VERSION:-}" ]; then\n    . /etc/bashrc\nfi',
            ),
          },
          bashrc: {
            text: sections(
              "# /etc/bashrc: read by interactive shells. Generated: put changes into /etc/bashrc.local.",
              'if [ -n "$__ETC_BASHRC_SOURCED" ] || [ -n "$NOSYSBASHRC" ]; then return; fi\n__ETC_BASHRC_SOURCED=1',
              "# What a login shell before this one has set may have been changed since.\n" +
                'if [ -z "$__ETC_PROFILE_DONE" ]; then\n    . /etc/profile\nfi',
              'if [ -n "$PS1" ]; then',
              "# Check the size of the window after every command.\nshopt -s checkwinsize",
              "# Look programs up each time.\nset +h",
              cfg.promptInit,
              lib.optionalString(cfg.completion.enable, `if shopt -q progcomp; then\n    . ${completion}\nfi`),
              aliases.join("\n"),
              all.interactiveShellInit,
              cfg.interactiveShellInit,
              "fi",
              "if [ -f /etc/bashrc.local ]; then\n    . /etc/bashrc.local\nfi",
            ),
          },
        }),
      },
    },
  };
};

/** Parts of a file, an empty line between them; empty parts are left out. */
const sections = (...parts: readonly string[]): string =>
  `${parts
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .join("\n\n")}\n`;
