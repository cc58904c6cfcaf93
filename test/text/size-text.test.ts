import { expect, test } from "vitest";
import { sizeText } from "../../src/text/size-text.ts";

test.each([
  [0, "1 kB"],
  [999, "1 kB"],
  [52_300, "52 kB"],
  [999_499, "999 kB"],
  [999_500, "1.0 MB"],
  [1_340_000, "1.3 MB"],
  [13_400_000, "13 MB"],
  [2_500_000_000, "2.5 GB"],
  [9_007_199_254_740_991, "9007 TB"],
])("%d bytes are %s", (bytes, text) => {
  expect(sizeText(bytes)).toBe(text);
});
