import * as z from "zod";
import { shownAddress } from "../../context/git-address.ts";
import { didYouMean } from "../../text/did-you-mean.ts";
import { forgeArchive } from "./forge.ts";
import type { SourcePin } from "./pin.ts";
import { PinFile } from "./pin-file.ts";

const commit = z.string().regex(/^[0-9a-f]{40}$/, "it must be a commit id of 40 hexadecimal digits");

/** The fields of a node's `locked` that decl reads (NixOS/nix: src/libflake/lockfile.cc, src/libfetchers). */
const lockedSchema = z.object({
  type: z.string(),
  narHash: z.string().optional(),
  owner: z.string().optional(),
  repo: z.string().optional(),
  host: z.string().optional(),
  rev: commit.optional(),
  ref: z.string().optional(),
  url: z.string().optional(),
  dir: z.string().optional(),
});

const flakeLockSchema = z.object({
  version: z.number().min(5, "it is too old").max(7, "it is newer than this decl knows"),
  root: z.string(),
  nodes: z.record(
    z.string(),
    z.object({
      /** The name of a node, or the path to the input of another node that it follows. */
      inputs: z.record(z.string(), z.union([z.string(), z.array(z.string())])).optional(),
      locked: lockedSchema.optional(),
    }),
  ),
});

type FlakeLock = z.infer<typeof flakeLockSchema>;

/** Reads the pin of an input from a flake.lock. Throws a DeclError at the line that is wrong. */
export function readFlakeLock(file: string, text: string, input: string): SourcePin {
  const pins = new PinFile(file, text, "a flake.lock");
  const lock = pins.read(flakeLockSchema);
  const inputs = Object.keys(lock.nodes[lock.root]?.inputs ?? {});
  if (!inputs.includes(input)) {
    const known = inputs.length === 0 ? "it has none" : `it has ${inputs.join(", ")}`;
    const message = `this flake has no input "${input}"`;
    throw pins.wrong(["nodes", lock.root, "inputs"], message, didYouMean(input, inputs) ?? known);
  }
  const name = nodeAt(lock, [input]);
  const locked = name === undefined ? undefined : lock.nodes[name]?.locked;
  if (name === undefined || locked === undefined) {
    throw pins.wrong(["nodes", lock.root, "inputs", input], `the input "${input}" leads to nothing that is locked`);
  }
  const { type, narHash, owner, repo, host, rev, url, ref, dir } = locked;
  const wrong = (what: string, hint?: string) =>
    pins.wrong(["nodes", name, "locked"], `the input "${input}" ${what}`, hint);
  if (type === "git") {
    if (url === undefined || rev === undefined) throw wrong("names no repository and commit");
    if (!/^https?:\/\//.test(url)) {
      throw wrong(
        `is the repository ${shownAddress(url)}, which a build cannot fetch`,
        "an https:// address is one that it can",
      );
    }
    return { kind: "git", git: url, rev, ref: ref?.replace(/^refs\/(?:heads|tags)\//, ""), folder: dir };
  }
  const archive =
    type === "tarball"
      ? url
      : owner !== undefined && repo !== undefined && rev !== undefined
        ? forgeArchive(type, { host, owner, repo, rev })
        : undefined;
  if (archive === undefined) {
    throw wrong(
      `is of the type "${type}", which has no address`,
      "github, gitlab, sourcehut, tarball and git have one",
    );
  }
  if (narHash === undefined) throw wrong("has no narHash", "`nix flake lock` writes it");
  return { kind: "archive", url: archive, hash: { of: "tree", text: narHash }, folder: dir, rev };
}

/** The node that a path of inputs leads to from the root. An input may follow the input of another node. */
function nodeAt(lock: FlakeLock, path: readonly string[]): string | undefined {
  let steps = 0;
  const walk = (inputs: readonly string[]): string | undefined => {
    let node = lock.root;
    for (const input of inputs) {
      if (++steps > 1000) return undefined; // inputs that follow each other in a circle
      const next = lock.nodes[node]?.inputs?.[input];
      const found = Array.isArray(next) ? walk(next) : next;
      if (found === undefined || lock.nodes[found] === undefined) return undefined;
      node = found;
    }
    return node;
  };
  return walk(path);
}
