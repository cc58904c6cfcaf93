import type { PackageSetFiles } from "../../steps/evaluate/step.ts";
import type { Diagnostic } from "../../text/diagnostic.ts";
import type { PackageSetPin } from "../lock/lock-file.ts";

/** Where a package set comes from. Each kind of source has a file beside this one, which opens it. */
export interface PackageSetSource {
  /** For messages: "--build-context nixpkgs" or its address. */
  readonly label: string;
  readonly pin: PackageSetPin;
  readonly files: PackageSetFiles;
  /** About where it comes from. */
  readonly warnings?: readonly Diagnostic[];
  /** A small file of it, or undefined where it has none. */
  readText(name: string): Promise<string | undefined>;
}
