import { execFileSync, spawn } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { packageFolder, trustedKey } from "./engine.ts";

const DEBIAN_ROOT = resolve(import.meta.dirname, "../../scripts/debian-root");
const USER = 1234;

/**
 * Debian with a Nix store in /nix and our folder under its own path: mounts of our own, and nothing else of a container. All is
 * `exec`, so that the process that was started becomes the program.
 */
const ENTER = `
root=$1 folder=$2 packages=$3 node=$4
shift 4
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t tmpfs tmp "$root/tmp"
chmod 1777 "$root/tmp"
mkdir -p "$root/nix" "$root/mnt" "$root$folder"
touch "$root/tmp/node"
mount --bind "$folder" "$root$folder"
mount --bind "$folder/nix" "$root/nix"
mount --bind "$packages" "$root/mnt"
mount --bind "$node" "$root/tmp/node"
exec chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin LC_ALL=C.UTF-8 HOME=/tmp NIX_CONFIG="$NIX_CONFIG" "$@"
`;

const NIX_CONFIG = `experimental-features = nix-command
sandbox = false
build-users-group =
substituters =
trusted-public-keys = `;

/** A machine that runs no container, for \`await using\`. */
export class Machine {
  readonly folder = mkdtempSync(join(tmpdir(), "decl-test-"));

  constructor() {
    chmodSync(this.folder, 0o755);
    mkdirSync(join(this.folder, "nix"));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    rmSync(this.folder, { recursive: true });
  }

  /** Starts a program as root, or as an ordinary user with no rights at all. */
  start(argv: readonly string[], as: "root" | "user" = "root"): Running {
    const root = execFileSync(DEBIAN_ROOT, { encoding: "utf8" }).trim();
    const user = [
      "setpriv",
      `--reuid=${USER}`,
      `--regid=${USER}`,
      "--clear-groups",
      "--inh-caps=-all",
      "--bounding-set=-all",
    ];
    const enter = ["bash", "-euc", ENTER, "enter", root, this.folder, packageFolder(), process.execPath];
    const args = ["--mount", "--propagation", "private", ...enter, ...(as === "user" ? user : []), ...argv];
    return new Running(args, { ...process.env, NIX_CONFIG: NIX_CONFIG + trustedKey() });
  }

  /** Runs a program to its end and returns what it wrote; a failing one is an error. */
  async run(...argv: string[]): Promise<string> {
    const program = this.start(argv);
    const code = await program.ended;
    if (code !== 0) throw new Error(`${argv.join(" ")} ended with ${code}:\n${program.output}`);
    return program.output;
  }

  /** Puts store paths, with all that they need, into the Nix store. */
  async realise(paths: readonly string[]): Promise<void> {
    await this.run("nix", "copy", "--from", "file:///mnt/cache-zstd", ...paths);
  }

  /** A new folder that the ordinary user may write. */
  userFolder(name: string): string {
    const path = join(this.folder, name);
    mkdirSync(path);
    chownSync(path, USER, USER);
    return path;
  }
}

/** A program that was started, in a process group of its own. */
export class Running {
  output = "";
  readonly ended: Promise<number>;
  readonly #child;

  constructor(args: readonly string[], env: NodeJS.ProcessEnv) {
    this.#child = spawn("unshare", args, { env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream.on("data", (chunk) => {
        this.output += chunk;
      });
    }
    this.ended = new Promise((done, fail) => {
      this.#child.on("error", fail);
      this.#child.on("close", (code, signal) => done(code ?? (signal === null ? 1 : 128)));
    });
  }

  /** Stops it where the test has not; what it has started goes with it, or the test hangs and says so. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.signal("SIGTERM");
    await this.ended;
  }

  /** To the program alone, or to its whole process group as a terminal does it. */
  signal(signal: NodeJS.Signals, whom: "program" | "group" = "program"): void {
    const { pid, exitCode } = this.#child;
    if (pid !== undefined && exitCode === null) process.kill(whom === "group" ? -pid : pid, signal);
  }

  /** Waits until it has written a line that matches. */
  async wrote(pattern: RegExp, seconds = 20): Promise<string> {
    for (const end = Date.now() + seconds * 1000; Date.now() < end; ) {
      if (pattern.test(this.output)) return this.output;
      await new Promise((done) => setTimeout(done, 20));
    }
    throw new Error(`no ${pattern} in ${seconds} s:\n${this.output}`);
  }
}
