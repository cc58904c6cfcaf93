import fc from "fast-check";
import { expect, test } from "vitest";
import { type LinkRequest, planLinks } from "../../../src/steps/generate/link-plan.ts";
import type { PlannedNode } from "../../../src/steps/generate/planned-node.ts";
import { resolvePath, type StoreNode, type StoreTree } from "../../../src/steps/generate/store-tree.ts";
import { planSystemPath } from "../../../src/steps/generate/system-path.ts";

/** Files by path below the store: contents, "exe:" before those of a program, "-> target" for a symlink. */
type Files = Readonly<Record<string, string>>;

function storeOf(files: Files): StoreTree {
  const nodes = new Map<string, StoreNode>();
  for (const [name, text] of Object.entries(files)) {
    const parts = name.split("/");
    for (let i = 1; i < parts.length; i++)
      nodes.set(`/nix/store/${parts.slice(0, i).join("/")}`, { kind: "directory" });
    const path = `/nix/store/${name}`;
    if (text === "/") nodes.set(path, { kind: "directory" });
    else if (text.startsWith("-> ")) nodes.set(path, { kind: "symlink", target: text.slice(3) });
    else nodes.set(path, { kind: "file", executable: text.startsWith("exe:") });
  }
  return {
    node: (path) => nodes.get(path),
    list: (path) =>
      [...nodes.keys()]
        .filter((each) => each.startsWith(`${path}/`) && !each.slice(path.length + 1).includes("/"))
        .map((each) => each.slice(path.length + 1)),
    read: (path) => Buffer.from(files[path.slice("/nix/store/".length)] ?? ""),
  };
}

const DEFAULTS = ["/bin", "/sbin", "/lib", "/share", "/etc"];

/** Each package is a name, or a name and a priority. */
function plan(files: Files, packages: readonly (string | [string, number])[], changes: Partial<LinkRequest> = {}) {
  return planLinks(
    {
      packages: packages.map((each) => {
        const [name, priority] = typeof each === "string" ? [each, 5] : each;
        return { path: `/nix/store/${name}`, priority };
      }),
      pathsToLink: DEFAULTS,
      ...changes,
    },
    storeOf(files),
  );
}

/** "/bin/" for a folder, "/bin/x -> a/bin/x" for a link into the store. */
function show(nodes: readonly PlannedNode[]): string[] {
  return nodes.map((node) =>
    node.kind === "directory" ? `${node.path}/` : `${node.path} -> ${node.target.replace(/^\/nix\/store\//, "")}`,
  );
}

test("what one package alone has is a symlink, what several have is a folder", () => {
  const files = { "a/bin/x": "", "a/share/doc/x": "", "b/bin/y": "", "b/share/man/y": "", "c/share/doc/z": "" };
  expect(show(plan(files, ["a", "b"]).nodes)).toEqual([
    "/bin/",
    "/bin/x -> a/bin/x",
    "/bin/y -> b/bin/y",
    "/share/",
    "/share/doc -> a/share/doc",
    "/share/man -> b/share/man",
  ]);
  expect(show(plan(files, ["a", "b", "c"]).nodes)).toEqual([
    "/bin/",
    "/bin/x -> a/bin/x",
    "/bin/y -> b/bin/y",
    "/share/",
    "/share/doc/",
    "/share/doc/x -> a/share/doc/x",
    "/share/doc/z -> c/share/doc/z",
    "/share/man -> b/share/man",
  ]);
});

test("a path to link is a real folder even with one package, and is left out with none", () => {
  expect(show(plan({ "a/bin/x": "" }, ["a"]).nodes)).toEqual(["/bin/", "/bin/x -> a/bin/x"]);
  expect(show(plan({ "a/bin/x": "", "a/include/h": "" }, ["a"], { pathsToLink: ["/lib"] }).nodes)).toEqual([]);
});

test("nested paths to link have real folders above them", () => {
  const files = { "a/share/man/m": "", "a/share/doc/d": "", "a/share/manual/x": "" };
  expect(show(plan(files, ["a"], { pathsToLink: ["/share/man"] }).nodes)).toEqual([
    "/share/",
    "/share/man/",
    "/share/man/m -> a/share/man/m",
  ]);
});

test("everything is linked with the path /", () => {
  const files = { "a/bin/x": "", "a/f": "", "b/bin/y": "", "b/lib/l": "" };
  expect(show(plan(files, ["a", "b"], { pathsToLink: ["/"] }).nodes)).toEqual([
    "/bin/",
    "/bin/x -> a/bin/x",
    "/bin/y -> b/bin/y",
    "/f -> a/f",
    "/lib -> b/lib",
  ]);
});

test("the package with the lower priority number wins, whichever comes first", () => {
  const files = { "a/bin/x": "a", "b/bin/x": "b" };
  for (const packages of [
    [
      ["a", 5],
      ["b", 4],
    ],
    [
      ["b", 4],
      ["a", 5],
    ],
  ] satisfies [string, number][][]) {
    expect(show(plan(files, packages).nodes)).toEqual(["/bin/", "/bin/x -> b/bin/x"]);
  }
});

test("of two files the first wins, with a warning that names both paths and both priorities", () => {
  const files = { "a/bin/x": "a", "a/bin/y": "a", "b/bin/x": "b", "b/bin/y": "b" };
  const { nodes, warnings } = plan(files, ["a", "b"]);
  expect(show(nodes)).toEqual(["/bin/", "/bin/x -> a/bin/x", "/bin/y -> a/bin/y"]);
  expect(warnings).toEqual([
    "/bin/x is in two packages: /nix/store/a/bin/x (priority 5) is used, not /nix/store/b/bin/x (priority 5)",
    "/bin/y is in two packages: /nix/store/a/bin/y (priority 5) is used, not /nix/store/b/bin/y (priority 5)",
  ]);
});

test("what has a lower number wins silently, hiPrio's too", () => {
  const files = { "a/bin/x": "a", "b/bin/x": "b" };
  for (const [one, other, winner] of [
    [5, -10, "b"],
    [5, 10, "a"],
    [4, 5, "a"],
  ] as const) {
    const { nodes, warnings } = plan(files, [
      ["a", one],
      ["b", other],
    ]);
    expect([show(nodes)[1], warnings]).toEqual([`/bin/x -> ${winner}/bin/x`, []]);
  }
});

test("a file and a folder collide, whatever the priorities", () => {
  expect(() =>
    plan({ "a/lib/x/f": "", "b/lib/x": "b" }, [
      ["a", 5],
      ["b", 5],
    ]),
  ).toThrow("/lib/x is a file of one package and a folder of another");
  // As in Nix: a file yields to what has a lower number, a folder to nothing.
  expect(() =>
    plan({ "a/lib/x/f": "", "b/lib/x": "b" }, [
      ["a", 5],
      ["b", 4],
    ]),
  ).toThrow("/lib/x is a file of one package and a folder of another");
  expect(
    show(
      plan({ "a/lib/x": "", "b/lib/x/f": "" }, [
        ["a", 5],
        ["b", 4],
      ]).nodes,
    ),
  ).toEqual(["/lib/", "/lib/x -> b/lib/x"]);
});

test("equal files are no collision, unless one of them is executable", () => {
  expect(show(plan({ "a/share/l": "same", "b/share/l": "same" }, ["a", "b"]).nodes)).toEqual([
    "/share/",
    "/share/l -> a/share/l",
  ]);
  const tree = storeOf({ "a/share/l": "", "b/share/l": "" });
  const mixed: StoreTree = {
    ...tree,
    node: (path) => (path === "/nix/store/b/share/l" ? { kind: "file", executable: true } : tree.node(path)),
  };
  const request = {
    packages: ["a", "b"].map((name) => ({ path: `/nix/store/${name}`, priority: 5 })),
    pathsToLink: DEFAULTS,
  };
  expect(planLinks(request, mixed).warnings.join()).toContain("/share/l is in two packages");
});

test("two ways to the same file are no collision, and the file itself is linked rather than a symlink to it", () => {
  const files = { "a/bin/x": "-> /nix/store/b/bin/x", "b/bin/x": "" };
  for (const packages of [
    ["a", "b"],
    ["b", "a"],
  ]) {
    expect(show(plan(files, packages).nodes)).toEqual(["/bin/", "/bin/x -> b/bin/x"]);
  }
});

test("a symlink to a folder merges like the folder", () => {
  const files = { "a/share": "-> ../b/data", "b/data/x": "", "c/share/y": "" };
  expect(show(plan(files, ["a", "c"]).nodes)).toEqual(["/share/", "/share/x -> a/share/x", "/share/y -> c/share/y"]);
});

test("dangling symlinks are linked, and collide", () => {
  expect(show(plan({ "a/etc/x": "-> /run/x" }, ["a"]).nodes)).toEqual(["/etc/", "/etc/x -> a/etc/x"]);
  expect(plan({ "a/etc/x": "-> /run/x", "b/etc/x": "-> /run/x" }, ["a", "b"]).warnings.join()).toContain(
    "/etc/x is in two packages",
  );
});

test("symlinks in a circle end nowhere", () => {
  expect(show(plan({ "a/etc/x": "-> y", "a/etc/y": "-> x" }, ["a"]).nodes)).toEqual([
    "/etc/",
    "/etc/x -> a/etc/x",
    "/etc/y -> a/etc/y",
  ]);
});

test("build-time notes and files that every package has are left out", () => {
  const files = {
    "a/nix-support/setup-hook": "",
    "a/propagated-build-inputs": "",
    "a/share/info/dir": "",
    "a/share/info/a.info": "",
    "a/share/mime/magic": "",
    "a/share/mime/packages/a.xml": "",
    "a/lib/perl5/perllocal.pod": "",
    "a/lib/log": "",
    "b/share/info/dir": "other",
    "b/share/mime/packages/b.xml": "",
    "b/share/mime/magic": "other",
    "b/lib/perl5/perllocal.pod": "other",
  };
  expect(show(plan(files, ["a", "b"], { pathsToLink: ["/"] }).nodes)).toEqual([
    "/lib/",
    "/lib/perl5/",
    "/share/",
    "/share/info/",
    "/share/info/a.info -> a/share/info/a.info",
    "/share/mime/",
    "/share/mime/packages/",
    "/share/mime/packages/a.xml -> a/share/mime/packages/a.xml",
    "/share/mime/packages/b.xml -> b/share/mime/packages/b.xml",
  ]);
});

test("the originals of wrapped programs stay hidden", () => {
  const files = {
    "a/bin/.x-wrapped": "",
    "a/bin/.x-wrapped_": "",
    "a/bin/x": "",
    "a/bin/.keep": "",
    "a/lib/.x-wrapped": "",
  };
  expect(show(plan(files, ["a"]).nodes)).toEqual([
    "/bin/",
    "/bin/.keep -> a/bin/.keep",
    "/bin/x -> a/bin/x",
    "/lib/",
    "/lib/.x-wrapped -> a/lib/.x-wrapped",
  ]);
});

test("packages that others propagate are added, and yield to those that were asked for", () => {
  const files = {
    "a/bin/a": "",
    "a/nix-support/propagated-user-env-packages": " /nix/store/b /nix/store/c\nignored",
    "b/bin/a": "b",
    "b/bin/b": "b",
    "b/bin/d": "b",
    "b/nix-support/propagated-user-env-packages": "/nix/store/d",
    "c/bin/b": "c",
    "d/bin/d": "d",
    "d/bin/a": "d",
  };
  const { nodes, warnings } = plan(files, [["a", 2000]]);
  // Even to a priority that is worse, since what is propagated replaces only a file of a still worse one.
  expect(show(nodes)).toEqual(["/bin/", "/bin/a -> b/bin/a", "/bin/b -> b/bin/b", "/bin/d -> b/bin/d"]);
  expect(show(plan(files, ["a"]).nodes)[1]).toBe("/bin/a -> a/bin/a");
  expect(warnings).toEqual([]);
});

test("a package twice is as once", () => {
  expect(show(plan({ "a/bin/x": "" }, ["a", "a"]).nodes)).toEqual(["/bin/", "/bin/x -> a/bin/x"]);
});

test("a package that is a file, or is not there, is an error", () => {
  expect(() => plan({ a: "text" }, ["a"])).toThrow("the store path /nix/store/a is a file");
  expect(() => plan({}, ["a"])).toThrow("the package /nix/store/a is not in the store");
});

test("a file where a folder must be is an error", () => {
  expect(() => plan({ "a/bin": "text" }, ["a"])).toThrow("/nix/store/a/bin is not a folder, but /bin must be one");
});

test("the system path has a symlink for each folder that came to be, outermost only", () => {
  const { nodes } = plan({ "a/bin/x": "", "a/share/man/m": "" }, ["a"], { pathsToLink: [...DEFAULTS, "/share/man"] });
  expect(show(planSystemPath(nodes, [...DEFAULTS, "/share/man"]))).toEqual([
    "/run/",
    "/run/current-system/",
    "/run/current-system/sw/",
    "/run/current-system/sw/bin -> /bin",
    "/run/current-system/sw/share -> /share",
  ]);
  expect(show(planSystemPath(nodes, ["/share/man"]))).toEqual([
    "/run/",
    "/run/current-system/",
    "/run/current-system/sw/",
    "/run/current-system/sw/share/",
    "/run/current-system/sw/share/man -> /share/man",
  ]);
  expect(show(planSystemPath(nodes, ["/"])).slice(3)).toEqual([
    "/run/current-system/sw/bin -> /bin",
    "/run/current-system/sw/share -> /share",
  ]);
  expect(planSystemPath([], DEFAULTS)).toEqual([]);
});

/** Files f… in folders d…, so that files meet files and folders meet folders. */
const packageFiles = fc.uniqueArray(
  fc
    .tuple(
      fc.constantFrom("bin", "lib", "share"),
      fc.array(fc.constantFrom("d1", "d2", "d3"), { maxLength: 3 }),
      fc.constantFrom("f1", "f2", "f3"),
    )
    .map(([top, folders, name]) => [top, ...folders, name].join("/")),
  { maxLength: 8 },
);

test("in any set of packages each file is there once, from the package with the lowest number, first of equals", () => {
  const packages = fc.array(fc.record({ files: packageFiles, priority: fc.integer({ min: 1, max: 4 }) }), {
    maxLength: 6,
  });
  fc.assert(
    fc.property(packages, (list) => {
      const files: Record<string, string> = {};
      const wanted = new Map<string, { pkg: string; priority: number }>();
      list.forEach(({ files: paths, priority }, i) => {
        files[`p${i}`] = "/";
        for (const path of paths) {
          files[`p${i}/${path}`] = `contents ${i}`;
          const best = wanted.get(path);
          if (best === undefined || priority < best.priority) wanted.set(path, { pkg: `p${i}`, priority });
        }
      });
      const { nodes } = plan(
        files,
        list.map(({ priority }, i) => [`p${i}`, priority]),
      );

      const planned = new Map(nodes.map((node) => [node.path, node]));
      for (const node of nodes) {
        const parent = node.path.slice(0, node.path.lastIndexOf("/"));
        expect(parent === "" || planned.get(parent)?.kind === "directory").toBe(true);
      }
      const tree = storeOf(files);
      const seen = new Map<string, string>();
      const visit = (path: string, at: string) => {
        const node = tree.node(at);
        if (node?.kind === "file") seen.set(path.slice(1), at);
        else for (const name of tree.list(at)) visit(`${path}/${name}`, `${at}/${name}`);
      };
      for (const node of nodes) if (node.kind === "symlink") visit(node.path, node.target);
      expect(Object.fromEntries(seen)).toEqual(
        Object.fromEntries([...wanted].map(([path, { pkg }]) => [path, `/nix/store/${pkg}/${path}`])),
      );
    }),
  );
});

test("paths are resolved inside the store only", () => {
  const tree = storeOf({
    "a/x/f": "",
    "a/up": "-> ../a/x/../x/./f",
    "a/abs": "-> /nix/store/a/x",
    "a/out": "-> ../../../etc/passwd",
    "a/round": "-> ../../store/a/x",
    "a/slash": "-> x/f/",
  });
  expect(resolvePath(tree, "/nix/store/a/up")).toBe("/nix/store/a/x/f");
  expect(resolvePath(tree, "/nix/store/a/abs/f")).toBe("/nix/store/a/x/f");
  expect(resolvePath(tree, "/nix/store/a/round/f")).toBe("/nix/store/a/x/f");
  for (const path of ["a/out", "a/x/f/g", "a/none", "", "..", "../.."]) {
    expect(resolvePath(tree, `/nix/store/${path}`)).toBeUndefined();
  }
});
