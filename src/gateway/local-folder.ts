import { marshal } from "../llb/marshal.ts";
import type { Digest, Output } from "../llb/vertex.ts";
import type { Gateway, Ref } from "./client.ts";
import { isNotFound } from "./gateway-error.ts";

/** Files of a folder of the client's. Each is asked for once in a build, whoever wants it. */
export interface LocalFolder {
  /** The step that loads it: warnings can hang on it. */
  readonly vertex: Digest;
  /** The folder as far as its source has it; nothing is sent for that. */
  ref(): Promise<Ref>;
  /** A text file, or undefined where there is none. */
  readText(file: string): Promise<string | undefined>;
}

const known = new WeakMap<Gateway, Map<Digest, LocalFolder>>();

/** The folder that a local source loads. */
export function localFolder(gateway: Gateway, source: Output): LocalFolder {
  const graph = marshal(source);
  const vertex = graph.digest(source);
  const folders = known.get(gateway) ?? new Map<Digest, LocalFolder>();
  known.set(gateway, folders);
  const folder = folders.get(vertex) ?? openFolder(gateway, graph, vertex);
  folders.set(vertex, folder);
  return folder;
}

function openFolder(gateway: Gateway, graph: ReturnType<typeof marshal>, vertex: Digest): LocalFolder {
  const texts = new Map<string, Promise<string | undefined>>();
  let solved: Promise<Ref> | undefined;
  const ref = () => {
    solved ??= gateway.solve(graph);
    return solved;
  };
  return {
    vertex,
    ref,
    readText: (file) => {
      const text = texts.get(file) ?? ref().then((of) => readText(gateway, of, file));
      texts.set(file, text);
      return text;
    },
  };
}

/** A text file of a tree, or undefined where it has none. */
export async function readText(gateway: Gateway, ref: Ref, file: string): Promise<string | undefined> {
  try {
    return (await gateway.readFile(ref, file)).toString("utf8");
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
