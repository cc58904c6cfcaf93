import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitLine } from "../../../src/services/tmpfiles/line.ts";
import { readTmpfiles } from "../../../src/services/tmpfiles/read-tmpfiles.ts";
import { DeclError } from "../../../src/text/diagnostic.ts";
import { accounts, messagesFor, ruleOf, rulesOf } from "./tmpfiles.ts";

describe("a line", () => {
  it("has a type, a path, a mode, owners and an argument", () => {
    expect(ruleOf("f+- /run/web/conf 0640 web :root - hello world")).toMatchObject({
      type: "f",
      force: true,
      mayFail: true,
      path: ["/run/web/conf"],
      mode: { bits: 0o640, masked: false, onlyNew: false },
      user: { id: 33, onlyNew: false },
      group: { id: 0, onlyNew: true },
      argument: ["hello world"],
    });
  });

  it("may end after the path", () => {
    expect(ruleOf("d /run/web")).toMatchObject({
      mode: undefined,
      user: undefined,
      group: undefined,
      argument: undefined,
    });
    expect(ruleOf("d /run/web - - - - -")).toMatchObject({ mode: undefined, argument: undefined });
  });

  it("may quote and escape its fields", () => {
    expect(ruleOf(`d "/run/a b"'c'\\x20d\\u00e9`).path).toEqual(["/run/a bc dé"]);
  });

  it("keeps quotes in its argument, and undoes escapes", () => {
    expect(ruleOf(`f /run/a - - - - "it's"\\n\\101\\\\  `).argument).toEqual([`"it's"\nA\\`]);
  });

  it("has numbers and names as owners, and modes with marks", () => {
    expect(ruleOf("Z /run/a :~0770 1000 web")).toMatchObject({
      mode: { bits: 0o770, masked: true, onlyNew: true },
      user: { id: 1000 },
      group: { id: 34 },
    });
  });

  it("may have its argument in Base64, which is then nothing else", () => {
    expect(ruleOf("f~ /run/a - - - - aGkA/w==").argument).toEqual(["hi\0\xff"]);
    expect(ruleOf("f~ /run/a - - - - JXQ").argument).toEqual(["%t"]);
  });

  it("may have specifiers, some of which wait for the boot", () => {
    expect(ruleOf("d %t%S/%%/x%C%L%T%V%h%u%U%g%G").path).toEqual([
      "/run/var/lib/%/x/var/cache/var/log/tmp/var/tmp/rootroot0root0",
    ]);
    expect(ruleOf("f /run/%H - - - - %l %v %b!").argument).toEqual([
      { specifier: "l" },
      " ",
      { specifier: "v" },
      " ",
      { specifier: "b" },
      "!",
    ]);
    const { rules } = readTmpfiles({ rules: ["d /run/%a"] }, { accounts, specifiers: { a: "arm64" } });
    expect(rules[0]?.path).toEqual(["/run/arm64"]);
  });

  it("has its path normalised", () => {
    expect(ruleOf("d //run/./web//x/").path).toEqual(["/run/web/x"]);
    expect(ruleOf("d /").path).toEqual(["/"]);
  });

  it("without a source or target means the factory's", () => {
    expect(ruleOf("L /etc/x").argument).toEqual(["/usr/share/factory/etc/x"]);
    expect(ruleOf("C /etc/x").argument).toEqual(["/usr/share/factory/etc/x"]);
  });

  it("is nothing when it is empty or a comment", () => {
    expect(rulesOf("", "  ", "# d /run/x", " #")).toEqual([]);
  });

  it("of any text is split, or refused for a reason", () => {
    const text = fc
      .array(fc.constantFrom(..."d /x\"'\\tn0 é😀".split("")), { maxLength: 20 })
      .map((list) => list.join(""));
    fc.assert(
      fc.property(text, (line) => {
        try {
          expect(Object.values(splitLine(line))).toHaveLength(7);
        } catch (error) {
          expect(error).toMatchObject({ name: "LineError" });
        }
      }),
    );
  });

  it("with every character quoted says what was quoted", () => {
    const path = fc.string({ unit: "grapheme", minLength: 1 }).filter((text) => !text.includes("\0"));
    fc.assert(
      fc.property(path, (text) => {
        const quoted = `"${text.replaceAll(/["\\]/g, "\\$&")}"`;
        expect(splitLine(`d ${quoted} 0700`)).toMatchObject({ type: "d", path: text, mode: "0700" });
      }),
    );
  });
});

describe("settings", () => {
  it("are lines too, in the order of their files' names, without quotes and escapes", () => {
    const { rules } = readTmpfiles(
      {
        rules: ["d /run/b"],
        settings: {
          "10-web": { "/run/my web": { d: { mode: "0750", user: "web" }, Z: {} } },
          "00-early": { "/run/a": { f: { argument: "a\\n%%b" } } },
        },
      },
      { accounts },
    );
    expect(rules.map(({ line }) => line)).toEqual([
      "f /run/a - - - - a\\n%%b",
      "d /run/b",
      "Z /run/my web",
      "d /run/my web 0750 web",
    ]);
    expect(rules[0]?.argument).toEqual(["a\\n%b"]);
    expect(rules[3]).toMatchObject({ path: ["/run/my web"], user: { id: 33 } });
  });
});

describe("what does nothing is warned about", () => {
  it.each([
    ["x /run/a", '"x /run/a" has no effect: nothing is ever cleaned up, so nothing need be left out of it'],
    ["X /run/a", '"X /run/a" has no effect: nothing is ever cleaned up, so nothing need be left out of it'],
    ["c /dev/null 0666 - - - 1:3", '"c /dev/null 0666 - - - 1:3" has no effect: a container cannot make device nodes'],
    ["b+ /dev/x", '"b+ /dev/x" has no effect: a container cannot make device nodes'],
    ["t /run/a - - - - user.a=b", '"t /run/a - - - - user.a=b" has no effect: extended attributes are not set'],
    ["H /run/a", '"H /run/a" has no effect: file attributes are not set'],
    ["A+ /run/a", '"A+ /run/a" has no effect: access control lists are not set'],
    ["d /run/a - - - 10d", 'the age 10d has no effect: nothing is ever cleaned up; write "-" for the age'],
    ["d /run/a - - - bmA:1h", 'the age bmA:1h has no effect: nothing is ever cleaned up; write "-" for the age'],
    ["d /var/run/a", "/var/run/a is taken as /run/a: /var/run is an old name of /run"],
  ])("%s", (line, message) => {
    expect(messagesFor({ rules: [line] })).toEqual([message]);
  });
});

describe("a wrong line is refused", () => {
  it.each([
    ["d", 'a line has at least a type and a path, in "d"', 'for example "d /run/web 0750"'],
    ["k /run/a", 'there is no type "k", in "k /run/a"', "types are d D e f w p L C r R z Z v q Q F"],
    ["d* /run/a", 'there is no modifier "*", in "d* /run/a"', "modifiers are + ! - = ~"],
    ["d!! /run/a", 'the modifier "!" is there twice, in "d!! /run/a"', undefined],
    [
      "f^ /run/a - - - - x",
      'the modifier "^" needs systemd\'s credentials, which containers do not have, in "f^ /run/a - - - - x"',
      undefined,
    ],
    ["d~ /run/a", 'the modifier "~" is only for lines that write a file: f and w, in "d~ /run/a"', undefined],
    ["f? /run/a", 'the modifier "?" is only for links: L?, in "f? /run/a"', undefined],
    [
      "C+ /run/a",
      'C+ is not supported, in "C+ /run/a"',
      "C copies to where nothing is; R before it takes away what is there",
    ],
    ["d run/a", 'the path "run/a" is not absolute, in "d run/a"', undefined],
    ["d /run/../etc", 'the path "/run/../etc" has ".." in it, in "d /run/../etc"', undefined],
    [
      "f /nix/store/x 0777",
      '/nix/store/x cannot be made: /nix/store holds packages alone, in "f /nix/store/x 0777"',
      "it can be anywhere else, e.g. below /etc or /srv",
    ],
    [
      "Z //nix/./store/*/bin 4777",
      '/nix/store/*/bin cannot be made: /nix/store holds packages alone, in "Z //nix/./store/*/bin 4777"',
      "it can be anywhere else, e.g. below /etc or /srv",
    ],
    ...["d /run/decl 0777", "L+ /run/decl/environment - - - - /x", "w /var/run/./decl/x - - - - y"].map((line) => [
      line,
      expect.stringMatching(
        /^\/(?:var\/)?run\/decl\S* cannot be made: in \/run\/decl is what the image's init knows of its services, in "/,
      ),
      "it can be anywhere else, e.g. in another folder of /run",
    ]),
    ...[
      ["z /n* 0777", "/nix"],
      ["z /[a-z]?x 0777", "/nix"],
      ["z /*/store 0777", "/nix/store"],
      ["R /*/sto[r]e/x", "/nix/store"],
      ["r /n[!x]x/stor?", "/nix/store"],
      ["Z / 0777", "/nix"],
      ["Z /. 0777", "/nix"],
      ["D /run", "/run/decl"],
      ["R /r*", "/run/decl"],
      ["e /run/*cl 0777", "/run/decl"],
      ["R /run/*/*", "/run/decl"],
    ].map(([line = "", kept]) => [
      line,
      `"${line.split(" ")[1]}" means ${kept} too, which stays as it is, in "${line}"`,
      "name what is meant",
    ]),
    ["d /run/%y", 'there is no specifier "%y", in "d /run/%y"', "a percent sign is written %%"],
    ["d /run/100%", 'there is no specifier "%", in "d /run/100%"', "a percent sign is written %%"],
    ["d /run/%m", '"%m" is not known: a container has no machine id, in "d /run/%m"', "a percent sign is written %%"],
    ["d /run/a 0999", '"0999" is no file mode, in "d /run/a 0999"', 'for example "0750"'],
    ["d /run/a 17777", '"17777" is no file mode, in "d /run/a 17777"', 'for example "0750"'],
    ["d /run/a - mail", 'there is no user "mail", in "d /run/a - mail"', "declare it in users.users"],
    ["d /run/a - - roo", 'there is no group "roo", in "d /run/a - - roo"', 'did you mean "root"?'],
    [
      "d /run/a - - - 5x",
      'the age: there is no unit of time "x", at character 2 of "5x", in "d /run/a - - - 5x"',
      "units are s, min, h, d, w and ms",
    ],
    ["w /run/a", 'a line of type w says what to write, in "w /run/a"', undefined],
    ["C /run/a - - - - b", 'the source "b" is not absolute, in "C /run/a - - - - b"', undefined],
    ["f~ /run/a - - - - a*", 'the argument is no Base64, in "f~ /run/a - - - - a*"', undefined],
    ["d '/run/a", `a quote ' is not closed, in "d '/run/a"`, undefined],
    ["d /run/\\q", 'unknown escape "\\q", in "d /run/\\q"', "a backslash is written \\\\"],
    ["d /run/\\", 'a lone backslash at the end, in "d /run/\\"', "a backslash is written \\\\"],
    ["d /run/\\x00", 'the escape "\\x00" is no character, in "d /run/\\x00"', undefined],
    ["d /run/\\xff", 'escapes make bytes that are no UTF-8 text, in "d /run/\\xff"', undefined],
  ])("%s", (line, message, hint) => {
    expect(() => messagesFor({ rules: [line] })).toThrow(
      expect.objectContaining({
        diagnostics: [
          {
            code: "wrong-tmpfiles-rule",
            severity: "error",
            message,
            path: ["systemd", "tmpfiles", "rules", "0"],
            place: { file: "web.ts", start: { line: 4, column: 2 }, end: { line: 4, column: 9 } },
            ...(hint === undefined ? {} : { hint }),
          },
        ],
      }),
    );
  });

  it("places beside those that stay as they are are changed", () => {
    const rules = [
      "Z /nix/var 0755",
      "R /run/*.lock",
      "z /run/declared 0700",
      "D /run/*/a",
      "Z /nixos",
      "z / 0755",
      "r /run",
    ];
    expect(() => messagesFor({ rules })).not.toThrow();
  });

  it("and so are all others", () => {
    const settings = { "10-web": { "/run/a": { d: { mode: "rwx" } } } };
    expect(() => messagesFor({ rules: ["d a", "d /run/ok", "k /b"], settings })).toThrow(DeclError);
    expect(() => messagesFor({ rules: ["d a", "d /run/ok", "k /b"], settings })).toThrow(
      /systemd\.tmpfiles\.rules\.0\)[\s\S]*systemd\.tmpfiles\.rules\.2\)[\s\S]*systemd\.tmpfiles\.settings\.10-web\.\/run\/a\.d\)/,
    );
  });
});
