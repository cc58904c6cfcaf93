import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { hostname, release } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { PlanTmpfile } from "../../src/services/plan-file.ts";
import { planTmpfiles } from "../../src/services/tmpfiles/plan-tmpfiles.ts";
import type { Accounts } from "../../src/services/unit.ts";
import { program } from "./built.ts";
import { initFolder, temporaryFolder } from "./program.ts";

const accounts: Accounts = {
  users: new Map([["web", { uid: 33, gid: 34, home: "/", shell: "/bin/sh", extraGroups: [] }]]),
  groups: new Map([["web", 34]]),
};

const isRoot = process.getuid?.() === 0;
/** A folder that stands for the container's /run; "@" in lines and commands is that folder. */
function newRoot(): string {
  const root = temporaryFolder();
  chmodSync(root, 0o755);
  return root;
}

const within = (root: string, text: string) => text.replaceAll("@", root);
const shell = (root: string, script: string, user?: number) =>
  execFileSync("bash", ["-euc", within(root, script)], {
    encoding: "utf8",
    cwd: root,
    ...(user && { uid: user, gid: user }),
  });

interface Boot {
  readonly rules: readonly string[];
  /** What is there before. */
  readonly before?: string;
  readonly user?: number;
  /** Texts that other files of the machine have meanwhile, by path. */
  readonly files?: Readonly<Record<string, string>>;
}

/** Carries the lines out as a container's start does: the exit code and what was said. */
function boot(root: string, { rules, before = "", ...how }: Boot) {
  if (before !== "") shell(root, before);
  const lines = rules.map((rule) => within(root, rule));
  return carryOut(root, planTmpfiles({ rules: lines }, { accounts, volumes: [root] }).boot, how);
}

function carryOut(root: string, tmpfiles: readonly PlanTmpfile[], { user, files = {} }: Omit<Boot, "rules"> = {}) {
  const home = initFolder({ tmpfiles });
  chmodSync(home, 0o755);
  const mounts = Object.entries(files).map(([path, text], i) => {
    writeFileSync(join(home, String(i)), text);
    return `mount --bind ${home}/${i} ${path} && `;
  });
  const [command, args] =
    mounts.length === 0
      ? [join(home, "init"), ["tmpfiles"]]
      : ["unshare", ["-m", "sh", "-c", `${mounts.join("")}exec ${home}/init tmpfiles`]];
  const { status, stderr } = spawnSync(command, args, {
    encoding: "utf8",
    env: { PATH: process.env.PATH },
    ...(user && { uid: user, gid: user }),
  });
  const messages = stderr
    .trimEnd()
    .split("\n")
    .filter((line) => line !== "");
  return { exit: status, messages: messages.map((line) => line.replaceAll(root, "@")) };
}

/** All that lies in a folder. */
function found(root: string, folder = "t"): string[] {
  const lines = shell(root, `find @/${folder} -printf '%y %m %U:%G %p %l\\n' | LC_ALL=C sort -k4`);
  return lines
    .trimEnd()
    .split("\n")
    .map((line) => line.trimEnd().replaceAll(root, "@"));
}

describe.skipIf(!isRoot)("at a container's start", () => {
  it("folders, files, pipes, links and copies are made, with modes, owners and contents", () => {
    const root = newRoot();
    const { exit, messages } = boot(root, {
      rules: [
        ...["d @/t/dir 2750 web web", "f @/t/dir/sub/file 0640 web - - it's $HOME\\\\\\n100%%", "f @/t/plain"],
        ...["f~ @/t/bytes - - - - AAH/", "L @/t/link - - - - ../x y", "p @/t/pipe 0600", "f @/t/%l 0400"],
        ...["C @/t/copy 0700 - web - @/source", "d @/t/sticky 1777", "f @/t/suid 4711 web"],
      ],
      before: "mkdir -m 755 @/source; echo hi >@/source/file; chmod 604 @/source/file; ln -s file @/source/link",
    });
    expect(messages).toEqual([]);
    expect(exit).toBe(0);
    const host = hostname().split(".")[0];
    expect(found(root)).toEqual(
      [
        "d 755 0:0 @/t",
        `f 400 0:0 @/t/${host}`,
        "f 644 0:0 @/t/bytes",
        "d 700 0:34 @/t/copy",
        "f 604 0:34 @/t/copy/file",
        "l 777 0:34 @/t/copy/link file",
        "d 2750 33:34 @/t/dir",
        // A folder made in a set-group-id folder has its group and bit, as everywhere.
        "d 2755 0:34 @/t/dir/sub",
        "f 640 33:34 @/t/dir/sub/file",
        "l 777 0:0 @/t/link ../x y",
        "p 600 0:0 @/t/pipe",
        "f 644 0:0 @/t/plain",
        "d 1777 0:0 @/t/sticky",
        "f 4711 33:0 @/t/suid",
      ].sort((a, b) => (String(a.split(" ")[3]) < String(b.split(" ")[3]) ? -1 : 1)),
    );
    expect(readFileSync(join(root, "t/dir/sub/file"), "utf8")).toBe("it's $HOME\\\n100%");
    expect(readFileSync(join(root, "t/bytes"))).toEqual(Buffer.from([0, 1, 255]));
    expect(readFileSync(join(root, "t/copy/file"), "utf8")).toBe("hi\n");
  });

  it("what is there is adjusted, written to, replaced and removed", () => {
    const root = newRoot();
    const { exit, messages } = boot(root, {
      rules: [
        ...["z @/t/a 0600 web", "Z @/t/tree ~0750 web web", "e @/t/e* 0711", "w @/t/w - - - - XY"],
        ...["w+ @/t/w+ - - - - 1", "w+ @/t/w+ - - - - 2", "f+ @/t/f+ - - - - new", "f @/t/keep :0600 :web - - no"],
        ...["L+ @/t/l - - - - new", "p+ @/t/p 0600", "d= @/t/was", "R @/t/gone*", "r @/t/one?", "D @/t/D 0700"],
        ...["L+ @/t/same - - - - same", "C @/t/filled 0700 - - - @/t/a", "e @/t/a 0777"],
      ],
      before: `mkdir -p t/tree/sub t/e1 t/gone1/x t/l t/D/old t/filled; touch t/a t/one1 t/p t/was t/tree/sub/f t/D/f t/filled/x
        echo old >t/keep; echo -n abcd >t/w; echo -n 0 >t/w+; echo longer >t/f+; chmod 640 t/tree/sub/f; chmod 700 t/e1; chmod 644 t/a
        ln -s same t/same`,
    });
    expect(messages).toEqual([]);
    expect(exit).toBe(0);
    expect(found(root)).toEqual([
      "d 755 0:0 @/t",
      "d 700 0:0 @/t/D",
      "f 600 33:0 @/t/a",
      "d 711 0:0 @/t/e1",
      "f 644 0:0 @/t/f+",
      "d 700 0:0 @/t/filled",
      "f 644 0:0 @/t/filled/x",
      "f 644 0:0 @/t/keep",
      "l 777 0:0 @/t/l new",
      "p 600 0:0 @/t/p",
      "l 777 0:0 @/t/same same",
      "d 750 33:34 @/t/tree",
      "d 750 33:34 @/t/tree/sub",
      "f 640 33:34 @/t/tree/sub/f",
      "f 644 0:0 @/t/w",
      "f 644 0:0 @/t/w+",
      "d 755 0:0 @/t/was",
    ]);
    const contents = ["w", "w+", "f+", "keep"].map((name) => readFileSync(join(root, "t", name), "utf8"));
    expect(contents).toEqual(["XYcd", "012", "new", "old\n"]);
  });

  it("a second start changes nothing", () => {
    const root = newRoot();
    const rules = [
      ...["d @/t 0750 web", "f @/t/f 0600 web - - x", "L+ @/t/l - - - - f", "p+ @/t/p", "C @/t/c - - - - @/t/f"],
      ...["L= @/t/k - - - - f", "p= @/t/q", "d= @/t/d/e"],
    ];
    const look = () => shell(root, "find @/t -printf '%i %y %m %U:%G %p %l %C@\\n' | sort");
    expect(boot(root, { rules })).toEqual({ exit: 0, messages: [] });
    const first = look();
    expect(boot(root, { rules })).toEqual({ exit: 0, messages: [] });
    expect(look()).toBe(first);
    expect(first.trimEnd().split("\n")).toHaveLength(9);
  });

  it("what cannot be done is said, the rest is done, and the exit code is systemd's", () => {
    const root = newRoot();
    const { exit, messages } = boot(root, {
      rules: [
        ...[
          "d @/t/file/sub",
          "f @/t/dir",
          "f- @/t/dir2",
          "L @/t/dir - - - - x",
          "d @/t/ok",
          "p @/t/dir3",
          "d @/t/file2",
        ],
        ...["f @/t/file/a/b", "C @/t/c - - - - @/none", "w @/t/dir4 - - - - x", "r @/t/full"],
      ],
      before: "mkdir -p @/t/dir @/t/dir2 @/t/dir3 @/t/dir4 @/t/full/x; touch @/t/file @/t/file2",
    });
    expect(messages.toSorted()).toEqual([
      "tmpfiles: @/t/c: cannot stat '@/none': No such file or directory",
      "tmpfiles: @/t/dir is there, and is no file",
      "tmpfiles: @/t/dir2 is there, and is no file",
      "tmpfiles: @/t/dir3 is there, and is no pipe",
      "tmpfiles: @/t/dir4: cannot be written",
      "tmpfiles: @/t/file/a/b: cannot create directory '@/t/file': Not a directory",
      "tmpfiles: @/t/file/sub: cannot create directory '@/t/file': File exists",
      "tmpfiles: @/t/file2 is there, and is no folder",
      "tmpfiles: @/t/full: failed to remove '@/t/full': Directory not empty",
    ]);
    expect(exit).toBe(73);
    expect(existsSync(join(root, "t/ok"))).toBe(true);
  });

  it("a copy has all that can be copied, and never itself", () => {
    const root = newRoot();
    const { exit, messages } = boot(root, {
      rules: ["C @/source/copy - - - - @/source", "C @/empty 0710 - web - @/source/sub"],
      before:
        "mkdir -p source/sub empty; touch source/file source/sub/f; touch -d 2001-01-01 source/sub/f; ln -s file source/link",
    });
    expect(messages).toEqual(["tmpfiles: @/source/copy: cannot copy '@/source/copy': Invalid argument"]);
    expect(exit).toBe(73);
    expect(shell(root, "cd source/copy; find . | LC_ALL=C sort")).toBe(".\n./file\n./link\n./sub\n./sub/f\n");
    expect(shell(root, "find empty -printf '%y %m %G %TY\n'")).toMatch(/^d 710 34 \d+\nf 644 34 2001\n$/);
  });

  it("what is made lies behind links, and a text is written where one leads, but a link that leads nowhere stays", () => {
    const root = newRoot();
    const { exit, messages } = boot(root, {
      rules: ["f @/link/a/b", "w @/nowhere - - - - x", "d @/nowhere/a", "L @/web - web - - real", "d @/web/c"],
      before: "mkdir real; ln -s real link; ln -s none nowhere",
    });
    expect(messages).toEqual(["tmpfiles: @/nowhere/a: cannot create directory '@/none': No such file or directory"]);
    expect(exit).toBe(73);
    expect(shell(root, "find real | LC_ALL=C sort")).toBe("real\nreal/a\nreal/a/b\nreal/c\n");
    expect(existsSync(join(root, "none"))).toBe(false);
  });

  it("a line with - may fail", () => {
    const root = newRoot();
    const { exit, messages } = boot(root, { rules: ["d- @/t/file/sub"], before: "mkdir @/t; touch @/t/file" });
    expect(messages).toHaveLength(1);
    expect(exit).toBe(0);
  });

  it("any user can make what is its own, and is told once what it cannot own", () => {
    const root = newRoot();
    const { exit, messages } = boot(root, {
      rules: [
        ...["d @/t 0700", "d @/t/web 0750 web web", "f @/t/mine 0600 - - - x", "f- @/t/root 0640 0 0"],
        ...["L @/t/l - - - - x", "C @/t/copy - - - - @/source"],
      ],
      before: "chmod 1777 .; mkdir source; touch source/f; chmod 4755 source/f",
      user: 1234,
    });
    expect(messages).toEqual(["tmpfiles: only root can set the owner of: @/t/web (33:34) @/t/root (0:0)"]);
    expect(exit).toBe(73);
    expect(found(root)).toEqual([
      "d 700 1234:1234 @/t",
      "d 755 1234:1234 @/t/copy",
      "f 755 1234:1234 @/t/copy/f",
      "l 777 1234:1234 @/t/l x",
      "f 600 1234:1234 @/t/mine",
      "f 640 1234:1234 @/t/root",
      "d 750 1234:1234 @/t/web",
    ]);
  });

  it("and fails for nothing that may fail", () => {
    const root = newRoot();
    const { exit, messages } = boot(root, { rules: ["d- @/t 0700 web"], before: "chmod 1777 .", user: 1234 });
    expect(messages).toEqual(["tmpfiles: only root can set the owner of: @/t (33:1234)"]);
    expect(exit).toBe(0);
  });

  it("patterns are those of a shell", () => {
    const root = newRoot();
    const { exit, messages } = boot(root, {
      rules: [
        "z @/t/*.[ch] 0600",
        "z @/t/?/[!a-c]*z 0600",
        "z @/t/a\\\\*b 0600",
        "z @/t/[[:digit:]]x 0600",
        "z @/t/none* 0600",
      ],
      before:
        "mkdir -p t/d t/ee; touch t/a.c t/b.h t/c.o t/.x.c t/d/dz t/d/az t/d/zzz t/ee/dz 't/a*b' t/aab t/1x t/xx; chmod 644 $(find t -type f)",
    });
    expect(messages).toEqual([]);
    expect(exit).toBe(0);
    const changed = shell(root, "cd t; find . -type f -perm 600 | LC_ALL=C sort").trimEnd().split("\n");
    expect(changed).toEqual(["./1x", "./a*b", "./a.c", "./b.h", "./d/dz", "./d/zzz"]);
  });

  it("a tree of any depth is adjusted and removed", () => {
    const root = newRoot();
    const before = "mkdir t; cd t; for ((i = 0; i < 150; i++)); do mkdir d; cd d; done; touch end";
    expect(boot(root, { rules: ["Z @/t 0700 web"], before })).toEqual({ exit: 0, messages: [] });
    expect(shell(root, "find t -user 33 -perm 700 | wc -l").trim()).toBe("152");
    expect(boot(root, { rules: ["R @/t"] })).toEqual({ exit: 0, messages: [] });
    expect(existsSync(join(root, "t"))).toBe(false);
  });
});

describe.skipIf(!isRoot)("a user who puts links where lines go gets nothing that is not theirs", () => {
  /** A folder of user 33, with what is not theirs beside it. */
  const before = "mkdir secret web; echo secret >secret/file; chmod 600 secret/file; chown 33:34 web;";
  const untouched = (root: string) => {
    expect(found(root, "secret")).toEqual(["d 755 0:0 @/secret", "f 600 0:0 @/secret/file"]);
    expect(readFileSync(join(root, "secret/file"), "utf8")).toBe("secret\n");
  };

  it("not by a link in the place of a file or folder", () => {
    const root = newRoot();
    const { exit, messages } = boot(root, {
      before: `${before} cd web; for name in f f+ z Z; do ln -s ../secret/file $name; done; for name in d D e R r; do ln -s ../secret $name; done; chown -h 33:34 *`,
      rules: [
        ...["f @/web/f 0666 web - - x", "f+ @/web/f+ 0666 web - - x", "z @/web/z 0666 web", "Z @/web/Z 0666 web"],
        ...["d @/web/d 0777 web", "D @/web/D 0777 web", "e @/web/e 0777 web", "R @/web/R", "r @/web/r"],
      ],
    });
    expect(messages).toEqual([
      "tmpfiles: @/web/f is there, and is no file",
      "tmpfiles: @/web/f+ is there, and is no file",
      "tmpfiles: @/web/d is there, and is no folder",
      "tmpfiles: @/web/D is there, and is no folder",
    ]);
    expect(exit).toBe(73);
    untouched(root);
  });

  it("not by a link above it, nor one that is written through", () => {
    const root = newRoot();
    const { exit, messages } = boot(root, {
      before: `${before} cd web; for name in a b c d e; do ln -s ../secret $name; done; ln -s ../secret/file w; ln -s @/secret abs; chown -h 33:34 *`,
      rules: [
        ...[
          "f+ @/web/a/file 0666 web - - x",
          "z @/web/b/file 0666 web",
          "d @/web/c/new 0777 web",
          "w @/web/w - - - - x",
        ],
        ...["R @/web/d/file", "z @/web/e/* 0666 web", "z @/web/abs/file 0666 web"],
      ],
    });
    expect(exit).toBe(73);
    expect(messages).toHaveLength(7);
    for (const line of messages) expect(line).toContain("a link of user 33 leads to what is not theirs");
    untouched(root);
  });

  it("not by a hard link, where the kernel lets users make them", () => {
    const root = newRoot();
    const { exit, messages } = boot(root, {
      before: `${before} mkdir other; touch other-root; ln other-root other/root; ln secret/file web/z; ln secret/file web/f; ln secret/file web/w`,
      rules: ["f+ @/web/f - - - - x", "w @/web/w - - - - x", "Z @/web 0755 web", "z @/other/root 0640"],
      files: { "/proc/sys/fs/protected_hardlinks": "0\n" },
    });
    expect(messages).toEqual(
      ["f", "w", "z", "f", "w"].map(
        (name) => `tmpfiles: @/web/${name}: the file has another name, and may be somebody else's`,
      ),
    );
    expect(exit).toBe(73);
    // In a folder that is root's alone, they are root's.
    expect(found(root, "other")).toEqual(["d 755 0:0 @/other", "f 640 0:0 @/other/root"]);
    untouched(root);
  });

  it("but their own links and root's are followed", () => {
    const root = newRoot();
    const { exit, messages } = boot(root, {
      before: `${before} mkdir -p web/v1 real; touch web/v1/f; chown -R 33:34 web; ln -s v1 web/current; chown -h 33:34 web/current; ln -s real linked; touch real/w; ln -s real/w w`,
      rules: [
        "z @/web/current/f 0640 web",
        "d @/web/current/new 0750 web",
        "d @/linked/new 0700",
        "w @/w - - - - text",
      ],
    });
    expect(messages).toEqual([]);
    expect(exit).toBe(0);
    expect(found(root, "web/v1")).toEqual([
      "d 755 33:34 @/web/v1",
      "f 640 33:34 @/web/v1/f",
      "d 750 33:0 @/web/v1/new",
    ]);
    expect(found(root, "real")).toEqual(["d 755 0:0 @/real", "d 700 0:0 @/real/new", "f 644 0:0 @/real/w"]);
    expect(readFileSync(join(root, "real/w"), "utf8")).toBe("text");
  });
});

describe.skipIf(!isRoot)("specifiers", () => {
  const argument = "%H %l|%q|%a %v %b|%o|%w|%W|%M|%A|%B|%% %z 100% é\u00ff %";
  const expand = (files: Record<string, string>) => {
    const root = newRoot();
    const path = within(root, "@/%%f");
    expect(carryOut(root, [{ line: "f", type: "f", pass: "make", path, argument }], { files })).toEqual({
      exit: 0,
      messages: [],
    });
    return readFileSync(join(root, "%f"), "latin1").split("|");
  };
  const osRelease = realpathSync("/etc/os-release");

  it("are what the running container is", () => {
    const text = `NAME=x\nID=decl\nVERSION_ID="1.0 'a' \\"b\\" \\$c \\\\"\nVARIANT_ID='v'\n#IMAGE_ID=no\nIMAGE_VERSION=\nBUILD_ID=last`;
    const [host, pretty, kernel, ...others] = expand({
      [osRelease]: text,
      "/proc/sys/kernel/hostname": "box.example\n",
    });
    expect([host, pretty]).toEqual(["box.example box", "box"]);
    const bootId = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").replaceAll("-", "").trim();
    const machine = process.arch === "arm64" ? "arm64" : "x86-64";
    expect(kernel).toBe(`${machine} ${release()} ${bootId}`);
    expect(others).toEqual(["decl", `1.0 'a' "b" $c \\`, "v", "", "", "last", "% %z 100% \xe9\xff %"]);
  });

  it("are nothing where that is not known", () => {
    expect(expand({ [osRelease]: "" }).slice(3, 9)).toEqual(["", "", "", "", "", ""]);
  });
});

it("a program without a plan beside it says so", () => {
  const home = newRoot();
  copyFileSync(program, join(home, "init"));
  const { status, stderr } = spawnSync(join(home, "init"), ["tmpfiles"], { encoding: "utf8" });
  expect([status, stderr]).toEqual([73, `tmpfiles: ${home}/plan.json cannot be read: No such file or directory\n`]);
});
