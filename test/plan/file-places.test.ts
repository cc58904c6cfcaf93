import { describe, expect, it } from "vitest";
import { makeClosure } from "../../src/nix/closure.ts";
import { findMention, placeOfText } from "../../src/options/mention.ts";
import { readNameTable, tablePackages } from "../../src/packages/name-table.ts";
import { imageContent } from "../../src/plan/image-content.ts";
import { planImage } from "../../src/plan/image-plan.ts";
import { resolvePackages } from "../../src/plan/packages.ts";
import { configure, errorOf } from "../declaration/declare.ts";

const NAMES = ["hello", "tzdata", "openssh", "s6", "execline", "bash", "coreutils", "findutils", "gnugrep", "gnused"];
const table = (names: readonly string[]) =>
  tablePackages(
    readNameTable(
      JSON.stringify({
        version: 1,
        systems: {
          "x86_64-linux": Object.fromEntries(
            names.map((name) => [
              name,
              { name, outputs: { out: `/nix/store/${"1".repeat(32)}-${name}` }, defaultOutput: "out" },
            ]),
          ),
        },
      }),
    ),
    "x86_64-linux",
  );

async function resolved(value: string, names = NAMES) {
  const configuration = await configure(`export default ({ pkgs }) => (${value});`);
  const content = imageContent(configuration.config);
  const packages = resolvePackages(content, (name) => findMention(configuration, name), table(names));
  return { configuration, content, packages };
}

async function placesOf(value: string): Promise<string[]> {
  const { configuration, content, packages } = await resolved(value);
  const { generated } = planImage({
    platform: { os: "linux", architecture: "amd64", system: "x86_64-linux" },
    content,
    packages,
    closure: makeClosure([], []),
    labels: {},
    created: 0,
    placeOf: configuration.placeOf,
    placeOfText: (text) => placeOfText(configuration, text),
  });
  return Array.from(generated.places, ([path, { start }]) => `${path} ${start.line}:${start.column}`);
}

describe("a generated file that is made of a package's has the place that names that", () => {
  it.each([
    ["{ environment: { etc: {\n  a: { source: `${pkgs.hello}/etc/a` } } } }", "/etc/a 2:16"],
    ["{ environment: { etc: {\n  a: { mode: '0600', source: `${pkgs.hello}/etc/a` } } } }", "/etc/a 2:30"],
    ["{\n time: { timeZone: 'Europe/Berln' } }", "/etc/localtime 2:20"],
    [
      "{ users: { users: { alice: { isNormalUser: true, openssh: { authorizedKeys: {\n  keyFiles: [`${pkgs.hello}/key`] } } } } } }",
      "/etc/ssh/authorized_keys.d/alice 2:14",
    ],
  ])("%s", async (value, place) => {
    expect(await placesOf(value)).toContain(place);
  });

  it("and one that decl makes of its own accord has none", async () => {
    expect(await placesOf("{ environment: { systemPackages: [pkgs.tzdata] } }")).toEqual([]);
  });
});

it("a locale that needs a package which the set has not is told at its line", async () => {
  expect(await errorOf(resolved("{\n  i18n: { defaultLocale: 'de_DE.UTF-8' } }"))).toMatch(
    /^image\.ts:2:26: there is no package "glibcLocales" for x86_64-linux/,
  );
});
