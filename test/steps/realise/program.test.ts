import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sha256Of } from "../../../src/nix/nar-hash.ts";
import { parseStorePathBase } from "../../../src/nix/store-path.ts";
import { HelperFailure } from "../../../src/steps/helper/failure.ts";
import { buildWithNix, reasonIn } from "../../../src/steps/realise/program.ts";
import { encodeWords, type Word } from "../../nix/serve-words.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "decl-realise-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const storePath = (name: string) => parseStorePathBase(`${"0".repeat(32)}-${name}`);
const OUT = storePath("hello-1");
const NAR_HASH = sha256Of<"nar">(Buffer.alloc(32));
const HELLO: readonly Word[] = [0x5452eecb, 0x206];
const ended = (status: number, message: string): readonly Word[] => [status, message, 0, 0, 0, 0, 0];
const INFO: readonly Word[] = [OUT.path, "", [storePath("glibc").path], 0, 120, NAR_HASH, "", [], ""];

/** What a Nix does for each thing that it is told: says lines of a log, answers, or ends. */
interface Turn {
  readonly log?: readonly string[];
  readonly answer?: readonly Word[];
  readonly exits?: true;
}

/** A program in place of nix-store, which does not look at what it is told. It leaves its environment in a file. */
function fakeNix(turns: readonly Turn[]): string {
  const nix = join(dir, "nix-store");
  const script = turns.map(({ log = [], answer = [], exits = false }) => ({
    log: log.map((line) => `${line}\n`).join(""),
    answer: encodeWords(...answer).toString("base64"),
    exits,
  }));
  writeFileSync(
    nix,
    `#!${process.execPath}
const { writeFileSync, writeSync } = require("node:fs");
writeFileSync(${JSON.stringify(join(dir, "called"))}, JSON.stringify({ args: process.argv.slice(2), env: process.env }));
const turns = ${JSON.stringify(script)};
process.stdin.on("data", () => {
  const { log, answer, exits } = turns.shift();
  writeSync(1, Buffer.from(answer, "base64"));
  writeSync(2, log);
  if (exits) process.exit(1);
});
`,
    { mode: 0o755 },
  );
  return nix;
}

async function build(nix: string, timeout = 0) {
  const log: string[] = [];
  const spec = {
    nix,
    derivation: storePath("hello-1.drv").path,
    outputs: [{ name: "out", path: OUT, hashAlgorithm: "", hash: "", folder: "/out" }],
    ...{ system: "riscv64-linux", builder: "/bin/sh", args: [], env: [], inputs: [], timeout },
  };
  const infos = await buildWithNix(
    spec,
    (line) => log.push(line),
    () => undefined,
  );
  return { infos, log };
}

async function failureOf(nix: string, timeout?: number): Promise<string> {
  const error: unknown = await build(nix, timeout).catch((reason: unknown) => reason);
  if (error instanceof HelperFailure) return error.message;
  throw new Error(`expected a HelperFailure, not ${String(error)}`);
}

describe("a build by Nix", () => {
  it("gives what Nix says of the outputs, and passes its log on", async () => {
    const turns = [{ answer: HELLO }, { log: ["building", "done"], answer: ended(0, "") }, { answer: INFO }];
    const { infos, log } = await build(fakeNix(turns));
    expect(infos).toEqual([
      { path: OUT, narHash: NAR_HASH, narSize: 120, references: [storePath("glibc")], ca: undefined },
    ]);
    expect(log).toEqual(["building", "done"]);
  });

  it("has settings of its own and no others, with the derivation's system among them", async () => {
    await build(fakeNix([{ answer: HELLO }, { answer: ended(0, "") }, { answer: INFO }]));
    const { args, env } = JSON.parse(readFileSync(join(dir, "called"), "utf8"));
    expect(args).toEqual(["--serve", "--write"]);
    expect(Object.keys(env).sort()).toEqual(["HOME", "LC_ALL", "NIX_CONFIG", "PATH"]);
    expect(env.NIX_CONFIG.split("\n")).toEqual(
      expect.arrayContaining(["sandbox = false", "substitute = false", "extra-platforms = riscv64-linux"]),
    );
  });

  it("that fails is told with its reason and its last 20 lines, those that come after the answer too", async () => {
    const log = Array.from({ length: 30 }, (_, n) => `line ${n}`);
    const message = `Cannot build '/nix/store/x.drv'.\n       Reason: builder failed with exit code 3.`;
    const failure = await failureOf(fakeNix([{ answer: HELLO }, { log, answer: ended(3, message) }]));
    expect(failure.split("\n")).toEqual(["builder failed with exit code 3.", ...log.slice(-20)]);
  });

  it("that takes too long is told with its timeout", async () => {
    const turns = [{ answer: HELLO }, { log: ["slow"], answer: ended(8, "timed out after 5 seconds") }];
    expect(await failureOf(fakeNix(turns), 5)).toBe("it took longer than its timeout of 5 s\nslow");
  });

  it("cannot be where Nix cannot be run", async () => {
    const nix = join(dir, "nowhere");
    expect(await failureOf(nix)).toBe(`${nix} cannot be run: spawn ${nix} ENOENT`);
  });

  it("cannot be where Nix ends before it has answered: what it says tells why", async () => {
    const failed = fakeNix([{ answer: HELLO }, { log: ["error: cannot open the database"], exits: true }]);
    expect(await failureOf(failed)).toBe("Nix ended before it had answered\nerror: cannot open the database");
  });

  it("cannot be where Nix is of another time", async () => {
    expect(await failureOf(fakeNix([{ answer: [0x5452eecb, 0x205] }]))).toBe(
      "the Nix that builds speaks the version 2.5 of its protocol",
    );
  });
});

const DRV = storePath("hello-1.drv").path;
const RED = "\u001b[31;1m";
const PLAIN = "\u001b[0m";

const builderFailed = (drv: string, reason: string) => `Cannot build '${drv}'.
       Reason: ${reason}.
       Output paths:
         ${OUT.path}
       Last 2 log lines:
       > one
       > two
       For full logs, run:
         nix log ${drv}`;

/** Why Nix says that it did not build something, in the words of Nix 2.34 where nothing else is said. */
describe("the reason of a failed build", () => {
  it("is what Nix calls the reason, without the paths and the log", () => {
    expect(reasonIn(`error: ${builderFailed(DRV, "builder failed with exit code 3")}`)).toBe(
      "builder failed with exit code 3.",
    );
    expect(reasonIn(builderFailed(DRV, "builder failed due to signal 9 (Killed)"))).toBe(
      "builder failed due to signal 9 (Killed).",
    );
  });

  it("has no colours", () => {
    const coloured = builderFailed(`\u001b[35;1m${DRV}${PLAIN}`, `${RED}builder failed with exit code 3${PLAIN}`);
    expect(reasonIn(`${RED}error:${PLAIN} ${coloured}`)).toBe("builder failed with exit code 3.");
  });

  it("may be of several lines", () => {
    const message = `Cannot build '${DRV}'.
       Reason: ${RED}required system or feature not available${PLAIN}
       Required system: 'x86_64-linux' with features {kvm}
       Current system: 'x86_64-linux' with features {benchmark, big-parallel}`;
    const reason = [
      "required system or feature not available",
      "Required system: 'x86_64-linux' with features {kvm}",
      "Current system: 'x86_64-linux' with features {benchmark, big-parallel}",
    ].join("\n");
    expect(reasonIn(message)).toBe(reason);
    expect(reasonIn(`${message}\n       Output paths:\n         ${OUT.path}`)).toBe(reason);
  });

  it("is the whole message where Nix names none", () => {
    expect(
      reasonIn(`error: hash mismatch in fixed-output derivation '${DRV}':
         specified: sha256-AAAA=
            got:    sha256-BBBB=`),
    ).toBe(`hash mismatch in fixed-output derivation '${DRV}':
specified: sha256-AAAA=
got:    sha256-BBBB=`);
    expect(
      reasonIn(`output '${OUT.path}' is not allowed to refer to the following paths:
  /nix/store/${"2".repeat(32)}-glibc-2.42
  /nix/store/${"3".repeat(32)}-gcc-15`),
    ).toBe(`output '${OUT.path}' is not allowed to refer to the following paths:
/nix/store/${"2".repeat(32)}-glibc-2.42
/nix/store/${"3".repeat(32)}-gcc-15`);
    expect(reasonIn(`builder for '${DRV}' failed to produce output path for output 'out' at '${OUT.path}'`)).toBe(
      `builder for '${DRV}' failed to produce output path for output 'out' at '${OUT.path}'`,
    );
  });

  it("is in older words without the log", () => {
    expect(
      reasonIn(`error: builder for '${DRV}' failed with exit code 1;
       last 10 log lines:
       > one
       For full logs, run 'nix log ${DRV}'.`),
    ).toBe(`builder for '${DRV}' failed with exit code 1`);
  });

  it("does not end where a builder itself says such words", () => {
    expect(reasonIn("output check failed: the Reason: was not found, Output paths: none")).toBe(
      "output check failed: the Reason: was not found, Output paths: none",
    );
  });

  it("is empty where Nix says nothing", () => {
    expect(reasonIn("")).toBe("");
    expect(reasonIn(`${RED}error:${PLAIN} `)).toBe("");
  });
});
