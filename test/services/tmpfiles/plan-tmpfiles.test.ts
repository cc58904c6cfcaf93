import { describe, expect, it } from "vitest";
import { orderRules } from "../../../src/services/tmpfiles/order.ts";
import { planTmpfiles } from "../../../src/services/tmpfiles/plan-tmpfiles.ts";
import { accounts, rulesOf } from "./tmpfiles.ts";

const plan = (...rules: readonly string[]) => planTmpfiles({ rules }, { accounts });

/** The lines of the boot script that do something. */
const calls = (script: string) => {
  const main = script.split("\n}\n\n").at(-1) ?? "";
  return main.slice(0, main.indexOf("\n\nif ((")).split("\n");
};
const boot = (...rules: readonly string[]) => calls(plan(...rules).boot);

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
    expect(boot).toBe("");
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
    expect(boot).toBe("");
  });

  it("is nothing below /run, /tmp, /dev, /proc, /sys, a volume or a folder that is emptied", () => {
    const rules = ["d /run/a", "d /tmp/b", "f /dev/c", "d /data/d/e", "D /var/cache/f", "f /var/cache/f/g"];
    const { image, boot } = planTmpfiles({ rules }, { accounts, volumes: ["/data"] });
    expect(image).toEqual([]);
    expect(calls(boot)).toEqual([
      "must empty /var/cache/f",
      "must directory /run/a :755 - -",
      "must directory /tmp/b :755 - -",
      "must file /dev/c :644 - - ''",
      "must directory /data/d/e :755 - -",
      "must directory /var/cache/f :755 - -",
      "must file /var/cache/f/g :644 - - ''",
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
    expect(boot(...rules)).toEqual([
      "must each /etc/e remove",
      `must file /etc/"$HOSTNAME" :644 - - ''`,
      "must file /etc/bin :644 - - '\\0377'",
      "must fifo /etc/pipe :644 - -",
      "must copy /etc/c - - - /x",
      "must each '/etc/d*' adjust 600 - -",
      "must each /etc/f write 1",
    ]);
  });
});

describe("at boot", () => {
  it("each line is a call", () => {
    expect(
      boot(
        ...[
          "f+- /run/f 0640 web :web - it's \\\\ 100%%\\t%l",
          "w+ /run/w - - - - x",
          "Z /run/z ~0770 1 2",
          "e /run/e* 0711",
        ],
        ...["R /run/R", "r! /run/r", "L? /run/l2 - - - - /x", "d= /run/d=/x"],
      ),
    ).toEqual([
      "must each /run/r remove",
      "must each /run/R remove_all",
      `may contents /run/f 640 33 :34 'it'\\''s \\\\ 100%\\t'"\${HOSTNAME%%.*}"`,
      "if [[ -e /x ]]; then",
      "  must symlink /run/l2 - - - /x",
      "fi",
      "must make_way -d '/run/d=/x'",
      "must directory '/run/d=/x' :755 - -",
      "must each /run/w append x",
      "must each /run/z adjust_all ~770 1 2",
      "must each '/run/e*' existing 711 - -",
    ]);
  });

  it("links and pipes with + take the place of others", () => {
    expect(boot("L+ /run/l - - - - x y", "p+ /run/p 0600")).toEqual([
      "if [[ $(readlink /run/l) != 'x y' ]]; then",
      "  must remove_all /run/l",
      "fi",
      "must symlink /run/l - - - 'x y'",
      "[[ -p /run/p ]] || must remove_all /run/p",
      "must fifo /run/p 600 - -",
    ]);
  });

  it("the script has the functions it uses, and no others", () => {
    const script = plan("d /run/a").boot;
    expect(script).toContain("\ndirectory() {");
    expect(script).not.toContain("\nfifo() {");
  });
});
