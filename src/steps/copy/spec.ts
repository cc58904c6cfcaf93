import { foreignShape } from "../elf/spec.ts";
import { absolutePath, listOf, parsed, record, wholeNumber } from "../helper/shape.ts";
import { type SpecOf, specOf } from "../helper/spec.ts";

/** The mode of files that keep theirs. It is part of the steps' cache keys. */
export const AS_IT_IS = -1;

/** What `copy` is given: a file, or what is in a folder, and how it is to be in the image. */
export const copySpec = specOf("copy", {
  source: absolutePath,
  /** In the image: where the file is, or what is in the folder. */
  target: absolutePath,
  /** Of files; folders get the bits to enter them too. Undefined, and AS_IT_IS in JSON: as they are. */
  mode: parsed(wholeNumber, (mode) => (mode === AS_IT_IS ? undefined : mode)),
  uid: wholeNumber,
  gid: wholeNumber,
  /** The target, if it is a folder of the image already, and folders above it: how these are, where not 0755 root. */
  parents: listOf(record({ path: absolutePath, mode: wholeNumber, uid: wholeNumber, gid: wholeNumber })),
  output: absolutePath,
  /** The file that says what was copied. */
  facts: absolutePath,
});

/** The file with the facts, in the output that has nothing else. */
export const FACTS = "/facts.json";

/** What is known of files once they are copied. */
export const copiedFacts = record({ foreign: foreignShape });

/** The same once it is read. */
export type CopySpec = SpecOf<typeof copySpec>;
