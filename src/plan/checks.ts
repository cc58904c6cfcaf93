import { at, DeclError, type Place } from "../text/diagnostic.ts";
import { mentionedPackages } from "../value/reference.ts";
import type { Packages } from "./packages.ts";

/** A command of `image.checks`, before its packages are known. */
export interface Check {
  readonly name: string;
  readonly command: readonly string[];
  /** The options that it is about. */
  readonly about: readonly (readonly string[])[];
}

/** A check that can be run. */
export interface PlannedCheck extends Check {
  readonly place?: Place;
}

/**
 * Puts the store paths into the commands. A check looks at the image as it is: a package that the image does not have is a
 * DeclError.
 */
export function planChecks(
  checks: readonly Check[],
  packages: Packages,
  placeOf: (path: readonly string[]) => Place | undefined,
): PlannedCheck[] {
  return checks.map(({ name, command, about }) => {
    const place = about.map(placeOf).find((one) => one !== undefined);
    const own = at(place ?? placeOf(["image", "checks", name]));
    const missing = command.flatMap(mentionedPackages).find((one) => !packages.has(one));
    if (missing !== undefined) {
      throw new DeclError({
        code: "check-without-package",
        message: `image.checks.${name} needs ${missing}, which the image does not have`,
        ...own,
        hint: "a check adds nothing to the image: use what is there, or add it to environment.systemPackages",
      });
    }
    return { name, command: command.map(packages.resolveText), about, ...own };
  });
}
