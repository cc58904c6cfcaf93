import { parseNarHash } from "../../nix/nar-hash.ts";
import { parseStorePath } from "../../nix/store-path.ts";
import { foreignShape } from "../elf/spec.ts";
import { absolutePath, anyText, listOf, optional, parsed, record, text, texts, wholeNumber } from "../helper/shape.ts";
import { type SpecOf, specOf } from "../helper/spec.ts";
import { validPath } from "../nix-database/spec.ts";

const output = record({
  name: text,
  path: parsed(text, parseStorePath),
  /** Of an output whose contents are known before, as the .drv file has them; else empty. */
  hashAlgorithm: anyText,
  hash: anyText,
  /** The folder below which `nix/store/<name>` is written. */
  folder: absolutePath,
});

/** What `realise` is given. */
export const realiseSpec = specOf("realise", {
  /** The program `nix-store`. */
  nix: absolutePath,
  /** The .drv file, which is not there. */
  derivation: absolutePath,
  outputs: listOf(output),
  system: text,
  builder: text,
  args: texts,
  env: listOf(record({ name: text, value: anyText })),
  /** The store paths that it is built from: those that it names, */
  inputs: texts,
  /** and all that is in the store with them, each after all that it refers to. */
  store: listOf(validPath),
  /** What is `/bin/sh` meanwhile. */
  shell: optional(absolutePath),
  /** Seconds; 0 is none. */
  timeout: wholeNumber,
  /** The folder that gets FACTS. */
  facts: absolutePath,
  /** The folder, kept between steps, that gets the reason of a failure in a file with the name of the derivation. */
  failures: absolutePath,
});

/** The same once it is read. */
export type RealiseSpec = SpecOf<typeof realiseSpec>;

/** The file with the facts, in the output that has nothing else. */
export const FACTS = "/facts.json";

const builtPath = record({
  path: parsed(text, parseStorePath),
  narHash: parsed(text, parseNarHash),
  /** Bytes of the archive. */
  narSize: wholeNumber,
  references: listOf(parsed(text, parseStorePath)),
  /** Content address. */
  ca: optional(text),
  foreign: optional(foreignShape),
});

/** What Nix says of the outputs that it built. */
export const realisedFacts = listOf(builtPath);
