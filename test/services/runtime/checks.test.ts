import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const FOLDER = resolve(import.meta.dirname, "../../../src/services/runtime");

function bash(script: string, ...args: readonly string[]): string {
  const text = `source ${FOLDER}/checks.sh\n${script}`;
  return execFileSync("bash", ["-c", text, "bash", ...args], { encoding: "utf8" }).trim();
}

const compare = (pairs: readonly (readonly [string, string])[]): number[] =>
  bash('while (($#)); do decl_compare_versions "$1" "$2"; echo $REPLY; shift 2; done', ...pairs.flat())
    .split("\n")
    .map(Number);

describe("versions", () => {
  it("are ordered as the version format specification says", () => {
    // Its own examples, each older than the next, or as new.
    const rising = [
      ["~1", ""],
      ["", "1"],
      ["1_", "1"],
      ["1_", "1.2"],
      ["1.2_", "1.3"],
      ["1+", "1"],
      ["1.1", "1.2"],
      ["1.9", "1.10"],
      ["5.10.0-rc1", "5.10.0-rc2"],
      ["1.0~rc1", "1.0"],
      ["1.0-1", "1.0.1"],
      ["1.0^post", "1.0.1"],
      ["1.0", "1.0^post"],
      ["abc-5", "1.0.0~rc1"],
      ["00123", "123"],
      ["6.18.44-fc-v769", "99999999999999999999999"],
    ] as const;
    expect(compare(rising)).toEqual([-1, -1, 0, -1, -1, 0, -1, -1, -1, -1, -1, -1, -1, -1, 0, -1]);
    expect(compare(rising.map(([a, b]) => [b, a]))).toEqual([1, 1, 0, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1]);
  });

  const version = fc.string({ unit: fc.constantFrom(..."0129abZ~^.-_"), maxLength: 8 });
  it("are in one order", () => {
    const property = fc.property(version, version, version, (a, b, c) => {
      const [same, ab = 0, ba = 0, bc = 0, ac] = compare([
        [a, a],
        [a, b],
        [b, a],
        [b, c],
        [a, c],
      ]);
      expect([same, ab + ba]).toEqual([0, 0]);
      if (ab <= 0 && bc <= 0) expect(ac).toBeLessThanOrEqual(0);
    });
    fc.assert(property, { numRuns: 30 });
  });
});

describe("comparisons", () => {
  it("are of numbers, texts, patterns and versions", () => {
    const met = (call: string): string => bash(`${call} && echo met || echo not`);
    const calls: Readonly<Record<string, string>> = {
      'decl_compare_numbers 5 ">= 5"': "met",
      'decl_compare_numbers 5 "!= 5"': "not",
      'decl_compare_numbers 5 "< 10"': "met",
      'decl_compare_text 5.10 "= 5.1"': "not",
      'decl_compare_text 5.10 "> 5.9"': "met",
      'decl_compare_text 5.10 "== 5.010"': "met",
      'decl_compare_text 5.10 "<> 5.010"': "not",
      'decl_compare_text 5.10 "$= 5.*"': "met",
      "decl_compare_text 5.10 '!$= 5.*'": "not",
      'decl_compare_text "two words" "= two words"': "met",
      "decl_is_among quiet quiet rw": "met",
      "decl_is_among root root=/dev/vda": "met",
      "decl_is_among root=/dev root=/dev/vda": "not",
      "decl_is_among oot root=/dev/vda": "not",
    };
    const written = Object.keys(calls).map((call) => [call, met(call.replaceAll('"$=', '"\\$='))]);
    expect(Object.fromEntries(written)).toEqual(calls);
  });
});
