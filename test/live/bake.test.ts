import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { commandBlocks } from "../docs/documented-commands.ts";
import { DECLARATIONS, documentedBlock } from "./documented.ts";
import {
  docker,
  dockerOutput,
  errorIn,
  folderWith,
  offlineContexts,
  packageFolder,
  temporaryFolder,
  trustedKey,
} from "./engine.ts";
import { serveGit } from "./git-server.ts";
import { manifestOf, startRegistry } from "./registry.ts";

const FILES: Readonly<Record<string, string>> = { "docker-bake.hcl": documentedBlock("hcl"), ...DECLARATIONS };

/** The packages that everything here is tested with. */
function offline(): string[] {
  const contexts = Object.entries(offlineContexts()).map(([name, value]) => `*.contexts.${name}=${value}`);
  const sets = [...contexts, `*.args.DECL_TRUSTED_PUBLIC_KEYS=${trustedKey()}`].flatMap((set) => ["--set", set]);
  return [`--allow=fs.read=${packageFolder()}`, ...sets];
}

/** `docker buildx bake` of a folder's file. A bake file's folders are those of where it is run. */
async function bake(folder: string, ...options: string[]) {
  return docker(["buildx", "bake", "--progress=plain", ...offline(), ...options], { folder });
}

it("the bake file of the documentation builds, locks, checks and pushes its images for both platforms", async () => {
  const registry = await startRegistry();
  const folder = folderWith(FILES);
  const run = async (...options: string[]) => {
    const { code, output } = await bake(folder, "--set", "*.attest=type=provenance,disabled=true", ...options);
    expect(code, output).toBe(0);
    return output;
  };
  const commands = commandBlocks("docs/ci.md").flatMap((block) => block.commands.map(({ text }) => text.split(" ")));
  expect(commands.map((words) => words.slice(0, 3).join(" "))).toEqual(commands.map(() => "docker buildx bake"));
  const [all = [], lock = [], check = [], ...others] = commands.map((words) => words.slice(3));
  expect(others).toEqual([]);
  process.env.REGISTRY = registry.host;
  try {
    await run(...lock);
    for (const name of ["base", "web"]) {
      const { packages } = JSON.parse(readFileSync(join(folder, `${name}.lock.json`), "utf8"));
      expect(Object.keys(packages)).toEqual(["aarch64-linux", "x86_64-linux"]);
    }
    expect(await run(...check)).toContain("Check complete, no warnings found.");
    const pushed = await run(...all, "--push");
    expect(pushed).not.toContain("pins the packages");
    for (const name of ["base", "web"]) {
      const { manifests = [] } = await manifestOf(registry, name);
      expect(manifests.map(({ platform }) => platform?.architecture)).toEqual(["amd64", "arm64"]);
      await manifestOf(registry, name, "cache");
    }
    const web = `${registry.host}/web`;
    await dockerOutput(["pull", "-q", web]);
    expect(await dockerOutput(["run", "--rm", "--network=none", web])).toBe("Hello, world!\n");
    const told = ["run", "--rm", "--network=none", web, "bash", "-c", "echo $BASE $GREETING"];
    expect(await dockerOutput(told)).toBe("yes hello\n");
    await dockerOutput(["rmi", web]);
  } finally {
    delete process.env.REGISTRY;
  }
});

const PARTS = `
target "default" {
  dockerfile = "image.ts"
  contexts = { base = "target:base", files = "target:files" }
  output = ["type=local,dest=out"]
}
target "base" { dockerfile-inline = "FROM scratch\\nCOPY base.txt /base.txt\\nENV FROM=dockerfile" }
target "files" { dockerfile = "files.ts" }
`;

const PARTS_FILES: Readonly<Record<string, string>> = {
  "docker-bake.hcl": PARTS,
  "base.txt": "base\n",
  "own.txt": "own\n",
  "files.ts": `// syntax=decl/frontend
export default { environment: { etc: { made: { text: "made" } } } };
`,
  "lib/name.ts": 'export const name = "/own";\n',
  "image.ts": `// syntax=decl/frontend
import { context } from "decl";
import { name } from "./lib/name.ts";
export default { image: { from: "base", contents: [
  { source: context("files:etc/made"), target: "/made" },
  { source: { image: "files", path: "/etc/made" }, target: "/again" },
  { source: context("own.txt"), target: name },
] } };
`,
};

const made = (folder: string) =>
  ["base.txt", "made", "again", "own"].map((name) => readFileSync(join(folder, "out", name), "utf8"));

it("a target may start from a Dockerfile's and take files of another declaration's", async () => {
  const folder = folderWith(PARTS_FILES);
  const { code, output } = await bake(folder);
  expect(code, output).toBe(0);
  expect(made(folder)).toEqual(["base\n", "made", "made", "own\n"]);
});

it("a bake file of a repository builds with the files of the repository", async () => {
  const { url } = await serveGit([folderWith(PARTS_FILES)]);
  const folder = temporaryFolder();
  const { code, output } = await bake(folder, `${url}#v0`);
  expect(code, output).toBe(0);
  expect(made(folder)).toEqual(["base\n", "made", "made", "own\n"]);
});

it("an image in OCI's layout may be a base, and its files be taken", async () => {
  const folder = folderWith({
    ...PARTS_FILES,
    "docker-bake.hcl": `
target "default" {
  dockerfile = "image.ts"
  contexts = { base = "oci-layout://layout", files = "oci-layout://layout" }
  output = ["type=local,dest=out"]
}
target "base" {
  dockerfile-inline = "FROM scratch\\nCOPY base.txt /base.txt\\nCOPY base.txt /etc/made"
  output = ["type=oci,dest=layout.tar"]
}
`,
  });
  const first = await bake(folder, "base");
  expect(first.code, first.output).toBe(0);
  mkdirSync(join(folder, "layout"));
  execFileSync("tar", ["-C", join(folder, "layout"), "-xf", join(folder, "layout.tar")]);
  const { code, output } = await bake(folder);
  expect(code, output).toBe(0);
  expect(made(folder)).toEqual(["base\n", "base\n", "base\n", "own\n"]);
  const other = await docker(["buildx", "bake", "--progress=plain"], { folder, store: "graphdriver" });
  expect(errorIn(other)).toContain(
    "image.ts:4:33: the context base cannot be used: this engine does not read OCI layouts\n  hint: switch on Docker's containerd",
  );
});
