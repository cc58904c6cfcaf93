import { parseStorePath } from "../../nix/store-path.ts";
import { absolutePath, parsed, text } from "../helper/shape.ts";
import { specOf } from "../helper/spec.ts";

/** What `fetched` is given. Its facts are those of `realise`, of one path. */
export const fetchedSpec = specOf("fetched", {
  /** The file, whose hash has been checked. */
  source: absolutePath,
  /** The store path that it is. */
  path: parsed(text, parseStorePath),
  /** Its content address. */
  ca: text,
  /** The folder below which `nix/store/<name>` is written. */
  output: absolutePath,
  /** The folder that gets FACTS. */
  facts: absolutePath,
});
