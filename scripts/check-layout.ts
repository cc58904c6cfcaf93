import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path/posix";
import { parseSync } from "oxc-parser";

/**
 * Checks which folder of src/ imports which, types included, and that no files load each other:
 * `node scripts/check-layout.ts`, or with `--floors` prints on which floor each folder stands. Folders are called rooms here,
 * as in docs/architecture.md.
 */

/** What each room may import, beside itself. A room knows only those that stand below it here. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  text: [],
  lib: [],
  reasons: [],
  value: ["lib", "text"],
  llb: ["text"],
  nix: ["reasons", "text"],
  options: ["lib", "reasons", "text", "value"],
  services: ["lib", "text", "value"],
  modules: ["lib", "nix", "options", "text", "value"],
  plan: ["lib", "nix", "options", "services", "text", "value"],
  declaration: ["lib", "options", "reasons", "text", "value"],
  engine: ["llb", "reasons", "text", "value"],
  context: ["engine", "llb", "plan", "reasons", "text", "value"],
  steps: ["context", "engine", "llb", "nix", "options", "plan", "reasons", "text", "value"],
  packages: ["context", "lib", "llb", "nix", "options", "plan", "reasons", "steps", "text", "value"],
  build: [
    ...[
      "context",
      "declaration",
      "engine",
      "llb",
      "modules",
      "nix",
      "options",
      "packages",
      "plan",
      "services",
      "steps",
    ],
    ...["text", "value"],
  ],
  subrequests: ["build", "context", "engine", "llb", "nix", "packages", "plan", "text", "value"],
  cli: [
    ...[
      "build",
      "context",
      "declaration",
      "lib",
      "modules",
      "nix",
      "options",
      "packages",
      "plan",
      "reasons",
      "services",
    ],
    ...["steps", "text", "value"],
  ],
  rehearsal: ["build", "declaration", "engine", "llb", "nix", "plan", "value"],
  // The programs: each loads what it is made of.
  programs: ["build", "cli", "context", "declaration", "engine", "llb", "rehearsal", "steps", "subrequests", "text"],
};

/** What the program of the build steps may be made of, whoever imports it: it starts once for each store path. */
const HELPER = { entry: "helper-main.ts", rooms: ["programs", "steps", "nix", "reasons", "text", "value"] };

/** What runs inside the sandbox is made of its own folder and of this room, but for types. */
const GUEST = { entry: "declaration/guest/main.ts", folder: "declaration/guest/", room: "lib" };

/** Of code. */
const MAX_IMPORTS = 22;

interface File {
  readonly path: string;
  readonly imports: readonly string[];
  /** Those of its imports that are not of types alone. */
  readonly code: readonly string[];
}

const files = globSync("**/*.{ts,js}", { cwd: "src" }).map(read);
const problems = [
  ...unknownRooms(),
  ...forbidden(),
  ...upward(),
  ...circles(),
  ...heavy(),
  ...intoHelper(),
  ...intoGuest(),
];
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
if (process.argv.includes("--floors")) for (const [room, floor] of floors()) console.log(`${floor} ${room}`);

function read(path: string): File {
  const { module } = parseSync(path, readFileSync(join("src", path), "utf8"));
  const named = [
    ...module.staticImports.map(({ moduleRequest, entries }) => ({ name: moduleRequest.value, entries })),
    ...module.staticExports.flatMap(({ entries }) =>
      entries.flatMap((entry) => (entry.moduleRequest ? { name: entry.moduleRequest.value, entries: [entry] } : [])),
    ),
    ...module.dynamicImports.map(({ moduleRequest: { start, end } }) => ({
      name: readFileSync(join("src", path), "utf8").slice(start + 1, end - 1),
      entries: [],
    })),
  ].filter(({ name }) => name.startsWith("."));
  const code = named.filter(({ entries }) => entries.length === 0 || entries.some(({ isType }) => !isType));
  const pathsOf = (all: typeof named) => [
    ...new Set(all.map(({ name }) => normalize(join(dirname(path), name.replace(/\?.*/, ""))))),
  ];
  return { path, imports: pathsOf(named), code: pathsOf(code) };
}

function roomOf(path: string): string {
  return path.includes("/") ? path.slice(0, path.indexOf("/")) : "programs";
}

/** Every arrow from one room to another, with a file that makes it. */
function* arrows(): Generator<{ from: string; to: string; path: string; target: string }> {
  for (const { path, imports } of files) {
    for (const target of imports) {
      const [from, to] = [roomOf(path), roomOf(target)];
      if (from !== to) yield { from, to, path, target };
    }
  }
}

function unknownRooms(): string[] {
  const rooms = new Set(files.map(({ path }) => roomOf(path)));
  const unknown = [...rooms].filter((room) => MAY_IMPORT[room] === undefined);
  const gone = Object.keys(MAY_IMPORT).filter((room) => !rooms.has(room));
  return [
    ...unknown.map((room) => `src/${room} is not in the table of scripts/check-layout.ts`),
    ...gone.map((room) => `there is no src/${room} any more: take it out of scripts/check-layout.ts`),
  ];
}

function forbidden(): string[] {
  const wrong = [...arrows()].filter(({ from, to }) => MAY_IMPORT[from]?.includes(to) === false);
  const used = new Set([...arrows()].map(({ from, to }) => `${from} ${to}`));
  const unused = Object.entries(MAY_IMPORT).flatMap(([from, rooms]) =>
    rooms
      .filter((to) => !used.has(`${from} ${to}`))
      .map((to) => `${from} does not import ${to}: take it out of the table`),
  );
  return [...wrong.map(({ from, to, path, target }) => `${path}: ${from} may not import ${to} (${target})`), ...unused];
}

/** The table lists rooms from the ground up, so no circle of rooms can be in it. */
function upward(): string[] {
  const order = Object.keys(MAY_IMPORT);
  return Object.entries(MAY_IMPORT).flatMap(([from, rooms]) =>
    rooms
      .filter((to) => order.indexOf(to) >= order.indexOf(from))
      .map((to) => `${from} may import ${to}, which stands above it in the table`),
  );
}

/** Files that load each other: which of them runs first then depends on who asks for them. */
function circles(): string[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, chain: readonly string[]) => {
    if (chain.includes(path)) found.push([...chain.slice(chain.indexOf(path)), path].join(" loads "));
    if (done.has(path)) return;
    done.add(path);
    for (const other of byPath.get(path)?.code ?? []) visit(other, [...chain, path]);
  };
  for (const { path } of files) visit(path, []);
  return found;
}

function heavy(): string[] {
  return files
    .map(({ path, imports }) => ({ path, count: imports.filter((target) => /\.[jt]s$/.test(target)).length }))
    .filter(({ count }) => count > MAX_IMPORTS)
    .map(({ path, count }) => `${path} imports ${count} files of code: it does more than one thing`);
}

function intoHelper(): string[] {
  return reached(HELPER.entry, ({ imports }) => imports)
    .filter((path) => !HELPER.rooms.includes(roomOf(path)) || /steps\/(?:[^/]+|[^/]+\/step)\.ts$/.test(path))
    .map((path) => `the program of the build steps would have ${path} in it`);
}

function intoGuest(): string[] {
  return reached(GUEST.entry, ({ code }) => code)
    .filter((path) => !path.startsWith(GUEST.folder) && roomOf(path) !== GUEST.room)
    .map((path) => `the sandbox would have ${path} in it`);
}

/** All files that one leads to. */
function reached(entry: string, next: (file: File) => readonly string[]): string[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const seen = new Set<string>();
  const pending = [entry];
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    const file = byPath.get(path);
    if (file !== undefined) pending.push(...next(file));
  }
  return [...seen];
}

/** The longest way down from each room to the ground. */
function floors(): Map<string, number> {
  const known = new Map<string, number>();
  const floorOf = (room: string): number => {
    const floor = known.get(room) ?? Math.max(-1, ...(MAY_IMPORT[room] ?? []).map(floorOf)) + 1;
    known.set(room, floor);
    return floor;
  };
  for (const room of Object.keys(MAY_IMPORT)) floorOf(room);
  return known;
}
