import { requireAnyHost, requireHost } from "../../context/allowed-hosts.ts";
import type { Session } from "../../context/session.ts";
import type { DeclSettings } from "../../context/settings.ts";
import { openTree } from "../../context/tree.ts";
import { type Derivation, isFixedOutput } from "../../nix/derivation.ts";
import { DaemonError } from "../../reasons/daemon-error.ts";
import { fetchedStep, plainFetch } from "../../steps/fetched/step.ts";
import { FACTS, realisedFacts } from "../../steps/realise/spec.ts";
import type { Place } from "../../text/diagnostic.ts";

/** Has the engine fetch what a derivation fetches. Undefined where it cannot: the builder may know other addresses. */
export async function fetchPlainly(session: Session, derivation: Derivation, place: Parameters<typeof fetchedStep>[1]) {
  const fetch = plainFetch(derivation);
  if (fetch === undefined) return undefined;
  const { trees, facts } = fetchedStep(fetch, place);
  try {
    const text = await openTree(session, facts).readText(FACTS);
    const [info] = realisedFacts(JSON.parse(text ?? "[]"), "facts");
    return info && { info, trees, facts };
  } catch (error) {
    if (error instanceof DaemonError) return undefined;
    throw error;
  }
}

/** What a derivation fetches is said by the package set. Throws a DeclError where it may not be reached. */
export function requireFetch(
  settings: DeclSettings,
  derivation: Derivation,
  step: { readonly subject: string; readonly place: Place | undefined },
): void {
  const plain = plainFetch(derivation);
  if (plain !== undefined) requireHost(settings, { ...step, host: new URL(plain.url).host });
  else if (isFixedOutput(derivation)) requireAnyHost(settings, step);
}
