import type { Session } from "../../context/session.ts";
import { openTree } from "../../context/tree.ts";
import { file, mkfile } from "../../llb/file.ts";
import { scratch } from "../../llb/vertex.ts";
import { derivationName } from "../../steps/realise/step.ts";
import type { BuildPlan } from "./plan-builds.ts";

/** How many packages the line names. */
const SHOWN = 10;

/** Prints a line in the progress output, before the builds start, with what is built and why: "as nixpkgs.build says". */
export async function announce(session: Session, plan: BuildPlan, why: string): Promise<void> {
  const names = Array.from(plan.values(), ({ path }) => derivationName(path));
  const shown = names.slice(0, SHOWN).join(", ");
  const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : "";
  const list = file(scratch, [mkfile("/to-build", names.map((name) => `${name}\n`).join(""))], {
    name: `[nix] to build, ${why}: ${shown}${more}`,
  });
  // The engine runs and shows the step only if its result is read.
  await openTree(session, list).readText("/to-build");
}
