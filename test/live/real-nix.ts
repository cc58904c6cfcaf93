import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";

const DEBIAN_ROOT = resolve(import.meta.dirname, "../../scripts/debian-root");

/** Runs in mounts and processes of its own: `folder` is /mnt, its `nix` is /nix. */
const IN_ROOT = `
root=$1 folder=$2 script=$3
mkdir -p "$root/nix"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount --bind "$folder" "$root/mnt"
mount --bind "$folder/nix" "$root/nix"
exec chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin HOME=/tmp LC_ALL=C.UTF-8 NIX_CONFIG="$NIX_CONFIG" sh -euc "$script"
`;

const NIX_CONFIG = `experimental-features = nix-command flakes
sandbox = false
build-users-group =
substituters =
`;

/** Runs a shell script with Debian's Nix in PATH and `folder` at /mnt. Returns what it prints. */
export function withNix(folder: string, script: string): string {
  const [command, args, env] = withNixCommand(folder, script);
  return execFileSync(command, args, { encoding: "utf8", env, stdio: ["ignore", "pipe", "pipe"], maxBuffer: 1 << 28 });
}

/** The same as a command, for whoever has to do something else meanwhile. */
export function withNixCommand(folder: string, script: string): [string, string[], NodeJS.ProcessEnv] {
  const root = execFileSync(DEBIAN_ROOT, { encoding: "utf8" }).trim();
  mkdirSync(join(folder, "nix"), { recursive: true });
  const isolated = ["--mount", "--propagation", "private", "--pid", "--fork", "--kill-child"];
  const args = [...isolated, "bash", "-euc", IN_ROOT, "in-root", root, folder, script];
  return ["unshare", args, { ...process.env, NIX_CONFIG }];
}

/** How a program is started that is made for the Debian root's libraries. */
function debianProgram(program: string): string[] {
  const root = execFileSync(DEBIAN_ROOT, { encoding: "utf8" }).trim();
  const [linker, libraries] = [`${root}/lib64/ld-linux-x86-64.so.2`, `${root}/usr/lib/x86_64-linux-gnu`];
  return [linker, "--argv0", basename(program), "--library-path", libraries, program];
}

/** A program of a Debian package, `path` in it, as one that this machine can start. It is fetched once. */
export function debianPackageProgram(name: string, path: string): string {
  return execFileSync(DEBIAN_ROOT, ["--program", name, path], { encoding: "utf8" }).trim();
}

/** Makes `folder` one with Debian's `nix-instantiate` for PATH. It runs on the machine itself, and so has no store. */
export function installNixInstantiate(folder: string): string {
  const root = execFileSync(DEBIAN_ROOT, { encoding: "utf8" }).trim();
  const command = debianProgram(`${root}/usr/bin/nix-instantiate`).map((word) => `'${word}'`);
  const program = join(folder, "nix-instantiate");
  writeFileSync(program, `#!/bin/sh\nexec ${command.join(" ")} "$@"\n`);
  chmodSync(program, 0o755);
  return folder;
}
