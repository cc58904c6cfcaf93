import { flagsOf } from "../context/process-settings.ts";
import { type BuildRequest, isSameName } from "../context/request.ts";
import type { Diagnostic } from "../text/diagnostic.ts";
import { didYouMean } from "../text/did-you-mean.ts";

/** What an image has for options of `docker build` to be about. */
interface BuiltThings {
  readonly content: { readonly run: string };
  readonly packages: { readonly builds: readonly { readonly name: string; readonly network: boolean }[] };
}

/** A warning for each option of the client that makes no difference. `targets` are names of images of the file. */
export function unusedOptions(
  { processes, noCacheFor }: Pick<BuildRequest, "processes" | "noCacheFor">,
  images: readonly BuiltThings[],
  targets: readonly string[],
): Diagnostic[] {
  const builds = images.flatMap(({ packages }) => packages.builds);
  const runs = builds.length > 0 || images.some(({ content }) => content.run !== "");
  const known = [...new Set([...builds.map(({ name }) => name), ...targets])];
  return [
    ...(runs ? [] : flagsOf(processes).map(withoutPrograms)),
    ...(runs && processes.network === "host" && !builds.some(({ network }) => network) ? [HOST_NETWORK] : []),
    ...noCacheFor
      .filter((name) => !known.some((one) => isSameName(one, name)))
      .map((name) =>
        warning(`--no-cache-filter=${name} is given, and no build or image is called so`, namesOf(name, known)),
      ),
  ];
}

const withoutPrograms = (flag: string): Diagnostic =>
  warning(
    `${flag} is given, and this build runs no program that it could be for`,
    "image.run and build() run programs; an option of the same name is for containers: docker run has it",
  );

const HOST_NETWORK = {
  code: "unused-option",
  severity: "warning",
  message: "--network=host is given, and nothing in this build has a network",
  hint: "build({ network: true }) has one; image.run never has",
} as const;

function namesOf(name: string, known: readonly string[]): string {
  const some =
    known.length === 0 ? "this file has none: --no-cache makes everything again" : `there is ${known.join(", ")}`;
  return didYouMean(name, known) ?? some;
}

const warning = (message: string, hint: string): Diagnostic => ({
  code: "unused-option",
  severity: "warning",
  message,
  hint,
});
