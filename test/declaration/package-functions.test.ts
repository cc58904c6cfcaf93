import { expect, it } from "vitest";
import { configure, errorOf } from "./declare.ts";

const errorFor = (text: string) =>
  errorOf(
    configure(
      `// syntax=decl/frontend\nexport default ({ pkgs }) => ({ environment: { systemPackages: [\n  ${text},\n] } });\n`,
    ),
  );

it.each([
  ["pkgs.writeText('a', 'b')", "pkgs.writeText", "write the text as a file"],
  ["pkgs.writeShellScript('a', 'b')", "pkgs.writeShellScript", "write the script as `systemd.services.NAME.script`"],
  ["pkgs.python3.withPackages((ps) => [ps.requests])", "pkgs.python3.withPackages", "name each package"],
  ["pkgs.hello.override({ a: 1 })", "pkgs.hello.override", "write nix`(pkgs.hello.override { … })`"],
  ["pkgs.stdenv.mkDerivation({})", "pkgs.stdenv.mkDerivation", "make it before the build"],
  ["pkgs.fetchurl({})", "pkgs.fetchurl", "fetch it before the build"],
  ["pkgs.hello()", "pkgs.hello", "name a package, without calling it"],
])("%s is told to be a function of Nix, with what to write instead", async (text, name, hint) => {
  const message = await errorFor(text);
  expect(message).toMatch(/^image\.ts:3:\d+: /);
  expect(message).toContain(
    `${name} is a function of Nix, and what it makes would have to be built, which no build does yet\n  hint: ${hint}`,
  );
});

it("another thing that is no function is told as ever", async () => {
  expect(await errorFor("pkgs.hello, ({}).x()")).toContain("TypeError: not a function\n  hint: is the name right?");
});
