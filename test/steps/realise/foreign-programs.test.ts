import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { foreignPrograms } from "../../../src/steps/realise/foreign-programs.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "decl-foreign-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** An ELF file of 64 bits with one program header that names an interpreter. */
function elf(interpreter: string, { type = 3, bits = 2 } = {}): Buffer {
  const file = Buffer.alloc(64 + 56 + interpreter.length + 1);
  file.writeUInt32BE(0x7f454c46, 0);
  file.set([bits, 1], 4);
  file.writeBigUInt64LE(64n, 32);
  file.writeUInt16LE(56, 54);
  file.writeUInt16LE(1, 56);
  file.writeUInt32LE(type, 64);
  file.writeBigUInt64LE(120n, 72);
  file.writeBigUInt64LE(BigInt(interpreter.length + 1), 96);
  file.write(`${interpreter}\0`, 120, "latin1");
  return file;
}

function add(name: string, contents: Buffer | string, mode = 0o755): void {
  writeFileSync(join(folder, name), contents);
  chmodSync(join(folder, name), mode);
}

const LOADER = "/lib64/ld-linux-x86-64.so.2";

describe("programs of another system", () => {
  it("are those whose interpreter is not in the store", () => {
    mkdirSync(join(folder, "bin"));
    add("bin/foreign", elf(LOADER));
    add("bin/ours", elf("/nix/store/00000000000000000000000000000000-glibc-2.40/lib/ld-linux-x86-64.so.2"));
    add("bin/script", `#!/bin/sh\n${"#".repeat(100)}`);
    add("bin/static", elf(LOADER, { type: 1 }));
    add("bin/of-32-bits", elf(LOADER, { bits: 1 }));
    add("bin/no-program", elf(LOADER), 0o644);
    symlinkSync("foreign", join(folder, "bin/link"));
    expect(foreignPrograms(folder)).toEqual([{ file: "bin/foreign", interpreter: LOADER }]);
  });

  it("may be what was looked at itself", () => {
    add("foreign", elf(LOADER));
    expect(foreignPrograms(join(folder, "foreign"))).toEqual([{ file: "", interpreter: LOADER }]);
  });

  it("are read no further than a few of them, and not where their headers lie", () => {
    for (let n = 0; n < 9; n++) add(`program-${n}`, elf(LOADER));
    expect(foreignPrograms(folder)).toHaveLength(5);
    rmSync(folder, { recursive: true });
    mkdirSync(folder);
    for (let cut = 1; cut < elf(LOADER).length; cut += 7)
      add(`cut-${cut}`, Buffer.concat([elf(LOADER).subarray(0, cut), Buffer.alloc(64, 0xff)]));
    const cut = foreignPrograms(folder).filter(({ interpreter }) => interpreter === LOADER);
    expect(cut).toEqual([]);
  });
});
