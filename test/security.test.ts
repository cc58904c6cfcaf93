import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { givenNetwork } from "./given-network.ts";

/** They make steps of whatever they are asked to: who asks is looked at. */
const GIVERS = ["src/library.ts", "src/steps/process-options.ts"];

const COPIED: Readonly<Record<string, readonly string[]>> = {
  // Of a step of ours, whose type has no network.
  "src/steps/helper-step.ts": ["options"],
  // The same step once more, with the network that it has.
  "src/steps/diagnosis-step.ts": ["op"],
};

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
        return /\b(?:http|git|image)\b/.test(names) || givenNetwork(code, COPIED[path]).length > 0;
      })
      .filter((path) => !GIVERS.includes(path));
    expect(named(section, "src").sort()).toEqual(fetches.sort());
  });

  it.each([
    ["exec({ network: 'sandbox', args })", "network: 'sandbox'"],
    ["exec({ args, network })", "network"],
    ["exec({ args, 'network': offline ? 'none' : 'host' })", "'network': offline ? 'none' : 'host'"],
    ["exec({ args, ['net' + 'work']: 'host' })", "['net' + 'work']: 'host'"],
    ["exec({ ...options })", "...options"],
    ["exec(options)", "exec"],
    ["[{ args }].map(exec)", "exec"],
    ["const options = { args }; options.network = 'host'", "options.network = 'host'"],
    ["processOptions(input, true)", "processOptions"],
    ["processOptions(input.at(0),\n  !isOffline)", "processOptions"],
    ["processOptions(...[input, false])", "processOptions"],
    ["const options = processOptions", "processOptions"],
    ["import { exec as run } from './llb/exec.ts'", "exec as run"],
    ["import * as steps from './steps/process-options.ts'", "* as steps"],
    ["export { exec } from './llb/exec.ts'", "export { exec } from './llb/exec.ts'"],
  ])("finds a network that is given by %s", (code, found) => {
    expect(givenNetwork(`import { exec } from "./llb/exec.ts";\n${code}`)).toContain(found);
  });

  it.each([
    "exec({ args, network: 'none' })",
    "exec({ args })",
    "exec({ args, ...processOptions(input, false), ...known })",
  ])("finds none in %s", (code) => {
    expect(givenNetwork(`import { exec } from "./llb/exec.ts";\n${code}`, ["known"])).toEqual([]);
  });
});
