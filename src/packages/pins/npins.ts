import * as z from "zod";
import { didYouMean } from "../../text/did-you-mean.ts";
import type { SourcePin } from "./pin.ts";
import { PinFile } from "./pin-file.ts";

/** The fields of a pin that decl reads, which all kinds of pins have (andir/npins: src/lib.rs, src/default.nix). */
const pinSchema = z.object({
  type: z.string(),
  /** The address of an archive; null where the repository has to be cloned. */
  url: z.string().nullish(),
  /** The NAR hash of the archive's folder, in Nix32, or since version 6 as sha256-…. */
  hash: z.string().nullish(),
  revision: z.string().nullish(),
  branch: z.string().nullish(),
  repository: z.object({ type: z.string(), url: z.string().optional() }).nullish(),
});

const npinsSchema = z.object({
  version: z
    .number()
    .min(3, "it is too old: `npins upgrade` writes it anew")
    .max(8, "it is newer than this decl knows"),
  pins: z.record(z.string(), pinSchema),
});

/** Reads a pin from npins' sources.json. Throws a DeclError at the line that is wrong. */
export function readNpins(file: string, text: string, name: string): SourcePin {
  const sources = new PinFile(file, text, "a sources.json of npins");
  const { pins } = sources.read(npinsSchema);
  const pin = Object.hasOwn(pins, name) ? pins[name] : undefined;
  if (pin === undefined) {
    const names = Object.keys(pins);
    const known = names.length === 0 ? "it has none" : `it has ${names.join(", ")}`;
    throw sources.wrong(["pins"], `npins has no pin "${name}" here`, didYouMean(name, names) ?? known);
  }
  const { type, url, hash, revision, branch, repository } = pin;
  const wrong = (what: string, hint: string) => sources.wrong(["pins", name], `the pin "${name}" ${what}`, hint);
  if (typeof url === "string") {
    if (typeof hash !== "string") throw wrong("has no hash", "`npins update` writes it");
    const of = type === "PyPi" || type === "Url" ? "file" : "tree";
    return { kind: "archive", url, hash: { of, text: hash }, rev: revision ?? undefined };
  }
  if (typeof repository?.url === "string" && typeof revision === "string") {
    return { kind: "git", git: repository.url, rev: revision, ref: branch ?? undefined };
  }
  throw wrong(`of the type "${type}" names neither an archive nor a repository`, "`npins update` writes them");
}
