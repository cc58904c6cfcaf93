import { execFileSync } from "node:child_process";
import { rmSync, statfsSync } from "node:fs";
import { join } from "node:path";
import { zstdCompressSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { build, buildContext, errorIn, type Finished, finished, folderWith, temporaryFolder } from "./engine.ts";
import { type MadePath, madePath, narOf, TestKey, writeCache } from "./make-cache.ts";
import { type Engine, startSecondEngine } from "./second-engine.ts";

/** How many builds are broken on purpose, each victim's in turn: `npm run faults -- 200` for an hour of it. */
const FAULTS = Number(process.env.FAULTS ?? 10);
/** So many builds may be over before anything of them was killed, until one is broken. */
const TRIES = 20;
/** The moments of a run that failed, to try them again. */
const SEED = Number(process.env.FAULTS_SEED ?? Date.now() % 1_000_000);

const DECLARATION = (salt: string) => `// syntax=decl/frontend
import { image } from "decl";
export default image(({ pkgs }) => ({
  image: { cmd: ["hello"] },
  environment: { systemPackages: [pkgs.hello], etc: { salt: { text: "${salt}" } } },
}));
`;

/** What is killed, by its command line; the client is the one process that is not the engine's. */
const VICTIMS = [
  ["the frontend", /\/frontend\.mjs/],
  ["a step's helper", /\/helper\.cjs/],
  ["what unpacks store paths", /^\/unpack /],
  ["the client", undefined],
  ["the engine", /^(?:\/\S*\/)?dockerd /],
] as const;

/** What a full disk has left, in bytes: much for all that the engine writes of its own, too little for a file of so many. */
const LEFT = 48 << 20;
const ZEROS = 128 << 20;

const FULL =
  "the disk of the engine is full\n" +
  "  hint: `docker system df` says of what; `docker buildx prune` and `docker image prune` make room";

/** A path with a file that is large on a disk, and small in its archive. */
function zerosPath(key: TestKey): MadePath {
  const path = madePath("zeros", narOf({ zeros: "\0".repeat(ZEROS) }), "z");
  const nar = zstdCompressSync(path.nar);
  const narinfo = path.narinfo.replace("Compression: none", "Compression: zstd").replace(/^File.*\n/gm, "");
  return { ...path, nar, narinfo: key.sign(narinfo) };
}

/** A number from 0 to 1 (xorshift). */
function random(seed: number): () => number {
  let state = seed * 2_654_435_761 + 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** A build in that engine that has begun, with the process of its client. */
function begin(engine: Engine, salt: string, options: readonly string[]) {
  const folder = folderWith({ "image.ts": DECLARATION(salt) });
  let client: number | undefined;
  const docker = (args: readonly string[]): Promise<Finished> => {
    const child = engine.start(args);
    client = child.pid;
    return finished(child);
  };
  const ended = buildContext(folder, {
    file: join(folder, "image.ts"),
    options: ["--provenance=false", ...options],
    docker,
  });
  return { ended, client: () => client };
}

async function idOf(engine: Engine, salt: string, name: string): Promise<string> {
  const { code, output } = await begin(engine, salt, ["-t", name]).ended;
  expect(code, output).toBe(0);
  return (await engine.docker(["image", "inspect", "-f", "{{.Id}}", name])).output.trim();
}

/** Whether there was still something to kill. */
function kill(pid: number): boolean {
  try {
    return process.kill(pid, "SIGKILL");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ESRCH") return false;
    throw error;
  }
}

/** Breaks a build by the end of a victim, at one of these moments, and says how many builds were over before that. */
async function breaking(
  engine: Engine,
  salt: string,
  victim: RegExp | undefined,
  moments: readonly number[],
): Promise<number> {
  for (const [tries, moment] of moments.entries()) {
    const build = begin(engine, `${salt}.${tries}`, ["--no-cache", "-t", "broken"]);
    let isOver = false;
    const ended = build.ended.finally(() => {
      isOver = true;
    });
    await new Promise((done) => setTimeout(done, moment));
    const pids = () =>
      victim === undefined
        ? [build.client()].filter((pid) => pid !== undefined)
        : engine
            .processes()
            .flatMap(({ pid, command: line }) => (victim.test(line) && !line.includes("runc") ? [pid] : []));
    let killed = 0;
    while (!isOver && killed === 0) {
      killed = pids().filter(kill).length;
      await new Promise((done) => setTimeout(done, 10));
    }
    // Who is killed when all is done breaks nothing.
    if ((await ended).code !== 0 && killed > 0) return tries;
    await answers(engine);
  }
  return moments.length;
}

/** An engine that was killed is started again by what supervises it. */
async function answers(engine: Engine): Promise<void> {
  while ((await engine.docker(["version"])).code !== 0) await new Promise((done) => setTimeout(done, 100));
}

/**
 * What the build cache still has when all that can go is gone, in lines. Of a build that was broken off the engine lets go a moment
 * later: it is asked until that is `expected`, for a minute.
 */
async function leftInCache(engine: Engine, expected?: string): Promise<string> {
  for (let tries = 60; ; tries--) {
    await engine.docker(["buildx", "prune", "--all", "--force"]);
    const left = (await engine.docker(["buildx", "du"])).output.trim();
    if (expected === undefined || left === expected || tries === 0) return left;
    await new Promise((done) => setTimeout(done, 1000));
  }
}

describe(`builds that are broken (FAULTS_SEED=${SEED})`, () => {
  it("at any moment, by the end of any part of them, leave nothing behind, and the next build is right", {
    timeout: 7_200_000,
  }, async () => {
    const next = random(SEED);
    const engine = await startSecondEngine();
    const begun = performance.now();
    const right = await idOf(engine, "right", "right");
    const duration = performance.now() - begun;
    const leftBefore = await leftInCache(engine);
    const broken: Record<string, number> = {};
    let untouched = 0;
    for (let number = 0; number < FAULTS; number++) {
      const [victim, command] = VICTIMS[number % VICTIMS.length] ?? VICTIMS[0];
      // Earlier with each try: what lives for a moment only is waited for in the end.
      const moments = Array.from({ length: TRIES }, (_, tries) => (next() * duration * 0.8) / (tries + 1));
      const tries = await breaking(engine, `${number}`, command, moments);
      expect(tries, `builds until one was broken by the end of ${victim}`).toBeLessThan(TRIES);
      broken[victim] = (broken[victim] ?? 0) + 1;
      untouched += tries;
      await answers(engine);
      expect(await idOf(engine, "right", "again"), `after the end of ${victim} in build ${number}`).toBe(right);
    }
    expect(await leftInCache(engine, leftBefore)).toBe(leftBefore);
    // `npm run faults` shows it.
    console.log("broken by the end of", broken, "and over before that:", untouched);
  });

  it("by a second build of the same at the same time are both right", async () => {
    const engine = await startSecondEngine();
    const ids = await Promise.all(["one", "other"].map((name) => idOf(engine, "same", name)));
    expect(ids[0]).toBe(ids[1]);
  });

  it("by a full disk, where a path is unpacked or files are generated, are right once there is space", async () => {
    const engine = await startSecondEngine({ megabytes: 1500 });
    const key = new TestKey("full-1");
    const zeros = zerosPath(key);
    const folder = writeCache(temporaryFolder(), [zeros]);
    const buildOf = (etc: string) =>
      build({
        files: {
          "image.ts": `// syntax=decl/frontend
import { storePath } from "decl";
const zeros = storePath("${zeros.storePath}");
export default { environment: { systemPackages: [zeros], etc: { ${etc} } } };
`,
        },
        contexts: { "nix-cache": folder },
        args: { DECL_TRUSTED_PUBLIC_KEYS: key.text },
        docker: engine.docker,
      });
    const full = async (etc: string) => {
      const filler = join(engine.folder, "filler");
      const { bsize, bavail } = statfsSync(engine.folder);
      execFileSync("fallocate", ["-l", `${bsize * bavail - LEFT}`, filler]);
      const said = errorIn(await buildOf(etc));
      rmSync(filler);
      return said;
    };
    const works = async (etc: string) => {
      const { code, output } = await buildOf(etc);
      expect(code, output).toBe(0);
    };
    expect(await full("")).toBe(`image.ts:4:50: zeros could not be made: ${FULL}`);
    await works("");
    const copy = `copy: { source: zeros + "/zeros", mode: "0644" }`;
    expect(await full(copy)).toBe(`image.ts:4:49: the system path could not be made: ${FULL}`);
    await works(copy);
  });
});
