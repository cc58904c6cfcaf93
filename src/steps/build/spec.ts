import { parseStorePath } from "../../nix/store-path.ts";
import { absolutePath, anyText, listOf, optional, parsed, record, text, texts } from "../helper/shape.ts";
import { type SpecOf, specOf } from "../helper/spec.ts";

/** What `build` is given. Its facts are those of `realise`, of one path. */
export const buildSpec = specOf("build", {
  /** The store path that the script makes. */
  path: parsed(text, parseStorePath),
  /** What /bin/sh runs. */
  script: text,
  /** A file or folder of which the script gets a copy. */
  source: optional(absolutePath),
  env: listOf(record({ name: text, value: anyText })),
  /** The store paths that the script is given, in the order of its PATH. */
  inputs: texts,
  /** All that is in the store with them: what the result may refer to. */
  store: listOf(parsed(text, parseStorePath)),
  /** The folder below which `nix/store/<name>` is written. */
  output: absolutePath,
  /** The folder that gets FACTS. */
  facts: absolutePath,
  /** The folder, kept between steps, that gets the reason of a failure in a file with the name of the store path. */
  failures: absolutePath,
});

/** The same once it is read. */
export type BuildSpec = SpecOf<typeof buildSpec>;
