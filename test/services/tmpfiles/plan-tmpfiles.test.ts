import { describe, expect, it } from "vitest";
import { placeholder } from "../../../src/lib/placeholder.ts";
import type { PlanTmpfile } from "../../../src/services/plan-file.ts";
import { orderRules } from "../../../src/services/tmpfiles/order.ts";
import { planTmpfiles } from "../../../src/services/tmpfiles/plan-tmpfiles.ts";
import { accounts, rulesOf } from "./tmpfiles.ts";

const plan = (...rules: readonly string[]) => planTmpfiles({ rules }, { accounts });

/** What is done at boot, without the lines that say so. */
const boot = (...rules: readonly string[]) => withoutLines(plan(...rules).boot);
const withoutLines = (boot: readonly PlanTmpfile[]) =>
  JSON.parse(JSON.stringify(boot.map(({ line: _, ...rule }) => rule)));

describe("rules are taken in systemd's order", () => {
  const order = (...lines: readonly string[]) => orderRules(rulesOf(...lines)).others.map(({ line }) => line);

  it("as they are given, patterns last", () => {
    expect(order("z /run/c", "d /run/b", "d /run/a")).toEqual(["d /run/b", "d /run/a", "z /run/c"]);
  });

  it("what is above first", () => {
    expect(order("f /a/b", "z /a", "d /a")).toEqual(["d /a", "f /a/b", "z /a"]);
    expect(order("f /a/b", "z /a")).toEqual(["z /a", "f /a/b"]);
    expect(order("d /a/b/c", "d /a", "d /a/b")).toEqual(["d /a", "d /a/b", "d /a/b/c"]);
    expect(order("d /ab", "d /a")).toEqual(["d /ab", "d /a"]);
  });

  it("removals before all, what is below first", () => {
    const { removals, others } = orderRules(rulesOf("R /run/a", "r /run/a/b", "D /run/d", "d /run/a"));
    expect(removals.map(({ line }) => line)).toEqual(["r /run/a/b", "R /run/a", "D /run/d"]);
    expect(others.map(({ line }) => line)).toEqual(["D /run/d", "d /run/a"]);
  });

  it("the first for a path wins", () => {
    const { warnings, others } = orderRules(rulesOf("d /run/a 0700", "d /run/a 0755", "f+ /run/a"));
    expect(others).toHaveLength(1);
    expect(warnings.map(({ message }) => message)).toEqual([
      '"d /run/a 0755" is ignored: "d /run/a 0700" comes first, and a path has one line',
      '"f+ /run/a" is ignored: "d /run/a 0700" comes first, and a path has one line',
    ]);
  });

  it("lines that say the same, append, or adjust are no rivals", () => {
    const lines = [
      "f /run/a",
      "f /run/a",
      "w+ /run/a - - - - 1",
      "w+ /run/a - - - - 2",
      "z /run/a 0600",
      "Z /run/a 0400",
    ];
    expect(orderRules(rulesOf(...lines))).toMatchObject({ warnings: [] });
    expect(order(...lines)).toEqual(lines);
  });
});

describe("in the image", () => {
  it("are folders, files and links of places that are the image's", () => {
    const { image, boot } = plan(
      "d /var/lib/web 0750 web web",
      "f /etc/motd 0600 - - - hi\\n",
      "L /srv/www - - - - /var/www",
      "v /vol",
    );
    expect(image).toEqual([
      { path: "/var/lib/web", type: "directory", mode: 0o750, uid: 33, gid: 34 },
      { path: "/etc/motd", type: "file", mode: 0o600, uid: 0, gid: 0, text: "hi\n" },
      { path: "/srv/www", type: "symlink", target: "/var/www", uid: 0, gid: 0 },
      { path: "/vol", type: "directory", mode: 0o755, uid: 0, gid: 0 },
    ]);
    expect(boot).toEqual([]);
  });

  it("they are changed by lines about them", () => {
    const { image, boot } = plan(
      ...["f /etc/a - - - - abc", "w /etc/a - - - - X", "z /etc/a 0400 web -"],
      ...["f /etc/b - - - - abc", "w+ /etc/b - - - - d", "z /etc/b :0400 :web", "d /srv/c", "e /srv/c 0711"],
    );
    expect(image).toEqual([
      { path: "/etc/a", type: "file", mode: 0o400, uid: 33, gid: 0, text: "Xbc" },
      { path: "/etc/b", type: "file", mode: 0o644, uid: 0, gid: 0, text: "abcd" },
      { path: "/srv/c", type: "directory", mode: 0o711, uid: 0, gid: 0 },
    ]);
    expect(boot).toEqual([]);
  });

  it("is nothing below /run, /tmp, /dev, /proc, /sys, a volume or a folder that is emptied", () => {
    const rules = ["d /run/a", "d /tmp/b", "f /dev/c", "d /data/d/e", "D /var/cache/f", "f /var/cache/f/g"];
    const { image, boot } = planTmpfiles({ rules }, { accounts, volumes: ["/data"] });
    expect(image).toEqual([]);
    expect(boot.map(({ pass, type, path }) => `${pass} ${type} ${path}`)).toEqual([
      "remove D /var/cache/f",
      "make d /run/a",
      "make d /tmp/b",
      "make f /dev/c",
      "make d /data/d/e",
      "make D /var/cache/f",
      "make f /var/cache/f/g",
    ]);
  });

  it("is nothing that is known only later, or about what may be there", () => {
    const rules = [
      "f /etc/%H",
      "f~ /etc/bin - - - - /w==",
      "p /etc/pipe",
      "C /etc/c - - - - /x",
      "z /etc/d* 0600",
      "r /etc/e",
      "w /etc/f - - - - 1",
    ];
    expect(plan(...rules).image).toEqual([]);
    const file = { pass: "make", type: "f", mode: { bits: "0644", onlyNew: true } };
    expect(boot(...rules)).toEqual([
      { pass: "remove", type: "r", path: "/etc/e" },
      { ...file, path: "/etc/%H" },
      { ...file, path: "/etc/bin", argument: "\u00ff" },
      { ...file, type: "p", path: "/etc/pipe" },
      { pass: "make", type: "C", path: "/etc/c", argument: "/x" },
      { pass: "make", type: "z", path: "/etc/d*", mode: { bits: "0600" } },
      { pass: "make", type: "w", path: "/etc/f", argument: "1" },
    ]);
  });
});

describe("at boot", () => {
  it("each line is what it says, with numbers for owners and what may be known only then", () => {
    expect(
      boot(
        ...[
          "f+- /run/f 0640 web :web - it's \\\\ 100%%\\t%l",
          "w+ /run/w - - - - x",
          "Z /run/z ~0770 1 2",
          "e /run/e* 0711",
        ],
        ...[
          "R /run/R",
          "r! /run/r",
          "L? /run/l2 - - - - /x",
          "d= /run/d=/x",
          "L+ /run/l - - - - x y",
          "p+ /run/p 0600",
        ],
      ).map((rule: PlanTmpfile) => JSON.stringify(rule)),
    ).toMatchInlineSnapshot(`
      [
        "{"type":"r","pass":"remove","path":"/run/r"}",
        "{"type":"R","pass":"remove","path":"/run/R"}",
        "{"type":"f","mayFail":true,"pass":"make","path":"/run/f","force":true,"mode":{"bits":"0640"},"user":{"id":33},"group":{"id":34,"onlyNew":true},"argument":"it's \\\\ 100%%\\t%l"}",
        "{"type":"L","pass":"make","path":"/run/l2","ifTargetExists":true,"argument":"/x"}",
        "{"type":"d","pass":"make","path":"/run/d=/x","makeWay":true,"mode":{"bits":"0755","onlyNew":true}}",
        "{"type":"L","pass":"make","path":"/run/l","force":true,"argument":"x y"}",
        "{"type":"p","pass":"make","path":"/run/p","force":true,"mode":{"bits":"0600"}}",
        "{"type":"w","pass":"make","path":"/run/w","force":true,"argument":"x"}",
        "{"type":"Z","pass":"make","path":"/run/z","mode":{"bits":"0770","masked":true},"user":{"id":1},"group":{"id":2}}",
        "{"type":"e","pass":"make","path":"/run/e*","mode":{"bits":"0711"}}",
      ]
    `);
  });

  it("a line that was written stands beside what it does, for messages", () => {
    expect(plan("d /run/a 0700").boot).toMatchObject([{ line: "d /run/a 0700", path: "/run/a" }]);
  });

  it("a package in a file's text is one that the image gets", () => {
    const hello = placeholder("hello");
    expect(boot(`f /run/a - - - - gr\u00fcn ${hello}/bin`)).toMatchObject([
      { argument: `gr\u00c3\u00bcn ${hello}/bin` },
    ]);
  });
});
