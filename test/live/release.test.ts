import { execFileSync, spawn } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import { expect, it } from "vitest";
import { build, docker, type Finished, finished, folderWith, temporaryFolder } from "./engine.ts";
import { debianPackageProgram } from "./real-nix.ts";
import { manifestOf, startRegistry } from "./registry.ts";

const PROJECT = resolve(import.meta.dirname, "../..");
const { version } = JSON.parse(readFileSync(join(PROJECT, "package.json"), "utf8"));

/** The project in a folder of its own: a release writes dist/, which other tests read. */
function projectCopy(): string {
  const folder = temporaryFolder();
  for (const name of readdirSync(PROJECT)) {
    if (name === "node_modules" || name === ".git") symlinkSync(join(PROJECT, name), join(folder, name));
    else if (name !== "dist")
      cpSync(join(PROJECT, name), join(folder, name), { recursive: true, verbatimSymlinks: true });
  }
  mkdirSync(join(folder, "dist"));
  for (const name of readdirSync(join(PROJECT, "dist")).filter((file) =>
    /^(?:init|elapse|trace|unpack|native)[-.]/.test(file),
  )) {
    cpSync(join(PROJECT, "dist", name), join(folder, "dist", name));
  }
  return folder;
}

/** Without what the public signing services are needed for. */
const OFFLINE = ["--tlog-upload=false", "--use-signing-config=false", "--allow-http-registry"];

const cosign = () => debianPackageProgram("cosign", "/usr/bin/cosign");

/** A pair of keys in a new folder. */
function keys(): { folder: string; env: NodeJS.ProcessEnv } {
  const folder = temporaryFolder();
  const env = { ...process.env, COSIGN_PASSWORD: "words" };
  execFileSync(cosign(), ["generate-key-pair"], { cwd: folder, env, stdio: "ignore" });
  return { folder, env };
}

const release = (project: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Finished> =>
  finished(spawn(join(project, "scripts/release"), args, { env, stdio: ["pipe", "pipe", "pipe"] }));

/** The copy as a repository of its own, in which a version can be released. */
function repository(): { project: string; commit: (version: string) => void } {
  const project = projectCopy();
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=T", "-c", "user.email=t@example.org", ...args], { cwd: project });
  rmSync(join(project, ".git"));
  git("init", "-q");
  return {
    project,
    commit: (next) => {
      const file = join(project, "package.json");
      writeFileSync(file, readFileSync(file, "utf8").replace(/("version": ")[^"]+/, `$1${next}`));
      git("add", "-A");
      git("commit", "-qm", `Version ${next}`);
      git("tag", `v${next}`);
    },
  };
}

it("a release is pushed under its tags with provenance, signed, and used by a declaration that names it", async () => {
  const registry = await startRegistry();
  const { project, commit } = repository();
  commit(version);
  const out = join(project, "dist/release");
  const image = `${registry.host}/released`;
  const { folder, env } = keys();
  await docker(["tag", "decl/frontend-base", `${registry.host}/base:24`]);
  await docker(["push", `${registry.host}/base:24`]);
  const settings = {
    RELEASE_IMAGE: image,
    // This machine runs no other, and fetches no scanner.
    RELEASE_PLATFORMS: "linux/amd64",
    RELEASE_SBOM: "false",
    FRONTEND_BASE: `${registry.host}/base:24`,
    COSIGN_KEY: join(folder, "cosign.key"),
    COSIGN_OPTIONS: OFFLINE.join(" "),
    PATH: [dirname(cosign()), process.env.PATH].join(delimiter),
  };
  const { code, output } = await release(project, [version], { ...env, ...settings });
  expect(code, output).toBe(0);

  expect(output).toMatch(new RegExp(`, from ${registry.host}/base:24@sha256:[0-9a-f]{64}$`, "m"));
  const digest = /\((sha256:\w+)\)/.exec(output)?.[1] ?? "";
  const [major, minor, patch] = version.split(".");
  for (const tag of [version, `${major}.${minor}`, major]) {
    const { manifests = [] } = await manifestOf(registry, "released", tag);
    expect(manifests.map(({ platform }) => platform?.architecture)).toEqual(["amd64", "unknown"]);
    expect(await manifestOf(registry, "released", digest)).toEqual({
      ...(await manifestOf(registry, "released", tag)),
    });
  }

  const verify = (command: string, key: string, ...options: string[]) =>
    finished(
      spawn(
        cosign(),
        [command, "--key", key, "--insecure-ignore-tlog", "--allow-http-registry", ...options, `${image}@${digest}`],
        { env, stdio: ["pipe", "pipe", "pipe"] },
      ),
    );
  const ours = join(folder, "cosign.pub");
  expect((await verify("verify", ours)).code).toBe(0);
  expect((await verify("verify", join(keys().folder, "cosign.pub"))).code).not.toBe(0);
  expect((await verify("verify-attestation", ours, "--type", "spdxjson")).code).toBe(0);

  expect(readdirSync(out).sort()).toEqual([
    `decl-${version}.spdx.json`,
    `decl-${version}.tgz`,
    `decl-buildkit-${version}.tgz`,
    "image.json",
    "notes.md",
  ]);
  expect(readFileSync(join(out, "notes.md"), "utf8")).toMatch(
    new RegExp(`^# ${version.replaceAll(".", "\\.")} \\(\\d{4}-\\d\\d-\\d\\d\\)\n\n- `),
  );
  const { packages } = JSON.parse(readFileSync(join(out, `decl-${version}.spdx.json`), "utf8"));
  expect(packages.map(({ name }: { name: string }) => name)).toEqual(
    expect.arrayContaining(["protobufjs", "zod", "libzstd-dev"]),
  );

  const text = `// syntax=${image}:${major}.${minor}\nexport default { environment: { etc: { made: { text: "made" } } } };\n`;
  const built = await build({ files: { "image.ts": text }, contexts: {}, options: ["-o", "type=cacheonly"] });
  expect(built.code, built.output).toBe(0);

  // Another compiler would make other bytes of the same programs.
  const programs = ["init-x86_64", "unpack-x86_64"].map((name) => join(project, "dist", name));
  const [init, unpack] = programs.map((path) => readFileSync(path));
  for (const path of programs) appendFileSync(path, "other");
  const next = `${major}.${minor}.${Number(patch) + 1}`;
  commit(next);
  const second = await release(project, [next], { ...env, ...settings });
  expect(second.code, second.output).toBe(0);
  const files = temporaryFolder();
  const dockerfile = folderWith({ Dockerfile: `FROM ${image}:${next}\n` });
  await docker(["buildx", "build", "--output", `type=local,dest=${files}`, dockerfile]);
  const kept = ["init-x86_64", "unpack"].map((name) => readFileSync(join(files, name)));
  expect(kept.map((bytes, index) => bytes.equals([init, unpack][index] ?? Buffer.alloc(0)))).toEqual([true, true]);

  const types = join(project, "src/lib/lib.d.ts");
  writeFileSync(types, readFileSync(types, "utf8").replace("export declare const mkIf", "export declare const mkWhen"));
  const broken = `${major}.${minor}.${Number(patch) + 2}`;
  commit(broken);
  const refused = await release(project, [broken], { ...env, ...settings });
  expect([refused.code, refused.output]).toEqual([
    1,
    `promise: it has no longer lib.mkIf, as v${next} has: that is for a new ${major === "0" ? "minor" : "major"} version\nrelease: docs/releases.md promises otherwise\n`,
  ]);
  await docker(["rmi", ...[version, next, `${major}.${minor}`, major].map((tag) => `${image}:${tag}`)]);
  await docker(["rmi", `${registry.host}/base:24`]);
});

it("platforms that the builder cannot run are refused before anything is made", async () => {
  const settings = {
    ...process.env,
    RELEASE_PLATFORMS: "linux/amd64,linux/s390x",
    PATH: [dirname(cosign()), process.env.PATH].join(delimiter),
  };
  const { project, commit } = repository();
  commit(version);
  const { code, output } = await release(project, [version], settings);
  expect(code).toBe(1);
  expect(output).toMatch(
    /^release: the builder cannot run linux\/s390x \(it has linux\/amd64[^)]*\): register an emulator, as .*, or add a node to the builder: docker buildx create --append --platform linux\/s390x$/m,
  );
});

it("a version that package.json does not have, or none, is refused", async () => {
  const other = await release(PROJECT, ["99.0.0"], process.env);
  expect([other.code, other.output]).toEqual([
    1,
    `release: package.json says ${version}: run npm version 99.0.0 --no-git-tag-version and commit it\n`,
  ]);
  const none = await release(PROJECT, ["1.2"], process.env);
  expect([none.code, none.output]).toEqual([1, "release: usage: scripts/release VERSION, as 1.2.3 or 1.2.3-rc.1\n"]);
});

it("the notes of a release are the messages of the commits since the last one that a user sees something of", () => {
  const folder = folderWith({ "src/a.ts": "1" });
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=T", "-c", "user.email=t@example.org", ...args], {
      cwd: folder,
      encoding: "utf8",
    });
  const commit = (message: string, file: string) => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    execFileSync("sh", ["-c", `echo "${message}" >>${file}`], { cwd: folder });
    git("add", "-A");
    git("commit", "-qm", message);
  };
  git("init", "-q");
  commit("Images can be built", "src/a.ts");
  git("tag", "v1.0.0");
  commit("A service may have timers", "src/a.ts");
  commit("Tests of timers", "test/a.ts");
  git("tag", "v1.1.0");
  const notes = execFileSync(join(PROJECT, "scripts/changelog"), ["1.1.0"], { cwd: folder, encoding: "utf8" });
  expect(notes).toMatch(/^# 1\.1\.0 \(\d{4}-\d\d-\d\d\)\n\n- A service may have timers\n$/);
});
