import { expect, it } from "vitest";
import { readNameTable, tablePackages } from "../../src/packages/name-table.ts";
import { imageContent } from "../../src/plan/image-content.ts";
import { resolvePackages } from "../../src/plan/packages.ts";
import { configure } from "../declaration/declare.ts";

const store = (name: string) => `/nix/store/${"1".repeat(32)}-${name}`;
const entry = (name: string, ...outputs: string[]) => ({
  name,
  outputs: Object.fromEntries(outputs.map((output) => [output, store(`${name}-${output}`)])),
  defaultOutput: "out",
});
const table = tablePackages(
  readNameTable(
    JSON.stringify({
      version: 1,
      systems: { "x86_64-linux": { git: entry("git", "out", "man", "dev"), curl: entry("curl", "out", "man") } },
    }),
  ),
  "x86_64-linux",
);

async function resolve(text: string) {
  const { config } = await configure(`export default ({ pkgs }) => (${text})`);
  return resolvePackages(imageContent(config), () => undefined, table);
}

it("outputs that are wanted of every package are installed of those that have them", async () => {
  const { system, roots } = await resolve(`{
    environment: { systemPackages: [pkgs.git.dev, pkgs.curl], extraOutputsToInstall: ["man", "info"] },
    image: { env: { GIT: \`\${pkgs.git}\` } },
  }`);
  expect(system.map(({ install }) => install.map(({ name }) => name))).toEqual([
    ["git-dev", "git-man"],
    ["curl-out", "curl-man"],
  ]);
  expect([...roots.values()].map(({ path }) => path.name).sort()).toEqual([
    ...["curl-man", "curl-out", "git-dev", "git-man", "git-out"],
  ]);
});

it("a user's packages are in the closure and not in the system path", async () => {
  const { system, profiles, roots } = await resolve(
    "{ users: { users: { a: { isNormalUser: true, packages: [pkgs.git, pkgs.git] } } } }",
  );
  expect(system).toEqual([]);
  expect(profiles.map(({ path, packages }) => [path, packages.map(({ name }) => name)])).toEqual([
    ["/etc/profiles/per-user/a", ["git"]],
  ]);
  expect([...roots.values()].map(({ path }) => path.name)).toEqual(["git-out"]);
});
