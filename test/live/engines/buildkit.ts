import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { ENGINE, FRONTEND, type Store } from "../engine.ts";

const DOCS = resolve(import.meta.dirname, "../../../docs/engines.md");

const started = new Set<Store>();

/** Starts the BuildKit of a version with the frontend that is tested, as scripts/engine does. */
export function startBuildkit(store: Store): void {
  if (socketOf(store) === "") started.add(store);
  runEngine(store, "up");
  giveImage(FRONTEND, store);
}

/** Gives a BuildKit an image that the Docker Engine has. */
export function giveImage(image: string, store: Store): void {
  runEngine(store, "push", image);
}

/** Stops it, unless it ran before. */
export function stopBuildkit(store: Store): void {
  if (started.delete(store)) runEngine(store, "down");
}

/** Where it listens; "" where it does not run. */
export function socketOf(store: Store = "buildkit@none"): string {
  const { stdout } = spawnSync(ENGINE, ["status"], { env: { ...process.env, ENGINE_STORE: store }, encoding: "utf8" });
  return /unix:\S+\.sock/.exec(stdout)?.[0] ?? "";
}

function runEngine(store: Store, ...args: string[]): void {
  execFileSync(ENGINE, args, { env: { ...process.env, ENGINE_STORE: store }, stdio: ["ignore", "pipe", "inherit"] });
}

interface Promised {
  /** As in the table's head: "0.12.5". */
  readonly versions: readonly string[];
  /** What the table says of a feature with a version: "yes", or what is said instead. */
  said(feature: string, version: string): string;
  readonly features: readonly string[];
}

/** The table of docs/engines.md. A cell is "yes" or the letter of a line of the list below, which has the words. */
export function documentedEngines(): Promised {
  const text = readFileSync(DOCS, "utf8");
  const [head = [], , ...rows] = text
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .map((line) =>
      line
        .slice(1, -1)
        .split("|")
        .map((cell) => cell.trim()),
    );
  const words = new Map([...text.matchAll(/^- \*\*(\w)\*\*: `(.*)`/gm)].map(([, letter, said]) => [letter, said]));
  const table = new Map(rows.map(([feature = "", ...cells]) => [feature, cells]));
  const versions = head.slice(1);
  return {
    versions,
    features: [...table.keys()],
    said: (feature, version) => {
      const cell = table.get(feature)?.[versions.indexOf(version)] ?? "";
      return words.get(cell) ?? cell;
    },
  };
}
