import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { build, docker, dockerOutput, fileTree, type Store } from "./engine.ts";

const IMAGES = join(import.meta.dirname, "../../images");
const STORES: readonly Store[] = ["containerd", "graphdriver"];

/** Builds images/NAME.ts with the files of images/NAME, and returns what the image is called. */
async function builtFrom(name: string, store: Store, options: readonly string[] = []): Promise<string> {
  const beside = readdirSync(join(IMAGES, name), { recursive: true, encoding: "utf8" }).map((file) => join(name, file));
  const all = [`${name}.ts`, ...beside].filter((file) => statSync(join(IMAGES, file)).isFile());
  const files = Object.fromEntries(all.map((file) => [file, readFileSync(join(IMAGES, file), "utf8")]));
  const image = `live-recipe-${name}`;
  const request = { files, store, options: ["--provenance=false", "-t", image, "--load", ...options] };
  const { code, output } = await build(request);
  expect(code, output).toBe(0);
  return image;
}

/** What the paths in an image's store are called, without their hashes. */
const storeNames = (tree: readonly string[]) =>
  tree.flatMap((line) => / nix\/store\/[^-/]+-([^/]+)\/$/.exec(line)?.[1] ?? []).sort();

/** What a container of the image answers on port 8000, asked from outside. */
async function answerOf(image: string, path: string, store: Store): Promise<string> {
  const id = (await dockerOutput(["run", "-d", "-p", "127.0.0.1::8000", image], store)).trim();
  try {
    const address = (await dockerOutput(["port", id, "8000/tcp"], store)).trim();
    for (const end = Date.now() + 60_000; Date.now() < end; ) {
      const response = await fetch(`http://${address}${path}`).catch(() => undefined);
      if (response !== undefined) return await response.text();
      await new Promise((done) => setTimeout(done, 100));
    }
    throw new Error(`no answer:\n${(await docker(["logs", id], { store })).output}`);
  } finally {
    await docker(["rm", "-f", id], { store });
  }
}

describe.each(STORES)("on the %s store", (store) => {
  it("a program for Node serves with the dependency of its lock file", async () => {
    const image = await builtFrom("node", store);
    expect(await answerOf(image, "/?name=you", store)).toBe("Hello, you!\n");
    const tree = await fileTree(image, store);
    expect(tree.join("\n")).toMatch(/-app\/node_modules\/greeting -> \.\.\/greeting$/m);
  });

  it("a program in Python serves with what it requires, and without what that was installed with", async () => {
    const image = await builtFrom("python", store);
    expect(await answerOf(image, "/?name=you", store)).toBe("Hello, you!\n");
    const names = storeNames(await fileTree(image, store));
    expect(names).toContainEqual(expect.stringMatching(/^python3-\d/));
    expect(names.filter((name) => /pip|setuptools|wheel/.test(name))).toEqual([]);
  });

  it("a program in Go serves from an image that has nothing but it", async () => {
    const image = await builtFrom("go", store);
    expect(await answerOf(image, "/?name=you", store)).toBe("Hello, you!\n");
    const tree = await fileTree(image, store);
    expect(storeNames(tree)).toEqual(["app"]);
    // It has TLS of its own, which nobody can see from outside: no certificates come by themselves.
    expect(tree.filter((line) => /ssl|certs|\/sh$|lib/.test(line))).toEqual([]);
  });

  it("a program in C runs with its libraries, and without the compiler", async () => {
    const image = await builtFrom("c", store);
    const { code, output } = await docker(["run", "--rm", "-i", "--network=none", image], {
      store,
      input: "again and ".repeat(1000),
    });
    expect(output).toMatch(/^10000 bytes become \d\d with zlib 1\.\S+\n$/);
    expect(code).toBe(0);
    const names = storeNames(await fileTree(image, store));
    expect(names).toEqual(["app", expect.stringMatching(/^glibc-/), expect.stringMatching(/^zlib-[\d.]+$/)]);
  });
});

it.each(["node", "python", "c"])("images/%s.ts built once more is the same image, to the digest", async (name) => {
  const digestOf = async (options?: readonly string[]) => {
    const image = await builtFrom(name, "containerd", options);
    return dockerOutput(["image", "inspect", "-f", "{{.Id}}", image]);
  };
  expect(await digestOf(["--no-cache-filter=app"])).toBe(await digestOf());
});
