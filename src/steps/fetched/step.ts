import { outputMount, readonlyMount } from "../../llb/mount.ts";
import { http } from "../../llb/source.ts";
import { type Derivation, wordsOf } from "../../nix/derivation.ts";
import { sha256Of } from "../../nix/nar-hash.ts";
import type { StorePath } from "../../nix/store-path.ts";
import type { Place } from "../../text/diagnostic.ts";
import { type HelperPlace, helperStep } from "../helper-step.ts";
import type { Realised } from "../realise/step.ts";
import { fetchedSpec } from "./spec.ts";

/** A file that a derivation is, as far as the engine can fetch it. */
export interface PlainFetch {
  readonly url: string;
  /** In base16. */
  readonly sha256: string;
  readonly path: StorePath;
}

/**
 * What a derivation fetches, where that is one file at an address and of a known SHA-256: then its bytes are the same, whoever
 * fetches it.
 */
export function plainFetch(derivation: Derivation): PlainFetch | undefined {
  const out = derivation.outputs.get("out");
  if (out === undefined || derivation.outputs.size > 1 || out.hashAlgorithm !== "sha256") return undefined;
  const urls = [...wordsOf(derivation, "url"), ...wordsOf(derivation, "urls")];
  const url = urls.find((one) => /^https?:\/\//.test(one) && URL.canParse(one));
  return url === undefined ? undefined : { url, sha256: out.hash, path: out.path };
}

/** The steps that fetch it, as the engine fetches archives, and make the store path of it. */
export function fetchedStep(
  { url, sha256, path }: PlainFetch,
  place: HelperPlace & { readonly places: readonly Place[] },
): Realised {
  const [file, output, facts] = ["fetched", "/out", "/facts"];
  const name = `[nix] fetch ${path.name}`;
  const state = http(url, { checksum: `sha256:${sha256}`, filename: file, name });
  const step = helperStep(place, {
    name,
    places: place.places,
    spec: fetchedSpec,
    value: { source: "/source", path: path.path, ca: `fixed:${sha256Of(Buffer.from(sha256, "hex"))}`, output, facts },
    mounts: [readonlyMount("/source", state, { selector: `/${file}` }), outputMount(output), outputMount(facts)],
  });
  return { trees: new Map([[path.path, step.at(output)]]), facts: step.at(facts) };
}
