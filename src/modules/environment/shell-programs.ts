import type { HostArguments } from "../../options/host-module.ts";

/** Where the shells of nixpkgs have their program (their `shellPath`), by the package's name. */
const SHELL_PROGRAMS: Readonly<Record<string, string>> = {
  bash: "/bin/bash",
  "bash-interactive": "/bin/bash",
  bashInteractive: "/bin/bash",
  busybox: "/bin/sh",
  dash: "/bin/dash",
  elvish: "/bin/elvish",
  fish: "/bin/fish",
  ksh: "/bin/ksh",
  mksh: "/bin/mksh",
  nushell: "/bin/nu",
  oksh: "/bin/oksh",
  shadow: "/bin/nologin",
  tcsh: "/bin/tcsh",
  xonsh: "/bin/xonsh",
  zsh: "/bin/zsh",
};

/** Those that may be /bin/sh, the best first. */
const POSIX_SHELLS = ["bashInteractive", "bash", "bash-interactive", "busybox", "dash", "mksh", "oksh", "ksh", "zsh"];

/** Those that have an `env`. */
const ENV_PROGRAMS = ["coreutils", "coreutils-full", "uutils-coreutils-noprefix", "busybox", "toybox"];

/** A word that a shell takes for the name of an alias. */
export const ALIAS = "[^\\s=;&|<>()$`\"'\\\\#/-][^\\s=;&|<>()$`\"'\\\\/]*";

type Lib = HostArguments["lib"];
/** A package, or a text with nothing but the placeholder of one. */
type Reference = { toString(): string };

/** Whether a shell option's value is a package and not the path of a program. */
export const isPackageReference = (shell: Reference): boolean =>
  !`${shell}`.startsWith("/") && !/\uE0D1./.test(`${shell}`);

/** Where NixOS has the system path. */
export const SYSTEM_PATH = "/run/current-system/sw";

/**
 * A shell as /etc/passwd has it. NixOS writes the path below /run/current-system/sw; here the same program is at the root,
 * where it stays when a container has a tmpfs at /run. Only on a base image, whose /bin stays as it is, it is as on NixOS.
 */
export function shellPath({ lib, config }: Pick<HostArguments, "lib" | "config">, shell: Reference): string {
  if (!isPackageReference(shell)) return `${shell}`;
  return `${config.image.from === null ? "" : SYSTEM_PATH}${programOf(lib, shell)}`;
}

export const programOf = (lib: Lib, shell: Reference): string => {
  const name = lib.getName(shell);
  return SHELL_PROGRAMS[name] ?? `/bin/${name}`;
};

/** The packages of a list that are shells for people, in the order of the list. */
export function shellsAmong<T extends Reference>(lib: Lib, packages: readonly T[]): T[] {
  return packages.filter((pkg) => lib.getName(pkg) !== "shadow" && Object.hasOwn(SHELL_PROGRAMS, lib.getName(pkg)));
}

/** The program of the packages that is the best /bin/sh, or null. */
export function posixShellAmong(lib: Lib, packages: readonly Reference[]): string | null {
  const shell = firstOf(lib, POSIX_SHELLS, packages);
  return shell === undefined ? null : `${shell}${programOf(lib, shell)}`;
}

/** The `env` of the packages, or null. */
export function envAmong(lib: Lib, packages: readonly Reference[]): string | null {
  const pkg = firstOf(lib, ENV_PROGRAMS, packages);
  return pkg === undefined ? null : `${pkg}/bin/env`;
}

/** The shell that people get: the one of the packages that is made for them, else their first. */
export function loginShellAmong<T extends Reference>(lib: Lib, packages: readonly T[]): T | null {
  const shells = shellsAmong(lib, packages);
  return firstOf(lib, ["bashInteractive", "bash-interactive", "bash"], shells) ?? shells[0] ?? null;
}

function firstOf<T extends Reference>(lib: Lib, names: readonly string[], packages: readonly T[]): T | undefined {
  const found = names.map((name) => packages.find((pkg) => lib.getName(pkg) === name));
  return found.find((pkg) => pkg !== undefined);
}
