import type { Engine, ReadRange, Ref } from "../engine/client.ts";
import type { FileStat } from "../engine/file-stat.ts";
import { requireCapabilities } from "../engine/requirements.ts";
import { marshal } from "../llb/marshal.ts";
import { type Digest, type State, scratch } from "../llb/vertex.ts";
import { isNotFound } from "../reasons/buildkit.ts";
import type { MemoryKey } from "./memory.ts";
import type { Session } from "./session.ts";

export type { FileStat, Ref };

/**
 * Files that the daemon has, or gets when something of them is read. Reading rejects with a DaemonError where they cannot
 * be had.
 */
export interface Tree {
  ref(): Promise<Ref>;
  /** A text file, or undefined where there is none. It is read once, whoever wants it. */
  readText(file: string): Promise<string | undefined>;
  /** A file that must be there. */
  readFile(file: string, range?: ReadRange): Promise<Buffer>;
  /** What a folder has in it, one level of it. It must be there. */
  list(folder: string): Promise<readonly FileStat[]>;
  /** What is at a path, or undefined where nothing is. */
  stat(path: string): Promise<FileStat | undefined>;
}

/** A tree that a step makes. */
export interface StepTree extends Tree {
  /** The step: warnings can hang on it. */
  readonly vertex: Digest;
}

const TREES: MemoryKey<Map<Digest, StepTree>> = { make: () => new Map() };

/** The tree that a source or another step makes. It is the same one however often it is opened in a build. */
export function openTree({ engine, memory }: Session, source: Exclude<State, typeof scratch>): StepTree {
  const graph = marshal(source);
  const vertex = graph.digest(source);
  const trees = memory.of(TREES);
  const solve = async () => {
    requireCapabilities(await engine.capabilities, graph);
    return engine.solve(graph);
  };
  const tree = trees.get(vertex) ?? { vertex, ...treeOf(engine, solve) };
  trees.set(vertex, tree);
  return tree;
}

/** The same of a state that may be scratch, which has no files. */
export function openState(session: Session, state: State): Tree {
  return state === scratch ? NO_FILES : openTree(session, state);
}

/** A tree that has been made. */
export function solvedTree({ engine }: Session, ref: Ref): Tree {
  return treeOf(engine, async () => ref);
}

function treeOf(engine: Engine, solve: () => Promise<Ref>): Tree {
  const texts = new Map<string, Promise<string | undefined>>();
  let solved: Promise<Ref> | undefined;
  const ref = () => {
    solved ??= solve();
    return solved;
  };
  const readFile = async (file: string, range?: ReadRange) => engine.readFile(await ref(), file, range);
  return {
    ref,
    readFile,
    readText: (file) => {
      const text = texts.get(file) ?? orUndefined(async () => (await readFile(file)).toString("utf8"));
      texts.set(file, text);
      return text;
    },
    list: async (folder) => engine.readDir(await ref(), folder),
    stat: (path) => orUndefined(async () => engine.statFile(await ref(), path)),
  };
}

const NO_FILES: Tree = {
  ref: async () => ({ id: "" }),
  readText: async () => undefined,
  readFile: async (file) => {
    throw new Error(`${file} is not in an empty tree`);
  },
  list: async () => [],
  stat: async () => undefined,
};

async function orUndefined<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
