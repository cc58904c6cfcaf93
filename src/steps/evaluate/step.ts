import { file, mkfile } from "../../llb/file.ts";
import { outputMount, readonlyMount, tmpfsMount } from "../../llb/mount.ts";
import { type Output, type State, scratch } from "../../llb/vertex.ts";
import type { Closure } from "../../nix/closure.ts";
import type { StorePath } from "../../nix/store-path.ts";
import { sizeText } from "../../text/size-text.ts";
import type { GraphStep } from "../graph-step.ts";
import { type HelperPlace, helperStep } from "../helper-step.ts";
import type { NarSources } from "../unpack/nar-source.ts";
import { locateArchive, unpackStep } from "../unpack/step.ts";
import evaluateNix from "./evaluate.nix?raw";
import { type EvaluationRequest, evaluateSpec } from "./spec.ts";

export interface EvaluationInput extends HelperPlace {
  readonly request: EvaluationRequest;
  /** The Nix expressions of the declaration, by the file that the request names. */
  readonly expressions: ReadonlyMap<string, string>;
  /** The package set, and the folder in it. */
  readonly packageSet: { readonly state: State; readonly selector?: string };
  /** The folder with the overlays, where there are any. */
  readonly overlays?: State;
  /** The Nix that evaluates, with all that it needs. */
  readonly nix: StorePath;
  readonly closure: Closure;
  readonly nars: NarSources;
}

/** Where the step has its parts. */
export const EVALUATION_PLACES = { packageSet: "/nixpkgs", overlays: "/overlays", request: "/request" } as const;

/** Two steps: unpack Nix, and have it look at all names of a declaration. The state has the result. */
export function evaluationGraph(input: EvaluationInput): {
  readonly state: Output;
  readonly steps: readonly GraphStep[];
} {
  const { closure, nars } = input;
  const steps: GraphStep[] = [];
  const located = closure.ordered.map((entry) => {
    const label = `[nix] ${entry.path.name} (${sizeText(entry.fileSize ?? entry.narSize)})`;
    const { archive, step } = locateArchive(entry, nars, label);
    steps.push(step);
    return archive;
  });
  const name = `[nix] unpack ${input.nix.name} to look packages up with`;
  // `--no-cache` looks the names up again; Nix is not unpacked again for it.
  const store = unpackStep(located, { ...input, ignoreCache: false }, { name });
  const [first] = closure.ordered;
  const unpacked = { output: store, kind: "unpack", subject: input.nix.name, entries: closure.ordered } as const;
  steps.push({ ...unpacked, ...(first === undefined ? {} : { cache: first.cache }) });

  const state = evaluateStep(input, store);
  steps.push({ output: state, kind: "evaluate", subject: "the names of the declaration" });
  return { state, steps };
}

function evaluateStep(input: EvaluationInput, store: Output): Output {
  const { request, expressions, packageSet, overlays } = input;
  const written = file(
    scratch,
    [
      mkfile("/evaluate.nix", evaluateNix),
      mkfile("/request.json", JSON.stringify(request)),
      ...[...expressions].map(([name, text]) => mkfile(`/${name}`, text)),
    ],
    { name: "[nix] write down the names to look up" },
  );
  const count = Object.values(request.systems).reduce((sum, names) => sum + Object.keys(names).length, 0);
  return helperStep(input, {
    name: `[nix] look up ${count} ${count === 1 ? "name" : "names"} in the package set`,
    spec: evaluateSpec,
    value: {
      nix: `${input.nix.path}/bin/nix-instantiate`,
      expression: `${EVALUATION_PLACES.request}/evaluate.nix`,
      request: `${EVALUATION_PLACES.request}/request.json`,
      output: "/out",
    },
    mounts: [
      // Unpacking gives the same bytes for the same specification: its key is enough.
      readonlyMount("/nix/store", store, { selector: "/nix/store", contentCache: "off" }),
      tmpfsMount("/tmp"),
      readonlyMount(EVALUATION_PLACES.packageSet, packageSet.state, selectorOf(packageSet.selector)),
      ...(overlays === undefined ? [] : [readonlyMount(EVALUATION_PLACES.overlays, overlays)]),
      readonlyMount(EVALUATION_PLACES.request, written),
      outputMount("/out"),
    ],
  }).at("/out");
}

const selectorOf = (selector: string | undefined) => (selector === undefined ? {} : { selector });
