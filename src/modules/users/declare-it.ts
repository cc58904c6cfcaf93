import { didYouMean } from "../../text/did-you-mean.ts";

/** What to do about a user or group that is not there: the nearest that is, else how one is declared. */
export const declareIt = (kind: "user" | "group", name: string, known: Iterable<string>): string =>
  didYouMean(name, known) ?? `users.${kind}s.${name} declares it`;
