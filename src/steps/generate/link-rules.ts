import type { RawName } from "../../nix/nar/name.ts";

/** What buildEnv leaves out: build-time notes, and files that every package has its own of. */
export function isSkipped(path: RawName): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return (
    path === "/propagated-build-inputs" ||
    path === "/nix-support" ||
    path.endsWith("info/dir") ||
    (path.startsWith("/share/mime/") && !path.startsWith("/share/mime/packages")) ||
    name === "perllocal.pod" ||
    name === "log"
  );
}

/** The original of a program that a wrapper took the place of; NixOS removes it from the system path. */
export function isHiddenProgram(path: RawName): boolean {
  const [, name] = /^\/bin\/(\.[^/]*)$/.exec(path) ?? [];
  return name !== undefined && (name.includes("-wrapped_") || name.endsWith("-wrapped"));
}

/** "/a/b" ▶ "", "/a", "/a/b". */
export function withParents(path: RawName): RawName[] {
  const names = path.split("/").filter(Boolean);
  return ["", ...names.map((_, i) => `/${names.slice(0, i + 1).join("/")}`)];
}

export function parentOf(path: RawName): RawName {
  return path.slice(0, path.lastIndexOf("/"));
}
