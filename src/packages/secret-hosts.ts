import type { DeclSettings } from "../context/settings.ts";
import type { Configuration } from "../options/configuration.ts";
import { at, DeclError, type Diagnostic, type Place } from "../text/diagnostic.ts";
import { namesHost } from "../value/hosts.ts";

/**
 * Whether the person who builds has said that a host may be shown a secret: in the secret's id, as BuildKit's own
 * `HTTP_AUTH_HEADER_<host>` and `GIT_AUTH_TOKEN.<host>` do, or in DECL_SECRET_HOSTS. What a declaration says is no reason.
 */
export function maySend(
  { secretHosts }: Pick<DeclSettings, "secretHosts">,
  id: string,
  { host, hostname }: URL,
): boolean {
  if (["HTTP_AUTH_HEADER_", "GIT_AUTH_HEADER.", "GIT_AUTH_TOKEN."].some((start) => id === start + hostname))
    return true;
  return namesHost(
    secretHosts.filter((one) => one.id === id).map((one) => one.host),
    host,
  );
}

/** Refuses an authSecret for a host that nobody but the declaration names. Throws a DeclError with each of them. */
export function checkCacheSecrets(settings: Pick<DeclSettings, "secretHosts">, configuration: Configuration): void {
  const { config, placeOf } = configuration;
  const problems = config.nixpkgs.binaryCaches.flatMap(({ url, authSecret: id }, index) => {
    if (id === null || !/^https?:/.test(url)) return [];
    const address = new URL(url);
    if (maySend(settings, id, address)) return [];
    const message = `the declaration alone says that ${address.host} is sent the secret ${id}`;
    const hint =
      `if it may be: --build-arg DECL_SECRET_HOSTS="${id}=${address.host}", or name the secret for its host, ` +
      `--secret id=HTTP_AUTH_HEADER_${address.hostname},…, and leave authSecret out`;
    return [secretProblem(message, hint, placeOf(["nixpkgs", "binaryCaches", `${index}`, "authSecret"]))];
  });
  const [first, ...others] = problems;
  if (first !== undefined) throw new DeclError(first, others);
}

function secretProblem(message: string, hint: string, place: Place | undefined): Omit<Diagnostic, "severity"> {
  return { code: "secret-for-any-host", message, ...at(place), hint };
}

/** A step of the declaration's, and what the client lends it. */
interface LentStep {
  readonly subject: string;
  readonly network: boolean;
  readonly secrets: readonly string[];
  readonly ssh: readonly string[];
  readonly place: Place | undefined;
}

/**
 * Refuses a step that is given a secret, unless the person who builds has said that it may go anywhere: without a network the step
 * could still leave it in its result or in a folder that it keeps, where another one, with a network, finds it. An SSH agent has
 * no use without one. Throws a DeclError.
 */
export function checkStepSecrets({ secretHosts }: Pick<DeclSettings, "secretHosts">, step: LentStep): void {
  const anywhere = new Set(secretHosts.flatMap(({ id, host }) => (host === "*" ? [id] : [])));
  const lent = [...step.secrets, ...(step.network ? step.ssh : [])].filter((id) => !anywhere.has(id));
  if (lent.length === 0) return;
  const words = lent.map((id) => `${id}=*`).join(" ");
  throw new DeclError(
    secretProblem(
      `${step.subject} is given ${lent.join(", ")}, and could have that sent to any host`,
      `if it may: --build-arg DECL_SECRET_HOSTS="${words}"`,
      step.place,
    ),
  );
}
