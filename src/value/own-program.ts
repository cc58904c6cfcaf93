import { at, DeclError, type Place } from "../text/diagnostic.ts";
import { platformId, type TargetPlatform } from "./platform.ts";

/** decl's own programs for images, by their names in dist/ and in the frontend's image. */
export const OWN_PROGRAMS = ["init-x86_64", "init-aarch64"] as const;

export type OwnProgram = (typeof OWN_PROGRAMS)[number];

const INITS: Readonly<Record<string, OwnProgram>> = { amd64: "init-x86_64", arm64: "init-aarch64" };

/** The init for a platform. Throws a DeclError, about the services at `place`, if there is none. */
export function initFor(platform: TargetPlatform, place?: Place): OwnProgram {
  const program = INITS[platform.architecture];
  if (program !== undefined) return program;
  const known = Object.keys(INITS).map((architecture) => `linux/${architecture}`);
  throw new DeclError({
    code: "no-init",
    message: `services need a program of decl's for ${platformId(platform)}; there is one for ${known.join(" and ")}`,
    ...at(place),
    hint: "leave services out for this platform, and let image.entrypoint start the one program that there is",
  });
}
