import type { Output } from "../llb/vertex.ts";
import type { ClosureEntry } from "../nix/closure.ts";
import type { Place } from "../text/diagnostic.ts";

/** What a step of ours is about, for errors that come back from the engine. */
export interface GraphStep {
  readonly output: Output;
  readonly kind: "download" | "unpack" | "generate" | "run" | "evaluate" | "build";
  /** E.g. "hello-2.12.2". */
  readonly subject: string;
  /** The cache it comes from. */
  readonly cache?: string | undefined;
  /** The store paths that a download or an unpacking is for. */
  readonly entries?: readonly ClosureEntry[];
  /** The name under which a step that builds leaves the reason of its failure. */
  readonly failure?: string;
  readonly place?: Place | undefined;
  /** The places of files that it makes, by path: its failure begins with one. */
  readonly filePlaces?: ReadonlyMap<string, Place>;
  /** Whether it runs programs of another platform than the engine's. */
  readonly foreign?: boolean;
}
