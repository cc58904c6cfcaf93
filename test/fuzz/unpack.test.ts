import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { temporaryFolder } from "../live/engine.ts";
import { file, narOf, symlink } from "../nix/nar/trees.ts";
import { verdictOf } from "./archive-verdict.ts";
import { type Answer, startProgram } from "./fuzzed-program.ts";
import { unpackTarget } from "./unpack.ts";

const NAR = narOf(file("x"));
const inputOf = (nar: Uint8Array, kind = 0) => Buffer.concat([Buffer.from([kind, 0, 0]), nar]);
const [SOUND, CUT] = [inputOf(NAR), inputOf(NAR.subarray(0, -1))];
const HASH = verdictOf(NAR, NAR.length).text;

/** A target whose program answers that. */
const answering = (answer: Partial<Answer>) => {
  const whole = { accepted: true, text: HASH, microseconds: 1, memory: 1, counters: new Uint8Array(), ...answer };
  return unpackTarget(() => ({ send: () => {}, answer: async () => whole, end: () => {} }));
};

it("what both readers say alike is no finding", async () => {
  await answering({}).run(SOUND);
  const { text } = verdictOf(NAR.subarray(0, -1), NAR.length);
  await answering({ accepted: false, text }).run(CUT);
});

it("a control character is the same however it is written", async () => {
  const nar = narOf(symlink("")).toString("latin1").replace("symlink", "\\\r\f\\bbb");
  const input = inputOf(Buffer.from(nar, "latin1"));
  const text = 'broken archive at byte 56, in /: the unknown type "\\\\\\u000d\\u000c\\\\bbb"';
  await answering({ accepted: false, text }).run(input);
});

it("an archive that only one of them accepts is a finding, and so are other words and other contents", async () => {
  const difference = /^the native reader says .* the other one /;
  await expect(answering({}).run(CUT)).rejects.toThrow(difference);
  await expect(answering({ accepted: false, text: "broken archive" }).run(SOUND)).rejects.toThrow(difference);
  await expect(answering({ accepted: false, text: "broken archive" }).run(CUT)).rejects.toThrow(difference);
  await expect(answering({ text: "sha256:other" }).run(SOUND)).rejects.toThrow(difference);
});

it("a compressed archive is refused in words", async () => {
  await answering({ accepted: false, text: "damaged xz file: it is cut short" }).run(inputOf(NAR, 1));
  await expect(answering({ accepted: false, text: "the file: EIO" }).run(inputOf(NAR, 1))).rejects.toThrow("EIO");
});

it("more than 5 s or 600 MB is a finding", async () => {
  await expect(answering({ microseconds: 6_000_000 }).run(SOUND)).rejects.toThrow("it takes 6 s");
  await expect(answering({ memory: 700_000 }).run(SOUND)).rejects.toThrow("it takes 700000 KiB");
});

/** How a program of the shell's ends. */
function endOf(script: string): Promise<Answer> {
  const path = join(temporaryFolder(), "program");
  writeFileSync(path, `#!/bin/sh\nprintf '\\0\\0\\0\\0'\n${script}\n`);
  chmodSync(path, 0o755);
  const program = startProgram(path);
  program.send(SOUND);
  return program.answer();
}

it("a program that ends says why", async () => {
  await expect(endOf("echo internal error >&2; kill -ABRT $$")).rejects.toThrow("ended by SIGABRT: internal error");
  await expect(endOf("kill -PROF $$")).rejects.toThrow("more than 5 s of processor time");
  await expect(startProgram("/none").answer()).rejects.toThrow("ENOENT");
});
