import { requireAnyHost, requireHost } from "../../context/allowed-hosts.ts";
import type { Session } from "../../context/session.ts";
import { openTree } from "../../context/tree.ts";
import { type Derivation, isFixedOutput } from "../../nix/derivation.ts";
import { DaemonError } from "../../reasons/daemon-error.ts";
import { fetchedStep, type PlainFetch, plainFetch } from "../../steps/fetched/step.ts";
import { FACTS, realisedFacts } from "../../steps/realise/spec.ts";
import type { Place } from "../../text/diagnostic.ts";

/** What is fetched, for errors. */
interface FetchSubject {
  readonly subject: string;
  readonly place: Place | undefined;
}

/**
 * Has the engine itself download what a derivation fetches. Undefined if the engine cannot; then the derivation's builder runs with a
 * network, since it may know other addresses. Throws a DeclError if that needs hosts which the person who builds has not allowed.
 */
export async function fetchPlainly(
  session: Session,
  derivation: Derivation,
  place: Parameters<typeof fetchedStep>[1],
  about: FetchSubject,
) {
  const { settings } = session.request;
  const fetch = plainFetch(derivation);
  const fetched = fetch && (await fetchFile(session, fetch, place, about));
  if (fetched === undefined && isFixedOutput(derivation)) requireAnyHost(settings, about);
  return fetched;
}

async function fetchFile(
  session: Session,
  fetch: PlainFetch,
  place: Parameters<typeof fetchedStep>[1],
  about: FetchSubject,
) {
  requireHost(session.request.settings, { ...about, host: new URL(fetch.url).host });
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
