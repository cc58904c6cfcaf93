import type { FileMode } from "../../value/file-mode.ts";
import { foreignShape } from "../elf/spec.ts";
import { absolutePath, listOf, record, type Shape, wholeNumber } from "../helper/shape.ts";
import { type SpecOf, specOf } from "../helper/spec.ts";

const fileMode: Shape<FileMode> = (mode, where) =>
  mode === "kept" || mode === "normal" ? mode : wholeNumber(mode, where);

/** What `copy` is given: a file, or what is in a folder, and how it is to be in the image. */
export const copySpec = specOf("copy", {
  source: absolutePath,
  /** In the image: where the file is, or what is in the folder. */
  target: absolutePath,
  mode: fileMode,
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
