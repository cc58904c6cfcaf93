import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { dumpNar } from "../../src/nix/nar/dump.ts";
import { type BuildOptions, build, dockerOutput, jsonLines, offlineContexts } from "./engine.ts";
import { type MadePath, madePath, TestKey, writeCache } from "./make-cache.ts";

/** What of a build is different from the one before. */
interface Changes {
  /** Something that is no part of what is built. */
  readonly comment?: string;
  readonly names?: readonly string[];
  /** What the program is built with. */
  readonly packages?: readonly string[];
  readonly label?: string;
  readonly source?: string;
  readonly script?: string;
  readonly upper?: string;
  readonly lower?: string;
  /** The declaration's caches, beside that of the offline set. */
  readonly caches?: readonly object[];
}

const SALT = `${process.pid}-${Date.now()}`;

/** A package that is built of another. */
const upperOf = (upper: string, lower: string) =>
  `nix\`pkgs.runCommand "upper" { } "{ cat \\\${pkgs.runCommand "lower" { } "echo ${lower} ${SALT} >$out"}; echo ${upper}; } >$out"\``;

/** An image with a program of its own, made of a package that is built of another. */
const declaration = ({
  comment = "",
  names = [],
  packages = [],
  label = "",
  script = "cat ${low} data",
  upper = "upper",
  lower = "lower",
  caches = [],
}: Changes) => `// syntax=decl/frontend
import { build, context, image, nix } from "decl";
// ${comment}
const low = nix\`pkgs.runCommand "lower" { } "echo ${lower} ${SALT} >$out"\`;
const up = ${upperOf(upper, lower)};
export default image(({ pkgs }) => {
  const app = build({ name: "app", src: context("./app"), packages: [${packages.join(", ")}], script: \`{ ${script}; } > $out\` });
  return {
    nixpkgs: { binaryCaches: ${JSON.stringify(caches)} },
    environment: { systemPackages: [pkgs.coreutils, ${names.join(", ")}] },
    image: { labels: { label: "${label}" }, cmd: ["cat", \`\${app}\`, \`\${up}\`, \`\${low}\`] },
  };
});
`;

let folder: string;

function built(changes: Changes = {}, more: Partial<BuildOptions> = {}) {
  mkdirSync(join(folder, "app"), { recursive: true });
  writeFileSync(join(folder, "app/data"), changes.source ?? "data\n");
  return ranFor(declaration(changes), more);
}

/** Which steps that build have run, and not come from the cache, and what all steps are called. */
async function ranFor(text: string, more: Partial<BuildOptions> = {}) {
  const request = { folder, files: { "image.ts": text }, contexts: { ...offlineContexts(), ...more.contexts } };
  const options = ["--progress=rawjson", ...(more.options ?? [])];
  const { code, output } = await build({ ...request, options });
  expect(code, output).toBe(0);
  const vertexes = new Map<string, { name: string; cached: boolean; completed: boolean }>();
  for (const { vertexes: some = [] } of jsonLines(output)) {
    for (const { digest, name, cached = false, completed } of some) {
      const known = vertexes.get(digest);
      vertexes.set(digest, { name, cached: cached || (known?.cached ?? false), completed: completed !== undefined });
    }
  }
  const ran = [...vertexes.values()].filter(({ name, cached }) => !cached && /^\[(?:build|nix\] build)/.test(name));
  return {
    ran: ran.map(({ name }) => name.replace(/^\[nix\] build |^\[build\] /, "")).sort(),
    steps: Array.from(vertexes.values(), ({ name }) => name),
  };
}

const stepsOf = async (changes?: Changes) => (await built(changes)).ran;

/** A path of a cache that has this file. */
function fileInCache(storePath: string, text: string, key: TestKey): MadePath {
  const [hashPart = "", name = ""] = /^\/nix\/store\/(\w{32})-(.*)$/.exec(storePath)?.slice(1) ?? [];
  const file = join(folder, "file-in-cache");
  writeFileSync(file, text);
  const made = madePath(name, Buffer.concat([...dumpNar(file)]), hashPart);
  return { ...made, narinfo: key.sign(made.narinfo) };
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
    ["nothing for another image", { label: "other", names: ["pkgs.jq"] }, []],
    ["the program alone for a package that it is built with", { packages: ["pkgs.gnused"] }, ["app"]],
    ["the program alone for a file of it", { source: "changed\n" }, ["app"]],
    ["the program alone for its script", { script: "cat ${low}" }, ["app"]],
    ["what is made of it for a derivation", { upper: "changed" }, ["upper"]],
    ["all that is made of it for what others are made of", { lower: "changed" }, ["app", "lower", "upper"]],
  ])("%s", async (_, changes, expected) => {
    expect(await stepsOf(changes)).toEqual(expected);
  });

  it("nothing where a cache has by now what was built: that is fetched, and what is made of it is as before", async () => {
    const image = "live-build-cache";
    await built({}, { options: ["-t", image, "--load"] });
    const command: string[] = JSON.parse(await dockerOutput(["image", "inspect", "-f", "{{json .Config.Cmd}}", image]));
    const [, , upper = "", lower = ""] = command;
    const key = new TestKey("cache-test-1");
    const text = `lower ${SALT}\n`;
    const paths = [fileInCache(lower, text, key), fileInCache(upper, `${text}upper\n`, key)];
    const cache = writeCache(join(folder, "cache"), paths);
    const caches = [{ url: "context:theirs", publicKeys: [key.text] }];
    const { ran, steps } = await built({ caches }, { contexts: { theirs: cache } });
    expect(ran).toEqual([]);
    expect(steps.filter((name) => name.startsWith("[nix] build"))).toEqual([]);
    // Both are small, so they share a layer.
    expect(steps.join("\n")).toMatch(/^\[nix\] lower and \d+ more \(/m);
    // What the declaration names is built all the same where it says so; what that needs comes from the cache.
    const always = `// syntax=decl/frontend
import { image, nix } from "decl";
const nixpkgs = { binaryCaches: ${JSON.stringify(caches)}, build: "always" as const };
export default image({ nixpkgs, image: { cmd: ["cat", \`\${${upperOf("upper", "lower")}}\`] } });
`;
    const again = await ranFor(always, { contexts: { theirs: cache } });
    expect(again.steps.filter((name) => name.startsWith("[nix] build"))).toEqual(["[nix] build upper"]);
    expect(again.steps).toContain("[nix] to build, as nixpkgs.build says: upper");
  });

  it("nothing of a derivation with very many sources, where the image beside it has others", async () => {
    const many = (other: string) => `// syntax=decl/frontend
import { image, nix } from "decl";
const many = nix\`pkgs.runCommand "many" { } ''
  cat \\\${toString (builtins.genList (n: builtins.toFile "text-\\\${toString n}" "\\\${toString n} ${SALT}\\\\n") 45)} >$out''\`;
const other = nix\`pkgs.runCommand "other" { } "cat \\\${builtins.toFile "other" "${other} ${SALT}"} >$out"\`;
export default image({ nixpkgs: { binaryCaches: [] }, image: { cmd: ["cat", \`\${many}\`, \`\${other}\`] } });
`;
    expect((await ranFor(many("one"))).ran).toEqual(["many", "other"]);
    expect((await ranFor(many("two"))).ran).toEqual(["other"]);
  });

  it("nothing twice for two images of a file that have the same in them", async () => {
    const two = `// syntax=decl/frontend
import { build, images, nix } from "decl";
const up = nix\`pkgs.runCommand "for-both" { } "echo ${SALT} >$out"\`;
const app = build({ name: "app-of-both", script: "echo ${SALT} >$out" });
const one = { nixpkgs: { binaryCaches: [] }, image: { cmd: ["cat", \`\${app}\`, \`\${up}\`] } };
export default images({ one, two: { ...one, image: { ...one.image, labels: { of: "two" } } } });
`;
    const { ran } = await ranFor(two, { options: ["--target", "one"] });
    expect(ran).toEqual(["app-of-both", "for-both"]);
    const second = await ranFor(two, { options: ["--target", "two"] });
    expect(second.ran).toEqual([]);
  });
});
