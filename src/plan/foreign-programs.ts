import type { Closure } from "../nix/closure.ts";
import type { StorePath } from "../nix/store-path.ts";
import { at, type Diagnostic, type Place } from "../text/diagnostic.ts";
import type { BaseImage } from "./base-image.ts";
import type { ForeignProgram } from "./packages.ts";

/** Something of the image that was made for it. */
interface Made {
  readonly path: StorePath;
  /** In words. */
  readonly subject: string;
  readonly foreign?: readonly ForeignProgram[] | undefined;
  readonly place?: Place | undefined;
}

/** A warning for each of what is made that has programs of another system, which say "no such file or directory" of themselves. */
export function foreignWarnings(
  made: Iterable<Made>,
  closure: Pick<Closure, "get">,
  base: BaseImage | undefined,
): Diagnostic[] {
  // An image that is built upon may have the libraries of any system.
  if (base !== undefined) return [];
  return [...made].flatMap(({ path, subject, foreign = [], place }): Diagnostic[] => {
    const [first, ...others] = foreign;
    if (first === undefined || (place === undefined && closure.get(path) === undefined)) return [];
    const what = first.file === "" ? subject : `${first.file} in ${subject}`;
    const more = others.length === 0 ? "" : `, and so do others in it`;
    return [
      {
        code: "foreign-program",
        severity: "warning",
        message: `${what} wants ${first.interpreter} to start, which is not in the image${more}`,
        ...at(place),
        hint: "make it with a compiler of the package set (pkgs.gcc), link it statically, or let patchelf --set-interpreter lead it to the store",
      },
    ];
  });
}
