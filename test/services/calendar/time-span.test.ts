import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ExpressionError } from "../../../src/services/calendar/expression-error.ts";
import { parseTimeSpan, timeSpanText } from "../../../src/services/calendar/time-span.ts";

describe("a time span", () => {
  it.each([
    // systemd.time(7), PARSING TIME SPANS
    ["2 h", 7_200_000],
    ["2hours", 7_200_000],
    ["48hr", 172_800_000],
    ["1y 12month", 63_115_200_000],
    ["55s500ms", 55_500],
    ["300ms20s 5day", 432_020_300],
    ["5min 20s", 320_000],
    ["2 weeks", 1_209_600_000],
    ["1.5h", 5_400_000],
    [".5", 500],
    ["+5", 5000],
    ["5 5", 10_000],
    ["12.34s.56", 12_900],
    ["20us 3µs 4μs", 0.027],
    ["5m 5M", 13_149_300_000],
    [" infinity ", Number.POSITIVE_INFINITY],
    [90, 90_000],
    [0.25, 250],
    ["0", 0],
  ])("%s is %d ms", (text, milliseconds) => {
    expect(parseTimeSpan(text)).toBe(milliseconds);
  });

  it("has the text that systemd shows", () => {
    expect(timeSpanText(320_000)).toBe("5min 20s");
    expect(timeSpanText(1500)).toBe("1.500000s");
    expect(timeSpanText(0.1)).toBe("100us");
    expect(timeSpanText(0)).toBe("0");
    expect(timeSpanText(Number.POSITIVE_INFINITY)).toBe("infinity");
    expect(timeSpanText(63_115_200_000)).toBe("2y");
  });

  it("is what its text says", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 50 }), (microseconds) => {
        expect(parseTimeSpan(timeSpanText(microseconds / 1000))).toBe(microseconds / 1000);
      }),
    );
  });

  it.each([
    ["", 'the time span is empty, at the end of ""', 'for example "5min 20s"'],
    ["-5s", 'a time span is not negative, at character 1 of "-5s"', undefined],
    [
      "5 minuets",
      'there is no unit of time "minuets", at character 3 of "5 minuets"',
      'did you mean "minute" or "minutes"?',
    ],
    ["5xyz", 'there is no unit of time "xyz", at character 2 of "5xyz"', 'did you mean "y"?'],
    [
      "5 lightyears",
      'there is no unit of time "lightyears", at character 3 of "5 lightyears"',
      "units are s, min, h, d, w and ms",
    ],
    ["5hrz", 'there is no unit of time "hrz", at character 2 of "5hrz"', 'did you mean "hr" or "h"?'],
    ["5.", 'unexpected ".", at character 2 of "5."', undefined],
    ["1.2.3", 'unexpected ".", at character 4 of "1.2.3"', undefined],
    ["infinity 5", 'nothing may follow "infinity", at character 10 of "infinity 5"', undefined],
    ["999999999y", 'the time span is too long, at character 1 of "999999999y"', 'write "infinity"'],
  ])("%s is refused", (text, message, hint) => {
    const read = () => parseTimeSpan(text);
    expect(read).toThrow(ExpressionError);
    expect(read).toThrow(expect.objectContaining({ message, hint }));
  });
});
