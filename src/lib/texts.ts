/** Texts, as NixOS modules use them. */
import { placeholderName } from "./placeholder.ts";

type Lib = typeof import("./lib.d.ts");

export const optionalString: Lib["optionalString"] = (condition, text) => (condition ? text : "");
export const concatStringsSep: Lib["concatStringsSep"] = (separator, parts) => parts.join(separator);
export const concatStrings: Lib["concatStrings"] = (parts) => parts.join("");
export const concatLines: Lib["concatLines"] = (parts) => parts.map((part) => `${part}\n`).join("");
export const concatMapStringsSep: Lib["concatMapStringsSep"] = (separator, map, parts) =>
  parts.map((part) => map(part)).join(separator);
export const hasPrefix: Lib["hasPrefix"] = (prefix, text) => text.startsWith(prefix);
export const hasSuffix: Lib["hasSuffix"] = (suffix, text) => text.endsWith(suffix);
export const removePrefix: Lib["removePrefix"] = (prefix, text) =>
  text.startsWith(prefix) ? text.slice(prefix.length) : text;
export const removeSuffix: Lib["removeSuffix"] = (suffix, text) =>
  suffix !== "" && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text;
export const boolToString: Lib["boolToString"] = (value) => (value ? "true" : "false");
/** Quoted for a POSIX shell, if it has to be. */
export const escapeShellArg: Lib["escapeShellArg"] = (text) =>
  /^[\w@%+=:,./-]+$/.test(`${text}`) ? `${text}` : `'${`${text}`.replaceAll("'", "'\\''")}'`;
export const escapeShellArgs: Lib["escapeShellArgs"] = (parts) => parts.map((part) => escapeShellArg(part)).join(" ");
/** Arguments for ExecStart, as they are: systemd replaces nothing in them (nixpkgs: nixos/lib/utils.nix). */
export const escapeSystemdExecArgs: Lib["escapeSystemdExecArgs"] = (args) =>
  args.map((one) => JSON.stringify(`${one}`).replaceAll("%", "%%").replaceAll("$", "$$$$")).join(" ");
/** The file of a package's program: `getExe'(pkgs.nginx, "nginx")` of nixpkgs. */
export const getExe: Lib["getExe"] = (pkg, name) => `${pkg}/bin/${name}`;
/** A package's name as far as it is known without the package set: "requests" of `pkgs.python3Packages.requests`. */
export const getName: Lib["getName"] = (pkg) => {
  const reference = placeholderName(`${pkg}`) ?? `${pkg}`;
  const path = /^\/nix\/store\/[a-z0-9]{32}-(.+?)(?:-\d.*)?$/.exec(reference);
  return path?.[1] ?? reference.slice(reference.lastIndexOf(".") + 1);
};
