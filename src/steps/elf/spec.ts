import { anyText, listOf, optional, record, text, texts, wholeNumber } from "../helper/shape.ts";

/**
 * Programs and libraries that want what a step did not find. Whether the image has it is known when it is made. Names are
 * bytes, one character for each.
 */
export const foreignShape = listOf(
  record({
    /** Below what was looked at; empty where it is that itself. */
    file: anyText,
    /** How many files want the same, this one included. */
    count: wholeNumber,
    /** As in ELF files. */
    machine: wholeNumber,
    /** The loader of its libraries, where it was not found. */
    interpreter: optional(text),
    /** The libraries that were not found, */
    libraries: texts,
    /** and the folders where it wants them, apart from those that were looked into. */
    folders: texts,
  }),
);
