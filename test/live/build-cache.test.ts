import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { build, jsonLines } from "./engine.ts";

/** What of a build is different from the one before. */
interface Changes {
  /** Something that is no part of what is built. */
  readonly comment?: string;
  readonly names?: readonly string[];
  readonly source?: string;
  readonly script?: string;
  readonly upper?: string;
  readonly lower?: string;
}

const SALT = `${process.pid}-${Date.now()}`;

/** An image with a program of its own, made of a package that is built of another. */
const declaration = ({
  comment = "",
  names = [],
  script = "cat ${low} data",
  upper = "upper",
  lower = "lower",
}: Changes) => `// syntax=decl/frontend
import { build, context, image, nix } from "decl";
// ${comment}
const low = nix\`pkgs.runCommand "lower" { } "echo ${lower} ${SALT} >$out"\`;
const up = nix\`pkgs.runCommand "upper" { } "{ cat \\\${pkgs.runCommand "lower" { } "echo ${lower} ${SALT} >$out"}; echo ${upper}; } >$out"\`;
export default image(({ pkgs }) => {
  const app = build({ name: "app", src: context("./app"), script: \`{ ${script}; } > $out\` });
  return {
    nixpkgs: { binaryCaches: [] },
    environment: { systemPackages: [pkgs.coreutils, ${names.join(", ")}] },
    image: { cmd: ["cat", \`\${app}\`, \`\${up}\`] },
  };
});
`;

let folder: string;

/** Which steps that build have run, and not come from the cache. */
async function stepsOf(changes: Changes = {}): Promise<string[]> {
  mkdirSync(join(folder, "app"), { recursive: true });
  writeFileSync(join(folder, "app/data"), changes.source ?? "data\n");
  const files = { "image.ts": declaration(changes) };
  const { code, output } = await build({ folder, files, options: ["--progress=rawjson"] });
  expect(code, output).toBe(0);
  const vertexes = new Map<string, { name: string; cached: boolean; completed: boolean }>();
  for (const { vertexes: some = [] } of jsonLines(output)) {
    for (const { digest, name, cached = false, completed } of some) {
      const known = vertexes.get(digest);
      vertexes.set(digest, { name, cached: cached || (known?.cached ?? false), completed: completed !== undefined });
    }
  }
  const ran = [...vertexes.values()].filter(({ name, cached }) => !cached && /^\[(?:build|nix\] build)/.test(name));
  return ran.map(({ name }) => name.replace(/^\[nix\] build |^\[build\] /, "")).sort();
}

describe("of what is built runs again", () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "decl-test-"));
    expect(await stepsOf()).toEqual(["app", "lower", "upper"]);
    return () => rmSync(folder, { recursive: true, force: true });
  });

  it.each<[string, Changes, string[]]>([
    ["nothing where nothing has changed", {}, []],
    ["nothing for a comment, and where the declaration moves", { comment: "one\n\n// more" }, []],
    ["nothing for another name", { names: ["pkgs.hello"] }, []],
    ["the program alone for a file of it", { source: "changed\n" }, ["app"]],
    ["the program alone for its script", { script: "cat ${low}" }, ["app"]],
    ["what is made of it for a derivation", { upper: "changed" }, ["upper"]],
    ["all that is made of it for what others are made of", { lower: "changed" }, ["app", "lower", "upper"]],
  ])("%s", async (_, changes, expected) => {
    expect(await stepsOf(changes)).toEqual(expected);
  });
});
