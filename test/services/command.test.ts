import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseCommands } from "../../src/services/command.ts";
import { planCommand } from "../../src/services/plan-text.ts";
import { specifiersOf } from "../../src/services/specifiers.ts";

const specifiers = specifiersOf("web@a-b.service");
const commands = (line: string) => parseCommands(line, specifiers).map(planCommand);
const words = (line: string): (readonly string[])[] => commands(line).map(({ run }) => run);

describe("a command line", () => {
  it("has prefixes in any order", () => {
    expect(commands("-@+/bin/sh name -c x")).toEqual([
      { run: ["/bin/sh", "-c", "x"], calledAs: "name", ignoreFailure: true, asRoot: true },
    ]);
    expect(commands("!!/bin/a")).toEqual([{ run: ["/bin/a"] }]);
    expect(words(":/bin/echo ${A} $B $$")).toEqual([["/bin/echo", "$${A}", "$$B", "$$$$"]]);
  });

  it("refuses prefixes that contradict each other", () => {
    for (const line of ["+!/bin/a", "--/bin/a", "!!!/bin/a", "@/bin/a", "|/bin/a", "-", "$A b"]) {
      expect(() => parseCommands(line, specifiers), line).toThrow();
    }
  });

  it("has variables that are one argument, and variables that are as many as they have words", () => {
    expect(words('/bin/a ${A} $B x${C}y $$D "$E" a$F')).toEqual([
      ["/bin/a", "${A}", "$B", "x${C}y", "$$D", "$E", "a$$F"],
    ]);
  });

  it("is several at a semicolon that stands alone", () => {
    expect(words('/bin/a ; /bin/b \\; ";" c;')).toEqual([["/bin/a"], ["/bin/b", ";", ";", "c;"]]);
  });

  it("has specifiers of the unit, and those that are known only in the container", () => {
    expect(words("/bin/a %n %N %p %i %I %j %% %t %d 100% x%Hy")).toEqual([
      [
        ...["/bin/a", "web@a-b.service", "web@a-b", "web", "a-b", "a/b", "web", "%%", "/run"],
        ...["/run/credentials/web@a-b.service", "100%%", "x%Hy"],
      ],
    ]);
    expect(() => parseCommands("/bin/a %Q", specifiers)).toThrow("%Q is no specifier");
  });

  /** What a program is given of a text of the plan that has neither variables nor specifiers. */
  const plainText = (text: string): string => text.replaceAll(/\$\$|%%/g, (pair) => pair.charAt(0));

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
        expect(planCommand(command).run.slice(1).map(plainText)).toEqual(args);
      }),
      { numRuns: 500 },
    );
  });
});
