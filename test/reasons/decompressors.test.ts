import { expect, it } from "vitest";
import { complaintOf } from "../../src/reasons/decompressors.ts";

it.each([
  ["xz", "xz: (stdin): Unexpected end of input\n", "Unexpected end of input"],
  ["xz", "xz: (stdin): File format not recognized\n", "File format not recognized"],
  ["zstd", "zstd: /*stdin*\\: unsupported format \n", "unsupported format"],
  ["zstd", "/*stdin*\\ : Read error (39) : premature end \n", "Read error (39) : premature end"],
  [
    "bzip2",
    "\nbzip2: Data integrity error when decompressing.\n\tInput file = (stdin), output file = (stdout)\n\nIt is possible",
    "Data integrity error when decompressing",
  ],
  ["bzip2", "\nbzip2: (stdin): trailing garbage after EOF ignored\n", "trailing garbage after EOF ignored"],
  ["bzip2", "bzip2: (stdin) is not a bzip2 file.\n", "(stdin) is not a bzip2 file"],
  ["any", "", ""],
])("%s: %j", (_, stderr, complaint) => {
  expect(complaintOf(stderr)).toBe(complaint);
});
