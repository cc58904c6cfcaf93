import fc from "fast-check";
import { expect, it } from "vitest";
import { reportWarnings } from "../../src/engine/warnings.ts";
import { metadataOf } from "../../src/llb/metadata.ts";
import { http } from "../../src/llb/source.ts";
import { DeclError, printDiagnostic } from "../../src/text/diagnostic.ts";
import { visibleLine, visibleText } from "../../src/text/visible-text.ts";
import { fakeEngine } from "../engine/in-process.ts";

it("what a terminal would obey is shown", () => {
  expect(visibleText("\u001b[31mred\u0007 \u202eab\u2028\u009b \u007f")).toBe(
    "\\u001b[31mred\\u0007 \\u202eab\\u2028\\u009b \\u007f",
  );
  expect(visibleText("one\r\n\ttwo\nthree → é 😀")).toBe("one\n\ttwo\nthree → é 😀");
});

it("a line of a file keeps its columns", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(visibleLine(text)).toHaveLength(text.length);
      expect(visibleText(visibleLine(text))).toBe(visibleLine(text));
    }),
  );
});

it("errors, warnings and the names of steps hold nothing that a terminal obeys, on one line each", async () => {
  const wrong = { code: "x", message: 'there is no "\u001b[2J"', path: ["users", "a\n\u001b", "x".repeat(200)] };
  const path = `(users.a\\n\\u001b.${"x".repeat(79)}…)`;
  const shown = `there is no "\\u001b[2J" ${path}`;
  expect(printDiagnostic({ ...wrong, severity: "error", hint: "\u009bx" })).toBe(`${shown}\n  hint: \\u009bx`);
  expect(new DeclError(wrong).message).toBe(shown);
  const { engine, bridge } = await fakeEngine();
  await reportWarnings({ engine, sources: new Map() }, [{ ...wrong, severity: "warning" }], `sha256:${"0".repeat(64)}`);
  expect(String(bridge.warnings[0]?.short)).toBe(shown);
  const { vertex } = http("http://a/", { name: "[nix] \u001bc from a" });
  expect(metadataOf(vertex).description).toEqual({ "llb.customname": "[nix] \\u001bc from a" });
});

it("an error of any length fits into a header", () => {
  expect(new DeclError({ code: "x", message: "m".repeat(1e6), hint: "h".repeat(1e6) }).message.length).toBeLessThan(
    2e4,
  );
});
