import { expect, it } from "vitest";
import { explainNixError } from "../../src/reasons/nix.ts";

const ADVICE = `
       a) To temporarily allow unfree packages, you can use an environment variable
          for a single invocation of the nix tools.

            $ export NIXPKGS_ALLOW_UNFREE=1

       b) For \`nixos-rebuild\` you can set
         { nixpkgs.config.allowUnfree = true; }
       in configuration.nix to override this.
`;

const PLATFORMS = `
         hostPlatform.system = "x86_64-linux"
         package.meta.platforms = [
           "x86_64-darwin"
           "aarch64-darwin"
         ]
         package.meta.badPlatforms = [ ]
`;

const UNFREE = 'nixpkgs.config.allowUnfreePackages: ["vault"] takes it; allowUnfree: true takes all such';
const INSECURE = 'nixpkgs.config.permittedInsecurePackages: ["hello-2.12.3"] takes it all the same';
const BROKEN = "nixpkgs.config.allowBroken: true takes it all the same";
const PLATFORM = "it cannot be had for this platform; nixpkgs.config.allowUnsupportedSystem: true tries";
const REMOVED = "this package set no longer has it";

/** What nixpkgs says, in four of its releases, what is told of it, and what helps. */
it.each<[string, string, string, string | undefined]>([
  [
    "26.11 unfree",
    `Refusing to evaluate package 'vault-2.0.3' in /nixpkgs/pkgs/by-name/va/vault/package.nix:70 because it has an unfree license (‘bsl11’)${ADVICE}`,
    "vault-2.0.3 has an unfree license (‘bsl11’)",
    UNFREE,
  ],
  [
    "26.11 insecure",
    "Refusing to evaluate package 'hello-2.12.3' in /n/package.nix:57 because it is marked as insecure\n\n       Known issues:\n        - CVE-1\n        - CVE-2\n\n       You can install it anyway by allowing this package, using the\n       following methods:\n",
    "hello-2.12.3 is marked as insecure: CVE-1; CVE-2",
    INSECURE,
  ],
  [
    "26.11 broken",
    "Refusing to evaluate package 'hello-2.12.3' in /n/package.nix:57 because it has problems:\n       - broken: This package is broken.\n\n       See also https://nixos.org/manual/nixpkgs/unstable#sec-problems\n       To allow evaluation regardless, use:\n",
    "hello-2.12.3 has problems: broken: This package is broken",
    BROKEN,
  ],
  [
    "26.11 platform",
    `Refusing to evaluate package 'libiconv-113' in /n/package.nix:85 because it is not available on the requested hostPlatform:${PLATFORMS}${ADVICE}`,
    "libiconv-113 is not available on the requested hostPlatform",
    PLATFORM,
  ],
  [
    "26.11 not from source",
    `Refusing to evaluate package 'hello-2.12.3' in /n/package.nix:57 because it contains elements not built from source (‘binaryNativeCode’)${ADVICE}`,
    "hello-2.12.3 contains elements not built from source (‘binaryNativeCode’)",
    "nixpkgs.config.allowNonSource: true takes it",
  ],
  [
    "26.11 removed",
    "python2 has been removed; Python 2 is end-of-life. Use `python3` instead.",
    "python2 has been removed; Python 2 is end-of-life. Use `python3` instead",
    REMOVED,
  ],
  [
    "26.11 renamed",
    "'adminerneo' has been renamed to/replaced by 'adminneo'",
    "'adminerneo' has been renamed to/replaced by 'adminneo'",
    "name pkgs.adminneo",
  ],
  [
    "26.11 assertion",
    "assertion '(lib.versionAtLeast version \"2\")' failed\n       at /n/a.nix:1:1:\n            1| x",
    "assertion '(lib.versionAtLeast version \"2\")' failed",
    "the package refuses its arguments, or this platform",
  ],
  [
    "26.11 override",
    "function 'anonymous lambda' called with unexpected argument 'foo'\n       at /n/a.nix:1:1:",
    "function 'anonymous lambda' called with unexpected argument 'foo'",
    "override takes what the package's own function takes",
  ],
  [
    "25.05 unfree",
    `Package ‘vault-1.19.0’ in /nix/store/x-source/pkgs/by-name/va/vault/package.nix:70 has an unfree license (‘bsl11’), refusing to evaluate.\n${ADVICE}`,
    "vault-1.19.0 has an unfree license (‘bsl11’)",
    UNFREE,
  ],
  [
    "25.05 insecure",
    "Package ‘hello-2.12.3’ in /n/default.nix:8 is marked as insecure, refusing to evaluate.\n\n\n       Known issues:\n        - it is too old\n\n       You can install it anyway by allowing this package, using the\n",
    "hello-2.12.3 is marked as insecure: it is too old",
    INSECURE,
  ],
  [
    "25.05 broken",
    "Package ‘x-1’ in /n/x.nix:8 is marked as broken, refusing to evaluate.\n\n       a) To temporarily allow broken packages",
    "x-1 is marked as broken",
    BROKEN,
  ],
  [
    "22.05 platform",
    `Package ‘x-1’ in /n/x.nix:8 is not available on the requested hostPlatform:${PLATFORMS}       , refusing to evaluate.\n${ADVICE}`,
    "x-1 is not available on the requested hostPlatform",
    PLATFORM,
  ],
  [
    "22.05 renamed",
    "`nodejs-14_x` has been renamed to nodejs_14.",
    "`nodejs-14_x` has been renamed to nodejs_14",
    "name pkgs.nodejs_14",
  ],
  [
    "19.09 unfree",
    "Package ‘vault-1.2.3’ in /n/default.nix:8 has an unfree license (‘unfree’), refusing to evaluate.\n\n       a) For `nixos-rebuild` you can set",
    "vault-1.2.3 has an unfree license (‘unfree’)",
    UNFREE,
  ],
  [
    "19.09 platform",
    "Package ‘x-1’ in /n/x.nix:8 is not supported on ‘x86_64-linux’, refusing to evaluate.\n\n       a) For",
    "x-1 is not supported on ‘x86_64-linux’",
    PLATFORM,
  ],
])("%s", (_, error, message, hint) => {
  expect(explainNixError(`error:\n       … while evaluating\n\n       error: ${error}`)).toEqual({ message, hint });
});
