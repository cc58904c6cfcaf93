import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { optionTable } from "../../../src/cli/option-table.ts";
import { services } from "../../../src/modules/services/services.ts";

const MODULES = [...Object.keys(services).map((name) => `services.${name}`), "nix.daemon"];

/** Where somebody reads of a service who turns it on. */
const TURNED_ON = /^[^.]+\.[^.]+\.(?:enable|instances|pools|servers)$/;

describe("what a service needs root for", () => {
  it.each(MODULES)("is said where %s is turned on", (name) => {
    const turnedOn = optionTable(name).filter(({ option }) => TURNED_ON.test(option));
    expect(turnedOn.filter(({ description }) => /\broot\b/i.test(description ?? ""))).toHaveLength(1);
  });

  it("is in a table of the documentation, of all of them", () => {
    const [, table = ""] = readFileSync("docs/write-a-service-module.md", "utf8").split("## Which services need root");
    expect([...table.matchAll(/^\| `([\w.]+)` \|/gm)].map(([, name]) => name).sort()).toEqual(MODULES.sort());
  });

  it("is nothing for those of whom both say so", () => {
    const table = readFileSync("docs/write-a-service-module.md", "utf8");
    const said = MODULES.filter((name) =>
      optionTable(name).some(({ description }) => /need(?:s|) nothing of root/.test(description ?? "")),
    );
    expect(said).toEqual(["services.memcached", "services.nginx", "services.redis"]);
    for (const name of said) expect(table).toMatch(new RegExp(`^\\| \`${name}\` \\| .*\\bnothing\\b`, "m"));
  });
});
