import { describe, expect, it } from "vitest";
import { explainNixError } from "../../src/reasons/nix.ts";

describe("Nix's own errors", () => {
  const trace = `warning: something
error:
       … while evaluating the attribute 'x'
         at /nixpkgs/a.nix:1:2:
            1| x
             | ^
       (stack trace truncated; use '--show-trace' to show the full, detailed trace)

       error: Package ‘steam-1.0’ in /nixpkgs/steam.nix:22 has an unfree license (‘unfreeRedistributable’), refusing to evaluate.

       a) To temporarily allow unfree packages, you can use an environment variable
`;

  it("are shown without their trace, with what to set", () => {
    expect(explainNixError(trace)).toEqual({
      message: "steam-1.0 has an unfree license (‘unfreeRedistributable’)",
      hint: 'nixpkgs.config.allowUnfreePackages: ["steam"] takes it; allowUnfree: true takes all such',
    });
  });

  it.each([
    ["Package ‘x’ in y has an unfree license (‘unfree’), refusing to evaluate.", /allowUnfree/],
    ["Package ‘x’ in y is marked as broken, refusing to evaluate.", /allowBroken/],
    ["Package ‘x’ in y is marked as insecure, refusing to evaluate.", /permittedInsecurePackages/],
    ["Known issues: x has known vulnerabilities", /permittedInsecurePackages/],
    ["Package ‘x’ in y is insecure", /permittedInsecurePackages/],
    ["Package ‘x’ in y is not available on the requested hostPlatform:", /allowUnsupportedSystem/],
    ["unsupported system: aarch64-linux", /allowUnsupportedSystem/],
    ["x-1.0 not supported on aarch64-linux", /allowUnsupportedSystem/],
    [
      "cannot build '/nix/store/x.drv' during evaluation because the option 'allow-import-from-derivation' is disabled",
      /nothing is built/,
    ],
    ["import from derivation is not allowed", /nothing is built/],
    ["building '/nix/store/x.drv' during evaluation", /nothing is built/],
    ["path '/nix/store/x.drv' is not valid", /nothing is built/],
  ])("%s", (text, hint) => {
    expect(explainNixError(`error: ${text}`).hint).toMatch(hint);
  });

  it("lose the excerpt of the expression", () => {
    const text =
      "error: syntax error, unexpected ')'\n       at /request/e.nix:2:1:\n            1| pkgs:\n            2| (a +)\n             |    ^";
    expect(explainNixError(text).message).toBe("syntax error, unexpected ')'");
  });

  it("are passed on where they are no error of an expression", () => {
    expect(explainNixError("warning: x\nsegmentation fault\n").message).toBe("warning: x\nsegmentation fault");
    expect(explainNixError("").message).toBe("Nix said nothing");
  });
});
