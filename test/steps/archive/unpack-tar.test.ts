import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, readlinkSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { unpackTar } from "../../../src/steps/archive/unpack-tar.ts";
import { freshFolder, setIn, type TarEntry, tarFile } from "./tar-file.ts";

const unpack = async (archive: string) => {
  const target = join(freshFolder(), "tree");
  return { target, count: await unpackTar(archive, target) };
};

const refused = async (...entries: TarEntry[]) => unpack(await tarFile(entries)).then(() => "taken", String);

describe("an archive of a package set", () => {
  it.each([false, true])("is what is in the one folder at its top (compressed: %s)", async (gzip) => {
    const { target, count } = await unpack(await tarFile(setIn("nixpkgs-1"), { gzip }));
    expect(count).toBe(5);
    expect(readFileSync(join(target, "default.nix"), "utf8")).toBe("{ }\n");
    expect(statSync(join(target, "lib/run.sh")).mode & 0o111).not.toBe(0);
    expect(statSync(join(target, "default.nix")).mode & 0o111).toBe(0);
    expect(readlinkSync(join(target, "lib/same"))).toBe("run.sh");
  });

  it("may name its folders with ./ or not at all", async () => {
    const { target } = await unpack(await tarFile([{ name: "./set/a/b/default.nix", text: "1" }]));
    expect(readFileSync(join(target, "a/b/default.nix"), "utf8")).toBe("1");
  });

  it("is what git makes of a commit, with long names", async () => {
    const folder = freshFolder();
    const name = `${"a-long-folder/".repeat(12)}default.nix`;
    mkdirSync(join(folder, dirname(name)), { recursive: true });
    writeFileSync(join(folder, name), "2");
    const git = (...args: string[]) =>
      execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...args], { cwd: folder });
    git("init", "-q");
    git("add", ".");
    git("commit", "-qm", "1");
    git("archive", "--format=tar.gz", "--prefix=set-1/", "-o", "set.tar.gz", "HEAD");
    const { target } = await unpack(join(folder, "set.tar.gz"));
    expect(readFileSync(join(target, name), "utf8")).toBe("2");
  });

  it.runIf(spawnSync("xz", ["--version"]).error === undefined)("may be compressed by xz", async () => {
    const archive = await tarFile(setIn("set"));
    execFileSync("xz", [archive]);
    expect((await unpack(`${archive}.xz`)).count).toBe(5);
  });
});

describe("an archive is refused", () => {
  it("that is cut short", async () => {
    const whole = await tarFile(setIn("set"), { gzip: true });
    truncateSync(whole, statSync(whole).size - 20);
    await expect(unpack(whole)).rejects.toThrow("damaged gzip file: unexpected end of file");
    const plain = await tarFile(setIn("set"));
    truncateSync(plain, 1500);
    await expect(unpack(plain)).rejects.toThrow("it is not a tar archive, or damaged: ");
  });

  it("that is something else, or has nothing in it", async () => {
    const page = join(freshFolder(), "page");
    writeFileSync(page, "<html>no such file</html>".repeat(100));
    await expect(unpack(page)).rejects.toThrow("it is not a tar archive, or damaged: ");
    expect(await refused()).toContain("the archive is empty");
  });

  it("that has more at its top than one folder", async () => {
    expect(await refused({ name: "a/x", text: "1" }, { name: "b/x", text: "2" })).toContain(
      "the archive has more than one folder at its top: a and b",
    );
    expect(await refused({ name: "default.nix", text: "1" })).toContain(
      "the archive has default.nix at its top, and no folder",
    );
  });

  it.each(["set/../../etc/passwd", "../x", "set/./x", "/etc/passwd", "set//x"])("that names %s", async (name) => {
    expect(await refused({ name: "set/", type: "directory" }, { name, text: "1" })).toContain(
      "is no name of a file below the archive's folder",
    );
  });

  it("that would write through a link", async () => {
    const outside = freshFolder();
    const link = { name: "set/out", type: "symlink", linkname: outside } as const;
    expect(await refused(link, { name: "set/out/x", text: "1" })).toContain(
      "the archive has out twice, as two different things",
    );
    expect(await refused(link, { name: "set/out", text: "1" })).toContain("twice");
    expect(await refused({ name: "set/f", text: "1" }, { name: "set/f/x", text: "1" })).toContain("twice");
  });

  it("that has what no package set has", async () => {
    expect(await refused({ name: "set/pipe", type: "fifo" })).toContain(
      "set/pipe is a fifo: a package set has files, folders and symlinks",
    );
    expect(await refused({ name: "set/hard", type: "link", linkname: "/etc/passwd" })).toContain("set/hard is a link");
  });
});

it("a link may lead anywhere, and is made and never followed", async () => {
  const { target } = await unpack(
    await tarFile([...setIn("set"), { name: "set/out", type: "symlink", linkname: "/etc" }]),
  );
  expect(readlinkSync(join(target, "out"))).toBe("/etc");
});
