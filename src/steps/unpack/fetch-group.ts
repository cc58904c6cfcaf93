import type { VertexOptions } from "../../llb/vertex.ts";
import type { ClosureEntry } from "../../nix/closure.ts";
import { defined } from "../../text/defined.ts";
import { sizeText } from "../../text/size-text.ts";

/** The name and the group of a step. */
export type StepLabel = Pick<VertexOptions, "name" | "group">;

/**
 * One line of the progress output for all steps that fetch and unpack what is for one thing: "[nix] 97 store paths, 182 MB". Undefined
 * where one path is all, which has a line of its own. `what` tells several of a build apart.
 */
export function fetchGroup(
  entries: readonly Pick<ClosureEntry, "fileSize" | "narSize">[],
  what = "",
): NonNullable<VertexOptions["group"]> | undefined {
  if (entries.length < 2) return undefined;
  const bytes = entries.reduce((sum, { fileSize, narSize }) => sum + (fileSize ?? narSize), 0);
  const name = `[nix] ${entries.length} store paths${what === "" ? "" : ` ${what}`}, ${sizeText(bytes)}`;
  return { id: `decl-fetch ${what}`, name };
}

/** As a part of a label. */
export const labelled = (group: VertexOptions["group"]): StepLabel => defined({ group });
