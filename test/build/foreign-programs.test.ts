import { describe, expect, it } from "vitest";
import { foreignProgramWarnings } from "../../src/build/foreign-programs.ts";
import type { Tree } from "../../src/context/tree.ts";
import { makeClosure } from "../../src/nix/closure.ts";
import { madeEntry } from "../../src/packages/builds/run-builds.ts";
import type { ForeignProgram } from "../../src/plan/foreign-warnings.ts";
import { fakeSession } from "../context/fake-session.ts";
import { builtPath, pathOf } from "../packages/fake-cache.ts";

const LOADER = "/lib64/ld-linux-x86-64.so.2";
const PLATFORM = { os: "linux", architecture: "amd64", system: "x86_64-linux" } as const;

/** Wants one thing and nothing else. */
const program = (wants: Partial<ForeignProgram>): ForeignProgram => ({
  ...{ file: "bin/app", count: 1, machine: 62, libraries: [], folders: [] },
  ...wants,
});

/** A tree that has files, and of folders no more than these show. */
function treeOf(files: readonly string[]): Tree {
  const at = { mode: 0, uid: 0, gid: 0, size: 0, target: "" };
  const below = (folder: string) => files.filter((file) => file.startsWith(`${folder}/`));
  return {
    ref: async () => ({ id: "" }),
    readText: async () => undefined,
    readFile: async () => Buffer.alloc(0),
    list: async (folder) =>
      below(folder).map((file) => ({ ...at, path: file.slice(folder.length + 1), type: "file" as const })),
    stat: async (path) => {
      if (files.includes(path)) return { ...at, path, type: "file" };
      return below(path).length > 0 ? { ...at, path, type: "directory" } : undefined;
    },
  };
}

interface Image {
  readonly foreign: readonly ForeignProgram[];
  /** What is in it. */
  readonly files?: readonly string[];
  readonly env?: readonly string[];
  readonly hasBase?: boolean;
}

/** What is said of an image with a package that a cache has, and with one that its declaration builds. */
async function warningsOf({ foreign, files = [], env = [], hasBase = false }: Image): Promise<string[]> {
  const { session } = await fakeSession();
  const app = madeEntry(builtPath("app", []));
  const made = { ...app, deriver: undefined, subject: "app" };
  const warnings = await foreignProgramWarnings(session, {
    tree: treeOf(files),
    plan: {
      added: [{ name: "app", paths: [made] }],
      contents: [],
      platform: PLATFORM,
      base: hasBase ? { reference: "base", links: {}, accounts: {} } : undefined,
      config: { config: { Env: env } },
    },
    closure: makeClosure([pathOf("gcc-lib")], [madeEntry(builtPath("gcc-lib", []))]),
    made: new Map([[app.path.path, { subject: 'build("app")', foreign }]]),
    contentFacts: [],
  });
  return warnings.map(({ message }) => message);
}

describe("a program that wants another system's loader", () => {
  const foreign = [program({ interpreter: LOADER, libraries: ["libc.so.6"] })];

  it("is warned of where the image has none", async () => {
    expect(await warningsOf({ foreign })).toEqual([
      `bin/app in build("app") wants ${LOADER} to start, which is not in the image`,
    ]);
    const others = [...foreign, program({ file: "bin/other", interpreter: LOADER })];
    expect(await warningsOf({ foreign: others })).toEqual([
      `bin/app in build("app") wants ${LOADER} to start, which is not in the image, and so do others in it`,
    ]);
  });

  it("is warned of on a base without it too, and not on one that has it, wherever that has its libraries", async () => {
    expect(await warningsOf({ foreign, hasBase: true })).toHaveLength(1);
    expect(await warningsOf({ foreign, hasBase: true, files: [LOADER] })).toEqual([]);
  });

  it("has its libraries looked for where the image has got the loader otherwise", async () => {
    expect(await warningsOf({ foreign, files: [LOADER] })).toEqual([
      'bin/app in build("app") needs libc.so.6, which is not in the image',
    ]);
    expect(await warningsOf({ foreign, files: [LOADER, "/lib/x86_64-linux-gnu/libc.so.6"] })).toEqual([]);
  });
});

describe("a library that is needed", () => {
  const foreign = [program({ file: "lib/addon.node", libraries: ["libstdc++.so.6"], folders: ["/opt/lib"] })];

  it("is warned of where it is nowhere in the image", async () => {
    expect(await warningsOf({ foreign, files: ["/opt/other/libstdc++.so.6"] })).toEqual([
      'lib/addon.node in build("app") needs libstdc++.so.6, which is not in the image',
    ]);
  });

  it.each([
    ["the folder that the program says", "/opt/lib/libstdc++.so.6", []],
    ["a folder where loaders look", "/usr/lib64/libstdc++.so.6", []],
    [
      "the folder lib of a package, as who loads it may have loaded that before",
      `${pathOf("gcc-lib").path}/lib/libstdc++.so.6`,
      [],
    ],
    ["a folder of LD_LIBRARY_PATH", "/else/libstdc++.so.6", ["LD_LIBRARY_PATH=/x:/else"]],
  ])("is found in %s", async (_, file, env) => {
    expect(await warningsOf({ foreign, files: [file], env })).toEqual([]);
  });

  it("is told once with others, and a few of many by name", async () => {
    const other = program({ file: "x", libraries: ["libz.so.1", "libstdc++.so.6"] });
    expect(await warningsOf({ foreign: [...foreign, other] })).toEqual([
      'lib/addon.node in build("app") and others in it need libstdc++.so.6 and libz.so.1, which are not in the image',
    ]);
    const many = [program({ libraries: ["1", "2", "3", "4", "5", "6", "7"] })];
    expect(await warningsOf({ foreign: many })).toEqual([
      'bin/app in build("app") needs 1, 2, 3, 4, 5 and 2 more, which are not in the image',
    ]);
  });

  it("is not told of libraries for other processors, or for musl, which packages have beside those that are loaded", async () => {
    const others = [
      program({ libraries: ["a"], machine: 183 }),
      program({ libraries: ["libc.musl-x86_64.so.1", "a"] }),
    ];
    expect(await warningsOf({ foreign: others })).toEqual([]);
  });

  it("shows control characters of its name instead of letting them act", async () => {
    expect(await warningsOf({ foreign: [program({ libraries: ["\u001b[2J"] })] })).toEqual([
      'bin/app in build("app") needs \\u001b[2J, which is not in the image',
    ]);
  });
});
