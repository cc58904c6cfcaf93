import type { DeclSettings } from "../context/settings.ts";
import type { Configuration } from "../options/configuration.ts";
import { at, DeclError, type Diagnostic, type Place } from "../text/diagnostic.ts";
import { namesHost } from "../value/hosts.ts";

/**
 * Whether the person who builds allows that a secret is sent to a host: by the secret's id, as in BuildKit's own
 * `HTTP_AUTH_HEADER_<host>` and `GIT_AUTH_TOKEN.<host>`, or by DECL_SECRET_HOSTS. The declaration cannot allow it.
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

/** Refuses every authSecret that the person who builds has not allowed for its host. Throws a DeclError with all of them. */
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

/** A step of the declaration, and the client's secrets and SSH agents that it can use. */
interface LentStep {
  readonly subject: string;
  readonly network: boolean;
  readonly secrets: readonly string[];
  readonly ssh: readonly string[];
  readonly place: Place | undefined;
}

/**
 * Refuses a step that can read a secret, unless the person who builds allows the secret for any host. This holds without a network too:
 * the step could leave the secret in its result or in a cache folder, where a step with a network finds it. An SSH agent is of use only
 * with a network. Throws a DeclError.
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
