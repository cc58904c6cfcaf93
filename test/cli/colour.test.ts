import { describe, expect, it } from "vitest";
import { coloured } from "../../src/cli/colour.ts";

const TEXT = `error: web.ts:3:12: must be a list: error: x (image.cmd)
   3 |   image: { cmd: "^^^" },
     |                 ^^^
  hint: write ["x"]
warning: web.ts: y
`;
const RED = "\u001b[1;31m";
const YELLOW = "\u001b[1;33m";
const CYAN = "\u001b[1;36m";
const OFF = "\u001b[0m";

describe("a diagnostic on a terminal", () => {
  it("has what is wrong, the place and the hint in colours, and nothing else", () => {
    expect(
      coloured(TEXT, { isTTY: true, env: {} }),
    ).toBe(`${RED}error${OFF}: web.ts:3:12: must be a list: error: x (image.cmd)
   3 |   image: { cmd: "^^^" },
     |                 ${RED}^^^${OFF}
${CYAN}  hint${OFF}: write ["x"]
${YELLOW}warning${OFF}: web.ts: y
`);
  });

  it.each([
    [false, {}],
    [undefined, {}],
    [true, { NO_COLOR: "1" }],
    [true, { TERM: "dumb" }],
    [true, { FORCE_COLOR: "0" }],
    [false, { FORCE_COLOR: "1", NO_COLOR: "1" }],
  ])("has none where nobody wants them: %s, %j", (isTTY, env) => {
    expect(coloured(TEXT, { isTTY, env })).toBe(TEXT);
  });

  it.each([
    [true, { NO_COLOR: "", TERM: "xterm" }],
    [false, { FORCE_COLOR: "1" }],
  ])("has them where they are asked for: %s, %j", (isTTY, env) => {
    expect(coloured(TEXT, { isTTY, env })).toContain(RED);
  });
});
