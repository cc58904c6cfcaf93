import type { State } from "../../llb/vertex.ts";
import type { PackageSetPin } from "../lock/lock-file.ts";

/** Where a package set comes from. Each kind of source has a file beside this one, which opens it. */
export interface PackageSetSource {
  /** For messages: "--build-context nixpkgs" or its address. */
  readonly label: string;
  readonly pin: PackageSetPin;
  /** The whole of it, and the folder that default.nix is in. */
  readonly files: { readonly state: State; readonly selector?: string };
  /** A small file of it, or undefined. */
  readText(name: string): Promise<string | undefined>;
}
