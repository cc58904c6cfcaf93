import { spawn } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  type CommandBlock,
  commandBlocks,
  type DocumentedCommand,
  documentedFiles,
  indentedCommands,
} from "../docs/documented-commands.ts";
import { serveCache } from "./cache-server.ts";
import {
  declHome,
  docker,
  ENGINE,
  finished,
  folderWith,
  offlineContexts,
  packageFolder,
  tar,
  temporaryFolder,
  trustedKey,
} from "./engine.ts";
import { serveGit } from "./git-server.ts";

const ROOT = resolve(import.meta.dirname, "../..");

/** What a page speaks of and does not show. */
const SHOP = {
  "shop/server.js": 'console.log("The shop is open.");\n',
  "shop/package.json": '{ "name": "shop", "version": "1.0.0", "private": true }\n',
  "shop/package-lock.json": '{ "name": "shop", "version": "1.0.0", "lockfileVersion": 3, "packages": {} }\n',
  "www/index.html": "It works.\n",
};

/** The options of the offline packages, which pages leave out, as words of a shell. */
const OFFLINE = [
  ...Object.entries(offlineContexts()).map(([name, value]) => `--build-context=${name}=${value}`),
  `--build-arg=DECL_TRUSTED_PUBLIC_KEYS=${trustedKey()}`,
]
  .map((word) => `'${word}'`)
  .join(" ");

/** Runs commands where `docker` is the engine's and knows those options; containers and images of theirs are gone at the end. */
function shellIn(folder: string): (command: DocumentedCommand) => Promise<string> {
  const tools = temporaryFolder();
  const write = (name: string, text: string) => {
    writeFileSync(join(tools, name), `#!/bin/bash\n${text}`);
    chmodSync(join(tools, name), 0o755);
  };
  const engine = `exec '${ENGINE}' docker`;
  write(
    "docker",
    `case "$1 $2" in
  "buildx build") shift 2; ${engine} buildx build --progress=plain ${OFFLINE} "$@" ;;
  "run -d") ${engine} run --cidfile="${tools}/container-$$" "\${@:2}" ;;
  *) ${engine} "$@" ;;
esac
`,
  );
  // What has been started takes a moment to listen.
  write("curl", 'exec /usr/bin/curl -sS --retry 30 --retry-delay 1 --retry-all-errors "$@"\n');
  const home = temporaryFolder();
  mkdirSync(join(home, ".cache/decl"), { recursive: true });
  symlinkSync(packageFolder(), join(home, ".cache/decl/packages"));
  const names = new Set<string>();
  onTestFinished(async () => {
    const containers = readdirSync(tools).filter((name) => name.startsWith("container-"));
    const ids = containers.map((name) => readFileSync(join(tools, name), "utf8"));
    if (ids.length > 0) await docker(["rm", "-f", ...ids]);
    if (names.size > 0) await docker(["rmi", "-f", ...names]);
  });
  let before = "";
  return async ({ text }) => {
    for (const [, name = ""] of text.matchAll(/ -t (\S+)/g)) names.add(name);
    const env = { ...process.env, HOME: home, DECL_HOME: declHome(), PATH: `${tools}:${process.env.PATH}` };
    const { code, output } = await finished(spawn("bash", ["-ec", `${before}${text}`], { cwd: folder, env }));
    expect(code, `${text}\n${output}`).toBe(0);
    // What a line sets, the next ones read.
    if (/^\w+=\S+$/.test(text)) before += `${text}\n`;
    return output;
  };
}

/** Runs a block, and compares what its commands print with what they are said to. */
async function runBlock(block: Pick<CommandBlock, "commands">, folder: string): Promise<void> {
  const run = shellIn(folder);
  for (const command of block.commands) {
    const output = await run(command);
    for (const line of command.output) expect(output).toMatch(pattern(line));
  }
}

const pattern = (line: string) =>
  new RegExp(
    `^(?:#\\d+ )?${line
      .split("…")
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
      .join(".*")}$`,
    "m",
  );

describe("README.md", () => {
  // Those of `npm run example` and `npm test`, which make what this needs and run this, are looked at by test/docs.
  const blocks = commandBlocks("README.md").filter(({ commands }) => !commands.some(({ text }) => /^npm /.test(text)));
  const folder = () => {
    const all = folderWith({ ...documentedFiles("README.md"), ...SHOP });
    symlinkSync(join(ROOT, "scripts"), join(all, "scripts"));
    cpSync(join(ROOT, "images/example.ts"), join(all, "images/example.ts"));
    folderWith({ "images/example.ts": readFileSync(join(ROOT, "images/example.ts"), "utf8") }, all);
    return all;
  };

  it("has its sections in the order in which people need them", () => {
    expect(blocks.map(({ heading }) => heading)).toEqual([
      "Try it",
      "Your own program",
      "A service",
      "A lock file",
      "Continuous integration",
    ]);
  });

  it.each(blocks.map((block) => [block.heading, block] as const))("%s", async (_, block) => {
    await runBlock(block, folder());
  });
});

it("docs/packages.md: the lock file is written and made anew", async () => {
  const folder = folderWith({ "web.ts": documentedFiles("README.md")["web.ts"] ?? "", ...SHOP });
  const run = shellIn(folder);
  const commands = indentedCommands("docs/packages.md");
  expect(commands).toHaveLength(2);
  for (const text of commands) expect(await run({ text, output: [] })).toMatch(/web\.lock\.json: .*\d+ store paths/);
});

it("docs/ci.md: a build file may be in a folder, a repository, an archive, at an address and on standard input", async () => {
  const web = "// syntax=decl/frontend\nexport default {};\n";
  const folder = folderWith({ "web.ts": web });
  const first = folderWith({ "README.md": "nothing yet\n" });
  const repository = await serveGit([first, folderWith({ "images/web.ts": web })]);
  const served = folderWith({ "web.ts": web });
  writeFileSync(join(served, "app.tar.gz"), tar(folder, "-z"));
  const { url } = await serveCache(served);
  const run = shellIn(folder);
  const commands = indentedCommands("docs/ci.md");
  expect(commands).toHaveLength(5);
  for (const text of commands) {
    const here = text
      .replace("https://git.example.org/app.git#v1", `${repository.url}#v1`)
      .replace("https://example.org", url);
    expect(await run({ text: here, output: [] })).toMatch(/DONE|CACHED/);
  }
});
