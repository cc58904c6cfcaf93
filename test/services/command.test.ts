import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseCommands } from "../../src/services/command.ts";
import { renderExec, renderStep } from "../../src/services/render-command.ts";
import { specifiersOf } from "../../src/services/specifiers.ts";

const specifiers = specifiersOf("web@a-b.service");
const steps = (line: string): string[] => parseCommands(line, specifiers).map(renderStep);

describe("a command line", () => {
  it("has prefixes in any order", () => {
    expect(steps("-@+/bin/sh name -c x")).toEqual(['as_root "$decl_execline/exec" -a name /bin/sh -c x || ignored $?']);
    expect(steps("!!/bin/a")).toEqual(["as_service /bin/a || return"]);
    expect(steps(":/bin/echo ${A} $B $$")).toEqual(["as_service /bin/echo '${A}' '$B' '$$' || return"]);
  });

  it("refuses prefixes that contradict each other", () => {
    for (const line of ["+!/bin/a", "--/bin/a", "!!!/bin/a", "@/bin/a", "|/bin/a", "-", "$A b"]) {
      expect(() => parseCommands(line, specifiers), line).toThrow();
    }
  });

  it("has variables that are one argument, and variables that are as many as they have words", () => {
    expect(steps('/bin/a ${A} $B x${C}y $$D "$E" a$F')).toEqual([
      `words B E; as_service /bin/a "\${A}" "\${decl_words_B[@]}" "x\${C}y" '$D' "\${decl_words_E[@]}" 'a$F' || return`,
    ]);
  });

  it("is several at a semicolon that stands alone", () => {
    expect(steps('/bin/a ; /bin/b \\; ";" c;')).toEqual([
      "as_service /bin/a || return",
      "as_service /bin/b ';' ';' 'c;' || return",
    ]);
  });

  it("has specifiers of the unit", () => {
    expect(steps("/bin/a %n %N %p %i %I %j %% %t 100%")).toEqual([
      "as_service /bin/a web@a-b.service web@a-b web a-b a/b web % /run 100% || return",
    ]);
    expect(() => parseCommands("/bin/a %Q", specifiers)).toThrow("%Q is no specifier");
  });

  it("reaches a program as it was meant, whatever it is", () => {
    const escaped = (text: string): string =>
      `"${text.replaceAll(/["\\]/g, "\\$&").replaceAll("%", "%%").replaceAll("$", "$$$$").replaceAll("\n", "\\n")}"`;
    const argument = fc
      .string({ unit: "grapheme" })
      .filter((text) => !/[\0\r\u0001]/.test(text) && text.isWellFormed());
    fc.assert(
      fc.property(fc.array(argument, { maxLength: 5 }), (args) => {
        const [command] = parseCommands(`/bin/x ${args.map(escaped).join(" ")}`, specifiers);
        if (command === undefined) throw new Error("no command");
        const script = `exec_as_service() { shift; printf '%s\\0' "$@"; }; ${renderExec(command)}`;
        const output = execFileSync("bash", ["-c", script], { encoding: "utf8" });
        expect(output).toBe(args.length === 0 ? "\0" : args.map((arg) => `${arg}\0`).join(""));
      }),
      { numRuns: 60 },
    );
  });
});
