import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { bareContexts, offlineNix, withFallbackNix, withOverlays } from "./bare-package-set.ts";
import { build, dockerOutput, errorIn, temporaryFolder } from "./engine.ts";

const declaration = (options: string, head = "") => `// syntax=decl/frontend
import { nix } from "decl";
${head}
export default ({ pkgs }) => ({
  nixpkgs: { binaryCaches: [] },
  ...${options},
});
`;

const HELLO = declaration('{ image: { cmd: ["hello"] }, environment: { systemPackages: [pkgs.hello] } }');

it("a package set without a name table is evaluated by the Nix that it names, and the image runs", async () => {
  const built = await build({
    files: { "image.ts": HELLO },
    contexts: bareContexts(withFallbackNix),
    options: ["-t", "live-evaluated"],
  });
  // hello, and the certificates that it might need
  expect(built.output).toContain("[nix] look up 2 names in the package set");
  expect(built.code).toBe(0);
  expect(await dockerOutput(["run", "--rm", "live-evaluated"])).toBe("Hello, world!\n");
});

it("an unchanged declaration is not evaluated again", async () => {
  const contexts = bareContexts(withFallbackNix);
  await build({ files: { "image.ts": HELLO }, contexts });
  const { output } = await build({ files: { "image.ts": HELLO }, contexts });
  const id = /^#(\d+) \[nix\] look up/m.exec(output)?.[1];
  expect(output).toContain(`#${id} CACHED`);
});

it("names mean the same as in the name table, outputs, nested ones and another platform too", async () => {
  const text = declaration(`{
    image: { env: { A: \`\${pkgs.openssl.dev}\` } },
    environment: { systemPackages: [pkgs.jq, pkgs.python3Packages.flask, pkgs.openssl] } }`);
  const lockOf = async (args: Record<string, string>) => {
    const folder = temporaryFolder();
    const options = ["--target", "lock", "--platform", "linux/amd64,linux/arm64", "-o", folder];
    const built = await build({ files: { "image.ts": text }, args, options });
    expect(built.code, built.output).toBe(0);
    return JSON.parse(readFileSync(join(folder, "image.lock.json"), "utf8"));
  };
  const [table, evaluated] = [await lockOf({}), await lockOf({ DECL_EVALUATE: "1" })];
  expect(evaluated.packages).toEqual(table.packages);
  expect(Object.keys(evaluated.packages)).toEqual(["aarch64-linux", "x86_64-linux"]);
  expect(evaluated.storePaths).toEqual(table.storePaths);
  expect(evaluated.packageSet.nix).toBe(offlineNix());
});

it.each(["", "1"])(
  "a Python module brings what it imports, and Python finds it (DECL_EVALUATE=%s)",
  async (evaluate) => {
    const text = declaration("{ environment: { systemPackages: [pkgs.python3, pkgs.python3Packages.flask] } }");
    const built = await build({
      files: { "image.ts": text },
      args: { DECL_EVALUATE: evaluate },
      options: ["-t", "live-flask"],
    });
    expect(built.code, built.output).toBe(0);
    const program = "import flask, werkzeug, markupsafe; print(flask.Flask(__name__).name, markupsafe.escape('<'))";
    expect(await dockerOutput(["run", "--rm", "live-flask", "python3", "-c", program])).toBe("__main__ &lt;\n");
  },
);

it("expressions, overlays and nixpkgs.config reach Nix", async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "overlays"));
  writeFileSync(join(folder, "overlays/name.nix"), '"ours"');
  writeFileSync(
    join(folder, "overlays/ours.nix"),
    'final: prev: { ${import ./name.nix} = prev.jq // { version = "0-ours"; }; }',
  );
  const { code, output } = await build({
    folder,
    files: {
      "image.ts": declaration(`{
        nixpkgs: {
          binaryCaches: [],
          overlays: ["./overlays/ours.nix"],
          config: { allowUnfreePackages: ["steam"], greeting: "hi" },
        },
        environment: { systemPackages: [pkgs.ours, pkgs.steam, nix\`\${pkgs.hello} // { greeting = \${"\${no}"}; }\`] } }`),
    },
    contexts: bareContexts(withOverlays),
    options: ["--target", "lock", "-o", folder],
  });
  expect(code, output).toBe(0);
  const { packages } = JSON.parse(readFileSync(join(folder, "image.lock.json"), "utf8"));
  expect(packages["x86_64-linux"].ours.version).toBe("0-ours");
  expect(packages["x86_64-linux"].steam.version).toBe("hi");
  expect(Object.keys(packages["x86_64-linux"])).toContain('(pkgs.hello // { greeting = "\\${no}"; })');
});

it("everything that Nix has against a name is told at its line, with what helps", async () => {
  const unfree = "Package ‘steam-1’ in /x.nix:3 has an unfree license (‘unfree’), refusing to evaluate.";
  const { output, code } = await build({
    files: {
      "image.ts": declaration(`{
  environment: { systemPackages: [
    pkgs.helo,
    pkgs.python3Packages.idn,
    pkgs.python3Packages,
    nix\`pkgs.hello +\`,
    nix\`throw "${unfree} a) For..."\`,
    nix\`pkgs.lib.getExe pkgs.hello\`,
    nix\`import (pkgs.hello + "/x.nix")\`,
    pkgs.openssl.nodev,
  ] } }`),
    },
    args: { DECL_EVALUATE: "1" },
  });
  const at = (line: number) => `image.ts:${line}:5: `;
  expect(errorIn({ code, output }).split("\n")).toEqual([
    `${at(8)}there is no package "helo" for x86_64-linux`,
    '  hint: did you mean "hello"?',
    `${at(9)}there is no package "python3Packages.idn" for x86_64-linux`,
    expect.stringContaining('  hint: did you mean "python3Packages.idna"'),
    `${at(10)}"python3Packages" is not a package but a set`,
    expect.stringMatching(/^ {2}hint: name one of its packages, such as python3Packages\.[a-z]+, /),
    `${at(11)}the expression cannot be evaluated for x86_64-linux: syntax error, unexpected ')'`,
    `${at(12)}the expression cannot be evaluated for x86_64-linux: steam-1 has an unfree license (‘unfree’)`,
    '  hint: nixpkgs.config.allowUnfreePackages: ["steam"] takes it; allowUnfree: true takes all such',
    `${at(13)}the expression is not a package but a string`,
    expect.stringMatching(/:14:5: the expression cannot be evaluated for x86_64-linux: path '.*\.drv' is not valid$/),
    "  hint: nothing is built while names are looked up: choose an expression that needs no import from derivation",
    `${at(15)}there is no package "openssl.nodev" for x86_64-linux`,
    expect.stringContaining('did you mean "openssl.dev"'),
  ]);
});

it("a package set that cannot be evaluated at all is one error", async () => {
  const contexts = bareContexts((folder) => {
    withFallbackNix(folder);
    writeFileSync(join(folder, "default.nix"), '{ ... }: throw "not today"');
  });
  const text = declaration("{ environment: { systemPackages: [pkgs.hello, pkgs.jq] } }");
  expect(errorIn(await build({ files: { "image.ts": text }, contexts }))).toBe(
    "--build-context nixpkgs cannot be evaluated: not today",
  );
});

it("a package set that names no Nix says how to give one", async () => {
  const contexts = bareContexts();
  expect(errorIn(await build({ files: { "image.ts": HELLO }, contexts }))).toBe(
    "--build-context nixpkgs does not say which Nix for x86_64-linux its packages are looked up with\n" +
      '  hint: set nixpkgs.nix, e.g. { "x86_64-linux": "/nix/store/…-nix-2.34.8" }, or give --build-arg DECL_NIX=/nix/store/…',
  );
  const built = await build({ files: { "image.ts": HELLO }, contexts, args: { DECL_NIX: offlineNix() } });
  expect(built.code, built.output).toBe(0);
});

it("a Nix that is no store path is an error at the option that names it, with the way out", async () => {
  const contexts = bareContexts();
  const wrong =
    'the Nix to look packages up with: "nix-2.34" is not a store path: it does not start with /nix/store/\n' +
    '  hint: set nixpkgs.nix, e.g. { "x86_64-linux": "/nix/store/…-nix-2.34.8" }, or give --build-arg DECL_NIX=/nix/store/…';
  const given = await build({ files: { "image.ts": HELLO }, contexts, args: { DECL_NIX: "nix-2.34" } });
  expect(errorIn(given)).toBe(wrong);
});
