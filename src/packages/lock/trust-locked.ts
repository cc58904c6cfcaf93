import type { ClosureEntry } from "../../nix/closure.ts";
import { judge, type Trust, type TrustRules } from "../../nix/trust.ts";
import { DeclError, type Diagnostic } from "../../text/diagnostic.ts";
import type { LockFile } from "./lock-file.ts";
import { placeInLock } from "./parse-lock.ts";

/**
 * The paths of a lock with the reason why each is trusted. Anybody can change a lock file, so it is trusted no more than a cache: a path
 * needs a valid signature, or a content address, or a cache that the declaration trusts without signatures. Throws a DeclError at the
 * lines of the lock.
 *
 * @param rulesOf whose signatures count for a cache
 */
export function trustLocked(
  lock: LockFile,
  entries: readonly ClosureEntry[],
  rulesOf: (cache: string) => TrustRules,
): ClosureEntry[] {
  const trusted: ClosureEntry[] = [];
  const distrusted = new Map<string, ClosureEntry[]>();
  for (const entry of entries) {
    const trust = judgeOnce(entry, rulesOf(entry.cache));
    if (typeof trust === "string") distrusted.set(trust, [...(distrusted.get(trust) ?? []), entry]);
    else trusted.push({ ...entry, trust });
  }
  const [first, ...others] = [...distrusted].map(([reason, [entry, ...more]]) =>
    problem(lock, reason, entry, more.length),
  );
  if (first !== undefined) throw new DeclError(first, others);
  return trusted;
}

/** The results of earlier checks: a check takes a tenth of a millisecond, and a build reads a lock several times. */
const JUDGED = new WeakMap<ClosureEntry, { readonly key: string; readonly trust: Trust | string }>();

function judgeOnce(entry: ClosureEntry, rules: TrustRules): Trust | string {
  const key = JSON.stringify([rules.requireSignature, rules.publicKeys.map(({ text }) => text)]);
  const known = JUDGED.get(entry);
  if (known?.key === key) return known.trust;
  const judged = judge({ ...entry, storePath: entry.path }, rules);
  const trust = judged.by === "nobody" ? judged.reason : judged;
  JUDGED.set(entry, { key, trust });
  return trust;
}

function problem(
  lock: LockFile,
  reason: string,
  entry: ClosureEntry | undefined,
  others: number,
): Omit<Diagnostic, "severity"> {
  const more = others === 0 ? "" : others === 1 ? ", nor another of its paths" : `, nor ${others} other paths`;
  return {
    code: "lock-not-trusted",
    message: `what the lock file says of ${entry?.path.path} is not trusted${more}: ${reason}`,
    ...(entry && placeInLock(lock, entry.path.base)),
    hint:
      "it needs what a path of a cache needs: the signature of a key in publicKeys or DECL_TRUSTED_PUBLIC_KEYS, or a cache of the " +
      "declaration with requireSignature: false; if the lock was not changed by hand, --target update writes it again",
  };
}
