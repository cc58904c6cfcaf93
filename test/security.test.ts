import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const TEXT = readFileSync("SECURITY.md", "utf8");

/** Paths of files that a text names. */
const named = (text: string, folder: string) => [
  ...new Set(Array.from(text.matchAll(new RegExp(`\`(${folder}/[\\w./-]+)\``, "g")), ([, path = ""]) => path)),
];

describe("SECURITY.md", () => {
  it("names tests that there are", () => {
    const tests = named(TEXT, "test");
    expect(tests.length).toBeGreaterThan(20);
    expect(tests.filter((path) => !existsSync(path))).toEqual([]);
  });

  it("lists every file that has something fetched, or gives a step a network", () => {
    const [, section = ""] = /^## What a declaration can make the engine fetch$([\s\S]*?)^## /m.exec(TEXT) ?? [];
    const fetches = globSync("**/*.ts", { cwd: "src" })
      .map((path) => join("src", path))
      .filter((path) => !path.startsWith("src/llb/"))
      .filter((path) => {
        const code = readFileSync(path, "utf8");
        const [, names = ""] = /^import \{([^}]*)\} from "[./]*llb\/source\.ts";/m.exec(code) ?? [];
        return (
          /\b(?:http|git|image)\b/.test(names) ||
          /network: .*"(?:sandbox|host)"|processOptions\([\w.]+, (?!false\))/.test(code)
        );
      });
    expect(named(section, "src").sort()).toEqual(fetches.sort());
  });
});
