import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { build, docker, dockerOutput, temporaryFolder } from "./engine.ts";
import { structureMistakes } from "./image-structure.ts";

const FOLDER = resolve(import.meta.dirname, "../../images");
/** Those that need more than the package set have live tests of their own. */
const SPECIAL = ["from.ts"];
const FILES = [
  "composed/image.ts",
  ...readdirSync(FOLDER).filter((file) => /\.(?:ts|json)$/.test(file) && file !== "tsconfig.json"),
];

/** Builds a file of images/ with all that lies beside it, and gives the image's id: the digest of what a registry would get. */
async function idOf(file: string, options: readonly string[] = []): Promise<string> {
  const folder = join(FOLDER, dirname(file));
  const others = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => {
    return name !== basename(file) && statSync(join(folder, name)).isFile();
  });
  const texts = [basename(file), ...others].map((name) => [name, readFileSync(join(folder, name), "utf8")]);
  const name = nameOf(file);
  const built = await build({
    files: Object.fromEntries(texts),
    options: ["--provenance=false", "-t", name, ...options],
  });
  expect(built.code, built.output).toBe(0);
  return (await dockerOutput(["image", "inspect", "-f", "{{.Id}}", name])).trim();
}

/** Another run on the same engine, of another frontend, would move a name of both. */
const nameOf = (file: string) => `live-images-${process.pid}-${file.replace(/\.ts$/, "").replaceAll(/[./]/g, "-")}`;

afterAll(async () => {
  await docker(["image", "rm", "--force", ...FILES.map(nameOf)]);
});

/** Whom containers start as. The others start as root: a program that the user starts, or services of several users. */
const USERS: Readonly<Record<string, string>> = {
  "c.ts": "65534:65534",
  "go.ts": "65534:65534",
  "memcached.ts": "memcached",
  "modular.ts": "65534:65534",
  "node.ts": "65534:65534",
  "python.ts": "65534:65534",
  "redis.ts": "redis",
};

describe("the examples", () => {
  it.each(FILES.filter((file) => !SPECIAL.includes(file)))(
    "images/%s builds, and has nothing by which somebody could become somebody else",
    async (file) => {
      expect(await idOf(file)).toMatch(/^sha256:/);
      expect(await structureMistakes(nameOf(file))).toEqual([]);
      const user = await dockerOutput(["image", "inspect", "-f", "{{.Config.User}}", nameOf(file)]);
      expect(user.trim()).toBe(USERS[file] ?? "");
    },
  );

  it("in TypeScript and in JSON are the same image, to the digest", async () => {
    expect(await idOf("hello.json")).toBe(await idOf("example.ts"));
    expect(await dockerOutput(["run", "--rm", "--network=none", nameOf("hello.json")])).toBe("Hello, world!\n");
  });

  it("of several files build and run", async () => {
    const file = "composed/image.ts";
    const said = () => dockerOutput(["run", "--rm", "--network=none", nameOf(file)]);
    await idOf(file);
    expect(await said()).toBe("Good night.\nHello, world!\nHello, Alice!\nHello, Bob!\n");
    await idOf(file, ["--build-arg", "STAGE=production"]);
    expect(await said()).toContain("\nWelcome.\n");
  });
});

it("an image without packages weighs less than 1 MB, whole", async () => {
  const text = "// syntax=decl/frontend\nexport default {};\n";
  const built = await build({
    files: { "minimal.ts": text },
    contexts: {},
    options: ["--provenance=false", "-t", "live-minimal"],
  });
  expect(built.code, built.output).toBe(0);
  const archive = join(temporaryFolder(), "image.tar");
  expect((await docker(["save", "-o", archive, "live-minimal"])).code).toBe(0);
  expect(statSync(archive).size).toBeLessThan(1_000_000);
});
