import { buildPlatform, type Session } from "../../context/session.ts";
import type { Platform } from "../../llb/vertex.ts";
import { DeclError } from "../../text/diagnostic.ts";
import { parsePlatform, platformId } from "../../value/platform.ts";

/** Where builds run, in Nix's names. */
export interface Builder {
  readonly system: string;
  /** Every system whose programs the engine runs, including emulated ones. */
  readonly emulated: readonly string[];
}

export async function builderOf(session: Session): Promise<Builder> {
  const { platforms } = await session.engine.capabilities;
  return { system: parsePlatform(platformId(await buildPlatform(session))).system, emulated: systemsOf(platforms) };
}

/** The Nix names of platforms, as far as they have one. */
function systemsOf(platforms: readonly Platform[]): string[] {
  return platforms.flatMap((platform) => {
    try {
      return [parsePlatform(platformId(platform)).system];
    } catch (error) {
      if (error instanceof DeclError) return [];
      throw error;
    }
  });
}

/** Why programs of a system cannot run there, and what to do about it; undefined if they can. */
export function foreignSystem(wanted: string, { system, emulated }: Builder) {
  if (wanted === system || emulated.includes(wanted)) return undefined;
  return {
    message: `it is built on ${wanted}, and the engine runs ${[...new Set(emulated)].join(", ") || system}`,
    hint: `an engine on ${wanted}, or an emulator for it in the engine (binfmt_misc; then run docker buildx inspect), can build it`,
  };
}
