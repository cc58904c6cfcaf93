import { beforeAll, describe, expect, it } from "vitest";
import { planTmpfiles } from "../../src/services/tmpfiles/plan-tmpfiles.ts";
import type { Accounts, Tools } from "../../src/services/unit.ts";
import { prepareBase, run } from "./services/container.ts";

const accounts: Accounts = {
  users: new Map([["web", { uid: 33, gid: 34, home: "/", shell: "/bin/sh", extraGroups: [] }]]),
  groups: new Map([["web", 34]]),
};

let tools: Tools;
beforeAll(async () => {
  tools = await prepareBase();
});

interface Boot {
  readonly rules: readonly string[];
  /** What is there before. */
  readonly before?: string;
  /** What is asked for at the end; its output is returned in lines. */
  readonly ask?: string;
  readonly options?: readonly string[];
}

/** What the init's first service does: it carries out the rules of the plan beside the program. */
const SET_UP = "/etc/decl/init tmpfiles";

/** Runs a script of bash in a container of an image whose plan has these rules. */
function inContainer(rules: readonly string[], script: string, options: readonly string[] = []) {
  const tmpfiles = planTmpfiles({ rules }, { accounts }).boot;
  return run(tools, { tmpfiles }, { docker: ["-i", "--entrypoint", "/bin/bash", ...options], input: script });
}

/** Carries the rules out: the exit code, what was said, and what was asked. */
async function boot({ rules, before = "", ask = ":", options = [] }: Boot) {
  const script = `${before}\n${SET_UP} 2>&1\necho "exit $?"\n${ask}\n`;
  const { code, output } = await inContainer(rules, script, options);
  expect(code, output).toBe(0);
  const at = output.search(/^exit \d+$/m);
  const said = output.slice(0, at);
  const [exit = "", ...asked] = output.slice(at).trimEnd().split("\n");
  return {
    exit,
    said: said
      .trimEnd()
      .split("\n")
      .filter((line) => line !== ""),
    asked,
  };
}

const FIND = "find /run/t -printf '%y %m %U:%G %p %l\\n' | sort -k4";
const found = (lines: readonly string[]) => lines.map((line) => line.trimEnd());

describe("at boot", () => {
  it("folders, files, pipes, links and copies are made, with modes, owners and contents", async () => {
    const { exit, said, asked } = await boot({
      rules: [
        ...["d /run/t/dir 2750 web web", "f /run/t/dir/sub/file 0640 web - - it's $HOME\\\\\\n100%%", "f /run/t/plain"],
        ...["f~ /run/t/bytes - - - - AAH/", "L /run/t/link - - - - ../x y", "p /run/t/pipe 0600", "f /run/t/%l 0400"],
        ...["C /run/t/copy 0700 - web - /tmp/source", "d /run/t/sticky 1777", "f /run/t/suid 4711 web"],
      ],
      before: "mkdir -m 755 /tmp/source; echo hi >/tmp/source/file; chmod 604 /tmp/source/file",
      ask: `${FIND}; cat /run/t/dir/sub/file; echo; od -An -tx1 /run/t/bytes; cat /run/t/copy/file`,
      options: ["--hostname", "box.example"],
    });
    expect(said).toEqual([]);
    expect(exit).toBe("exit 0");
    expect(found(asked)).toEqual([
      "d 755 0:0 /run/t",
      "f 400 0:0 /run/t/box",
      "f 644 0:0 /run/t/bytes",
      "d 700 0:34 /run/t/copy",
      "f 604 0:34 /run/t/copy/file",
      "d 2750 33:34 /run/t/dir",
      // A folder made in a set-group-id folder has its group and bit, as everywhere.
      "d 2755 0:34 /run/t/dir/sub",
      "f 640 33:34 /run/t/dir/sub/file",
      "l 777 0:0 /run/t/link ../x y",
      "p 600 0:0 /run/t/pipe",
      "f 644 0:0 /run/t/plain",
      "d 1777 0:0 /run/t/sticky",
      "f 4711 33:0 /run/t/suid",
      "it's $HOME\\",
      "100%",
      " 00 01 ff",
      "hi",
    ]);
  });

  it("what is there is adjusted, written to, replaced and removed", async () => {
    const { exit, said, asked } = await boot({
      rules: [
        ...["z /run/t/a 0600 web", "Z /run/t/tree ~0750 web web", "e /run/t/e* 0711", "w /run/t/w - - - - XY"],
        ...[
          "w+ /run/t/w+ - - - - 1",
          "w+ /run/t/w+ - - - - 2",
          "f+ /run/t/f+ - - - - new",
          "f /run/t/keep :0600 :web - - no",
        ],
        ...[
          "L+ /run/t/l - - - - new",
          "p+ /run/t/p 0600",
          "d= /run/t/was",
          "R /run/t/gone*",
          "r /run/t/one?",
          "D /run/t/D 0700",
        ],
      ],
      before: `cd /run; mkdir -p t/tree/sub t/e1 t/gone1/x t/l t/D/old; touch t/a t/one1 t/p t/was t/tree/sub/f t/D/f
        echo old >t/keep; echo -n abcd >t/w; echo -n 0 >t/w+; echo longer >t/f+; chmod 640 t/tree/sub/f; chmod 700 t/e1; chmod 644 t/a; cd /`,
      ask: `${FIND}; for file in w w+ f+ keep; do cat /run/t/$file; echo; done`,
    });
    expect(said).toEqual([]);
    expect(exit).toBe("exit 0");
    expect(found(asked)).toEqual([
      "d 755 0:0 /run/t",
      "d 700 0:0 /run/t/D",
      "f 600 33:0 /run/t/a",
      "d 711 0:0 /run/t/e1",
      "f 644 0:0 /run/t/f+",
      "f 644 0:0 /run/t/keep",
      "l 777 0:0 /run/t/l new",
      "p 600 0:0 /run/t/p",
      "d 750 33:34 /run/t/tree",
      "d 750 33:34 /run/t/tree/sub",
      "f 640 33:34 /run/t/tree/sub/f",
      "f 644 0:0 /run/t/w",
      "f 644 0:0 /run/t/w+",
      "d 755 0:0 /run/t/was",
      ...["XYcd", "012", "new", "old"],
    ]);
  });

  it("a second boot changes nothing", async () => {
    const rules = [
      "d /run/t 0750 web",
      "f /run/t/f 0600 web - - x",
      "L+ /run/t/l - - - - f",
      "p+ /run/t/p",
      "C /run/t/c - - - - /run/t/f",
    ];
    const look = "find /run/t -printf '%i %y %m %U:%G %p %l %C@\\n' | sort";
    const twice = `${SET_UP}; ${look} >/tmp/1; ${SET_UP}; ${look} >/tmp/2; [[ $(</tmp/1) == "$(</tmp/2)" ]] && wc -l </tmp/1`;
    const { output } = await inContainer(rules, twice);
    expect(output.trim()).toBe("5");
  });

  it("what cannot be done is said, the rest is done, and the exit code is systemd's", async () => {
    const { exit, said, asked } = await boot({
      rules: ["d /run/t/file/sub", "f /run/t/dir", "f- /run/t/dir2", "L /run/t/dir - - - - x", "d /run/t/ok"],
      before: "mkdir -p /run/t/dir /run/t/dir2; touch /run/t/file",
      ask: "ls /run/t",
    });
    expect(said).toEqual([
      expect.stringMatching(/^tmpfiles: \/run\/t\/file\/sub: .*(?:File exists|Not a directory)/),
      "tmpfiles: /run/t/dir is there, and is no file",
      "tmpfiles: /run/t/dir2 is there, and is no file",
    ]);
    expect(exit).toBe("exit 73");
    expect(asked).toEqual(["dir", "dir2", "file", "ok"]);
  });

  it("a line with - may fail", async () => {
    const { exit, said } = await boot({ rules: ["d- /run/t/file/sub"], before: "mkdir /run/t; touch /run/t/file" });
    expect(said).toHaveLength(1);
    expect(exit).toBe("exit 0");
  });

  it("a read-only root is no hindrance in /run", async () => {
    const { exit, said, asked } = await boot({
      rules: ["d /run/t 0750 web web", "f /run/t/f 0600 web - - x", "r /etc/none", "p- /srv/pipe"],
      ask: FIND,
      options: ["--read-only", "--tmpfs", "/run"],
    });
    expect(said).toEqual([expect.stringMatching(/^tmpfiles: \/srv\/pipe: .*Read-only file system/)]);
    expect(exit).toBe("exit 0");
    expect(found(asked)).toEqual(["d 750 33:34 /run/t", "f 600 33:0 /run/t/f"]);
  });

  it("any user can make what is its own, and is told once what it cannot own", async () => {
    const { exit, said, asked } = await boot({
      rules: [
        "d /run/t 0700",
        "d /run/t/web 0750 web web",
        "f /run/t/mine 0600 - - - x",
        "f- /run/t/root 0640 0 0",
        "L /run/t/l - - - - x",
      ],
      ask: FIND,
      options: ["--user", "1234:1234", "--read-only", "--tmpfs", "/run:mode=1777"],
    });
    expect(said).toEqual(["tmpfiles: only root can set the owner of: /run/t/web (33:34) /run/t/root (0:0)"]);
    expect(exit).toBe("exit 73");
    expect(found(asked)).toEqual([
      "d 700 1234:1234 /run/t",
      "l 777 1234:1234 /run/t/l x",
      "f 600 1234:1234 /run/t/mine",
      "f 640 1234:1234 /run/t/root",
      "d 750 1234:1234 /run/t/web",
    ]);
  });

  it("and fails for nothing that may fail", async () => {
    const options = ["--user", "1234:1234", "--tmpfs", "/run:mode=1777"];
    const { exit, said } = await boot({ rules: ["d- /run/t 0700 web"], options });
    expect(said).toEqual(["tmpfiles: only root can set the owner of: /run/t (33:1234)"]);
    expect(exit).toBe("exit 0");
  });
});
