import { openDeclaration } from "../build/open-declaration.ts";
import { type Location, locationOf, sourceTexts } from "./location.ts";
import type { Subrequest } from "./subrequest.ts";
import { table } from "./table.ts";

interface TargetList {
  readonly targets: readonly {
    /** Left out for the one image of a file that gives it no name. */
    readonly name?: string;
    readonly default?: true;
    readonly location?: Location | undefined;
  }[];
  readonly sources: readonly string[];
}

/** `--call=targets`: the images that `--target` can choose (frontend/subrequests/targets). */
export const targets: Subrequest<TargetList> = {
  definition: {
    name: "frontend.targets",
    version: "1.0.0",
    type: "rpc",
    description: "List the images that --target can choose",
    metadata: [{ name: "result.json" }, { name: "result.txt" }],
  },
  run: async (session) => {
    const { sources } = session;
    const { declaration } = await openDeclaration(session);
    const named = declaration.targets()?.map(({ name, isDefault, place }) => ({
      name,
      ...(isDefault ? { default: true as const } : {}),
      location: locationOf(place, sources),
    }));
    return { targets: named ?? [{ default: true }], sources: sourceTexts(sources) };
  },
  print: (list) =>
    table([
      ["TARGET", "DEFAULT"],
      ...list.targets.map(({ name = "", default: isDefault = false }) => [name, isDefault ? "yes" : ""]),
    ]),
};
