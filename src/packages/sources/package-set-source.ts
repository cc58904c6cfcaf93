import type { PackageSetFiles } from "../../steps/evaluate/step.ts";
import type { Diagnostic } from "../../text/diagnostic.ts";
import type { PackageSetPin } from "../lock/lock-file.ts";

/** Where a package set comes from. Each kind of source has a file beside this one, which opens it. */
export interface PackageSetSource {
  /** For messages: "--build-context nixpkgs" or its address. */
  readonly label: string;
  readonly pin: PackageSetPin;
  readonly files: PackageSetFiles;
  /** Warnings about its source. */
  readonly warnings?: readonly Diagnostic[];
  /** The text of a small file in it; undefined if there is no such file. */
  readText(name: string): Promise<string | undefined>;
}
