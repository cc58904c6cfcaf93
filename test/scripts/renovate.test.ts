import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, it } from "vitest";

const DOCS = readFileSync(resolve(import.meta.dirname, "../../docs/releases.md"), "utf8");
const PACKAGES = readFileSync(resolve(import.meta.dirname, "../../docs/packages.md"), "utf8");

interface Manager {
  readonly managerFilePatterns: readonly string[];
  readonly matchStrings: readonly string[];
  readonly depNameTemplate?: string;
}

const settings = JSON.parse(/```json\n([\s\S]*?)```/.exec(DOCS)?.[1] ?? "{}") as { customManagers: Manager[] };

/** What Renovate finds in a file: each manager looks at the files that its patterns are for, with flag g. */
function found(file: string, text: string): Record<string, string>[] {
  return settings.customManagers.flatMap(({ managerFilePatterns, matchStrings, depNameTemplate }) =>
    managerFilePatterns.some((pattern) => new RegExp(pattern.slice(1, -1)).test(file))
      ? matchStrings.flatMap((match) =>
          [...text.matchAll(new RegExp(match, "g"))].map(({ groups = {} }) => ({
            ...(depNameTemplate && { depName: depNameTemplate }),
            ...Object.fromEntries(Object.entries(groups).filter(([, value]) => value !== undefined)),
          })),
        )
      : [],
  );
}

const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;
const REV = "8c50a710ddca43d7a530fb805ad55bde8d0141c5";

it.each([
  ["web.ts", "// syntax=decl/frontend:1.2\nexport default {};\n", { depName: "decl/frontend", currentValue: "1.2" }],
  ["web.ts", "# syntax=decl/frontend:1\nexport default {};\n", { depName: "decl/frontend", currentValue: "1" }],
  [
    "web.js",
    `// syntax=reg.example.org:5000/decl/frontend:1.2.3@${DIGEST}\n`,
    { depName: "reg.example.org:5000/decl/frontend", currentValue: "1.2.3", currentDigest: DIGEST },
  ],
  ["web.json", '{\n  "syntax": "decl/frontend:1.2"\n}', { depName: "decl/frontend", currentValue: "1.2" }],
])("Renovate finds the frontend of %s", (file, text, expected) => {
  expect(found(file, text)).toEqual([expected]);
});

it("Renovate finds the pin of a package set, on one line or several", () => {
  const pin = (space: string) =>
    `nixpkgs: { source: { git: "https://example.org/nixpkgs.git",${space}rev: "${REV}",${space}ref: "26.05" } },`;
  for (const space of [" ", "\n    "]) {
    expect(found("web.ts", pin(space))).toEqual([
      { depName: "nixpkgs", packageName: "https://example.org/nixpkgs.git", currentDigest: REV, currentValue: "26.05" },
    ]);
  }
  // The order is that of the documentation.
  expect(PACKAGES).toContain('`{ git: "https://…", rev: "…", ref: "…" }`');
});

it("Renovate finds nothing in a declaration without a version, nor in a lock file", () => {
  expect(found("web.ts", "// syntax=decl/frontend\nexport default {};\n")).toEqual([]);
  const lock = { version: 1, packageSet: { source: "https://example.org/nixpkgs.git", rev: REV }, packages: {} };
  expect(found("web.lock.json", JSON.stringify(lock, undefined, 2))).toEqual([]);
});
