import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { copyContents } from "../../../src/steps/copy/program.ts";
import type { CopySpec } from "../../../src/steps/copy/spec.ts";
import { elfFile } from "../elf/elf-file.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "decl-copy-"));
  mkdirSync(join(dir, "out"));
  mkdirSync(join(dir, "www/img"), { recursive: true });
  writeFileSync(join(dir, "www/index.html"), "hello\n");
  writeFileSync(join(dir, "www/img/run"), "#!/bin/sh\n");
  chmodSync(join(dir, "www/img/run"), 0o4755);
  chmodSync(join(dir, "www/index.html"), 0o664);
  symlinkSync("index.html", join(dir, "www/link"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

// Owners can be given away by root alone; as another user the files stay our own.
const isRoot = process.getuid?.() === 0;
const [uid, gid] = isRoot ? [1000, 100] : [process.getuid?.() ?? 0, process.getgid?.() ?? 0];

function copy(changes: Partial<CopySpec> = {}) {
  const spec = { source: join(dir, "www"), target: "/srv/www", uid, gid, mode: "normal" as const, parents: [] };
  const output = { output: join(dir, "out"), facts: join(dir, "facts.json") };
  copyContents({ ...spec, ...output, ...changes }, () => {});
  return (name: string) => lstatSync(join(dir, "out", name));
}

const mode = (stat: { mode: number }) => (stat.mode & 0o7777).toString(8);

describe("copied contents", () => {
  it("are the files, links as links, and have the owner that was asked for", () => {
    const stat = copy();
    expect(readFileSync(join(dir, "out/srv/www/index.html"), "utf8")).toBe("hello\n");
    expect(readlinkSync(join(dir, "out/srv/www/link"))).toBe("index.html");
    for (const name of ["srv/www", "srv/www/img", "srv/www/link", "srv/www/img/run"]) {
      expect([stat(name).uid, stat(name).gid]).toEqual([uid, gid]);
    }
  });

  it("have times of 1 s after 1970, with the folders above them, which are root's", () => {
    const stat = copy();
    for (const name of ["srv", "srv/www", "srv/www/img", "srv/www/link"]) expect(stat(name).mtimeMs).toBe(1000);
    expect(mode(stat("srv"))).toBe("755");
    if (isRoot) expect(stat("srv").uid).toBe(0);
  });

  it("have normal permissions, whatever the umask was that they were written with", () => {
    const names = ["srv/www", "srv/www/img", "srv/www/index.html", "srv/www/img/run"];
    const modesWith = (umask: number) => {
      for (const [name, own] of Object.entries({ ".": 0o2777, img: 0o777, "index.html": 0o666, "img/run": 0o6777 })) {
        chmodSync(join(dir, "www", name), own & ~umask);
      }
      rmSync(join(dir, "out/srv"), { recursive: true, force: true });
      const stat = copy();
      return names.map((name) => mode(stat(name)));
    };
    for (const umask of [0o022, 0o077, 0o002, 0]) expect(modesWith(umask)).toEqual(["755", "755", "644", "755"]);
  });

  it("keep their permissions, with set-id bits, where that is asked for", () => {
    const stat = copy({ mode: "kept" });
    expect([mode(stat("srv/www/index.html")), mode(stat("srv/www/img/run"))]).toEqual(["664", "4755"]);
  });

  it("a mode is that of files, and who may read a folder may enter it", () => {
    const stat = copy({ mode: 0o640 });
    expect([mode(stat("srv/www/index.html")), mode(stat("srv/www/img/run"))]).toEqual(["640", "640"]);
    expect([mode(stat("srv/www")), mode(stat("srv/www/img"))]).toEqual(["750", "750"]);
  });

  it("folders of the image keep the mode that they have there", () => {
    const parents = [
      { path: "/root", mode: 0o700, uid, gid },
      { path: "/root/keys", mode: 0o1777, uid, gid },
    ];
    const stat = copy({ target: "/root/keys", parents });
    expect([mode(stat("root")), mode(stat("root/keys"))]).toEqual(["700", "1777"]);
  });

  it("a single file goes to its place", () => {
    const stat = copy({ source: join(dir, "www/index.html"), target: "/a/b/c" });
    expect(stat("a/b/c").isFile()).toBe(true);
  });

  it("are looked through for programs that want what is not among them, by what they are in the image", () => {
    writeFileSync(
      join(dir, "www/tool"),
      elfFile({ needed: ["libz.so.1", "libx.so"], runpath: "/srv/www/lib:$ORIGIN/img" }),
    );
    chmodSync(join(dir, "www/tool"), 0o755);
    writeFileSync(join(dir, "www/img/libx.so"), "");
    const foreign = () => JSON.parse(readFileSync(join(dir, "facts.json"), "utf8")).foreign;
    copy();
    expect(foreign()).toMatchObject([{ file: "tool", libraries: ["libz.so.1"], folders: ["/srv/www/lib"] }]);
    copy({ target: "/opt/tool", source: join(dir, "www/tool") });
    expect(foreign()).toMatchObject([{ file: "", libraries: ["libz.so.1", "libx.so"] }]);
  });

  it.each([
    ["nix/store/x", "/nix cannot be made: /nix/store holds packages alone"],
    [
      "srv/.wh.x",
      "/srv/.wh.x cannot be made: in the layers of an image .wh.x is no file, but says that one is removed",
    ],
  ])("are no place for %s", (name, message) => {
    mkdirSync(join(dir, "www", dirname(name)), { recursive: true });
    writeFileSync(join(dir, "www", name), "");
    expect(() => copy({ target: "/" })).toThrow(message);
  });

  it("may be all of the image", () => {
    expect(copy({ target: "/" })("index.html").isFile()).toBe(true);
  });
});
