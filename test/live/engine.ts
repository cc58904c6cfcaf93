import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { onTestFinished } from "vitest";

const PROJECT = resolve(import.meta.dirname, "../..");
export const ENGINE = join(PROJECT, "scripts/engine");

/** The frontend that is tested: `FRONTEND_TAG` as in scripts/frontend-image. */
export const FRONTEND = process.env.FRONTEND_TAG ?? "decl/frontend";

export type Store = "containerd" | "graphdriver" | `buildkit@${string}`;

/** The store of builds that name none: `ENGINE_STORE` as in scripts/engine. */
const DEFAULT_STORE = process.env.ENGINE_STORE ?? "containerd";

/** Where the private engine and everything else that scripts/setup makes lives. */
export function declHome(): string {
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache");
  return process.env.DECL_HOME ?? join(cache, "decl");
}

/** Where test/package-set/build leaves the package set. */
export function packageFolder(): string {
  return realpathSync(join(declHome(), "packages"));
}

export function trustedKey(): string {
  return readFileSync(join(packageFolder(), "public-key"), "utf8").trim();
}

export interface Finished {
  readonly code: number;
  /** Standard output and standard error as they came. */
  readonly output: string;
}

export interface DockerOptions {
  readonly store?: Store | undefined;
  readonly input?: string | Buffer | undefined;
  /** Where it is run. */
  readonly folder?: string;
}

/** Runs docker with the engine's client; never rejects for a failing command. */
export function docker(args: readonly string[], options: DockerOptions = {}): Promise<Finished> {
  const child = spawn(ENGINE, ["docker", ...args], {
    cwd: options.folder,
    env: { ...process.env, ENGINE_STORE: options.store ?? DEFAULT_STORE },
    stdio: ["pipe", "pipe", "pipe"],
  });
  child.stdin.end(options.input ?? "");
  return finished(child);
}

/** Waits for a program; rejects only when it cannot be started. */
export function finished(child: ChildProcessWithoutNullStreams): Promise<Finished> {
  let output = "";
  child.stdout.on("data", (chunk) => {
    output += chunk;
  });
  child.stderr.on("data", (chunk) => {
    output += chunk;
  });
  return new Promise((done, fail) => {
    child.on("error", fail);
    child.on("close", (code) => done({ code: code ?? 1, output }));
  });
}

/** Runs docker and returns what it printed; a failing command is an error with its output. */
export async function dockerOutput(args: readonly string[], store?: Store): Promise<string> {
  const { code, output } = await docker(args, { store });
  if (code !== 0) throw new Error(`docker ${args.join(" ")} exited with ${code}:\n${output}`);
  return output;
}

export interface BuildOptions {
  /** The build file and what lies beside it, by name; the first is the build file. */
  readonly files: Readonly<Record<string, string>>;
  readonly store?: Store | undefined;
  /** Named contexts; default: the offline package set and its zstd cache. */
  readonly contexts?: Readonly<Record<string, string>>;
  readonly args?: Readonly<Record<string, string>>;
  readonly options?: readonly string[];
  /** Whether warnings are shown with their hints and excerpts. */
  readonly debug?: boolean;
  /** Where the files are written; default: a new folder. Other files in it stay. */
  readonly folder?: string;
  /** Another engine's docker. */
  readonly docker?: (args: readonly string[]) => Promise<Finished>;
}

/** `docker buildx build` of a declaration in a folder of its own, with plain progress. */
export function build(request: BuildOptions): Promise<Finished> {
  const folder = folderWith(request.files, request.folder);
  return buildContext(folder, { ...request, file: join(folder, Object.keys(request.files)[0] ?? "") });
}

export interface ContextBuildOptions extends Omit<BuildOptions, "files" | "folder"> {
  /** `-f` */
  readonly file?: string;
  readonly input?: string | Buffer | undefined;
}

/** `docker buildx build` of what is there: a folder, an address, or "-" for `input`. */
export function buildContext(context: string, request: ContextBuildOptions): Promise<Finished> {
  const contexts = request.contexts ?? offlineContexts();
  const args = { DECL_TRUSTED_PUBLIC_KEYS: trustedKey(), ...request.args };
  const { store, input } = request;
  const run = request.docker ?? ((all: readonly string[]) => docker(all, { store, input }));
  return run([
    ...(request.debug === true ? ["--debug"] : []),
    ...["buildx", "build", "--progress=plain"],
    ...(request.file === undefined ? [] : ["-f", request.file]),
    ...Object.entries(contexts).flatMap(([name, value]) => ["--build-context", `${name}=${value}`]),
    ...Object.entries(args).flatMap(([name, value]) => ["--build-arg", `${name}=${value}`]),
    ...(request.options ?? []),
    context,
  ]);
}

/** A folder with these files, in which the frontend is the one that is tested. */
export function folderWith(files: Readonly<Record<string, string>>, folder = temporaryFolder()): string {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text.replaceAll("decl/frontend", FRONTEND));
  }
  return folder;
}

export function offlineContexts(): Record<string, string> {
  return { nixpkgs: join(packageFolder(), "nixpkgs"), "nix-cache": join(packageFolder(), "cache-zstd") };
}

/** What a failed build says at the end: the message, without the progress and the excerpt. */
export function errorIn({ code, output }: Finished): string {
  if (code === 0) throw new Error(`expected the build to fail:\n${output}`);
  const message = /^ERROR: failed to build: (?:failed to solve|failed to run Build function): ([\s\S]*)/m.exec(
    output,
  )?.[1];
  return (message ?? output).trimEnd();
}

/** What a build with `--progress=rawjson` has printed, line by line, without what is not JSON. */
export function jsonLines(output: string) {
  return output.split("\n").flatMap((line) => (line.startsWith("{") ? [JSON.parse(line)] : []));
}

/** A folder that is gone when the test is over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "decl-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The files of a folder as an archive; `options` are those of tar. */
export function tar(folder: string, ...options: string[]): Buffer {
  return execFileSync("tar", ["-C", folder, ...options, "-c", "."]);
}

/** Paths, types, modes, owners, sizes, times and link targets of an image's files, without what the runtime adds. */
export async function fileTree(image: string, store: Store): Promise<string[]> {
  const container = (await dockerOutput(["create", image], store)).trim();
  try {
    const archive = join(temporaryFolder(), "image.tar");
    await dockerOutput(["export", "-o", archive, container], store);
    const listing = execFileSync("tar", ["--numeric-owner", "--full-time", "-tvf", archive], {
      encoding: "utf8",
      env: { ...process.env, TZ: "UTC" },
      maxBuffer: 1 << 28,
    });
    return listing
      .trimEnd()
      .split("\n")
      .filter((line) => !RUNTIME_FILES.test(line))
      .sort();
  } finally {
    await dockerOutput(["rm", container], store);
  }
}

const RUNTIME_FILES =
  / (?:\.dockerenv|(?:dev|proc|sys)\/.*|etc\/|etc\/(?:hostname|hosts|resolv\.conf|mtab)(?: -> .*)?)$/;
