import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import { askNix } from "../../src/steps/evaluate/ask-nix.ts";
import { temporaryFolder } from "./engine.ts";
import { installNixInstantiate } from "./real-nix.ts";

const EXPRESSION = resolve(import.meta.dirname, "../../src/steps/evaluate/evaluate.nix");

/** As nixpkgs has them (lib/licenses). */
const LICENSES = `
  mit = { spdxId = "MIT"; shortName = "mit"; fullName = "MIT License"; };
  isc = { spdxId = "ISC"; shortName = "isc"; };
  apache = { spdxId = "Apache-2.0"; };
  llvm = { spdxId = "LLVM-exception"; };
  publicDomain = { shortName = "publicDomain"; fullName = "Public Domain"; };
  AND = licenses: { licenseType = "compound"; operator = "AND"; inherit licenses; };
  OR = licenses: { licenseType = "compound"; operator = "OR"; inherit licenses; };
  WITH = license: exception: { licenseType = "exception"; operator = "WITH"; inherit license exception; };
  PLUS = license: { licenseType = "plus"; operator = "+"; inherit license; };
`;

/** What Nix makes of licenses, each an expression. */
async function licensesOf(expressions: readonly string[]): Promise<unknown[]> {
  const folder = temporaryFolder();
  const packages = expressions.map(
    (license, index) =>
      `p${index} = { type = "derivation"; name = "p-1"; outPath = "/nix/store/x"; meta.license = ${license}; };`,
  );
  mkdirSync(join(folder, "set"));
  writeFileSync(join(folder, "set/default.nix"), `_: let ${LICENSES} in { ${packages.join("\n")} }`);
  const names = Object.fromEntries(expressions.map((_, index) => [`p${index}`, { path: [`p${index}`] }]));
  const request = { packageSet: join(folder, "set"), config: {}, overlays: [], systems: { "x86_64-linux": names } };
  writeFileSync(join(folder, "request.json"), JSON.stringify(request));
  const { systems, error } = await askNix(
    {
      nix: join(installNixInstantiate(temporaryFolder()), "nix-instantiate"),
      expression: EXPRESSION,
      request: join(folder, "request.json"),
      scratch: folder,
    },
    () => {},
  );
  expect(error).toBeUndefined();
  return expressions.map((_, index) => {
    const answer = systems["x86_64-linux"]?.[`p${index}`];
    return answer !== undefined && "package" in answer ? answer.package.meta?.license : answer;
  });
}

it("a license is an SPDX expression that names each once", async () => {
  const expected = {
    mit: "MIT",
    '"GPL-3"': "GPL-3",
    publicDomain: "Public Domain",
    "{ }": "unknown",
    "[ mit mit mit ]": "MIT",
    "[ mit [ isc mit ] publicDomain ]": "MIT AND ISC AND Public Domain",
    "[ mit (OR [ isc mit isc ]) ]": "MIT AND (ISC OR MIT)",
    '[ "MIT OR ISC" mit ]': "(MIT OR ISC) AND MIT",
    '[ "MIT OR ISC" (OR [ mit isc ]) ]': "MIT OR ISC",
    "AND [ mit (AND [ isc mit ]) (WITH apache llvm) ]": "MIT AND ISC AND Apache-2.0 WITH LLVM-exception",
    "OR [ mit (AND [ isc apache ]) ]": "MIT OR ISC AND Apache-2.0",
    "PLUS apache": "Apache-2.0+",
  };
  expect(await licensesOf(Object.keys(expected))).toEqual(Object.values(expected));
});
