import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { foreignPrograms } from "../../../src/steps/elf/foreign-programs.ts";
import { readElf } from "../../../src/steps/elf/read-elf.ts";
import { type ElfParts, elfFile } from "./elf-file.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "decl-foreign-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function add(name: string, contents: Buffer | string | ElfParts, mode = 0o755): void {
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof contents === "string" || Buffer.isBuffer(contents) ? contents : elfFile(contents));
  chmodSync(file, mode);
}

const LOADER = "/lib64/ld-linux-x86-64.so.2";
const NOWHERE = "/nix/store/00000000000000000000000000000000-nowhere";
const APP = "/nix/store/11111111111111111111111111111111-app";

/** What is said of the folder, as if it were at a place of the image. */
const found = (place = APP) => foreignPrograms(folder, place);
/** The same in short. */
const wanted = (place = APP) => found(place).map(({ file, interpreter, libraries }) => [file, interpreter, libraries]);

describe("programs of another system", () => {
  it("are those whose interpreter is neither among them nor in the store", () => {
    add("bin/foreign", { interpreter: LOADER });
    add("bin/gone", { interpreter: `${NOWHERE}/lib/ld-linux-x86-64.so.2` });
    add("bin/ours", { interpreter: `${APP}/lib/loader` });
    add("lib/loader", "");
    add("bin/script", `#!/bin/sh\n${"#".repeat(100)}`);
    add("bin/static", {});
    add("bin/of-32-bits", { interpreter: LOADER, bits: 1 });
    add("bin/object", { interpreter: LOADER, type: 1 });
    add("bin/no-program", { interpreter: LOADER }, 0o644);
    symlinkSync("foreign", join(folder, "bin/link"));
    expect(wanted()).toEqual([
      ["bin/foreign", LOADER, []],
      ["bin/gone", `${NOWHERE}/lib/ld-linux-x86-64.so.2`, []],
    ]);
  });

  it("may be what was looked at itself", () => {
    add("foreign", { interpreter: LOADER });
    expect(foreignPrograms(join(folder, "foreign"), APP)).toEqual([
      { file: "", count: 1, machine: 62, interpreter: LOADER, libraries: [], folders: [] },
    ]);
  });

  it("are told once where several want the same, and no more than a few of them", () => {
    for (let n = 0; n < 9; n++) add(`same-${n}`, { interpreter: LOADER });
    expect(found()).toMatchObject([{ file: "same-0", count: 9 }]);
    for (let n = 0; n < 30; n++) add(`other-${n}`, { interpreter: `/${n}` });
    expect(found()).toHaveLength(20);
  });
});

describe("libraries that are missing", () => {
  it("are those that are neither beside what wants them nor where it says", () => {
    add("bin/lacks", { needed: ["libz.so.1", "libown.so.2"], runpath: `${NOWHERE}/lib:$ORIGIN/../plugins` });
    add("plugins/found", "");
    add("bin/has", { needed: ["found", "libown.so.2"], runpath: "${ORIGIN}/../plugins" });
    add("bin/of-old-rpath", { needed: ["found"], rpath: `${APP}/plugins` });
    add("bin/newer-counts", { needed: ["found"], rpath: `${APP}/plugins`, runpath: "/x" });
    add("lib/libown.so.2", "", 0o644);
    expect(wanted()).toEqual([
      ["bin/lacks", undefined, ["libz.so.1"]],
      ["bin/newer-counts", undefined, ["found"]],
    ]);
  });

  it("are found beside the loader, as those of a glibc are", () => {
    add("glibc/loader", "");
    add("glibc/c", "");
    add("bin/program", { interpreter: `${APP}/glibc/loader`, needed: ["c", "libz.so.1"] });
    expect(wanted()).toEqual([["bin/program", undefined, ["libz.so.1"]]]);
  });

  it("are told of libraries and modules of Node too, which need no permission to be run", () => {
    add("lib/liba.so.1.2", { needed: ["libz.so.1"] }, 0o644);
    add("addon.node", { needed: ["libstdc++.so.6"], machine: 183 }, 0o444);
    add("notes.sos", { needed: ["libz.so.1"] }, 0o644);
    expect(found()).toEqual([
      { file: "addon.node", count: 1, machine: 183, libraries: ["libstdc++.so.6"], folders: [] },
      { file: "lib/liba.so.1.2", count: 1, machine: 62, libraries: ["libz.so.1"], folders: [] },
    ]);
  });

  it("come with the folders that nobody could look into, to be looked for in the image", () => {
    add("bin/a", {
      needed: ["libz.so.1", "/opt/libx.so"],
      runpath: "$ORIGIN/../lib:$ORIGIN/../../lib:/opt/lib:relative",
    });
    const [one] = found("/srv/app");
    expect(one).toMatchObject({ libraries: ["libz.so.1", "/opt/libx.so"], folders: ["/srv/lib", "/opt/lib"] });
    add("opt/lib/libz.so.1", "");
    add("opt/libx.so", "");
    expect(found("/")).toEqual([]);
  });
});

describe("an ELF file", () => {
  it("is read in its parts", () => {
    const parts = { interpreter: LOADER, needed: ["a", "b"] };
    add("all", { ...parts, runpath: "/x::/y" });
    expect(readElf(join(folder, "all"))).toEqual({ machine: 62, ...parts, folders: ["/x", "/y"] });
  });

  it("is none of its parts where it is cut, and never more than it has", () => {
    const whole = elfFile({ interpreter: LOADER, needed: ["a"], runpath: "/x" });
    for (let cut = 0; cut < whole.length; cut += 5) {
      for (const filler of [Buffer.alloc(0), Buffer.alloc(300, 0xff)]) {
        add("cut", Buffer.concat([whole.subarray(0, cut), filler]));
        expect(["/x", undefined]).toContain(readElf(join(folder, "cut"))?.folders[0]);
      }
    }
  });

  it("is what linkers make, such as that of Node", () => {
    expect(readElf(process.execPath)).toMatchObject({ needed: expect.arrayContaining(["libc.so.6"]) });
  });
});
