import { describe, expect, it } from "vitest";
import type { PackageSet } from "../../src/nix/package-entry.ts";
import { findMention } from "../../src/options/mention.ts";
import { lockedPackages } from "../../src/packages/lock/locked-packages.ts";
import { readNameTable, tablePackages } from "../../src/packages/name-table.ts";
import { imageContent } from "../../src/plan/image-content.ts";
import { mentionedNames, resolvePackages } from "../../src/plan/packages.ts";
import { configure, errorOf } from "../declaration/declare.ts";

const store = (name: string) => `/nix/store/${"1".repeat(32)}-${name}`;
const table = tablePackages(
  readNameTable(
    JSON.stringify({
      version: 1,
      systems: {
        "x86_64-linux": Object.fromEntries(
          ["hello", "nginx"].map((name) => [name, { name, outputs: { out: store(name) }, defaultOutput: "out" }]),
        ),
      },
    }),
  ),
  "x86_64-linux",
);

async function resolve(text: string, set: PackageSet = table) {
  const configuration = await configure(text);
  const content = imageContent(configuration.config);
  const packages = resolvePackages(content, (name) => findMention(configuration, name), set);
  return { packages, names: mentionedNames(content) };
}

describe("the packages of a configuration", () => {
  it("have the priority that the declaration gives them, and are the same packages", async () => {
    const { packages, names } = await resolve(`export default ({ pkgs, lib }) => ({
  environment: { systemPackages: [pkgs.hello, lib.hiPrio(pkgs.nginx)] },
  image: { cmd: [\`\${lib.lowPrio(pkgs.nginx)}/bin/nginx\`] },
});`);
    expect(names).toEqual(["hello", "nginx"]);
    expect(packages.system.map(({ name, priority }) => [name, priority])).toEqual([
      ["hello", 5],
      ["nginx", -10],
    ]);
    expect([...packages.roots.values()].map(({ place }) => place?.start)).toEqual([
      { line: 2, column: 35 },
      { line: 2, column: 47 },
    ]);
    const set = await resolve(
      "export default ({ pkgs, lib }) => ({ environment: { systemPackages: [lib.setPrio(3, lib.hiPrio(pkgs.hello))] } });",
    );
    expect(set.packages.system.map(({ priority }) => priority)).toEqual([3]);
    expect(
      await errorOf(
        resolve("export default ({ lib }) => ({ environment: { systemPackages: [lib.hiPrio('hello')] } });"),
      ),
    ).toContain("setPrio needs a package, such as pkgs.hello");
  });

  it("are those that are listed and those that strings mention, each with its place", async () => {
    const { packages } = await resolve(`export default ({ pkgs }) => ({
  environment: { systemPackages: [pkgs.hello] },
  image: { cmd: [\`\${pkgs.nginx}/bin/nginx\`, \`\${pkgs.hello}\`] },
});`);
    expect(packages.system.map(({ name }) => name)).toEqual(["hello"]);
    expect([...packages.roots.values()].map(({ path, place }) => [path.name, place?.start])).toEqual([
      ["hello", { line: 2, column: 35 }],
      ["nginx", { line: 3, column: 18 }],
    ]);
    expect(packages.resolveText("\uE0D0nginx\uE0D1/bin/nginx")).toBe(`${store("nginx")}/bin/nginx`);
  });

  it("need no package set when all are named by their paths", async () => {
    const { names, packages } = await resolve(`import { storePath } from "decl";
const hello = storePath("${store("hello")}");
export default { environment: { systemPackages: [hello] }, image: { cmd: [\`\${hello}/bin/hello\`] } }`);
    expect(names).toEqual([]);
    expect(packages.roots.size).toBe(1);
    expect((await resolve("export default ({pkgs}) => ({ image: { cmd: [`${pkgs.hello}`] } })")).names).toEqual([
      "hello",
    ]);
  });

  it("that a lock lacks all for one reason are one error", async () => {
    const lock = { version: 1, packages: { "aarch64-linux": {} }, storePaths: {} } as const;
    const text = `export default ({ pkgs }) => ({ environment: { systemPackages: [pkgs.hello, pkgs.nginx] } });`;
    const errorFor = (system: string) => errorOf(resolve(text, lockedPackages(lock, system, "write it")));
    expect(await errorFor("x86_64-linux")).toBe(
      "image.ts:1:65: the lock file has nothing for x86_64-linux\n  hint: write it",
    );
    expect(await errorFor("aarch64-linux")).toMatch(/no "hello" for .*\n.*\n.*no "nginx" for/);
  });

  it("that are unknown are all reported, where they stand", async () => {
    expect(
      await errorOf(
        resolve(`export default ({ pkgs }) => ({
  environment: { systemPackages: [pkgs.helo, "/nix/store/x"] },
  image: { env: { A: \`\${pkgs.what}\` } },
});`),
      ),
    ).toBe(
      [
        'image.ts:2:35: there is no package "helo" for x86_64-linux',
        '  hint: did you mean "hello"?',
        'image.ts:2:46: "x" is not a store path: it is not 32 hash characters, a dash and a name',
        'image.ts:3:22: there is no package "what" for x86_64-linux',
      ].join("\n"),
    );
  });

  it("that a module of decl's asks for are reported with the option, at what switches the module on", async () => {
    expect(
      await errorOf(
        resolve(`export default {
  services: { postgresql: { settings: { port: 5433 }, enable: true } },
  image: { name: "x", interactive: true },
};`),
      ),
    ).toBe(
      [
        'image.ts:3:36: there is no package "bashInteractive" for x86_64-linux (environment.systemPackages.0)',
        'image.ts:3:36: there is no package "coreutils" for x86_64-linux (environment.systemPackages.1)',
        'image.ts:2:63: there is no package "postgresql" for x86_64-linux (services.postgresql.package)',
        'image.ts:2:63: there is no package "bash" for x86_64-linux (environment.binsh)',
      ].join("\n"),
    );
  });
});
