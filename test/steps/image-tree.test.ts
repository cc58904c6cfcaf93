import { posix } from "node:path";
import { describe, expect, it } from "vitest";
import type { FileStat, Tree } from "../../src/context/tree.ts";
import { file, mkfile } from "../../src/llb/file.ts";
import { type Output, type State, scratch } from "../../src/llb/vertex.ts";
import { DaemonError } from "../../src/reasons/daemon-error.ts";
import { imageTree } from "../../src/steps/image-tree.ts";
import { pathOf } from "../packages/fake-cache.ts";

const part = (name: string): Output => file(scratch, [mkfile(`/${name}`, "")]);
const [ROOT, LARGE, SMALL] = [part("root"), part("large"), part("small")];
const [GLIBC, A, B] = [pathOf("glibc"), pathOf("a"), pathOf("b")];

/** What is in the parts, by path: "" is a file, another text is what a symlink leads to. */
const FILES = new Map<State, Readonly<Record<string, string>>>([
  [
    ROOT,
    {
      "/lib": `${GLIBC.path}/lib`,
      "/bin/sh": `${A.path}/bin/sh`,
      "/etc/x": "",
      "/circle": "/circle",
      "/up": "etc/../etc/./x",
      "/beyond": "/etc/x/more",
    },
  ],
  [LARGE, { [`${GLIBC.path}/lib/libc.so.6`]: "" }],
  [SMALL, { [`${A.path}/bin/sh`]: `../../${B.base}/bash`, [`${B.path}/bash`]: "" }],
]);

const at = (path: string, type: FileStat["type"], target = ""): FileStat => ({
  ...{ path, type, target },
  ...{ mode: 0, uid: 0, gid: 0, size: 0 },
});

/** As the daemon lists a folder: one level, and an error where there is none. */
function listIn(files: Readonly<Record<string, string>>, folder: string): FileStat[] {
  const prefix = posix.join(folder, "/");
  const below = Object.entries(files).filter(([path]) => path.startsWith(prefix));
  if (below.length === 0) throw new DaemonError(`open ${folder}: no such file or directory`);
  const entries = below.map(([path, target]): [string, FileStat] => {
    const [name = "", ...more] = path.slice(prefix.length).split("/");
    if (more.length > 0) return [name, at(name, "directory")];
    return [name, target === "" ? at(name, "file") : at(name, "symlink", target)];
  });
  return [...new Map(entries).values()];
}

function open() {
  const asked: [State, string][] = [];
  const tree = imageTree(
    (state) =>
      ({
        list: async (folder) => {
          asked.push([state, folder]);
          return listIn(FILES.get(state) ?? {}, folder);
        },
      }) as Partial<Tree> as Tree,
    {
      root: ROOT,
      store: [
        { path: GLIBC, tree: LARGE },
        { path: A, tree: SMALL },
        { path: B, tree: SMALL },
      ],
    },
  );
  return { tree, asked };
}

describe("an image that is in parts", () => {
  it.each([
    ["/etc/x", "file", "x"],
    ["/", "directory", "/"],
    ["/nix/store", "directory", "store"],
    [GLIBC.path, "directory", GLIBC.base],
    ["/lib", "directory", "lib"],
    ["/lib/libc.so.6", "file", "libc.so.6"],
    ["/bin/sh", "file", "bash"],
    ["/bin/../bin/sh", "file", "bash"],
    ["/up", "file", "x"],
  ])("has %s, symlinks followed from part to part", async (path, type, name) => {
    expect(await open().tree.stat(path)).toMatchObject({ type, path: name });
  });

  it.each(["/etc/y", "/etc/x/y", "/circle", "/beyond", "/lib/libm.so.6", "/nowhere/x", pathOf("other").path])(
    "has no %s",
    async (path) => {
      expect(await open().tree.stat(path)).toBeUndefined();
    },
  );

  it("lists a folder, wherever it is", async () => {
    const { tree } = open();
    const names = async (folder: string) => (await tree.list(folder)).map(({ path }) => path);
    expect(await names("/lib")).toEqual(["libc.so.6"]);
    expect((await names("/nix/store")).sort()).toEqual([GLIBC.base, A.base, B.base].sort());
    expect(await names("/etc")).toEqual(["x"]);
  });

  it("reads nothing of parts in which nothing is looked for, and no folder twice", async () => {
    const { tree, asked } = open();
    for (const path of ["/bin/sh", "/bin/sh", "/etc/x"]) await tree.stat(path);
    expect(asked.filter(([, folder]) => folder.startsWith("/nix/store")).map(([state]) => state)).toEqual(
      asked.filter(([, folder]) => folder.startsWith("/nix/store")).map(() => SMALL),
    );
    expect(new Set(asked.map(([state, folder]) => `${[...FILES.keys()].indexOf(state)} ${folder}`)).size).toBe(
      asked.length,
    );
  });
});

it("an image in one part is read as it is", () => {
  const whole = { list: async () => [] } as unknown as Tree;
  expect(imageTree(() => whole, { root: ROOT, store: [] })).toBe(whole);
});
