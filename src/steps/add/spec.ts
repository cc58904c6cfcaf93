import { parseNarHash } from "../../nix/nar-hash.ts";
import { foreignShape } from "../elf/spec.ts";
import { absolutePath, optional, parsed, record, text, type WrittenOf, wholeNumber } from "../helper/shape.ts";
import { type SpecOf, specOf } from "../helper/spec.ts";

/** What `add` is given. */
export const addSpec = specOf("add", {
  /** A file or folder. */
  source: absolutePath,
  /** What the store path is called. */
  name: text,
  /** The folder below which `nix/store/<hash>-<name>` is written. */
  output: absolutePath,
  /** The file that says what was made. */
  facts: absolutePath,
});

/** The same once it is read. */
export type AddSpec = SpecOf<typeof addSpec>;

/** The file with the facts, in the output that has nothing else. */
export const FACTS = "/facts.json";

/** What is known of a store path after its files have been added. */
export const addedFacts = record({
  /** In Nix32, with "sha256:". */
  narHash: parsed(text, parseNarHash),
  /** Bytes of the archive. */
  narSize: wholeNumber,
  foreign: optional(foreignShape),
});

/** As it stands in the file. */
export type AddedFacts = WrittenOf<typeof addedFacts>;
